import type { Database } from '../../database/database.js';
import { periodBefore, spanOf, type Period, type Span } from '../period.js';
import {
  readAgencies,
  readDue,
  readFeedback,
  type AgencyFigures,
  type DueFigures,
  type FeedbackFigures,
} from './read-others.js';
import { readTickets } from './read-tickets.js';
import type { ReportNames } from './report-names.js';
import { countsIn, factsOf, type TicketFacts } from './ticket-facts.js';
import { Gathered } from './totals.js';

/** What a report is made from. */
export interface ReportSource {
  database: Database;
  names: ReportNames;
  period: Period;
  now: Date;
}

/** Everything that is known of one span. */
export interface SpanFigures {
  span: Span;
  tickets: Gathered;
  agencies: AgencyFigures[];
  due: DueFigures[];
  feedback: FeedbackFigures;
}

/** The period's span, cut off at the present. */
export function spanUntilNow({ names, period, now }: ReportSource): Span {
  return cut(spanOf(period, names.tenant.zone), now);
}

/**
 * Reads every ticket once for several spans.
 * @param each called with each ticket's facts of the first span, where it has any
 */
export async function gather(
  source: ReportSource,
  spans: readonly Span[],
  each: (facts: TicketFacts) => void = () => undefined,
): Promise<SpanFigures[]> {
  const { database, names, now } = source;
  const tenant = names.tenant.slug;
  const gathered = spans.map(() => new Gathered(names.channelKind));
  const whole: Span = {
    start: new Date(Math.min(...spans.map(({ start }) => start.getTime()))),
    end: new Date(Math.max(...spans.map(({ end }) => end.getTime()))),
  };
  for await (const rows of readTickets(database, tenant, whole, now)) {
    for (const row of rows) {
      spans.forEach((span, index) => {
        if (!countsIn(row, span)) return;
        const facts = factsOf(row, span);
        gathered[index]?.add(facts);
        if (index === 0) each(facts);
      });
    }
  }
  return Promise.all(
    gathered.map(async (tickets, index) => {
      const span = spans[index] ?? whole;
      const [agencies, due, feedback] = await Promise.all([
        readAgencies(database, tenant, span),
        readDue(database, tenant, span),
        readFeedback(database, tenant, span),
      ]);
      return { span, tickets, agencies, due, feedback };
    }),
  );
}

/** The span of the period before: just as long as the part of this one that has passed, so that like is held against like. */
export function spanBefore(source: ReportSource): { period: Period; span: Span } {
  const period = periodBefore(source.period);
  const span = spanOf(period, source.names.tenant.zone);
  const here = spanUntilNow(source);
  const passed = here.end.getTime() - here.start.getTime();
  const whole = spanOf(source.period, source.names.tenant.zone);
  const complete = here.end.getTime() === whole.end.getTime();
  return { period, span: complete ? span : cut(span, new Date(span.start.getTime() + passed)) };
}

function cut({ start, end }: Span, at: Date): Span {
  return { start, end: at < end ? (at < start ? start : at) : end };
}
