import type { ReceiptEvent } from '../../messaging/inbound-event.js';
import { sanitise } from '../wire/text.js';
import { allAddresses, firstAddress, mailboxIn } from './addresses.js';
import { enhancedStatus, type Fate, MOST_RECIPIENTS, proseFates } from './bounce-prose.js';
import { BOUNCE_SUBJECT, BOUNCE_WORDS } from './bounce-words.js';
import { type MailHeaders, readHeaders } from './mime/headers.js';
import type { MimePart } from './mime/mime-tree.js';
import { hasNullPath, isDaemon, isDaemonName, saysAutoReply } from './nature.js';
import { messageIds } from './thread.js';

/** What a mail about a mail of ours says. */
export interface DeliveryReport {
  nature: 'bounce' | 'delivery-report';
  receipts: ReceiptEvent[];
}

/** As `messageIdOf` of the sender makes it. */
const OWN_ID = /^<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/;

/**
 * Reads a delivery report (RFC 3464), a disposition notification (RFC 8098) or a mail server's prose. Undefined for
 * any other mail. Receipts come only where the report names the mail that it is about.
 */
export function readReport(root: MimePart, text: string, subject: string): DeliveryReport | undefined {
  const parts = [...walk(root)];
  const disposition = parts.find(({ type }) => type === 'message/disposition-notification');
  if (disposition !== undefined) return dispositionReport(root, disposition);
  // Somebody pressed "this is spam" (RFC 5965): told by a program, and nobody to answer.
  if (parts.some(({ type }) => type === 'message/feedback-report')) return { nature: 'delivery-report', receipts: [] };
  const status = parts.find(
    ({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status',
  );
  const stated = status === undefined ? [] : statusFates(status.content());
  const fates = stated.length > 0 ? stated : toldFates(root, parts, text, subject);
  if (fates === undefined) {
    const named = root.type === 'multipart/report' && /delivery-status/i.test(root.headers.raw('content-type') ?? '');
    return named || status !== undefined ? { nature: 'bounce', receipts: [] } : undefined;
  }
  const providerId = originalId(root, parts, text);
  const arrived = fates.length > 0 && fates.every(({ action }) => action === 'delivered' || action === 'relayed');
  return {
    nature: arrived ? 'delivery-report' : 'bounce',
    receipts: providerId === undefined ? [] : receiptsOf(providerId, fates),
  };
}

/** One receipt a recipient and state; some servers repeat a recipient for every attempt. */
function receiptsOf(providerId: string, fates: readonly Fate[]): ReceiptEvent[] {
  const once = new Map(fates.map((fate) => [`${fate.recipient ?? ''} ${fate.action} ${fate.status ?? ''}`, fate]));
  return [...once.values()].map((fate) => receipt(providerId, fate));
}

function dispositionReport(root: MimePart, part: MimePart): DeliveryReport {
  const headers = headersOf(part);
  const providerId =
    messageIds(headers.raw('original-message-id'))[0] ?? messageIds(root.headers.raw('in-reply-to'))[0];
  const read = /;\s*displayed/i.test(headers.raw('disposition') ?? '');
  if (providerId === undefined || !read) return { nature: 'delivery-report', receipts: [] };
  const recipient = mailboxIn(headers.raw('final-recipient') ?? '');
  return {
    nature: 'delivery-report',
    receipts: [receipt(providerId, { action: 'read', ...(recipient === undefined ? {} : { recipient }) })],
  };
}

/** One fate a recipient: groups of fields, of which the first is about the report itself. */
function statusFates(bytes: Buffer): Fate[] {
  const fates: Fate[] = [];
  const text = bytes.toString('latin1').replace(/\r\n?/g, '\n');
  for (const group of text.split(/\n\s*\n/)) {
    const { headers } = readHeaders(Buffer.from(group.trimStart(), 'latin1'), 0, group.length);
    const word = (headers.raw('action') ?? '').replace(/[;(\s].*$/s, '').toLowerCase();
    const names = headers.has('final-recipient') || headers.has('original-recipient');
    // Some put an Action into the fields about the report, too.
    if (!names && (word === '' || headers.has('reporting-mta'))) continue;
    const recipient =
      mailboxIn(headers.raw('original-recipient') ?? '') ?? mailboxIn(headers.raw('final-recipient') ?? '');
    const status = enhancedStatus(headers.raw('status')) ?? enhancedStatus(headers.raw('diagnostic-code'));
    fates.push({
      action: actionOf(word, status),
      ...(recipient === undefined ? {} : { recipient }),
      ...(status === undefined ? {} : { status }),
      ...(headers.has('diagnostic-code') ? { diagnostic: headers.raw('diagnostic-code') ?? '' } : {}),
    });
    if (fates.length >= MOST_RECIPIENTS) break;
  }
  return fates;
}

function actionOf(word: string, status: string | undefined): Fate['action'] {
  if (word === 'delayed') return 'delayed';
  if (word === 'delivered') return 'delivered';
  // Handed to a server that sends no reports, or to a list's members: on its way as far as anyone knows.
  if (word === 'relayed' || word === 'expanded') return 'relayed';
  return word === '' && status?.startsWith('2') ? 'delivered' : 'failed';
}

/** Mail servers that write to people instead of programs; undefined where it is no such mail. */
function toldFates(root: MimePart, parts: readonly MimePart[], text: string, subject: string): Fate[] | undefined {
  const { headers } = root;
  const named = headers.raw('x-failed-recipients');
  const from = firstAddress(headers.raw('from'))?.value;
  const words = text.slice(0, 20_000);
  if (named === undefined && !isTold(headers, parts, from, words, subject)) return undefined;
  const ours = new Set(allAddresses([...headers.allRaw('to'), ...headers.allRaw('delivered-to')]));
  if (from !== undefined) ours.add(from);
  return proseFates(words, ours, named === undefined ? [] : allAddresses([named]));
}

/** Whether a mail server tells of a mail that did not arrive; a person who complains of one is heard as a person. */
function isTold(
  headers: MailHeaders,
  parts: readonly MimePart[],
  from: string | undefined,
  words: string,
  subject: string,
): boolean {
  const bySubject = BOUNCE_SUBJECT.test(subject);
  const byWords = BOUNCE_WORDS.test(words);
  if (isDaemon(from) || isDaemonName(headers.text('from') ?? '')) return bySubject || byWords;
  if (from === undefined && /<\s*>/.test(headers.raw('from') ?? '')) return bySubject || byWords;
  // Answers of absent people have no return path either.
  if (hasNullPath(headers)) return bySubject || (byWords && !saysAutoReply(headers, subject));
  const hasCopy = parts.some(({ type }) => ORIGINAL.test(type)) || COPY.test(words);
  return bySubject && byWords && hasCopy && !headers.has('in-reply-to');
}

const COPY =
  /^.{0,40}-{2,} ?(?:(?:returned|original|unsent|undelivered) (?:mail|message)|this is a copy of)|this message was created automatically by (?:the )?mail delivery|<<< RCPT TO|-{2,} ?(?:failed (?:recipients|addresses)|non-delivery report)|failed recipient: \S+@|please do not re(?:send|ply)/im;

/** The types of a mail that came back, or of its header. */
const ORIGINAL = /^(?:message\/(?:rfc822|global|rfc822-headers|global-headers)|text\/rfc822(?:-headers?)?)$/;

/** The header at the start of a part's content, empty lines before it left out. */
function headersOf(part: MimePart): MailHeaders {
  const bytes = part.content();
  let start = 0;
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1;
  return readHeaders(bytes, start, bytes.length).headers;
}

/** The Message-ID of the mail that came back: from the mail or header attached, quoted in the text, or referred to. */
function originalId(root: MimePart, parts: readonly MimePart[], text: string): string | undefined {
  for (const part of parts) {
    if (!ORIGINAL.test(part.type)) continue;
    const found = messageIds(headersOf(part).raw('message-id'))[0];
    if (found !== undefined) return found;
  }
  const status = parts.find(({ type }) => type.endsWith('delivery-status'));
  const stated = status === undefined ? undefined : headersOf(status);
  const reported = messageIds(stated?.raw('x-original-message-id') ?? stated?.raw('original-message-id'))[0];
  if (reported !== undefined) return reported;
  const quoted = /^[>\s]*message-id:\s*(<[^<>\s]{3,500}>)/im.exec(text)?.[1];
  if (quoted !== undefined) return messageIds(quoted)[0];
  return messageIds(root.headers.raw('in-reply-to'))[0] ?? messageIds(root.headers.raw('references')).at(-1);
}

function receipt(providerId: string, fate: Fate): ReceiptEvent {
  // Our Message-IDs begin with the outbound message's own id: it names a mail whose send had no usable answer too.
  const ours = OWN_ID.exec(providerId)?.[1];
  const reference = ours === undefined ? {} : { reference: ours };
  const recipient = fate.recipient === undefined ? {} : { recipient: fate.recipient };
  if (fate.action === 'delivered' || fate.action === 'read')
    return { type: 'receipt', providerId, ...reference, state: fate.action, ...recipient };
  if (fate.action === 'relayed') return { type: 'receipt', providerId, ...reference, state: 'sent', ...recipient };
  const words = sanitise((fate.diagnostic ?? '').replace(/^\s*[a-z-]+\s*;/i, ''));
  return {
    type: 'receipt',
    providerId,
    ...reference,
    // A delayed mail is still on its way: the server goes on trying.
    state: fate.action === 'delayed' ? 'sent' : 'failed',
    error: {
      code: `smtp:${fate.status ?? (fate.action === 'delayed' ? '4.0.0' : '5.0.0')}`,
      ...(words === '' ? {} : { text: words }),
      permanent: fate.action === 'failed' && !(fate.status ?? '5').startsWith('4'),
    },
    ...recipient,
  };
}

function* walk(part: MimePart): Generator<MimePart> {
  yield part;
  for (const child of part.children) yield* walk(child);
}
