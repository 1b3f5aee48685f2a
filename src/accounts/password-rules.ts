import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as indonesian } from '@zxcvbn-ts/language-id';

/** Length is what protects (NIST SP 800-63B-4, 3.1.1.2): no rules on digits and signs, which people meet with "Sandi123!". */
export const SHORTEST_PASSWORD = 12;
/** Longer ones are nobody's password, and take long to hash. */
export const LONGEST_PASSWORD = 256;
/** Of 0 to 4: from 3 on it takes ten thousand million guesses and more. */
const STRONG_ENOUGH = 3;

export type PasswordFault = 'short' | 'long' | 'easy';

let meter: ZxcvbnFactory | undefined;

/**
 * Why a password is not taken: known ones and what others know of its owner are guessed first.
 * @param about the owner's name, user name and office
 */
export function passwordFault(password: string, about: readonly string[]): PasswordFault | undefined {
  if (password.length < SHORTEST_PASSWORD) return 'short';
  if (password.length > LONGEST_PASSWORD) return 'long';
  // Its lists are a few megabytes: read when the first password is chosen.
  meter ??= new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary: { ...common, ...indonesian } });
  return meter.check(password, [...about, 'kentongan']).score < STRONG_ENOUGH ? 'easy' : undefined;
}
