/** As long as NIST SP 800-63B-4 asks for where a second factor may be missing is 15; a sentence of three words is 12. */
export const SHORTEST_PASSWORD = 12;
/** Longer ones are nobody's password, and take long to hash. */
export const LONGEST_PASSWORD = 256;

export type PasswordFault = 'short' | 'long';

/** Why a password is not taken. @param about what others know of its owner */
export function passwordFault(password: string, _about: readonly string[]): PasswordFault | undefined {
  if (password.length < SHORTEST_PASSWORD) return 'short';
  return password.length > LONGEST_PASSWORD ? 'long' : undefined;
}
