import { randomInt } from 'node:crypto';

/** No look-alikes: what is printed is read aloud and typed by others. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** "tq7mn-x2kfp": random letters, nearly five bits each, in groups that one can read out. */
export function readableSecret(groups: number, letters: number): string {
  const group = (): string => Array.from({ length: letters }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}
