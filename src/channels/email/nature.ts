import type { MessageNature } from '../../messaging/inbound-event.js';
import type { MailHeaders } from './mime/headers.js';

/** Marks every mail that the gateway sends; one that comes back to us is never answered. */
export const LOOP_HEADER = 'x-kentongan-loop';

/** What the nature is decided by. */
export interface NatureFacts {
  headers: MailHeaders;
  /** The sender's mailbox. */
  from?: string;
  subject: string;
  text: string;
  /** What a delivery report said; absent for other mails. */
  report?: 'bounce' | 'delivery-report';
}

/** Subjects of answers that programs give for absent people, in the languages of the programs in use here. */
const AUTO_SUBJECT = new RegExp(
  [
    '^(?:\\[?auto(?:matic|mated|matische)?[- ]?(?:reply|response|respond(?:er)?|answer|antwort)\\]?|autoreply|autoresponder|auto)\\s*(?:[:\\]\\-–—]|$)',
    '^out of (?:the )?office\\b\\s*(?:[:(\\-–—]|$|auto|re:|reply)',
    '^(?:on )?(?:vacation|holiday)\\s*(?:[:(\\-–—]|$|reply|notice)',
    '^(?:away from (?:the |my )?office|i am (?:currently )?(?:out of|away))\\b',
    '^(?:balasan|jawaban|respon|tanggapan|pesan|balas)\\s*[-:]?\\s*(?:otomatis|automatik)\\s*(?:[:(\\]\\-–—]|$)',
    '^(?:re:\\s*)?(?:(?:sedang )?di ?luar kantor|(?:sedang )?cuti|tidak (?:berada )?di (?:tempat|kantor))\\s*(?:[:(\\-–—]|$)',
    '^\\[?(?:abwesenheitsnotiz|automatische antwort|abwesend|réponse automatique|absence du bureau|message d.absence|respuesta automática|fuera de (?:la )?oficina|resposta automática|risposta automatica|automatisch antwoord|afwezig|autosvar|automatisk svar|automaattinen vastaus|automatyczna odpowiedź|odpowiedź automatyczna|automatická odpověď|otomatik (?:yanıt|cevap)|автоответ|автоматический ответ|自动回复|自動回覆|自动答复|自動応答|自動返信|자동 ?(?:회신|응답)|trả lời tự động|ตอบกลับอัตโนมัติ|رد تلقائي)',
    '[(\\[](?:automatic (?:response|reply)|auto-?reply|balasan otomatis)[)\\]]$',
  ].join('|'),
  'i',
);

/** Mailboxes of programs. A form that speaks for a person says so by another Reply-To. */
const MACHINE_MAILBOX =
  /^(?:no-?_?reply|do-?_?not-?_?reply|noreply[\w.+-]*|mailer-daemon|mail-daemon|postmaster|tidak-?balas)(?:[.+_-][\w.+-]*)?@/;
const DAEMON =
  /^(?:mailer-?daemon|mail-?daemon|postmaster|double-bounce|mdaemon|ndr|mail[._-]delivery[._-](?:sub)?system|microsoftexchange[0-9a-f]{8,40})(?:[.+_-][\w.+-]*)?@/;
/** Display names of mail servers that write from some other mailbox. */
const DAEMON_NAME =
  /^"?(?:mail(?:er)?[ -](?:delivery|administrator|daemon|router|system)|e-?mail delivery|internet mail delivery|delivery (?:subsystem|status|notification)|system administrator|administrator sistem|postmaster|sistem pengiriman)\b/i;

/**
 * Who speaks: a person, or one of the machines that are never answered (promise 11). Delivery reports first, then
 * what the mail says of itself (RFC 3834), lists, and at last subjects and mailboxes.
 */
export function natureOf(facts: NatureFacts): MessageNature {
  if (facts.report !== undefined) return facts.report;
  const { headers } = facts;
  if (isOurs(headers) || saysAutoReply(headers, facts.subject) || isChallenge(facts.text)) return 'auto-reply';
  if (isList(headers)) return 'list';
  if (hasNullPath(headers) || isBulkAnswer(headers)) return 'auto-reply';
  if (/^(?:list|bulk|junk)\b/i.test((headers.raw('precedence') ?? '').trim())) return 'list';
  return facts.from !== undefined && isMachineMailbox(facts.from, headers) ? 'auto-reply' : 'person';
}

