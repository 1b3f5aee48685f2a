import type { Duration, Milestone, StandardStep } from '../tenants/tenant.js';
import { MILESTONES } from '../tenants/tenant.js';
import type { TimelineEvent } from '../tickets/timeline.js';
import type { Pause } from './reckoning.js';

/** The whole, beside the steps of the standard. */
export const RESOLVE = 'resolve';

export interface CourseEvent {
  type: TimelineEvent;
  at: Date;
}

export interface CourseInput {
  openedAt: Date;
  /** Of the whole. */
  resolve: Duration;
  steps: readonly StandardStep[];
  /** The ticket's timeline in its order; what says nothing of a course is passed over. */
  events: readonly CourseEvent[];
}

/** One stretch of time that somebody owes or that is measured. */
export interface Run {
  step: string;
  /** The ticket's round: each reopening begins another. */
  round: number;
  /** Within the round: what an agency hands back, or an admin sends back, is owed once more. */
  run: number;
  startedAt: Date;
  /** Null: it has no deadline, and is measured. */
  budget: Duration | null;
  metAt: Date | null;
  /** No longer owed: taken back, archived, merged. */
  endedAt: Date | null;
}

export interface Course {
  runs: Run[];
  pauses: Pause[];
  round: number;
}

interface MeasuredStep {
  slug: string;
  begins: Milestone;
  until: Milestone;
  budget: Duration | null;
}

/** What an event reaches. */
const REACHES: Partial<Record<TimelineEvent, Milestone>> = {
  announced: 'announced',
  dispatched: 'dispatched',
  accepted: 'accepted',
  responded: 'responded',
  answered: 'answered',
  closed: 'closed',
  'confirmed-fixed': 'closed',
};
/** What an event takes back: this milestone and all that come after it. */
const TAKES_BACK: Partial<Record<TimelineEvent, Milestone>> = {
  returned: 'dispatched',
  'asked-again': 'responded',
};
const ENDS: ReadonlySet<TimelineEvent> = new Set(['archived', 'cancelled', 'merged']);
const ROUNDS: ReadonlySet<TimelineEvent> = new Set(['not-fixed', 'reopened']);
/** The citizen's reply; and whatever else moves a ticket on ends the waiting too. */
const RESUMES: ReadonlySet<TimelineEvent> = new Set([
  'citizen-replied',
  'resumed',
  'answered',
  'archived',
  'cancelled',
  'merged',
  ...ROUNDS,
]);

/** The events that a course is read from. */
export const COURSE_EVENTS: readonly TimelineEvent[] = [
  ...new Set<TimelineEvent>([...(Object.keys({ ...REACHES, ...TAKES_BACK }) as TimelineEvent[]), ...ENDS, ...ROUNDS, ...RESUMES, 'asked', 'unmerged']),
]; // prettier-ignore

/**
 * What was owed by when, and what is, read from nothing but the ticket's timeline: reckoned once more after whatever
 * was lost, it is the same.
 *
 * A step ends with its milestone, or with a later one that skips it. It begins where the one before ends; a step with
 * a time of its own begins where the last *timed* one before it ends, so that an agency that never confirms having
 * got a ticket does not stop its own clock.
 */
export function courseOf({ openedAt, resolve, steps, events }: CourseInput): Course {
  const measured: MeasuredStep[] = [
    { slug: RESOLVE, begins: 'opened', until: 'answered', budget: resolve },
    ...measuredSteps(steps),
  ];
  const pauses: Pause[] = [];
  const rounds = [new Round(measured, 0, openedAt, 'opened')];
  for (const { type, at } of events) {
    const open = pauses.at(-1);
    if (open?.until === null && RESUMES.has(type)) open.until = at;
    if (type === 'asked' && open?.until !== null) pauses.push({ from: at, until: null });
    const round = rounds.at(-1);
    if (ROUNDS.has(type)) {
      round?.end(at);
      // The office knows of it; nobody owes it the news.
      rounds.push(new Round(measured, rounds.length, at, 'announced'));
    } else round?.take(type, at);
  }
  return { runs: rounds.flatMap(({ runs }) => runs), pauses, round: rounds.length - 1 };
}

