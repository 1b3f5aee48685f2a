/** A NIK or the number of a family card: 16 digits, perhaps in groups. */
const SIXTEEN_DIGITS = /(?<!\d)\d(?:[ .-]?\d){15}(?!\d)/g;

/**
 * The text without identity numbers (16 digits: NIK, Permendagri 72/2022, and family cards), for what agencies read.
 * The message itself stays as it was written, sealed.
 */
export function withoutIdentityNumbers(text: string): string {
  return text.replace(SIXTEEN_DIGITS, '[nomor identitas]');
}
