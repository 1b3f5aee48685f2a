import type { StaffRole } from '../tenants/staff-role.js';
import type { EscalationStep } from '../tenants/tenant.js';
import type { Owed } from './owed.js';
import { BREACH_PERCENT } from './reckoning.js';

/**
 * A warning that leaves less time than this helps nobody: a step of five minutes would warn of every ticket. It is
 * noted, and nobody is told.
 */
const USEFUL_WARNING_MS = 10 * 60_000;

/** Thresholds of one deadline that have come since it was last looked at. */
export interface Passed {
  /** Per cents, in order. */
  percents: number[];
  /** The one that people are told of; what lies below it is no news any more. */
  highest: number;
  /** Whom. */
  to: readonly StaffRole[];
  breached: boolean;
  /** When the next one comes; null: none does. */
  next: Date | null;
}

/** Undefined where none has come. Pure. */
export function passedThresholds(
  { thresholds, dueAt }: Pick<Owed, 'thresholds' | 'dueAt'>,
  escalation: readonly EscalationStep[],
  now: Date,
): Passed | undefined {
  const passed = thresholds.filter(({ at }) => at <= now).map(({ percent }) => percent);
  const highest = passed.at(-1);
  if (highest === undefined || !dueAt) return undefined;
  const useless = highest < BREACH_PERCENT && dueAt.getTime() - now.getTime() < USEFUL_WARNING_MS;
  return {
    percents: passed,
    highest,
    to: useless ? [] : (escalation.find(({ percent }) => percent === highest)?.to ?? []),
    breached: passed.includes(BREACH_PERCENT),
    next: thresholds.find(({ at }) => at > now)?.at ?? null,
  };
}
