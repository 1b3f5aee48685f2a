import { CodedError, errorCode, MalformedPayloadError } from '../../../messaging/errors.js';
import type { MessageEvent, ReceiptEvent, StoredEvent } from '../../../messaging/inbound-event.js';
import type { ConnectedContext } from '../../../messaging/connected.js';
import type { RawReading } from '../../../messaging/ports.js';
import type { AttachmentStore } from '../../../messaging/stores.js';
import { readMail, type ReadMailOptions } from '../read-mail.js';

/** What of a mail was fetched. */
export interface FetchedMail {
  bytes: Buffer;
  /** Bytes on the server, where only the beginning was fetched. */
  cutFrom?: number;
  /** The whole of a mail too large to be read, to be kept as a file. */
  whole?: Buffer;
}

const RAW_TYPE = 'message/rfc822';

/**
 * Stores one mail: its files first, then the receipts in it, then the message. Resolves once all of it is durable;
 * a mail that can't be read is kept as failed, and only a store that can't store rejects.
 */
export async function storeMail(
  channelId: string,
  mail: FetchedMail,
  context: Pick<ConnectedContext, 'inbound' | 'receipts' | 'attachments'>,
  options: ReadMailOptions,
): Promise<void> {
  const raw = { contentType: RAW_TYPE, bytes: mail.bytes };
  let reading: RawReading;
  try {
    reading = readMail(mail.bytes, options);
  } catch (error) {
    const field = error instanceof MalformedPayloadError ? { field: error.field } : {};
    await context.inbound.reject(channelId, raw, { code: errorCode(error), ...field });
    return;
  }
  const stored: StoredEvent[] = [];
  const receipts: ReceiptEvent[] = [];
  for (const event of reading.events) {
    if (event.type === 'receipt') receipts.push(event);
    else stored.push(event.type === 'message' ? await keepFiles(event, reading, mail, context.attachments) : event);
  }
  // First, since they may be said twice: a mail whose message is stored is one of which nothing is left to do.
  if (receipts.length > 0) await context.receipts.apply(channelId, receipts);
  try {
    await context.inbound.accept(channelId, stored, raw);
  } catch (error) {
    // Tried again it would be refused again: kept raw, so that the mailbox goes on.
    if (!(error instanceof CodedError) || error.retryable) throw error;
    await context.inbound.reject(channelId, raw, { code: error.code });
  }
}

async function keepFiles(
  message: MessageEvent,
  reading: RawReading,
  mail: FetchedMail,
  store: AttachmentStore,
): Promise<MessageEvent> {
  if (mail.cutFrom !== undefined) return keepWhole(message, mail, store);
  const attachments = [];
  for (const attachment of message.attachments) {
    const bytes = attachment.ref === undefined ? undefined : reading.contents.get(attachment.ref);
    if (bytes === undefined) {
      attachments.push(attachment);
      continue;
    }
    const { contentType, filename } = attachment;
    const { ref } = await store.put(bytes, { contentType, ...(filename === undefined ? {} : { filename }) });
    attachments.push({ ...attachment, ref, stored: true });
  }
  return { ...message, attachments };
}

/** Of a mail over the limit the words are read from its beginning, and all of it is one file. */
async function keepWhole(message: MessageEvent, mail: FetchedMail, store: AttachmentStore): Promise<MessageEvent> {
  const remarks = [...(message.remarks ?? []), 'over-limit'];
  const facts = { filename: 'mail.eml', contentType: RAW_TYPE, inline: false };
  if (mail.whole === undefined)
    return {
      ...message,
      attachments: [{ ...facts, size: mail.cutFrom ?? 0 }],
      remarks: [...remarks, 'left-on-server'],
    };
  const { ref, size, sha256 } = await store.put(mail.whole, { contentType: RAW_TYPE, filename: facts.filename });
  return { ...message, attachments: [{ ...facts, size, sha256, ref, stored: true }], remarks };
}