/** Sent by a gateway such as this one, and back again. */
export function isOurs(headers: MailHeaders): boolean {
  return headers.has(LOOP_HEADER);
}

/** What the mail says of itself in its header or its subject. */
export function saysAutoReply(headers: MailHeaders, subject: string): boolean {
  return isAutomatic(headers) || AUTO_SUBJECT.test(subject.slice(0, 200).trim());
}

/** A filter that asks the sender to prove that they are a person, by a link. */
function isChallenge(text: string): boolean {
  return text.length < 4_000 && /https?:\/\//i.test(text) && CHALLENGE.test(text);
}

const CHALLENGE =
  /(?:account|mailbox|inbox|address|e-?mail) is protected by|(?:to|and to) (?:ensure|complete|allow) (?:the )?delivery of your (?:e-?mail|message)|added to (?:the recipient's|my|his|her) (?:list of )?(?:allowed|approved|safe|guest)|sender (?:address )?verification|challenge[- ]response|spam ?arrest/i;

/** `Mail Delivery System <...>` */
export function isDaemonName(from: string): boolean {
  return DAEMON_NAME.test(from.slice(0, 100));
}

/** Old answering programs call themselves bulk; a newsletter answers nobody. */
function isBulkAnswer(headers: MailHeaders): boolean {
  return /^(?:bulk|junk)\b/i.test((headers.raw('precedence') ?? '').trim()) && headers.has('in-reply-to');
}

/** A mail server's own mailbox. */
export function isDaemon(mailbox: string | undefined): boolean {
  return mailbox !== undefined && DAEMON.test(mailbox);
}

/** `Return-Path: <>`: nobody waits for an answer (RFC 5321, 4.5.5); some servers write their own name there. */
export function hasNullPath(headers: MailHeaders): boolean {
  const path = headers.raw('return-path');
  return (
    path !== undefined &&
    /^<?\s*(?:mailer-daemon(?:@[^\s>]{0,255})?)?\s*>$|^mailer-daemon(?:@\S{0,255})?$/i.test(path.trim())
  );
}

function isAutomatic(headers: MailHeaders): boolean {
  const word = (name: string): string =>
    (headers.raw(name) ?? '')
      .replace(/[;(].*$/s, '')
      .trim()
      .toLowerCase();
  // RFC 3834, section 5: everything but "no" was not sent by a human hand.
  const submitted = word('auto-submitted');
  if (submitted !== '' && submitted !== 'no') return true;
  for (const name of [
    'x-autoreply',
    'x-autorespond',
    'x-autoresponder',
    'x-auto-reply',
    'x-mail-autoreply',
    'x-vacation',
  ])
    if (headers.has(name) && !['no', 'false', '0'].includes(word(name))) return true;
  if (headers.has('x-autoreply-from') || headers.has('x-auto-reply-from') || headers.has('x-mmhelper-type'))
    return true;
  if (word('x-autogenerated') === 'reply' || /autoresponder/i.test(headers.raw('x-post-messageclass') ?? ''))
    return true;
  // Programs ask so of Exchange (MS-OXCMAIL, 2.2.3.2.14); people's mails have none of it.
  if (/\b(?:all|oof|autoreply)\b/i.test(headers.raw('x-auto-response-suppress') ?? '')) return true;
  return ['auto_reply', 'auto-reply', 'autoreply'].includes(word('precedence'));
}

function isList(headers: MailHeaders): boolean {
  return (
    [
      'list-id',
      'list-post',
      'list-unsubscribe',
      'list-help',
      'list-owner',
      'mailing-list',
      'x-mailing-list',
      'feedback-id',
      'x-campaign-id',
      'x-campaignid',
      'x-beenthere',
    ].some((name) => headers.has(name)) ||
    /\b(?:owner-[^\s<>@]{1,60}|[^\s<>@-][^\s<>@]{0,60}-(?:owner|bounces?|request|admin))@/i.test(
      headers.raw('sender') ?? '',
    )
  );
}

function isMachineMailbox(from: string, headers: MailHeaders): boolean {
  if (!MACHINE_MAILBOX.test(from)) return false;
  const replyTo = headers.raw('reply-to')?.toLowerCase() ?? '';
  return DAEMON.test(from) || !replyTo.includes('@') || replyTo.includes(from) || /no-?reply|donotreply/.test(replyTo);
}
