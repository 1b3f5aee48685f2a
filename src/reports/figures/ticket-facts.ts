import type { Span } from '../period.js';

/** A ticket's timeline as far as figures need it: kind of event and milliseconds since 1970. */
export type TimelineEntry = readonly [type: string, at: number];

/** One ticket with its timeline in order, as the database has it. */
export interface TicketRow {
  id: string;
  number: string;
  /** When the message that opened it came in, in milliseconds: the office's time runs from there. */
  receivedAt: number;
  kind: string;
  category: string | null;
  level: string;
  urgency: string;
  agency: string | null;
  district: string | null;
  village: string | null;
  channelId: string;
  archiveReason: string | null;
  mergedInto: string | null;
  events: readonly TimelineEntry[];
}

/** With whom a ticket is. The last four are finished: nobody owes anything unless it is opened again. */
export type Standing =
  'office' | 'agency' | 'awaiting-citizen' | 'responded' | 'answered' | 'closed' | 'merged' | 'archived';
export const STANDINGS: readonly Standing[] = [
  'office', 'agency', 'awaiting-citizen', 'responded', 'answered', 'closed', 'merged', 'archived',
]; // prettier-ignore
const FINISHED: ReadonlySet<Standing> = new Set(['answered', 'closed', 'merged', 'archived']);
export const isFinished = (standing: Standing): boolean => FINISHED.has(standing);

/** What a ticket is after each change of state (tickets/transitions.ts); `before`: as it was before it was paused or merged. */
const AFTER: ReadonlyMap<string, Standing | 'before'> = new Map<string, Standing | 'before'>([
  ['opened', 'office'],
  ['sorted', 'office'],
  ['dispatched', 'agency'],
  ['accepted', 'agency'],
  ['returned', 'office'],
  ['asked', 'awaiting-citizen'],
  ['citizen-replied', 'before'],
  ['resumed', 'before'],
  ['responded', 'responded'],
  ['asked-again', 'agency'],
  ['answered', 'answered'],
  ['confirmed-fixed', 'closed'],
  ['closed', 'closed'],
  ['not-fixed', 'office'],
  ['reopened', 'office'],
  ['archived', 'archived'],
  ['cancelled', 'archived'],
  ['merged', 'merged'],
  ['unmerged', 'before'],
]);

/** Steps of the procedure in order, by the milestone that ends each. */
export const STEPS = ['announced', 'dispatched', 'accepted', 'responded', 'answered', 'closed'] as const;
export type Step = (typeof STEPS)[number];
const STEP_OF: ReadonlyMap<string, Step> = new Map<string, Step>([
  ...STEPS.map((step) => [step, step] as const),
  ['confirmed-fixed', 'closed'],
]);
/** Every event that figures read; others need not be fetched. */
export const READ_EVENTS: readonly string[] = [...AFTER.keys(), 'announced', 'dispatch-returned'];

/** What one ticket adds to the figures of a span. */
export interface TicketFacts {
  row: TicketRow;
  /** Its message came in within the span. */
  received: boolean;
  unfinishedAtStart: boolean;
  unfinishedAtEnd: boolean;
  standing: Standing;
  /** Times that it became finished, and unfinished again. */
  finished: number;
  backAgain: number;
  answered: number;
  closed: number;
  archived: number;
  /** Taken back by its reporter. */
  cancelled: number;
  merged: number;
  /** By the citizen's "not fixed", and by the office. */
  notFixed: number;
  reopened: number;
  /** Times that an agency handed it back. */
  returned: number;
  asked: number;
  /** Of each step that ended in the span: milliseconds, without the time in which the office waited for the citizen. */
  steps: Partial<Record<Step, number[]>>;
  /** Of each first answer of a round that fell in the span: from the beginning of the round. */
  toAnswer: number[];
  /** The same with the time in which the office waited for the citizen. */
  toAnswerInAll: number[];
}

/** False where a ticket adds nothing to a span: it came later, or was finished before and has stayed so. */
export function countsIn({ receivedAt, events }: TicketRow, { start, end }: Span): boolean {
  if (receivedAt >= end.getTime()) return false;
  const last = events.at(-1);
  if (!last || last[1] >= start.getTime()) return true;
  const standing = events.findLast(([type]) => AFTER.has(type));
  const after = standing && AFTER.get(standing[0]);
  return after === undefined || after === 'before' || !isFinished(after);
}

