import { Tally } from './statistics.js';
import { STEPS, type Standing, type Step, type TicketFacts, type TicketRow } from './ticket-facts.js';

/** Sums over tickets of one span; durations in milliseconds. */
export class Totals {
  received = 0;
  /** Of those received: danger to life. */
  danger = 0;
  unfinishedAtStart = 0;
  unfinishedAtEnd = 0;
  finished = 0;
  backAgain = 0;
  answered = 0;
  closed = 0;
  archived = 0;
  cancelled = 0;
  merged = 0;
  notFixed = 0;
  reopened = 0;
  returned = 0;
  /** Tickets that were handed back at least once. */
  bounced = 0;
  asked = 0;
  readonly toAnswer: number[] = [];
  readonly toAnswerInAll: number[] = [];
  readonly steps: Record<Step, number[]> = { announced: [], dispatched: [], accepted: [], responded: [], answered: [], closed: [] }; // prettier-ignore
  /** Where those stand at the end that were received in the span. */
  readonly standings = new Map<Standing, number>();
  /** Where those stand at the end that are unfinished then. */
  readonly waiting = new Map<Standing, number>();

  add(facts: TicketFacts): void {
    if (facts.received) {
      this.received += 1;
      if (facts.row.urgency === 'danger') this.danger += 1;
      count(this.standings, facts.standing);
    }
    if (facts.unfinishedAtEnd) count(this.waiting, facts.standing);
    this.unfinishedAtStart += Number(facts.unfinishedAtStart);
    this.unfinishedAtEnd += Number(facts.unfinishedAtEnd);
    this.finished += facts.finished;
    this.backAgain += facts.backAgain;
    this.answered += facts.answered;
    this.closed += facts.closed;
    this.archived += facts.archived;
    this.cancelled += facts.cancelled;
    this.merged += facts.merged;
    this.notFixed += facts.notFixed;
    this.reopened += facts.reopened;
    this.returned += facts.returned;
    this.bounced += Number(facts.returned > 0);
    this.asked += facts.asked;
    this.toAnswer.push(...facts.toAnswer);
    this.toAnswerInAll.push(...facts.toAnswerInAll);
    for (const step of STEPS) this.steps[step].push(...(facts.steps[step] ?? []));
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What tickets are told apart by. */
export type Grouping = 'category' | 'district' | 'agency' | 'channel' | 'channelKind' | 'reportKind';
/** Of what has no category, place or agency. */
export const NONE = '-';

/** The totals of one span, of everything and by each grouping. */
export class Gathered {
  readonly all = new Totals();
  private readonly groups: Record<Grouping, Map<string, Totals>>;

  constructor(private readonly channelKindOf: (channelId: string) => string) {
    this.groups = { category: new Map(), district: new Map(), agency: new Map(), channel: new Map(), channelKind: new Map(), reportKind: new Map() }; // prettier-ignore
  }

  add(facts: TicketFacts): void {
    this.all.add(facts);
    for (const [grouping, key] of this.keysOf(facts.row)) {
      const groups = this.groups[grouping];
      let totals = groups.get(key);
      if (!totals) groups.set(key, (totals = new Totals()));
      totals.add(facts);
    }
  }

  by(grouping: Grouping): ReadonlyMap<string, Totals> {
    return this.groups[grouping];
  }

  /** Keys with anything to tell, those with most received first. */
  keys(grouping: Grouping): string[] {
    const tally = new Tally();
    for (const [key, totals] of this.groups[grouping])
      if (totals.received + totals.unfinishedAtStart + totals.finished + totals.backAgain > 0)
        tally.add(key, totals.received);
    return tally.keys();
  }

  private keysOf(row: TicketRow): [Grouping, string][] {
    return [
      ['category', row.category ?? NONE],
      ['district', row.district ?? NONE],
      ['agency', row.agency ?? NONE],
      ['channel', row.channelId],
      ['channelKind', this.channelKindOf(row.channelId)],
      ['reportKind', row.kind],
    ];
  }
}
