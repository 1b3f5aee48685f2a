import { hash, verify } from '@node-rs/argon2';
import { readableSecret } from './readable-secret.js';

/**
 * Argon2id with the least cost that OWASP's Password Storage Cheat Sheet names: 19 MiB, two passes, one lane.
 * The cost stands in each hash: raised here, old ones go on to count and are renewed at the next sign-in.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const COST_MARK = '$argon2id$v=19$m=19456,t=2,p=1$';

/** A hash in PHC form. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

/** An empty or damaged hash matches nothing. */
export async function passwordMatches(passwordHash: string, password: string): Promise<boolean> {
  try {
    return await verify(passwordHash, normal(password));
  } catch {
    return false;
  }
}

/** Whether it was made at another cost than today's. */
export function outdated(passwordHash: string): boolean {
  return !passwordHash.startsWith(COST_MARK);
}

/** 99 random bits, for a password that is changed at once. */
export function temporaryPassword(): string {
  return readableSecret(4, 5);
}

/** The same letters, however a keyboard composes them (NIST SP 800-63B, 5.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}
