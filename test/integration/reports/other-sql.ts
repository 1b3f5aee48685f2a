import type { Database } from '../../../src/database/database.js';

/**
 * The reports' figures once more, by SQL over the events alone that shares nothing with src/reports: windows and joins
 * instead of a fold, PostgreSQL's zones and percentiles instead of our own.
 */
const EVENTS = `
  WITH bounds AS (
    SELECT ($2::text || ' 00:00')::timestamp AT TIME ZONE $4 AS start, ($3::text || ' 00:00')::timestamp AT TIME ZONE $4 + interval '1 day' AS stop
  ), mine AS (
    SELECT e.ticket_id, e.type, e.at, e.id, t.opened_at,
      count(*) FILTER (WHERE e.type IN ('not-fixed', 'reopened')) OVER (PARTITION BY e.ticket_id ORDER BY e.at, e.id) AS round
    FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id WHERE t.tenant = $1
  ), changes AS (
    SELECT *, lead(at) OVER (PARTITION BY ticket_id ORDER BY at, id) AS next_at FROM mine
    WHERE type IN ('opened', 'sorted', 'dispatched', 'accepted', 'returned', 'asked', 'citizen-replied', 'resumed', 'responded', 'asked-again',
      'answered', 'confirmed-fixed', 'closed', 'not-fixed', 'reopened', 'archived', 'cancelled', 'merged', 'unmerged')
  ), pauses AS (
    SELECT ticket_id, at AS from_at, coalesce(next_at, 'infinity') AS until_at FROM changes WHERE type = 'asked'
  ), rounds AS (
    SELECT ticket_id, 0 AS round, min(opened_at) AS began FROM mine GROUP BY ticket_id
    UNION ALL SELECT ticket_id, round::int, at FROM mine WHERE type IN ('not-fixed', 'reopened')
  ), steps AS (
    SELECT DISTINCT ON (m.ticket_id, m.round, s.step) m.ticket_id, m.round, s.step, s.place, m.at
    FROM mine m JOIN (VALUES ('announced', 'announced', 1), ('dispatched', 'dispatched', 2), ('accepted', 'accepted', 3),
      ('responded', 'responded', 4), ('answered', 'answered', 5), ('closed', 'closed', 6), ('confirmed-fixed', 'closed', 6)) s (type, step, place)
      ON s.type = m.type
    ORDER BY m.ticket_id, m.round, s.step, m.at, m.id
  ), timed AS (
    SELECT s.ticket_id, s.step, s.at, r.began, greatest(r.began, max(p.at)) AS since
    FROM steps s JOIN rounds r USING (ticket_id, round)
      LEFT JOIN steps p ON p.ticket_id = s.ticket_id AND p.round = s.round AND p.place < s.place AND (p.at, p.place) < (s.at, s.place)
    GROUP BY s.ticket_id, s.round, s.step, s.at, r.began
  ), worked AS (
    SELECT t.ticket_id, t.step, t.at, t.began, t.since,
      extract(epoch FROM t.at - t.since) - coalesce(sum(extract(epoch FROM least(p.until_at, t.at) - greatest(p.from_at, t.since)))
        FILTER (WHERE p.from_at < t.at AND p.until_at > t.since), 0) AS step_seconds,
      extract(epoch FROM t.at - t.began) - coalesce(sum(extract(epoch FROM least(p.until_at, t.at) - greatest(p.from_at, t.began)))
        FILTER (WHERE p.from_at < t.at AND p.until_at > t.began), 0) AS round_seconds
    FROM timed t LEFT JOIN pauses p USING (ticket_id) GROUP BY t.ticket_id, t.step, t.at, t.began, t.since
  )`;

export interface OtherCounts {
  received: number;
  answered: number;
  archived: number;
  merged: number;
  notFixed: number;
  reopened: number;
  returned: number;
  bounced: number;
  asked: number;
  closed: number;
}

type Range = readonly [tenant: string, from: string, until: string, zone: string];

export async function otherCounts(database: Database, range: Range): Promise<OtherCounts> {
  const [row] = await database.query<OtherCounts & Record<string, unknown>>(
    `${EVENTS} SELECT
      (SELECT count(*)::int FROM ticket, bounds WHERE tenant = $1 AND opened_at >= start AND opened_at < stop) AS received,
      (count(*) FILTER (WHERE type = 'answered'))::int AS answered, (count(*) FILTER (WHERE type = 'archived'))::int AS archived,
      (count(*) FILTER (WHERE type = 'merged'))::int AS merged, (count(*) FILTER (WHERE type = 'not-fixed'))::int AS "notFixed",
      (count(*) FILTER (WHERE type = 'reopened'))::int AS reopened, (count(*) FILTER (WHERE type = 'returned'))::int AS returned,
      (count(DISTINCT ticket_id) FILTER (WHERE type = 'returned'))::int AS bounced, (count(*) FILTER (WHERE type = 'asked'))::int AS asked,
      (count(*) FILTER (WHERE type IN ('closed', 'confirmed-fixed')))::int AS closed
     FROM mine, bounds WHERE at >= start AND at < stop`,
    range,
  );
  if (!row) throw new Error('no counts');
  return row;
}

