/** Longest address that is taken, in characters. */
const LONGEST = 2_000;
/** What stands before it in the message; read again by `splitMedia`. */
const LABEL = 'Tautan media: ';

/**
 * The address of a photo as a citizen's app gives it: it becomes a line of the message, and nobody's server ever asks
 * for it, whatever host it names.
 * @returns undefined for what is no web address, or holds a name and password
 */
export function mediaLink(typed: string): string | undefined {
  const text = typed.trim();
  if (text.length > LONGEST || !/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url.href : undefined;
}

export function withMedia(text: string, link: string | undefined): string {
  return link === undefined ? text : `${text}\n\n${LABEL}${link}`;
}

/** A message as `withMedia` wrote it. */
export function splitMedia(text: string): { text: string; link: string | null } {
  const at = text.lastIndexOf(LABEL);
  const link = at === -1 ? undefined : mediaLink(text.slice(at + LABEL.length));
  return link === undefined ? { text, link: null } : { text: text.slice(0, at).trimEnd(), link };
}
