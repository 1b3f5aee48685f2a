import type { Database } from '../../database/database.js';
import type { Span } from '../period.js';
import { isForm, type ElementMarks } from '../satisfaction.js';
import { spreadOf, type Spread } from './statistics.js';

/** What one agency did with what it was handed in a span. */
export interface AgencyFigures {
  agency: string;
  /** Handed to it. */
  sent: number;
  accepted: number;
  responded: number;
  returned: number;
  /** With it when the span ended, and those of them that were late then. */
  open: number;
  overdue: number;
  /** Minutes since it was handed over, of what it accepted or responded to in the span. */
  toAccept: Spread;
  toRespond: Spread;
  /** Of what it responded to and what had a date: how many, and how many in time. */
  dated: number;
  inTime: number;
}

/** One handing over. */
export interface DispatchTimes {
  agency: string;
  state: string;
  dispatchedAt: Date;
  acceptedAt: Date | null;
  respondedAt: Date | null;
  endedAt: Date | null;
  dueAt: Date | null;
}

const DISPATCHES = `
  SELECT agency, state, dispatched_at AS "dispatchedAt", accepted_at AS "acceptedAt", responded_at AS "respondedAt",
    ended_at AS "endedAt", due_at AS "dueAt"
  FROM dispatch WHERE tenant = $1 AND dispatched_at < $3 AND (ended_at IS NULL OR ended_at >= $2)`;

export async function readAgencies(database: Database, tenant: string, span: Span): Promise<AgencyFigures[]> {
  const values = [tenant, span.start, span.end];
  return agencyFigures(await database.query<DispatchTimes & Record<string, unknown>>(DISPATCHES, values), span);
}

/** By agency, those that were handed most first. */
export function agencyFigures(rows: readonly DispatchTimes[], { start, end }: Span): AgencyFigures[] {
  const within = (at: Date | null): at is Date => at !== null && at >= start && at < end;
  const after = (at: Date | null): boolean => at === null || at >= end;
  const since = (row: DispatchTimes, at: Date | null): number =>
    ((at?.getTime() ?? 0) - row.dispatchedAt.getTime()) / 60_000;
  const slugs = [...new Set(rows.map(({ agency }) => agency))];
  const all = slugs.map((agency) => {
    const own = rows.filter((row) => row.agency === agency);
    const accepted = own.filter((row) => within(row.acceptedAt));
    const responded = own.filter((row) => within(row.respondedAt));
    const open = own.filter((row) => row.dispatchedAt < end && after(row.respondedAt) && after(row.endedAt));
    const dated = responded.filter(({ dueAt }) => dueAt !== null);
    return {
      agency,
      sent: own.filter((row) => within(row.dispatchedAt)).length,
      accepted: accepted.length,
      responded: responded.length,
      returned: own.filter((row) => row.state === 'returned' && within(row.endedAt)).length,
      open: open.length,
      overdue: open.filter(({ dueAt }) => dueAt !== null && dueAt < end).length,
      toAccept: spreadOf(accepted.map((row) => since(row, row.acceptedAt))),
      toRespond: spreadOf(responded.map((row) => since(row, row.respondedAt))),
      dated: dated.length,
      inTime: dated.filter((row) => row.respondedAt !== null && row.dueAt !== null && row.respondedAt <= row.dueAt)
        .length,
    };
  });
  return all.sort((a, b) => b.sent - a.sent || (a.agency < b.agency ? -1 : 1));
}

/** Deadlines of one step that fell due in a span. */
export interface DueFigures {
  /** `resolve`, or the step's slug in the tenant's standard. */
  step: string;
  inTime: number;
  late: number;
  /** Not met when the span ended. */
  overdue: number;
}

/** What is no longer owed (archived, merged) is left out. */
const DUE = `
  SELECT step, count(*) FILTER (WHERE met_at <= due_at)::int AS "inTime",
    count(*) FILTER (WHERE met_at > due_at AND met_at < $3)::int AS late,
    count(*) FILTER (WHERE met_at IS NULL OR met_at > due_at AND met_at >= $3)::int AS overdue
  FROM ticket_deadline
  WHERE tenant = $1 AND due_at >= $2 AND due_at < $3 AND (ended_at IS NULL OR met_at IS NOT NULL)
  GROUP BY step ORDER BY step`;

export async function readDue(database: Database, tenant: string, { start, end }: Span): Promise<DueFigures[]> {
  return database.query<DueFigures & Record<string, unknown>>(DUE, [tenant, start, end]);
}

/** The citizens' words of a span. */
export interface FeedbackFigures {
  fixed: number;
  notFixed: number;
  /** How many gave each mark, 1 to 4. */
  marks: [number, number, number, number];
  /** Of each full form with any mark: 1 to 4 for each of the nine elements, but what was left out. */
  forms: ElementMarks[];
}

interface FeedbackRow extends Record<string, unknown> {
  fixed: boolean | null;
  mark: number | null;
  elements: ElementMarks | null;
}

const FEEDBACK = 'SELECT fixed, mark, elements FROM feedback WHERE tenant = $1 AND at >= $2 AND at < $3';

export async function readFeedback(database: Database, tenant: string, { start, end }: Span): Promise<FeedbackFigures> {
  const rows = await database.query<FeedbackRow>(FEEDBACK, [tenant, start, end]);
  const given = (mark: number): number => rows.filter((row) => row.mark === mark).length;
  return {
    fixed: rows.filter(({ fixed }) => fixed === true).length,
    notFixed: rows.filter(({ fixed }) => fixed === false).length,
    marks: [given(1), given(2), given(3), given(4)],
    forms: rows.flatMap(({ elements }) => (elements && isForm(elements) ? [elements] : [])),
  };
}
