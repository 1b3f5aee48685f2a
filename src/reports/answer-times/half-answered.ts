/** One report of the past: how long its reporter waited for the first answer, or has waited in vain until now. */
export interface Wait {
  ms: number;
  answered: boolean;
}

/** How long half of some reports took to be answered. */
export interface HalfAnswered {
  /** Reports that it was reckoned from, the unanswered ones among them. */
  n: number;
  /** `within`: half were answered by then; `longer`: by then it was less than half, and more is not known. */
  half: 'within' | 'longer';
  ms: number;
}

/** Below this many reports nothing is said: it would be chance. */
export const FEWEST_REPORTS = 10;
/** An estimate ends where fewer than this many are still observed: a single answer would move it by a fifth. */
const FEWEST_OBSERVED = 5;
const DAY_MS = 86_400_000;
/** Products of fractions miss one half by rounding. */
const HALF = 0.5 + 1e-9;

/**
 * The median time to the first answer with the unanswered counted in: Kaplan and Meier's estimate, in which a report
 * without an answer is one that took longer than it has waited so far. Only what is younger than the median can be
 * mistaken by it, and never in the office's favour for what was set aside: callers give that as still waiting.
 * @returns undefined where there are too few reports, or too young ones, to say anything
 */
export function halfAnswered(waits: readonly Wait[]): HalfAnswered | undefined {
  const n = waits.length;
  if (n < FEWEST_REPORTS) return undefined;
  // Who was answered at the same moment at which another's waiting is cut off came before that.
  const inOrder = [...waits].sort((a, b) => a.ms - b.ms || Number(b.answered) - Number(a.answered));
  let waiting = 1;
  let seen = 0;
  for (const [index, { ms, answered }] of inOrder.entries()) {
    const observed = n - index;
    // Those of one moment are taken together.
    if (observed < FEWEST_OBSERVED && ms > seen) break;
    if (answered) waiting *= 1 - 1 / observed;
    if (waiting <= HALF) return { n, half: 'within', ms };
    seen = ms;
  }
  return seen < DAY_MS ? undefined : { n, half: 'longer', ms: seen };
}
