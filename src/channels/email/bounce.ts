import type { ReceiptEvent } from '../../messaging/inbound-event.js';
import { sanitise } from '../wire/text.js';
import { allAddresses, firstAddress, mailbox, mailboxIn } from './addresses.js';
import { type MailHeaders, readHeaders } from './mime/headers.js';
import type { MimePart } from './mime/mime-tree.js';
import { hasNullPath, isDaemon } from './nature.js';
import { messageIds } from './thread.js';

/** What a mail about a mail of ours says. */
export interface DeliveryReport {
  nature: 'bounce' | 'delivery-report';
  receipts: ReceiptEvent[];
}

interface Fate {
  recipient?: string;
  action: 'failed' | 'delayed' | 'delivered' | 'read';
  /** Enhanced status code, RFC 3463. */
  status?: string;
  diagnostic?: string;
}

const MOST_RECIPIENTS = 100;

/**
 * Reads a delivery report (RFC 3464), a disposition notification (RFC 8098) or a mail server's prose. Undefined for
 * any other mail. Receipts come only where the report names the mail that it is about.
 */
export function readReport(root: MimePart, text: string, subject: string): DeliveryReport | undefined {
  const parts = [...walk(root)];
  const disposition = parts.find(({ type }) => type === 'message/disposition-notification');
  if (disposition !== undefined) return dispositionReport(root, disposition);
  const status = parts.find(
    ({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status',
  );
  const fates = status === undefined ? proseFates(root.headers, text, subject) : statusFates(status.content());
  if (fates === undefined) {
    const named = root.type === 'multipart/report' && /delivery-status/i.test(root.headers.raw('content-type') ?? '');
    return named ? { nature: 'bounce', receipts: [] } : undefined;
  }
  const providerId = originalId(root, parts, text);
  const nature = fates.length > 0 && fates.every(({ action }) => action === 'delivered') ? 'delivery-report' : 'bounce';
  return { nature, receipts: providerId === undefined ? [] : fates.map((fate) => receipt(providerId, fate)) };
}

function dispositionReport(root: MimePart, part: MimePart): DeliveryReport {
  const { headers } = readHeaders(part.content(), 0, part.content().length);
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
    if (word === '' && !headers.has('final-recipient')) continue;
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
  if (word === 'delivered' || word === 'relayed' || word === 'expanded') return 'delivered';
  return word === '' && status?.startsWith('2') ? 'delivered' : 'failed';
}

const BOUNCE_SUBJECT =
  /^(?:(?:mail|message|email) delivery (?:failed|failure|failures|subsystem|status)|delivery (?:status notification|failure|has failed|notification)|undeliver(?:able|ed)|returned mail|failure notice|mail system error|warning: (?:message|could not send)|mail could not be delivered|message not delivered|non[- ]?delivery|delayed mail|nondeliverable|unzustellbar|pesan (?:tidak terkirim|gagal terkirim|anda tidak terkirim|tidak tersampaikan|ditolak)|(?:pengiriman|pemberitahuan) (?:pesan |surel |email )?(?:gagal|status pengiriman)|(?:email|surel|surat) (?:tidak|gagal) (?:terkirim|dikirim)|gagal (?:mengirim|terkirim)|status pengiriman|tidak (?:dapat|bisa) terkirim)/i;
const BOUNCE_WORDS =
  /delivery to the following recipients? (?:has )?(?:failed|been delayed)|could not be delivered to|couldn't be delivered to|wasn't delivered to|hi\. this is the qmail-send program|this message was created automatically by mail delivery software|i'm sorry to have to inform you that your message|undeliverable|recipient address rejected|user (?:unknown|doesn't exist)|address not found|mailbox (?:unavailable|is full|full)|i wasn't able to deliver your message|tidak (?:dapat|bisa) (?:dikirim|disampaikan|terkirim) ke|tidak (?:terkirim|sampai) ke|alamat tidak ditemukan|gagal (?:dikirim|terkirim|disampaikan)|kotak (?:surat|masuk) penuh/i;
const DELAY_WORDS =
  /(?:has been|is|was) delayed|delayed \d+ hours|will (?:continue|keep) (?:trying|retrying)|warning message only|not yet been delivered|belum (?:terkirim|dapat disampaikan)|akan (?:terus )?(?:mencoba|dicoba) (?:lagi|kembali)|tertunda/i;

/** Mail servers that write to people instead of programs; undefined where it is no such mail. */
function proseFates(headers: MailHeaders, text: string, subject: string): Fate[] | undefined {
  const from = firstAddress(headers.raw('from'))?.value;
  const named = headers.raw('x-failed-recipients');
  const words = text.slice(0, 20_000);
  const byMachine = isDaemon(from) || hasNullPath(headers);
  const says = BOUNCE_SUBJECT.test(subject) || BOUNCE_WORDS.test(words);
  if (named === undefined && !(byMachine && says)) return undefined;
  const recipients = named === undefined ? proseRecipient(words) : allAddresses([named]);
  const status = enhancedStatus(words) ?? smtpStatus(words);
  const gaveUp = BOUNCE_WORDS.test(words) || named !== undefined;
  const delayed = DELAY_WORDS.test(words) && (!gaveUp || status?.startsWith('4') === true);
  const diagnostic = words.split('\n').find((line) => /\b[45]\d\d[ -]/.test(line));
  const fate: Fate = {
    action: delayed ? 'delayed' : 'failed',
    ...(status === undefined ? {} : { status }),
    ...(diagnostic === undefined ? {} : { diagnostic }),
  };
  return recipients.length === 0
    ? [fate]
    : recipients.slice(0, MOST_RECIPIENTS).map((recipient) => ({ ...fate, recipient }));
}

/** The first mailbox that the server names on a line of its own, or at all. */
function proseRecipient(words: string): string[] {
  const lines = words.split('\n').slice(0, 200);
  for (const line of lines) {
    const bare = mailbox(line.trim().replace(/^[<(]|[>):]+$/g, ''));
    if (bare !== undefined) return [bare];
  }
  const first = lines.map((line) => mailboxIn(line)).find((found) => found !== undefined && !isDaemon(found));
  return first === undefined ? [] : [first];
}

function enhancedStatus(text: string | undefined): string | undefined {
  return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text ?? '')?.[1];
}

