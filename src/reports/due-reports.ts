import type { ReportSchedule, ScheduledReport } from '../tenants/report-schedule.js';
import { SCHEDULED_REPORTS } from '../tenants/report-schedule.js';
import type { ZoneName } from '../tenants/tenant.js';
import { dayIn, periodBefore, periodOf, spanOf, type Period, type PeriodKind } from './period.js';
import { REPORT_PERIODS } from './report-kinds.js';

/** Periods that are made up for, should no worker have run when they ended. */
const MADE_UP_FOR: Readonly<Record<PeriodKind, number>> = { day: 7, month: 2, quarter: 1, year: 1 };

export interface DueReport {
  type: ScheduledReport;
  period: Period;
}

/**
 * Reports whose time has come, the oldest of each kind first: of periods that have ended, once it is their time of the
 * day after. Pure.
 * @param since the office's first ticket: what ended before has nothing to tell
 */
export function dueReports(schedule: ReportSchedule, zone: ZoneName, now: Date, since: Date): DueReport[] {
  return SCHEDULED_REPORTS.flatMap((type) => {
    const minutes = schedule.at[type];
    if (minutes === undefined) return [];
    const [kind] = REPORT_PERIODS[type];
    const due: DueReport[] = [];
    let period = periodBefore(periodOf(kind, dayIn(now, zone)));
    for (let count = 0; count < MADE_UP_FOR[kind]; count += 1, period = periodBefore(period)) {
      const { end } = spanOf(period, zone);
      if (end <= since) break;
      if (end.getTime() + minutes * 60_000 <= now.getTime()) due.unshift({ type, period });
    }
    return due;
  });
}
