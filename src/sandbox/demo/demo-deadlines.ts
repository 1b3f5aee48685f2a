import { newId } from '../../database/new-id.js';
import type { WriteSet } from '../../database/write-set.js';
import { courseOf, RESOLVE, type CourseEvent } from '../../deadlines/course.js';
import { writeOwed, writePauses } from '../../deadlines/deadline.writes.js';
import { owedOf } from '../../deadlines/owed.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import type { Duration, Tenant } from '../../tenants/tenant.js';
import { dueAt, type WorkCalendar } from '../../tenants/working-time.js';

/** Deadlines of an invented ticket, reckoned from its events by the gateway's own rules. @returns when it is due */
export function writeDemoDeadlines(
  writes: WriteSet,
  { tenant, holidays, calendar, now }: { tenant: Tenant; holidays: HolidayCalendar; calendar: WorkCalendar; now: Date },
  { ticketId, openedAt, budget, events }: { ticketId: string; openedAt: Date; budget: Duration; events: CourseEvent[] },
): Date {
  const { runs, pauses } = courseOf({ openedAt, resolve: budget, steps: tenant.standard.steps, events });
  const percents = tenant.escalation.map(({ percent }) => percent);
  let due = dueAt(openedAt, budget, calendar);
  for (const run of runs) {
    const owed = owedOf(run, undefined, { calendar, pauses, percents, now });
    // What is over is told of to nobody any more.
    const breachedAt =
      owed.breachedAt ?? (owed.dueAt && owed.dueAt < now && !run.metAt && !run.endedAt ? owed.dueAt : null);
    const wakeAt = owed.wakeAt && owed.wakeAt > now ? owed.wakeAt : null;
    writeOwed(writes, {
      ticketId,
      tenant: tenant.slug,
      deadline: { ...owed, breachedAt, wakeAt, id: newId() },
      row: undefined,
      versions: { standard: tenant.standard.version, calendar: holidays.version },
    });
    if (run.step === RESOLVE && owed.dueAt) due = owed.dueAt;
  }
  writePauses(writes, ticketId, pauses, []);
  return due;
}
