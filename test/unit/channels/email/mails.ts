import { readFileSync } from 'node:fs';
import { readMail } from '../../../../src/channels/email/read-mail.js';
import type { InboundEvent, MessageEvent, ReceiptEvent } from '../../../../src/messaging/inbound-event.js';

export const fixture = (name: string): Buffer => readFileSync(`test/fixtures/email/${name}.eml`);

export function messageOf(events: readonly InboundEvent[]): MessageEvent {
  const message = events.find((event) => event.type === 'message');
  if (message?.type !== 'message') throw new Error('no message');
  return message;
}

export const message = (name: string): MessageEvent => messageOf(readMail(fixture(name)).events);
export const receipts = (name: string): ReceiptEvent[] =>
  readMail(fixture(name)).events.filter((event) => event.type === 'receipt');

/** A mail with these header lines (CRLF is added) and this body. */
export function mail(header: readonly string[], body = 'Isi.\r\n'): Buffer {
  return Buffer.from(`${['Message-ID: <a1@warga.example>', ...header].join('\r\n')}\r\n\r\n${body}`);
}
