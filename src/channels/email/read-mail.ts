import { createHash } from 'node:crypto';
import { MalformedPayloadError } from '../../messaging/errors.js';
import type { Address, InboundEvent, MessageEvent } from '../../messaging/inbound-event.js';
import type { RawReading } from '../../messaging/ports.js';
import { allAddresses, firstAddress } from './addresses.js';
import { readBody } from './body.js';
import { readReport } from './bounce.js';
import type { MailHeaders } from './mime/headers.js';
import { type MimePart, readMime } from './mime/mime-tree.js';
import { isOurs, natureOf } from './nature.js';
import { FORWARD_SUBJECT, REPLY_SUBJECT } from './quote-patterns.js';
import { tidyText, visibleText } from './quotes.js';
import { ownMessageId, threadHints, type MailProof } from './thread.js';

export type ReadMailOptions = MailProof;

/** One of these at least: else it is no mail. */
const MAIL_FIELDS = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'received',
  'return-path',
  'sender',
  'reply-to',
  'content-type',
  'delivered-to',
];
const LONGEST_SUBJECT = 2_000;

/**
 * What a raw mail (RFC 5322) holds: receipts, where it reports on a mail of ours, and the message itself. Pure.
 * @throws MalformedPayloadError where it has no mail's header at all
 */
export function readMail(bytes: Buffer, options: ReadMailOptions = {}): RawReading {
  if (bytes.length === 0) throw new MalformedPayloadError('mail', 'a mail; it is empty');
  const root = readMime(bytes);
  if (!MAIL_FIELDS.some((name) => root.headers.has(name)))
    throw new MalformedPayloadError('header', 'a mail with From, To, Subject or another field of its header');
  const body = readBody(root);
  const subject = (root.headers.text('subject') ?? '').slice(0, LONGEST_SUBJECT);
  const report = readReport(root, body.text, subject);
  const from = senderOf(root.headers);
  const thread = threadHints(root.headers, from?.value, options);
  const fullText = body.text.trim();
  const text = report === undefined ? visibleText(fullText, quoteContext(subject, thread)) : tidyText(fullText);
  const sentAt = dateOf(root.headers.raw('date'));
  const message: MessageEvent = {
    type: 'message',
    externalId: ownMessageId(root.headers) ?? contentId(root),
    from: from ?? null,
    to: allAddresses([...root.headers.allRaw('to'), ...root.headers.allRaw('cc')]),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(subject === '' ? {} : { subject }),
    text,
    ...(tidyText(fullText) === text ? {} : { fullText }),
    attachments: body.attachments,
    thread,
    nature: natureOf({
      headers: root.headers,
      subject,
      text,
      ...(from === undefined ? {} : { from: from.value }),
      ...(report === undefined ? {} : { report: report.nature }),
    }),
  };
  const remarks = remarksOn(root.headers, message);
  if (remarks.length > 0) message.remarks = remarks;
  const events: InboundEvent[] = [...(report?.receipts ?? []), message];
  return { events, contents: body.contents };
}

/** What an operator should know who wonders why the message looks as it does. */
function remarksOn(headers: MailHeaders, message: MessageEvent): string[] {
  return [
    ...(message.fullText === undefined && message.text === '' ? ['no-text'] : []),
    ...(message.from === null ? ['no-sender'] : []),
    ...(message.sentAt === undefined ? ['no-date'] : []),
    ...(message.externalId.startsWith('sha256:') ? ['no-message-id'] : []),
    ...(isOurs(headers) ? ['from-a-gateway'] : []),
  ];
}

function quoteContext(subject: string, thread: MessageEvent['thread']): { reply: boolean; forward: boolean } {
  const forward = FORWARD_SUBJECT.test(subject);
  const answers = thread.inReplyTo !== undefined || thread.references !== undefined || REPLY_SUBJECT.test(subject);
  return { reply: answers && !forward, forward };
}

/** From; where it names nobody, whoever else the header says it came from. */
function senderOf(headers: MailHeaders): Address | undefined {
  for (const name of ['from', 'sender', 'reply-to', 'return-path', 'x-original-from', 'x-envelope-from']) {
    for (const raw of headers.allRaw(name)) {
      const found = firstAddress(raw);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Zones that Indonesian mailers write in letters. */
const ZONES: Readonly<Record<string, string>> = { WIB: '+0700', WITA: '+0800', WIT: '+0900' };

function dateOf(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined;
  const plain = raw
    .slice(0, 200)
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\b(WIB|WITA|WIT)\b/g, (zone) => (/[+-]\d{4}/.test(raw) ? '' : (ZONES[zone] ?? '')));
  const date = new Date(plain.trim());
  const year = date.getUTCFullYear();
  return Number.isNaN(date.getTime()) || year < 1980 || year > 2200 ? undefined : date.toISOString();
}

/** Identity of a mail without Message-ID: what stays the same however it travelled. */
function contentId(root: MimePart): string {
  const hash = createHash('sha256');
  for (const name of ['date', 'from', 'to', 'subject'])
    hash.update(`${name}:${root.headers.allRaw(name).join('\n')}\n`);
  return `sha256:${hash.update(root.encoded).digest('hex')}`;
}