/** `550 No such user` without an enhanced code: its class says as much as we need. */
function smtpStatus(text: string): string | undefined {
  const code = /(?:^|[\s(:#])([45])\d\d[ -](?=[A-Za-z#<])/m.exec(text)?.[1];
  return code === undefined ? undefined : `${code}.0.0`;
}

/** The Message-ID of the mail that came back: from the mail or header attached, quoted in the text, or referred to. */
function originalId(root: MimePart, parts: readonly MimePart[], text: string): string | undefined {
  for (const part of parts) {
    if (!/^(?:message\/(?:rfc822|global|rfc822-headers|global-headers)|text\/rfc822(?:-headers?)?)$/.test(part.type))
      continue;
    const { headers } = readHeaders(part.content(), 0, part.content().length);
    const found = messageIds(headers.raw('message-id'))[0];
    if (found !== undefined) return found;
  }
  const quoted = /^[>\s]*message-id:\s*(<[^<>\s]{3,500}>)/im.exec(text)?.[1];
  if (quoted !== undefined) return messageIds(quoted)[0];
  return messageIds(root.headers.raw('in-reply-to'))[0] ?? messageIds(root.headers.raw('references')).at(-1);
}

function receipt(providerId: string, fate: Fate): ReceiptEvent {
  const recipient = fate.recipient === undefined ? {} : { recipient: fate.recipient };
  if (fate.action === 'delivered' || fate.action === 'read')
    return { type: 'receipt', providerId, state: fate.action, ...recipient };
  const words = sanitise((fate.diagnostic ?? '').replace(/^\s*[a-z-]+\s*;/i, ''));
  return {
    type: 'receipt',
    providerId,
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
