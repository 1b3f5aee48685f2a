/**
 * What a channel adapter makes of a provider's payload. The vocabulary every part shares;
 * it knows neither HTTP nor the database.
 */

export const CHANNEL_KINDS = ['sms', 'email', 'whatsapp', 'web', 'manual'] as const;
/** The family of a channel; one BullMQ queue per kind and direction. Persisted in queue names. */
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** What leaves also goes to agencies' own systems. Persisted in queue names. */
export const OUTBOUND_KINDS = [...CHANNEL_KINDS, 'webhook'] as const;
export type OutboundKind = (typeof OUTBOUND_KINDS)[number];

export const ADDRESS_KINDS = ['phone', 'email', 'whatsapp', 'messenger', 'telegram'] as const;

/**
 * Where a person can be reached.
 * `value`: E.164 for phones (a short code stays as its digits), mailbox in lower case for mail,
 * E.164 for WhatsApp where the number is visible, else Meta's user id.
 */
export interface Address {
  kind: (typeof ADDRESS_KINDS)[number];
  value: string;
  name?: string;
}

/** A file that came with a message. `ref` is opaque to all but the adapter that made it. */
export interface InboundAttachment {
  filename?: string;
  contentType: string;
  /** Bytes, decoded. */
  size?: number;
  /** Hex SHA-256 of the decoded bytes. */
  sha256?: string;
  inline: boolean;
  contentId?: string;
  ref?: string;
  /** `ref` names bytes in our own store; else the provider still keeps them. */
  stored?: boolean;
}

export interface GeoLocation {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

/** What the message says of the conversation it belongs to; evidence for the thread step, never proof by itself. */
export interface ThreadHints {
  inReplyTo?: string;
  references?: string[];
  quotedId?: string;
  /** The outbound message whose reply address was answered, by the very person whom that address was given to. */
  replyToken?: string;
  /** The same, used by somebody else: forwarded or made up. For operators' eyes; it proves nothing. */
  foreignToken?: string;
  /** Our own mail server vouches for the sender's mailbox (DMARC). Chats and SMS vouch for theirs by themselves. */
  authenticated?: boolean;
}

export type MessageNature = 'person' | 'auto-reply' | 'bounce' | 'list' | 'delivery-report';

/** Replies that people carry: a call to make, a letter to print, words to copy into the system that the report came by. */
export const TASK_METHODS = ['call', 'letter', 'relay'] as const;
export type TaskMethod = (typeof TASK_METHODS)[number];

export const DOCUMENT_TYPES = ['ktp', 'sim', 'passport', 'other'] as const;
/** What a reporter showed of who they are, where the office asks for it. */
export interface IdentityDocument {
  type: (typeof DOCUMENT_TYPES)[number];
  number: string;
}

/** Facts that only a form or a clerk supplies; text channels leave it out. */
/** What a reporter says of an answer by choosing it on a page: the words of the message only explain it. */
export interface FormVerdict {
  fixed?: boolean;
  /** 1 (bad) to 4 (very good), as PermenPANRB 14/2017 counts. */
  mark?: 1 | 2 | 3 | 4;
}

export interface ReportForm {
  /** The tenant's slug that the form belongs to. */
  tenant: string;
  anonymous: boolean;
  /** The reporter's identity is kept from the agency. */
  confidential: boolean;
  /** Kemendagri code of the district (kecamatan) and of the village (desa or kelurahan). */
  districtCode?: string;
  villageCode?: string;
  landmark?: string;
  category?: string;
  reporterName?: string;
  /** How the reporter wants to be answered; `page` means the tracking page only. */
  replyBy: 'page' | 'sms' | 'whatsapp' | 'email' | TaskMethod;
  /** The reporter's address for `replyBy` other than `page`, `letter` and `relay`. */
  replyTo?: Address;
  /** Where letters go, as on the envelope. */
  postalAddress?: string;
  document?: IdentityDocument;
  /** What the report is called in the system that it came by: its number there, a post's address. */
  outsideReference?: string;
  /** A clerk's word that this belongs to a ticket of the reporter's, who asked who it was; or the tracking page's, which had seen the code. */
  followUpTo?: string;
  /** Of that ticket's answer. */
  verdict?: FormVerdict;
  /** The reporter takes that ticket back, by choosing so on a page. */
  cancels?: boolean;
  /** The reporter stands there or is on the line, and hears at once what we say. */
  inPerson?: boolean;
}

export interface MessageEvent {
  type: 'message';
  /** The message's identity at the provider (not the delivery's): redeliveries carry the same one. */
  externalId: string;
  /** Null for a message without a sender (an anonymous web report). */
  from: Address | null;
  to: string[];
  /** ISO 8601. */
  sentAt?: string;
  subject?: string;
  /** What the person wrote: quotes and signature removed. */
  text: string;
  fullText?: string;
  attachments: InboundAttachment[];
  location?: GeoLocation;
  thread: ThreadHints;
  nature: MessageNature;
  /** The text is the label of a button that was tapped, and not the person's own words. */
  tapped?: boolean;
  form?: ReportForm;
  /** What was odd about it, for operators: kebab-case codes (`no-text`, `over-limit`). */
  remarks?: string[];
}

/** Names of the message's files whose bytes are in our own store already. */
export function keptFiles({ attachments }: Pick<MessageEvent, 'attachments'>): string[] {
  return attachments.flatMap(({ stored, ref }) => (stored === true && ref !== undefined ? [ref] : []));
}

export const RECEIPT_STATES = ['sent', 'delivered', 'read', 'failed'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

export interface ReceiptEvent {
  type: 'receipt';
  /** The provider's id of the outbound message (for a bounced mail: its Message-ID). */
  providerId: string;
  /** `OutboundMessage.id`, where the provider hands it back: names a message whose providerId never reached us. */
  reference?: string;
  /** `shortReference` of `OutboundMessage.id`, for want of room: names a message only together with `recipient`. */
  shortReference?: number;
  state: ReceiptState;
  error?: { code: string; text?: string; permanent?: boolean };
  recipient?: string;
  /** ISO 8601. */
  at?: string;
}

/** A citizen said STOP or START; `externalId` where the provider names the message that said it. */
export interface OptEvent {
  type: 'opt-out' | 'opt-in';
  from: Address;
  externalId?: string;
}

export interface IgnoredEvent {
  type: 'ignored';
  externalId?: string;
  /** A short code in kebab-case, without personal data. */
  reason: string;
}

export type InboundEvent = MessageEvent | ReceiptEvent | OptEvent | IgnoredEvent;
/** Everything but receipts: what becomes a row of `inbound_message`. */
export type StoredEvent = Exclude<InboundEvent, ReceiptEvent>;
