/** What counts things, so that the number before it is no ticket's. */
const UNITS =
  /^(?:x|kali|menit|jam|hari|hr|minggu|mgg|bulan|bln|tahun|thn|th|orang|warga|rumah|meter|m|km|persen|kk|titik|unit|buah|kg|liter|ribu|juta|rt|rw)$/;

/** A ticket's number among folded words. */
export interface NumberTokens {
  /** How many words it takes. */
  length: number;
  /** Without its letters; empty where they stand with it, since it is known by them. */
  digits: string;
}

/**
 * The ticket number that stands at one place: `tbu 123`, `tbu123`, or bare digits that count nothing.
 * @param least digits that a bare number has to have
 */
export function ticketNumberAt(
  tokens: readonly string[],
  at: number,
  prefixes: readonly string[],
  least: number,
): NumberTokens | undefined {
  const lettered = letteredNumberAt(tokens, at, prefixes);
  if (lettered !== undefined) return { length: lettered, digits: '' };
  const token = tokens[at] ?? '';
  return /^\d{1,9}$/.test(token) && token.length >= least && !UNITS.test(tokens[at + 1] ?? '')
    ? { length: 1, digits: token }
    : undefined;
}

/** How many words a number with its letters takes at one place. */
export function letteredNumberAt(
  tokens: readonly string[],
  at: number,
  prefixes: readonly string[],
): number | undefined {
  const digits = /^\d{1,9}$/;
  const token = tokens[at] ?? '';
  const letters = prefixes.map((prefix) => prefix.toLowerCase());
  if (letters.includes(token) && digits.test(tokens[at + 1] ?? '')) return 2;
  return letters.some((prefix) => token.startsWith(prefix) && digits.test(token.slice(prefix.length))) ? 1 : undefined;
}