/**
 * Reads a ticket's timeline for one span of time. Pure; the rules are in docs/reports.md.
 * @param events in order; those at or after `span.end` are not looked at
 */
export function factsOf(row: TicketRow, span: Span): TicketFacts {
  return new Fold(row, span.start.getTime(), span.end.getTime()).run();
}

class Fold {
  private standing: Standing = 'office';
  private before: Standing = 'office';
  private roundFrom: number;
  private reached = new Map<Step, number>();
  private readonly pauses: { from: number; until: number }[] = [];
  private readonly facts: TicketFacts;

  constructor(
    private readonly row: TicketRow,
    private readonly start: number,
    private readonly end: number,
  ) {
    this.roundFrom = row.receivedAt;
    this.facts = {
      row,
      received: row.receivedAt >= start && row.receivedAt < end,
      unfinishedAtStart: row.receivedAt < start,
      unfinishedAtEnd: row.receivedAt < end,
      standing: 'office',
      finished: 0, backAgain: 0, answered: 0, closed: 0, archived: 0, cancelled: 0, merged: 0, notFixed: 0, reopened: 0, returned: 0, asked: 0,
      steps: {},
      toAnswer: [],
      toAnswerInAll: [],
    }; // prettier-ignore
  }

  run(): TicketFacts {
    for (const [type, at] of this.row.events) {
      if (at >= this.end) break;
      this.step(type, at);
      this.move(type, at);
      if (at >= this.start) this.count(type);
      else this.facts.unfinishedAtStart = !isFinished(this.standing);
    }
    this.facts.standing = this.standing;
    if (this.facts.unfinishedAtEnd) this.facts.unfinishedAtEnd = !isFinished(this.standing);
    return this.facts;
  }

  private move(type: string, at: number): void {
    const after = AFTER.get(type);
    if (after === undefined) return;
    const was = this.standing;
    const is = after === 'before' ? this.before : after;
    if (was === 'awaiting-citizen' && is !== 'awaiting-citizen') this.resume(at);
    if (is === 'awaiting-citizen' && was !== 'awaiting-citizen') this.pauses.push({ from: at, until: Infinity });
    if ((type === 'asked' || type === 'merged') && was !== 'awaiting-citizen') this.before = was;
    this.standing = is;
    if (type === 'not-fixed' || type === 'reopened') {
      this.roundFrom = at;
      this.reached = new Map();
    }
    if (at < this.start || isFinished(was) === isFinished(is)) return;
    if (isFinished(is)) this.facts.finished += 1;
    else this.facts.backAgain += 1;
  }

  private count(type: string): void {
    const { facts } = this;
    if (type === 'answered') facts.answered += 1;
    else if (type === 'closed' || type === 'confirmed-fixed') facts.closed += 1;
    else if (type === 'archived') facts.archived += 1;
    else if (type === 'cancelled') facts.cancelled += 1;
    else if (type === 'merged') facts.merged += 1;
    else if (type === 'not-fixed') facts.notFixed += 1;
    else if (type === 'reopened') facts.reopened += 1;
    else if (type === 'returned' || type === 'dispatch-returned') facts.returned += 1;
    else if (type === 'asked') facts.asked += 1;
  }

  /** The first time in a round that a milestone is reached ends its step, which began at the last milestone before it. */
  private step(type: string, at: number): void {
    const step = STEP_OF.get(type);
    if (step === undefined || this.reached.has(step)) return;
    const earlier = STEPS.slice(0, STEPS.indexOf(step)).flatMap((each) => this.reached.get(each) ?? []);
    const from = Math.max(this.roundFrom, ...earlier);
    this.reached.set(step, at);
    if (at < this.start) return;
    (this.facts.steps[step] ??= []).push(this.worked(from, at));
    if (step !== 'answered') return;
    this.facts.toAnswer.push(this.worked(this.roundFrom, at));
    this.facts.toAnswerInAll.push(at - this.roundFrom);
  }

  private resume(at: number): void {
    const pause = this.pauses.at(-1);
    if (pause) pause.until = at;
  }

  private worked(from: number, at: number): number {
    const paused = this.pauses.reduce(
      (sum, pause) => sum + Math.max(0, Math.min(pause.until, at) - Math.max(pause.from, from)),
      0,
    );
    return Math.max(0, at - from - paused);
  }
}
