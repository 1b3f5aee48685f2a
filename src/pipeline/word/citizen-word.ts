import type { FormVerdict } from '../../messaging/inbound-event.js';
import { editDistance } from '../../tenants/keywords.js';
import { fold } from '../text.js';
import { letteredNumberAt, ticketNumberAt } from './number-tokens.js';
import {
  CONTRAST,
  COURTESY,
  FIXED_HEADS,
  GOOD,
  LABELS,
  LOOKALIKES,
  NO_HEADS,
  NOT_FIXED_HEADS,
  NOT_YET,
  STILL,
  YES_HEADS,
} from './vocabulary.js';

/** 1 (bad) to 4 (very good), as PermenPANRB 14/2017 counts. */
export type Mark = 1 | 2 | 3 | 4;

/** What a citizen's message says of an answer. */
export interface CitizenWord {
  /** `mark`: a mark and nothing else. */
  says: 'fixed' | 'not-fixed' | 'mark';
  mark?: Mark;
  /** A bare ticket number in it, which the tenant's letters are to be put before. */
  digits?: string;
  /** It says more than that. */
  tells: boolean;
  /**
   * Whether it can hardly mean anything else (`BELUM 123 masih berlubang`, `sudah beres pak`). What could as well
   * begin another complaint, a plain yes or no and a bare mark only count where the answer is the last that we said.
   */
  sure: boolean;
}

/** What was chosen on a page, where nobody has to read it out of words. Undefined where nothing was. */
export function chosenWord({ fixed, mark }: FormVerdict): CitizenWord | undefined {
  if (fixed === undefined && mark === undefined) return undefined;
  const says = fixed === undefined ? 'mark' : fixed ? 'fixed' : 'not-fixed';
  return { says, ...(mark !== undefined && { mark }), tells: says === 'not-fixed', sure: true };
}

/** Longer texts tell of something, whatever they begin with. */
const MOST_LENGTH = 500;
/** `masih` begins a verdict only in a short text. */
const SHORT_TOKENS = 4;

type Head = 'fixed' | 'not-fixed' | 'still' | 'no' | 'yes' | 'mark';

/**
 * Reads SUDAH, BELUM and marks as people write them: `SUDAH 4`, `blm pak`, `BELUM 123 masih berlubang`, `sudah beres,
 * terima kasih`, `3`. Pure, total, and strict on purpose: it says nothing about a text that may be a complaint of
 * its own, such as `jalan sudah rusak belum diperbaiki`.
 * @param prefixes letters of ticket numbers (`TBU`) that may stand in it
 */
export function readCitizenWord(text: string, prefixes: readonly string[]): CitizenWord | undefined {
  if (text.length > MOST_LENGTH) return undefined;
  const { tokens, digits: ahead } = withoutLead(withoutNumber(fold(text).split(' '), prefixes));
  const [first = '', ...others] = tokens;
  const head = headOf(first);
  if (!head) return undefined;
  const behind = head.kind === 'mark' ? { rest: tokens } : numberBehind(others);
  const { rest, digits = ahead } = behind;
  const { mark, rest: plain } = takeMark(rest);
  const found = verdict(head, plain, mark, { text, named: digits !== undefined || ahead === '' });
  return found && { ...found, ...(digits !== undefined && digits !== '' && { digits }) };
}

interface Circumstances {
  text: string;
  /** It names a ticket. */
  named: boolean;
}

function verdict(
  head: { kind: Head; exact: boolean },
  rest: readonly string[],
  mark: Mark | undefined,
  { text, named }: Circumstances,
): CitizenWord | undefined {
  const marked = mark === undefined ? {} : { mark };
  const only = (words: ReadonlySet<string>): boolean => rest.every((token) => isFiller(token) || words.has(token));
  switch (head.kind) {
    case 'mark':
      return mark !== undefined && only(new Set()) ? { says: 'mark', mark, tells: false, sure: named } : undefined;
    case 'yes':
      return only(GOOD) ? { says: 'fixed', ...marked, tells: false, sure: false } : undefined;
    case 'no':
      return only(NOT_YET) ? { says: 'not-fixed', ...marked, tells: false, sure: false } : undefined;
    case 'still':
      return rest.length > 0 && rest.filter((token) => !isFiller(token)).length <= SHORT_TOKENS
        ? { says: 'not-fixed', tells: true, sure: named }
        : undefined;
    case 'fixed':
      if (isGood(rest)) return { says: 'fixed', ...marked, tells: false, sure: true };
      return GOOD.has(rest[0] ?? '') && rest.some((token) => CONTRAST.has(token))
        ? { says: 'not-fixed', tells: true, sure: named }
        : undefined;
    case 'not-fixed':
      if (only(NOT_YET)) return { says: 'not-fixed', ...marked, tells: false, sure: true };
      if (!head.exact) return undefined;
      return { says: 'not-fixed', tells: true, sure: named || STILL.has(rest[0] ?? '') || isCommand(text) };
  }
}

