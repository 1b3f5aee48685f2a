import { mailbox, mailboxIn } from './addresses.js';
import { COPY_LINE, DELAY_WORDS } from './bounce-words.js';

/** What became of a mail for one recipient. */
export interface Fate {
  recipient?: string;
  action: 'failed' | 'delayed' | 'relayed' | 'delivered' | 'read';
  /** Enhanced status code, RFC 3463. */
  status?: string;
  diagnostic?: string;
}

export const MOST_RECIPIENTS = 100;
const MOST_LINES = 400;
const LONGEST_LINE = 600;

/**
 * The fates of a mail that a server tells of in prose: a recipient on a line of its own (qmail, exim, postfix, Yahoo,
 * MDaemon, Exchange), and what the server says below it.
 * @param text what the server wrote, with or without the mail that came back
 * @param ours mailboxes that can't be the recipient: who the report went to, and who wrote it
 * @param named recipients that the header names (`X-Failed-Recipients`), which are the better ones
 */
export function proseFates(text: string, ours: ReadonlySet<string>, named: readonly string[]): Fate[] {
  const lines = serverLines(text);
  const whole = lines.join('\n');
  const listed = lines.findIndex((line) => /following (?:recipient|address)|(?:penerima|alamat) berikut/i.test(line));
  const sections = named.length > 0 ? [] : recipientSections(listed === -1 ? lines : lines.slice(listed), ours);
  const status = statusIn(whole);
  const overall = { delayed: isDelayed(whole, status), ...(status === undefined ? {} : { status }) };
  if (sections.length > 0)
    return sections
      .slice(0, MOST_RECIPIENTS)
      .map(({ recipient, below }) => fateOf(recipient, below.join('\n'), overall, below));
  const found = named.length > 0 ? named : recipientWithin(lines, ours);
  if (found.length === 0) return [fateOf(undefined, whole, overall, lines)];
  return found.slice(0, MOST_RECIPIENTS).map((recipient) => fateOf(recipient, whole, overall, lines));
}

function fateOf(
  recipient: string | undefined,
  words: string,
  overall: { delayed: boolean; status?: string },
  lines: readonly string[],
): Fate {
  const status = statusIn(words) ?? overall.status ?? spokenStatus(words, overall.delayed);
  const diagnostic = lines.find((line) => /\b[45]\d\d[ -]|#[45]\.\d\.\d/.test(line))?.trim();
  return {
    action: overall.delayed ? 'delayed' : 'failed',
    ...(recipient === undefined ? {} : { recipient }),
    ...(status === undefined ? {} : { status }),
    ...(diagnostic === undefined ? {} : { diagnostic }),
  };
}

/** A server that goes on trying; one that gave up says so, or has a permanent code. */
function isDelayed(words: string, status: string | undefined): boolean {
  if (!DELAY_WORDS.test(words) || status?.startsWith('5') === true) return false;
  return !/(?:given up|giving up|not going to try|permanent(?:ly)? (?:error|fail)|failed permanently|has been removed)/i.test(
    words,
  );
}

/** What the server itself says: down to the copy of the mail. */
function serverLines(text: string): string[] {
  const lines = text.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
  const copy = lines.findIndex(
    (line, at) => at > 0 && (COPY_LINE.test(line) || /^[\s>]*(?:return-path|received):\s/i.test(line)),
  );
  return copy === -1 ? lines : lines.slice(0, copy);
}

interface Section {
  recipient: string;
  below: string[];
}

/** `<budi@warga.example>:`, `* budi@warga.example`, `budi@warga.example... User unknown`, `Failed Recipient: ...`. */
const RECIPIENT_LINE =
  /^[\s>|*•-]{0,20}(?:(?:(?:failed |final[- ]|original[- ]|intended |invalid )?recipient(?:s|\(s\))?|unknown user|user unknown|no such user)\s*:\s*|mailto:)?(?:rfc822;\s*)?["'(<[]{0,3}([^\s<>"'()[\]:;,]{1,64}@[^\s<>"'()[\]:;,]{1,190}?)[>"')\]]{0,3}(?:\s*\(.{0,80}\))?\s*(?:[:;,]|\.{3}|\s-\s|\s{2,}|$|\s(?=\d{3}|on \w|unknown|no such))/i;

function recipientSections(lines: readonly string[], ours: ReadonlySet<string>): Section[] {
  const sections = new Map<string, Section>();
  let open: Section | undefined;
  for (const line of lines) {
    const found = recipientOf(line);
    if (found !== undefined && !ours.has(found)) {
      open = sections.get(found) ?? { recipient: found, below: [] };
      sections.set(found, open);
    }
    open?.below.push(line);
  }
  return [...sections.values()];
}

function recipientOf(line: string): string | undefined {
  const match = RECIPIENT_LINE.exec(line);
  return match?.[1] === undefined ? undefined : mailbox(match[1]);
}

/** Where no line begins with a recipient: who stands behind RCPT TO or "to", else the first mailbox that isn't ours. */
function recipientWithin(lines: readonly string[], ours: ReadonlySet<string>): string[] {
  const words = lines.join(' ').slice(0, 20_000);
  for (const marker of [
    /rcpt to:\s{0,3}/i,
    /\b(?:to|ke|kepada|user|recipient|address|alamat|for)\s*:?\s{1,3}(?=\S{1,64}@)/gi,
  ]) {
    for (const match of marker.global ? words.matchAll(marker) : [marker.exec(words)]) {
      if (match === null) continue;
      const found = mailboxIn(
        words
          .slice(match.index + match[0].length, match.index + match[0].length + 260)
          .split(/\s/, 1)[0]
          ?.replace(/^['"<(]+/, '') ?? '',
      );
      if (found !== undefined && !ours.has(found)) return [found];
    }
  }
  const first = lines.map((line) => mailboxIn(line)).find((found) => found !== undefined && !ours.has(found));
  return first === undefined ? [] : [first];
}

function statusIn(text: string): string | undefined {
  // A version number in the prose is no code; success is none that a server tells in words.
  return /(?:^|[\s(#:;[])([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)/.exec(text)?.[1] ?? smtpStatus(text);
}

export function enhancedStatus(text: string | undefined): string | undefined {
  return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)/.exec(text ?? '')?.[1];
}

/** `550 No such user` without an enhanced code: its class says as much as we need. */
function smtpStatus(text: string): string | undefined {
  const code = /(?:^|[\s(:#<])([45])\d\d[ -](?=[A-Za-z#<])|(?:error|code|status)[ :]{1,3}([45])\d\d\b/im.exec(text);
  const kind = code?.[1] ?? code?.[2];
  return kind === undefined ? undefined : `${kind}.0.0`;
}

/** Codes of RFC 3463 for what is said without any: the mailbox is full, or there is none. */
function spokenStatus(text: string, delayed: boolean): string | undefined {
  const kind = delayed ? '4' : '5';
  if (FULL.test(text)) return `${kind}.2.2`;
  return NOBODY.test(text) ? `${kind}.1.1` : undefined;
}

const FULL =
  /(?:quota|mailbox|inbox|kotak \S+|storage|disk) .{0,30}(?:full|exceeded|penuh)|over ?quota|full mailbox|space not enough/i;
const NOBODY =
  /(?:user|recipient|address|mailbox|account|alamat).{0,40}(?:unknown|not found|tidak ditemukan|doesn.t exist|does not exist)|no such (?:user|address|mailbox)|unknown (?:user|recipient)/i;
