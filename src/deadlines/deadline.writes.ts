import { newId } from '../database/new-id.js';
import type { WriteSet } from '../database/write-set.js';
import { addEvent } from '../tickets/timeline.js';
import type { DeadlineRow, PauseRow } from './deadline.statements.js';
import type { Owed } from './owed.js';
import { BREACH_PERCENT, type Pause } from './reckoning.js';

type Kept = Owed & { id: string };

/** Writes a deadline where it is new or has changed. */
export function writeOwed(
  writes: WriteSet,
  { ticketId, tenant, deadline, row, versions }: { ticketId: string; tenant: string; deadline: Kept; row: DeadlineRow | undefined; versions: { standard: string; calendar: string } }, // prettier-ignore
): void {
  const { id, budget, dueAt, warnAt, metAt, endedAt, wakeAt, undone } = deadline;
  // What was over before was not reckoned again.
  const over = row !== undefined && Boolean(metAt ?? endedAt) && Boolean(row.metAt ?? row.endedAt);
  const state = {
    budget_amount: budget?.amount ?? null,
    budget_unit: budget?.unit ?? null,
    calendar_version: over ? row.calendarVersion : versions.calendar,
    due_at: dueAt,
    warn_at: warnAt,
    met_at: metAt,
    ended_at: endedAt,
    wake_at: wakeAt,
  };
  if (!row) {
    const { step, round, run, startedAt } = deadline;
    const run_ = { ticket_id: ticketId, tenant, step, round, run, started_at: startedAt };
    writes.insert('ticket_deadline', {
      id,
      ...run_,
      standard_version: versions.standard,
      ...state,
      breached_at: deadline.breachedAt,
    });
    return;
  }
  const stored = [row.amount, row.unit, row.calendarVersion, row.dueAt, row.warnAt, row.metAt, row.endedAt, row.wakeAt];
  const same = Object.values(state).every((value, index) => plain(value) === plain(stored[index]));
  if (!same || (deadline.breachedAt && !row.breachedAt))
    writes.update('ticket_deadline', { id, ...state, breached_at: deadline.breachedAt });
  if (undone.length > 0)
    writes.statement('DELETE FROM deadline_notice WHERE deadline_id = ? AND percent = ANY(?)', [id, undone]);
}

/** A threshold that was passed, and who was told of it: each once for ever. */
export function noteThreshold(
  writes: WriteSet,
  note: { deadlineId: string; percent: number; told: string; now: Date },
): void {
  const { deadlineId, percent, told, now } = note;
  writes.insert('deadline_notice', { id: newId(), deadline_id: deadlineId, percent, told, at: now });
}

/** The fact that a deadline passed, at the moment when it did, however late somebody looked. */
export function noteBreach(
  writes: WriteSet,
  { ticketId, deadline, told, now }: { ticketId: string; deadline: Kept; told: string; now: Date },
): void {
  const { id, step, round, breachedAt, dueAt } = deadline;
  noteThreshold(writes, { deadlineId: id, percent: BREACH_PERCENT, told, now });
  const data = { deadline: id, step, round, told };
  addEvent(writes, { ticketId, type: 'deadline-breached', actor: 'gateway', data, at: breachedAt ?? dueAt ?? now });
}

/** One event for all deadlines of a ticket that another calendar moved. @returns how many */
export function noteRecomputed(
  writes: WriteSet,
  { ticketId, kept, calendar, now }: { ticketId: string; kept: readonly { deadline: Kept; row: DeadlineRow | undefined }[]; calendar: string; now: Date }, // prettier-ignore
): number {
  const deadlines = kept.flatMap(({ deadline, row }) => {
    if (!row?.dueAt || !deadline.dueAt || row.calendarVersion === calendar) return [];
    if (row.dueAt.getTime() === deadline.dueAt.getTime()) return [];
    return [{ step: deadline.step, from: row.dueAt.toISOString(), to: deadline.dueAt.toISOString() }];
  });
  if (deadlines.length === 0) return 0;
  addEvent(writes, {
    ticketId,
    type: 'deadlines-recomputed',
    actor: 'gateway',
    data: { calendar, deadlines },
    at: now,
  });
  return deadlines.length;
}

/** The stretches in which the clock stood still, as the timeline has them. */
export function writePauses(
  writes: WriteSet,
  ticketId: string,
  pauses: readonly Pause[],
  rows: readonly PauseRow[],
): void {
  for (const { from, until } of pauses) {
    const row = rows.find(({ fromAt }) => fromAt.getTime() === from.getTime());
    if (!row) writes.insert('ticket_pause', { id: newId(), ticket_id: ticketId, from_at: from, until_at: until });
    else if (plain(row.untilAt) !== plain(until)) writes.update('ticket_pause', { id: row.id, until_at: until });
  }
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}
