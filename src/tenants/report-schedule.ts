import type { Reader } from '../settings/reader.js';
import { STAFF_ROLES, type StaffRole } from './staff-role.js';

export const SCHEDULED_REPORTS = ['daily', 'issues', 'monthly', 'evaluation', 'annual', 'register'] as const;
export type ScheduledReport = (typeof SCHEDULED_REPORTS)[number];

/** When an office's reports are made, and who of its people is told. */
export interface ReportSchedule {
  /** Minutes after midnight on the day after the period, by report; one that is absent is made by hand only. */
  at: Partial<Record<ScheduledReport, number>>;
  recipients: Record<ScheduledReport, StaffRole[]>;
}

const RECIPIENTS: Record<ScheduledReport, StaffRole[]> = {
  daily: ['admin', 'head'],
  issues: ['admin', 'head', 'leadership'],
  monthly: ['admin', 'head', 'leadership'],
  evaluation: ['head', 'leadership'],
  annual: ['head', 'leadership'],
  register: ['admin'],
};
const TIME = { pattern: /^([01]\d|2[0-3])\.[0-5]\d$/, expected: 'a time such as "07.00", in quotes' };
/** An agency's people don't read the office's reports. */
const OFFICE_ROLES = STAFF_ROLES.filter((role) => role !== 'officer' && role !== 'agency-head');

/** Reads `reports:` of a tenant; without it no report is made on schedule. */
export function readReportSchedule(root: Reader): { reports?: ReportSchedule } {
  if (!root.has('reports')) return {};
  const block = root.child('reports', [...SCHEDULED_REPORTS, 'recipients']);
  const at: ReportSchedule['at'] = {};
  for (const report of SCHEDULED_REPORTS) {
    const time = block?.optionalText(report, TIME);
    if (time !== undefined) at[report] = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  }
  const named = block?.child('recipients', SCHEDULED_REPORTS, true);
  const recipients = { ...RECIPIENTS };
  for (const report of SCHEDULED_REPORTS) {
    if (named?.has(report) !== true) continue;
    const roles = named.texts(report, {
      pattern: new RegExp(`^(${OFFICE_ROLES.join('|')})$`),
      expected: `one of ${OFFICE_ROLES.join(', ')}`,
    });
    recipients[report] = OFFICE_ROLES.filter((role) => roles.includes(role));
  }
  return { reports: { at, recipients } };
}
