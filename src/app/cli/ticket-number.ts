/** `tbu 123` as people type it. */
export function normaliseNumber(typed: string): string {
  const match = /^\s*([a-z]{2,4})[\s\-–.]*0*(\d{1,9})\s*$/i.exec(typed);
  return match?.[1] && match[2] ? `${match[1].toUpperCase()}-${match[2].padStart(6, '0')}` : typed.trim();
}