/** Tickets that nobody had finished when a day began: looked up for each by itself, merges that were undone passed over. */
export async function otherUnfinished(database: Database, [tenant, day, , zone]: Range): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `WITH at AS (SELECT ($2::text || ' 00:00')::timestamp AT TIME ZONE $3 AS moment)
     SELECT count(*)::int AS n FROM ticket t, at WHERE t.tenant = $1 AND t.opened_at < moment AND coalesce((
       SELECT e.type FROM ticket_event e WHERE e.ticket_id = t.id AND e.at < moment
         AND e.type IN ('opened', 'answered', 'confirmed-fixed', 'closed', 'not-fixed', 'reopened', 'archived', 'cancelled', 'merged')
         AND NOT (e.type = 'merged' AND EXISTS (SELECT 1 FROM ticket_event u WHERE u.ticket_id = t.id AND u.type = 'unmerged'
           AND u.at > e.at AND u.at < moment))
       ORDER BY e.at DESC, e.id DESC LIMIT 1), 'opened') NOT IN ('answered', 'confirmed-fixed', 'closed', 'archived', 'cancelled', 'merged')`,
    [tenant, day, zone],
  );
  return row?.n ?? -1;
}

export interface OtherSpread {
  step: string;
  n: number;
  median: number;
  p90: number;
}

/** Seconds of each step that ended in the range, and of `round`: from the beginning of a round to its first answer. */
export async function otherSteps(database: Database, range: Range): Promise<OtherSpread[]> {
  return database.query<OtherSpread & Record<string, unknown>>(
    `${EVENTS}, told AS (
       SELECT step, step_seconds AS seconds, at FROM worked UNION ALL
       SELECT 'round', round_seconds, at FROM worked WHERE step = 'answered' UNION ALL
       SELECT 'in-all', extract(epoch FROM at - began), at FROM worked WHERE step = 'answered')
     SELECT step, count(*)::int AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::float8 AS median,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)::float8 AS p90
     FROM told, bounds WHERE at >= start AND at < stop GROUP BY step`,
    range,
  );
}

/** Reports of the range by a column of the ticket. */
export async function otherGroups(database: Database, range: Range, column: string): Promise<Record<string, number>> {
  const rows = await database.query<{ key: string; n: number }>(
    `SELECT coalesce(${column}, '-') AS key, count(*)::int AS n FROM ticket
     WHERE tenant = $1 AND (opened_at AT TIME ZONE $4)::date BETWEEN $2::date AND $3::date GROUP BY 1`,
    range,
  );
  return Object.fromEntries(rows.map(({ key, n }) => [key, n]));
}

export interface OtherAgency {
  agency: string;
  sent: number;
  responded: number;
  returned: number;
  open: number;
  respondMedian: number | null;
}

export async function otherAgencies(database: Database, range: Range): Promise<OtherAgency[]> {
  return database.query<OtherAgency & Record<string, unknown>>(
    `WITH d AS (SELECT agency, state,
        (dispatched_at AT TIME ZONE $4)::date BETWEEN $2::date AND $3::date AS sent,
        (responded_at AT TIME ZONE $4)::date BETWEEN $2::date AND $3::date AS responded,
        (ended_at AT TIME ZONE $4)::date BETWEEN $2::date AND $3::date AS ended,
        (dispatched_at AT TIME ZONE $4)::date <= $3::date AND coalesce((least(responded_at, ended_at) AT TIME ZONE $4)::date > $3::date, true) AS open,
        extract(epoch FROM responded_at - dispatched_at) / 60 AS minutes
      FROM dispatch WHERE tenant = $1)
     SELECT agency, (count(*) FILTER (WHERE sent))::int AS sent, (count(*) FILTER (WHERE responded))::int AS responded,
       (count(*) FILTER (WHERE ended AND state = 'returned'))::int AS returned, (count(*) FILTER (WHERE open))::int AS open,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) FILTER (WHERE responded))::float8 AS "respondMedian"
     FROM d GROUP BY agency`,
    range,
  );
}

export interface OtherDue {
  inTime: number;
  late: number;
  overdue: number;
}

/** From the answers' events, not from what the deadlines' rows say of them. */
export async function otherDue(database: Database, range: Range): Promise<OtherDue> {
  const [row] = await database.query<OtherDue & Record<string, unknown>>(
    `${EVENTS}, owed AS (
       SELECT d.id, d.due_at, min(m.at) AS answered
       FROM ticket_deadline d CROSS JOIN bounds JOIN ticket t ON t.id = d.ticket_id
         LEFT JOIN mine m ON m.ticket_id = d.ticket_id AND m.round = d.round AND m.type = 'answered'
       WHERE d.tenant = $1 AND d.step = 'resolve' AND d.due_at >= start AND d.due_at < stop AND t.state NOT IN ('archived', 'merged')
       GROUP BY d.id)
     SELECT (count(*) FILTER (WHERE answered <= due_at))::int AS "inTime",
       (count(*) FILTER (WHERE answered > due_at AND answered < stop))::int AS late,
       (count(*) FILTER (WHERE answered IS NULL OR answered >= stop AND answered > due_at))::int AS overdue
     FROM owed, bounds`,
    range,
  );
  if (!row) throw new Error('no deadlines');
  return row;
}
