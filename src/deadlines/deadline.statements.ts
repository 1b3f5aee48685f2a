import type { Statement } from '../database/statement.js';
import type { DurationUnit } from '../tenants/tenant.js';
import type { CourseEvent } from './course.js';

/** What of a ticket its deadlines are reckoned from; the caller holds it. */
export interface DeadlineTicket extends Record<string, unknown> {
  id: string;
  tenant: string;
  kind: string;
  level: string;
  openedAt: Date;
  dueAt: Date;
  amount: number;
  unit: DurationUnit;
  calendarVersion: string;
}

export const TICKET: Statement = {
  name: 'deadline-ticket',
  text: `
    SELECT id, tenant, kind, level, opened_at AS "openedAt", due_at AS "dueAt", budget_amount AS amount,
      budget_unit AS unit, calendar_version AS "calendarVersion"
    FROM ticket WHERE id = $1`,
};

/** Its timeline as far as a course is read from it; $2 the types. */
export const EVENTS: Statement = {
  name: 'deadline-events',
  text: 'SELECT type, at FROM ticket_event WHERE ticket_id = $1 AND type = ANY($2) ORDER BY at, id',
};
export type EventRow = CourseEvent & Record<string, unknown>;

/** A row of `ticket_deadline`, and the per cents that were noted of it. */
export interface DeadlineRow extends Record<string, unknown> {
  id: string;
  step: string;
  round: number;
  run: number;
  startedAt: Date;
  amount: number | null;
  unit: DurationUnit | null;
  calendarVersion: string;
  dueAt: Date | null;
  warnAt: Date | null;
  metAt: Date | null;
  breachedAt: Date | null;
  endedAt: Date | null;
  wakeAt: Date | null;
  noted: number[];
}

export const ROWS: Statement = {
  name: 'deadline-rows',
  text: `
    SELECT d.id, d.step, d.round, d.run, d.started_at AS "startedAt", d.budget_amount AS amount, d.budget_unit AS unit,
      d.calendar_version AS "calendarVersion", d.due_at AS "dueAt", d.warn_at AS "warnAt", d.met_at AS "metAt",
      d.breached_at AS "breachedAt", d.ended_at AS "endedAt", d.wake_at AS "wakeAt",
      ARRAY(SELECT n.percent::int FROM deadline_notice n WHERE n.deadline_id = d.id) AS noted
    FROM ticket_deadline d WHERE d.ticket_id = $1 ORDER BY d.round, d.started_at, d.id`,
};

export interface PauseRow extends Record<string, unknown> {
  id: string;
  fromAt: Date;
  untilAt: Date | null;
}

export const PAUSES: Statement = {
  name: 'deadline-pauses',
  text: 'SELECT id, from_at AS "fromAt", until_at AS "untilAt" FROM ticket_pause WHERE ticket_id = $1 ORDER BY from_at',
};

/** Tickets after $4 with something still owed that was reckoned from another calendar than $1; $2 at most, of tenants $3. */
export const STALE: Statement = {
  name: 'deadline-stale',
  text: `
    SELECT DISTINCT ticket_id AS id FROM ticket_deadline
    WHERE calendar_version <> $1 AND met_at IS NULL AND ended_at IS NULL AND tenant = ANY($3) AND ticket_id > $4
    ORDER BY ticket_id LIMIT $2`,
};