/** Nothing but that it is good; `jalannya` may say of what, if anything does say so. */
function isGood(rest: readonly string[]): boolean {
  const good = rest.some((token) => GOOD.has(token));
  return rest.every((token) => isFiller(token) || GOOD.has(token) || (good && /^[a-z]{3,}nya$/.test(token)));
}

function isFiller(token: string): boolean {
  return COURTESY.has(token) || LABELS.has(token);
}

/** `BELUM, ...`, or in capitals before words that are not: typed as the command that we teach. */
function isCommand(text: string): boolean {
  const start = text.trimStart();
  const [word = ''] = /^\p{L}+/u.exec(start) ?? [];
  const rest = start.slice(word.length);
  if (/^\s*[,.:;!–-]/u.test(rest)) return true;
  return word.length > 1 && word === word.toUpperCase() && rest !== rest.toUpperCase();
}

function headOf(token: string): { kind: Head; exact: boolean } | undefined {
  if (/^[1-4]$/.test(token) || /^(?:nilai|rating|skor|bintang)$/.test(token)) return { kind: 'mark', exact: true };
  const word = token.replace(/(\p{L})\1{2,}/gu, '$1');
  for (const [kind, heads] of [['fixed', FIXED_HEADS], ['not-fixed', NOT_FIXED_HEADS], ['no', NO_HEADS], ['yes', YES_HEADS]] as const) {
    if (heads.has(word)) return { kind, exact: true };
  } // prettier-ignore
  if (STILL.has(word)) return { kind: 'still', exact: true };
  if (word.length < 4 || LOOKALIKES.has(word)) return undefined;
  if (word.startsWith('s') && editDistance(word, 'sudah') === 1) return { kind: 'fixed', exact: false };
  if (word.startsWith('b') && editDistance(word, 'belum') === 1) return { kind: 'not-fixed', exact: false };
  return undefined;
}

/** Who begins with these tells of something. */
const SPEAKERS = /^(?:kami|saya|kita|untuk|dan|mohon|tolong|segera)$/;

/** Drops whom it speaks to, unless nothing would be left of it. */
function withoutLead({ tokens, digits }: { tokens: string[]; digits?: string }): { tokens: string[]; digits?: string } {
  const first = tokens.findIndex(
    (token) => !isFiller(token) || /^(?:nilai|rating|skor|bintang)$/.test(token) || SPEAKERS.test(token),
  );
  // `ya sudah` says sudah; `ya pak` says ya.
  const begin = first < 0 ? tokens.findIndex((token) => YES_HEADS.has(token)) : first;
  return { tokens: begin < 0 ? [] : tokens.slice(begin), ...(digits !== undefined && { digits }) };
}

/** Takes a number with its letters out, wherever it stands; it is known by them. `digits` is empty then. */
function withoutNumber(tokens: string[], prefixes: readonly string[]): { tokens: string[]; digits?: string } {
  for (const at of tokens.keys()) {
    const length = letteredNumberAt(tokens, at, prefixes);
    if (length === undefined) continue;
    return { tokens: tokens.filter((_, index) => index < at || index >= at + length), digits: '' };
  }
  return { tokens };
}

/** A bare number right behind the word, or behind `aduan`, `no`: two digits at least, since one digit is a mark. */
function numberBehind(tokens: readonly string[]): { rest: string[]; digits?: string } {
  const at = tokens.findIndex((token) => !LABELS.has(token));
  const number = ticketNumberAt(tokens, at, [], 2);
  return number ? { rest: tokens.filter((_, index) => index !== at), digits: number.digits } : { rest: [...tokens] };
}

/** The one digit that stands alone among words; `4/4` and `4 dari 4` are a 4. */
function takeMark(tokens: readonly string[]): { mark?: Mark; rest: string[] } {
  const at = tokens.findIndex((token) => /^\d$/.test(token));
  if (at < 0) return { rest: [...tokens] };
  const digit = Number(tokens[at]);
  const outOf = tokens[at + 1] === '4' ? at + 1 : tokens[at + 1] === 'dari' && tokens[at + 2] === '4' ? at + 2 : at;
  const rest = tokens.filter((_, index) => index < at || index > outOf);
  // Digits among other words count something: only what is nothing but a verdict has a mark.
  if (digit < 1 || digit > 4) return { rest };
  return { mark: digit as Mark, rest };
}
