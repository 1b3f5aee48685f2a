/** Where each sealed value stands: the associated data that binds it to its row. */
export const sealedIn = {
  inboundEvent: (id: string): string => `inbound_message.event:${id}`,
  inboundRaw: (id: string): string => `inbound_message.raw:${id}`,
  contactName: (id: string): string => `contact.name:${id}`,
  contactAddress: (id: string): string => `contact_address.value:${id}`,
  outboundTo: (id: string): string => `outbound_message.to:${id}`,
  outboundBody: (id: string): string => `outbound_message.body:${id}`,
  outboundWords: (id: string): string => `outbound_message.words:${id}`,
  outboundProviderId: (id: string): string => `outbound_message.provider_id:${id}`,
  attachmentFilename: (id: string): string => `attachment.filename:${id}`,
  attachmentRef: (id: string): string => `attachment.provider_ref:${id}`,
  attachmentLocation: (id: string): string => `attachment.location:${id}`,
  attachmentBytes: (ref: string): string => `attachment.bytes:${ref}`,
  taskRecipient: (id: string): string => `reply_task.recipient:${id}`,
  outsideReference: (id: string): string => `outside_reference.reference:${id}`,
  messagePart: (id: string): string => `message_part.bytes:${id}`,
} as const;
