/**
 * A text as it may travel on: no NUL (PostgreSQL has no place for it, and no SMS alphabet a meaning),
 * and no half of a surrogate pair, which is not encodable in UTF-8. Everything else, bidirectional
 * controls included, stays: what it looks like is for those who show it.
 */
export function cleanText(text: string): string {
  const whole = /[\uD800-\uDFFF]/.test(text) ? Buffer.from(text, 'utf8').toString('utf8') : text;
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}

/** `first`, and below it, a line each, those of `others` that are not in what stands above them already. */
export function joinNew(first: string, others: readonly (string | undefined)[]): string {
  return others.reduce<string>((text, other) => {
    const words = cleanText(other ?? '');
    if (words.trim() === '' || text.includes(words)) return text;
    return text === '' ? words : `${text}\n${words}`;
  }, first);
}

/** An id at the provider that is safe to store, compare and log beside: printable, without spaces at its ends. */
export function isProviderId(id: string, maxLength: number): boolean {
  return id.length > 0 && id.length <= maxLength && /^[\x21-\x7e]+$/.test(id);
}

/**
 * A provider's word as an operator may read it: codes and short words pass; anything that may hold a
 * number, an address or a text is taken out (promise 10).
 */
export function sanitise(text: string): string {
  return cleanText(text)
    .replace(/\s+/g, ' ')
    .replace(/\S+@\S+/g, '…')
    .replace(/"[^"]*"|'[^']{8,}'/g, '…')
    .replace(/\+?\d[\d\s().-]{4,}\d/g, '…')
    .trim()
    .slice(0, 120);
}
