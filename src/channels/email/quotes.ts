import {
  ANNOUNCEMENT,
  ATTRIBUTION,
  ATTRIBUTION_NAME_FIRST,
  ATTRIBUTION_START,
  FORWARDED,
  FROM_LINE,
  LONGEST_HEADING,
  OTHER_LINE,
  SEPARATOR,
} from './quote-patterns.js';
import { dropSignature } from './signatures.js';

/** Facts about a mail that decide what of it is a quote. */
export interface QuoteContext {
  /** It answers a mail: In-Reply-To, References, or `Re:`. */
  reply: boolean;
  /** It hands a mail on: what it quotes is what it says. */
  forward: boolean;
}

/**
 * What the person wrote: quoted mails and signatures taken out. Line by line and in linear time. In doubt a line
 * stays: too much shown is a nuisance, too little is a lost complaint.
 */
export function visibleText(full: string, context: QuoteContext): string {
  // The separator of signatures ends in a space.
  const lines = withoutArmour(full.split('\n')).map((line) =>
    line.length < 10 && /^-- +$/.test(line) ? '-- ' : line.trimEnd(),
  );
  const visible = context.forward ? tidyLines(lines) : ownWords(lines, context.reply);
  if (visible !== '' || context.reply) return visible;
  return tidyLines(lines);
}

/** The words above, between and below quotes, and a mail that is handed on below them. */
function ownWords(lines: readonly string[], reply: boolean): string {
  const handedOn = lines.findIndex((line) => FORWARDED.test(line.slice(0, LONGEST_HEADING)));
  const { kept, ended } = dropQuotes(handedOn === -1 ? lines : lines.slice(0, handedOn), reply);
  // What stands below an older mail belongs to that.
  const rest = handedOn === -1 || ended ? [] : lines.slice(handedOn);
  const own = dropSignature(kept);
  return tidyLines([...own, ...(rest.length > 0 && (own.at(-1) ?? '') !== '' ? [''] : []), ...rest]);
}

function dropQuotes(lines: readonly string[], reply: boolean): { kept: string[]; ended: boolean } {
  const kept: string[] = [];
  let quotesAreSure = reply;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const heading = attributionLength(lines, at);
    if (heading > 0) {
      const next = nextFilled(lines, at + heading);
      // Without signs before its lines, all the rest is the quote.
      if (next === undefined || !isQuoted(lines[next] ?? '')) {
        // In a mail that answers nothing, "Pada 3 November kami menulis:" is the complaint itself.
        if (reply) return { kept, ended: true };
      } else {
        quotesAreSure = true;
        at += heading - 1;
        continue;
      }
    }
    // So are "Dari:", "Kepada:" and "Perihal:" of a letter.
    if (reply && isOldHeader(lines, at)) return { kept: dropRule(kept), ended: true };
    if (quotesAreSure && (isQuoted(line) || announcesQuote(lines, at))) continue;
    kept.push(line);
  }
  return { kept, ended: false };
}

/** How many lines the words above a quote take; 0 where there are none at `at`. */
function attributionLength(lines: readonly string[], at: number): number {
  const first = unquoted(lines[at] ?? '');
  if (first === '' || first.length > LONGEST_HEADING) return 0;
  if (ATTRIBUTION_NAME_FIRST.test(first)) return 1;
  if (!ATTRIBUTION_START.test(first)) return 0;
  let joined = '';
  for (let count = 1; count <= 4 && at + count <= lines.length; count += 1) {
    const piece = unquoted(lines[at + count - 1] ?? '');
    if (piece === '' && count > 1) return 0;
    joined = `${joined} ${piece}`.trim();
    if (joined.length > LONGEST_HEADING) return 0;
    // A sentence such as "Pada rapat itu ia menulis:" has neither a number nor an address.
    if (/\d|@/.test(joined) && ATTRIBUTION.test(joined)) return count;
  }
  return 0;
}

/** "Budi menulis:" or the sender and date of a mail, right above a quote. */
function announcesQuote(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (line === '' || line.length > LONGEST_HEADING) return false;
  if (ANNOUNCEMENT.test(line)) return quoteFollows(lines, at + 1);
  const header = FROM_LINE.test(line) && /@/.test(line) ? at : at - 1;
  const from = (lines[header] ?? '').trim().slice(0, LONGEST_HEADING);
  const date = (lines[header + 1] ?? '').trim().slice(0, LONGEST_HEADING);
  return FROM_LINE.test(from) && /@/.test(from) && OTHER_LINE.test(date) && quoteFollows(lines, header + 2);
}

function quoteFollows(lines: readonly string[], from: number): boolean {
  const next = nextFilled(lines, from);
  return next !== undefined && next - from <= 2 && isQuoted(lines[next] ?? '');
}

/** A line of dashes with words, or at least three lines of a mail's header. */
function isOldHeader(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (line === '' || line.length > LONGEST_HEADING) return false;
  if (SEPARATOR.test(line)) return true;
  if (!FROM_LINE.test(line)) return false;
  const names = new Set<string>();
  for (const next of lines.slice(at + 1, at + 8)) {
    const name = OTHER_LINE.exec(next.trim().slice(0, LONGEST_HEADING))?.[1]?.toLowerCase();
    if (name !== undefined) names.add(name);
  }
  return names.size >= 2;
}

/** The rule that Outlook draws above its header. */
function dropRule(kept: readonly string[]): string[] {
  const last = kept.findLastIndex((line) => line.trim() !== '');
  return last >= 0 && /^[_\-=*]{5,}$/.test((kept[last] ?? '').trim()) ? kept.slice(0, last) : [...kept];
}

/** Mailbox files put a sign before lines that begin with `From `. */
function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line) && !/^>+From /.test(line);
}

function unquoted(line: string): string {
  return line.trim().replace(/^>\s?/, '');
}

/** The words inside a clear-signed text (RFC 4880, section 7). */
function withoutArmour(lines: string[]): string[] {
  const begin = lines.findIndex((line) => /^-----BEGIN PGP SIGNED MESSAGE-----\s*$/.test(line));
  const signature =
    begin === -1 ? -1 : lines.findIndex((line, at) => at > begin && /^-----BEGIN PGP SIGNATURE-----\s*$/.test(line));
  if (signature === -1) return lines;
  const end = lines.findIndex((line, at) => at > signature && /^-----END PGP SIGNATURE-----\s*$/.test(line));
  const words = lines.findIndex((line, at) => at > begin && line.trim() === '');
  if (words === -1 || words > signature) return lines;
  const signed = lines.slice(words + 1, signature).map((line) => line.replace(/^- /, ''));
  return [...lines.slice(0, begin), ...signed, ...(end === -1 ? [] : lines.slice(end + 1))];
}

function nextFilled(lines: readonly string[], from: number): number | undefined {
  for (let at = from; at < lines.length; at += 1) if ((lines[at] ?? '').trim() !== '') return at;
  return undefined;
}

/** A text without spaces at the ends of lines and without more than two empty lines in a row. */
export function tidyText(text: string): string {
  return tidyLines(text.split('\n'));
}

function tidyLines(lines: readonly string[]): string {
  const out: string[] = [];
  for (const line of lines) {
    const bare = line.trimEnd();
    if (bare === '' && out.at(-1) === '' && out.at(-2) === '') continue;
    out.push(bare);
  }
  return out.join('\n').trim();
}
