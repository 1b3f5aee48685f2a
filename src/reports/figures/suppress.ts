import { SUPPRESSED, type Suppressed } from './figures.js';

/** Counts of 1 to 4 are not published: behind them people may be known. */
export const SMALLEST_PUBLISHED = 5;

export type Cell = number | Suppressed;

/**
 * Makes the counts of one partition fit to be published together with their total, even to somebody who knows these
 * rules. What is small is hidden, and the next cells that are not empty with it, around the end and to the front again,
 * until the hidden ones count so much together that they could not all be small: then each of them may have been
 * something else. Where that can't be reached all cells are hidden, the empty ones too.
 *
 * The choice does not look at how large the other cells are: from what was left standing one could otherwise conclude
 * what was not. For the same reason rows must stand in an order that does not depend on their counts.
 * @returns the cells in the given order, and the total, which is hidden where it is small itself
 */
export function suppress(
  counts: readonly number[],
  smallest: number = SMALLEST_PUBLISHED,
): { cells: Cell[]; total: Cell } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const small = (count: number): boolean => count > 0 && count < smallest;
  if (small(total)) return { cells: counts.map(() => SUPPRESSED), total: SUPPRESSED };
  const hidden = new Set(counts.flatMap((count, index) => (small(count) ? [index] : [])));
  const [first] = hidden;
  if (first === undefined) return { cells: [...counts], total };
  const allMayBeSmall = (): boolean =>
    [...hidden].reduce((sum, index) => sum + (counts[index] ?? 0), 0) <= (smallest - 1) * hidden.size;
  for (let step = 1; allMayBeSmall() && step < counts.length; step += 1) {
    const next = (first + step) % counts.length;
    if (counts[next] !== 0) hidden.add(next);
  }
  const all = allMayBeSmall();
  return { cells: counts.map((count, index) => (all || hidden.has(index) ? SUPPRESSED : count)), total };
}

/** A figure that stands alone. */
export function suppressOne(count: number, smallest: number = SMALLEST_PUBLISHED): Cell {
  return count > 0 && count < smallest ? SUPPRESSED : count;
}
