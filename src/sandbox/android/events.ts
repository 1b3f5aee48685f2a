import { createHash } from 'node:crypto';
import type { LoggedMessage, MessageState } from '../message-log.js';
import type { Handset, HookEvent } from './handset.js';

/** What the app calls for, and with what. https://docs.sms-gate.app/features/webhooks/ */
export interface HandsetEvent {
  event: HookEvent;
  payload: object;
}

/** A message that the telephone received; with files it is an MMS. */
export function receivedEvent({ number, simNumber }: Handset, message: LoggedMessage): HandsetEvent {
  const common = {
    sender: message.citizen,
    recipient: number === '' ? null : number,
    simNumber,
    receivedAt: new Date(message.at).toISOString(),
  };
  if (message.media.length === 0) {
    const payload = { messageId: message.id, message: message.text, phoneNumber: message.citizen, ...common };
    return { event: 'sms:received', payload };
  }
  const attachments = message.media.map(({ contentType, filename, bytes }, index) => ({
    partId: index + 1,
    contentType,
    name: filename ?? null,
    size: bytes.length,
    data: bytes.toString('base64'),
  }));
  const payload = { messageId: message.id, body: message.text, subject: '', attachments, ...common };
  return { event: 'mms:downloaded', payload };
}

/** What became of a message that the telephone was given. */
export function stateEvent(
  { simNumber }: Handset,
  message: LoggedMessage,
  state: MessageState,
): HandsetEvent | undefined {
  const common = { messageId: message.id, sender: null, recipient: message.citizen, simNumber };
  const at = new Date().toISOString();
  if (state === 'sent') return { event: 'sms:sent', payload: { ...common, partsCount: message.segments, sentAt: at } };
  if (state === 'delivered') return { event: 'sms:delivered', payload: { ...common, deliveredAt: at } };
  if (state === 'undelivered')
    return {
      event: 'sms:failed',
      payload: { ...common, failedAt: at, reason: 'Send result: RESULT_ERROR_NO_SERVICE' },
    };
  return undefined;
}

/** The app's id of an SMS: 32 bits of a hash of sender, time and text, "not guaranteed to be unique". */
export function receivedId(sender: string, text: string, at: number): string {
  return createHash('sha256').update(`${sender} ${at} ${text}`).digest('hex').slice(0, 8);
}