function measuredSteps(steps: readonly StandardStep[]): MeasuredStep[] {
  let before: Milestone = 'opened';
  let timedBefore: Milestone = 'opened';
  return steps.flatMap(({ slug, until, within }) => {
    if (until === undefined) return [];
    const begins = within ? timedBefore : before;
    before = until;
    if (within) timedBefore = until;
    // What ends where it begins takes no time.
    return begins === until ? [] : [{ slug, begins, until, budget: within ?? null }];
  });
}

/** A ticket from its opening, or a reopening, to its answer. */
class Round {
  readonly runs: Run[] = [];
  /** Index in `MILESTONES` of the furthest one that was reached. */
  private furthest = -1;
  /** Archived, or merged into another ticket. */
  private over = false;
  /** What was owed when the ticket was merged. */
  private merged: readonly Run[] = [];

  constructor(
    private readonly steps: readonly MeasuredStep[],
    private readonly number: number,
    at: Date,
    from: Milestone,
  ) {
    this.reach(from, at);
  }

  take(type: TimelineEvent, at: Date): void {
    const reached = REACHES[type];
    const takenBack = TAKES_BACK[type];
    // Another agency is asked after a response: there is none again.
    if (type === 'dispatched' && this.furthest >= rank('responded')) this.takeBack('dispatched', at);
    if (reached) this.reach(reached, at);
    if (takenBack) this.takeBack(takenBack, at);
    if (type === 'merged') this.merged = this.owed();
    if (ENDS.has(type)) this.end(at);
    if (type === 'unmerged') this.resumeOwing(at);
  }

  /** Everything up to `milestone` is done. */
  reach(milestone: Milestone, at: Date): void {
    this.furthest = Math.max(this.furthest, rank(milestone));
    for (const run of this.owed()) if (rank(this.stepOf(run).until) <= this.furthest) run.metAt = at;
    this.begin(at);
  }

  /** What is owed is owed no longer. */
  end(at: Date): void {
    this.over = true;
    for (const run of this.owed()) run.endedAt = at;
  }

  private takeBack(milestone: Milestone, at: Date): void {
    if (this.furthest < rank(milestone)) return;
    this.furthest = rank(milestone) - 1;
    for (const run of this.owed()) if (rank(this.stepOf(run).begins) > this.furthest) run.endedAt = at;
    this.begin(at);
  }

  /** Merged by mistake: the time went on. */
  private resumeOwing(at: Date): void {
    for (const run of this.merged) run.endedAt = null;
    this.merged = [];
    this.over = false;
    this.reach(MILESTONES[this.furthest] ?? 'opened', at);
  }

  /** Steps whose time has come and that nobody is at. */
  private begin(at: Date): void {
    if (this.over) return;
    for (const { slug, begins, until, budget } of this.steps) {
      if (rank(begins) > this.furthest || rank(until) <= this.furthest) continue;
      const earlier = this.runs.filter(({ step }) => step === slug);
      if (earlier.some(({ metAt, endedAt }) => !metAt && !endedAt)) continue;
      this.runs.push({
        step: slug,
        round: this.number,
        run: earlier.length,
        startedAt: at,
        budget,
        metAt: null,
        endedAt: null,
      });
    }
  }

  private owed(): Run[] {
    return this.runs.filter(({ metAt, endedAt }) => !metAt && !endedAt);
  }

  private stepOf({ step }: Run): MeasuredStep {
    const found = this.steps.find(({ slug }) => slug === step);
    if (!found) throw new RangeError(`no step ${step}`);
    return found;
  }
}

function rank(milestone: Milestone): number {
  return MILESTONES.indexOf(milestone);
}
