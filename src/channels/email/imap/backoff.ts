const LONGEST_MS = 5 * 60 * 1000;

/** Milliseconds before the n-th try (from 1): doubling from `firstMs`, a fifth of chance, at most five minutes. */
export function backoffMs(tries: number, firstMs: number, lasting: boolean, chance: number): number {
  const grown = Math.min(firstMs * 2 ** Math.min(tries - 1, 20), LONGEST_MS);
  // What a person must mend is tried rarely from the start: servers lock accounts that knock too often.
  const base = lasting ? Math.max(grown, Math.min(firstMs * 60, LONGEST_MS)) : grown;
  return Math.round(base * (0.9 + chance * 0.2));
}
