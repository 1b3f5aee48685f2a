import type { Duration } from '../tenants/tenant.js';
import type { WorkCalendar } from '../tenants/working-time.js';
import { RESOLVE, type Run } from './course.js';
import type { DeadlineRow } from './deadline.statements.js';
import { BREACH_PERCENT, instantAt, WARN_PERCENT, type Pause } from './reckoning.js';

/** A share of the budget, and when it is used. */
export interface Threshold {
  percent: number;
  at: Date;
}

/** A deadline as it stands; without a budget it is only measured. */
export interface Owed extends Run {
  dueAt: Date | null;
  warnAt: Date | null;
  breachedAt: Date | null;
  /** The next threshold; null where none is to come, or while the clock stands still. */
  wakeAt: Date | null;
  /** Those that nobody noted yet, in order; the sweep tells of them. */
  thresholds: Threshold[];
  /** Noted under another budget, and still to come under this one. */
  undone: number[];
}

export interface Circumstances {
  calendar: WorkCalendar;
  pauses: readonly Pause[];
  /** Per cents at which somebody is told. */
  percents: readonly number[];
  now: Date;
}

/**
 * How a run stands, given what is stored of it. What is over stays as it was reckoned then: a calendar of later days
 * does not rewrite who was late. A breach is a fact, and stays too.
 */
export function owedOf(
  run: Run,
  row: DeadlineRow | undefined,
  { calendar, pauses, percents, now }: Circumstances,
): Owed {
  const budget = budgetFor(run, row);
  const untimed = {
    ...run,
    budget,
    dueAt: null,
    warnAt: null,
    breachedAt: null,
    wakeAt: null,
    thresholds: [],
    undone: [],
  };
  if (!budget) return untimed;
  const over = run.metAt ?? run.endedAt;
  if (row && over && (row.metAt ?? row.endedAt))
    return { ...untimed, dueAt: row.dueAt, warnAt: row.warnAt, breachedAt: row.breachedAt };
  const at = (percent: number): Date => instantAt({ start: run.startedAt, budget, pauses }, percent, calendar);
  const dueAt = at(BREACH_PERCENT);
  const all = [...new Set([...percents, BREACH_PERCENT])]
    .sort((a, b) => a - b)
    .map((percent) => ({ percent, at: at(percent) }));
  const changed = row !== undefined && (row.amount !== budget.amount || row.unit !== budget.unit);
  const undone = changed ? all.filter(({ percent, at: then }) => row.noted.includes(percent) && then > now) : [];
  const thresholds = all.filter(
    (threshold) => row?.noted.includes(threshold.percent) !== true || undone.includes(threshold),
  );
  const waiting = pauses.some(({ until }) => until === null);
  // What ended late, before anybody noticed, was late all the same.
  const late = over !== null && over > dueAt ? dueAt : null;
  return {
    ...untimed,
    dueAt,
    warnAt: at(WARN_PERCENT),
    breachedAt: row?.breachedAt ?? late,
    wakeAt: (over ?? waiting) ? null : (thresholds[0]?.at ?? null),
    thresholds: over ? [] : thresholds,
    undone: undone.map(({ percent }) => percent),
  };
}

/** The whole has the ticket's own budget, which a human may change; a step keeps the one that it began with. */
function budgetFor(run: Run, row: DeadlineRow | undefined): Duration | null {
  if (!row || (run.step === RESOLVE && !row.metAt && !row.endedAt)) return run.budget;
  return row.amount === null || row.unit === null ? null : { amount: row.amount, unit: row.unit };
}
