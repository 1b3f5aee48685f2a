/** What is held to be a rise; docs/reports.md says why. */
export interface RiseRule {
  /** Weeks of the past that a window is held against. */
  weeks: number;
  /** Fewer weeks than this say nothing. */
  fewestWeeks: number;
  /** Fewer reports than this are no issue, however unusual. */
  fewestReports: number;
  /** How improbable such a number must have been. */
  threshold: number;
}

export const RISE_RULE: RiseRule = { weeks: 8, fewestWeeks: 4, fewestReports: 3, threshold: 0.01 };

export interface Rise {
  count: number;
  /** Mean of the same windows of the past weeks. */
  usual: number;
  /** Probability of so many or more, had nothing changed. */
  probability: number;
}

/**
 * Whether a number of reports is more than its own past lets one expect: Poisson with a rate that is known from the
 * past weeks only as well as these tell it. With Jeffreys' prior for the rate, the next count follows a negative
 * binomial distribution with r = S + 1/2 and p = w / (w + 1), where S is the sum of w weeks.
 * @param past the same window's count in each past week
 * @returns undefined where it is no rise, or where the past is too short to tell
 */
export function riseOf(count: number, past: readonly number[], rule: RiseRule = RISE_RULE): Rise | undefined {
  if (count < rule.fewestReports || past.length < rule.fewestWeeks) return undefined;
  const sum = past.reduce((total, each) => total + each, 0);
  const usual = sum / past.length;
  if (count <= usual) return undefined;
  const probability = upperTail(count, sum + 0.5, past.length / (past.length + 1));
  return probability < rule.threshold ? { count, usual, probability } : undefined;
}

/** P(X >= count) of the negative binomial distribution: the failures before success number `r`, each with chance `p`. */
export function upperTail(count: number, r: number, p: number): number {
  let term = Math.exp(r * Math.log(p));
  let below = 0;
  for (let k = 0; k < count; k += 1) {
    below += term;
    term *= ((k + r) / (k + 1)) * (1 - p);
  }
  return Math.min(1, Math.max(0, 1 - below));
}
