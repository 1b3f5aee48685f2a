import type { ConfigPath } from '../settings/config-error.js';
import { interpolate, UNSET } from '../settings/interpolate.js';
import { suggestion, type Reader } from '../settings/reader.js';
import type { Environment } from '../settings/settings.js';
import { STAFF_ADDRESS_FORMS, staffAddress, type StaffEntry } from './staff.js';
import { OFFICE_ROLES, type StaffRole } from './staff-role.js';

export const SCHEDULED_REPORTS = ['daily', 'issues', 'monthly', 'evaluation', 'annual', 'register'] as const;
export type ScheduledReport = (typeof SCHEDULED_REPORTS)[number];

/**
 * Who is told of a report: everybody of the office with a role, one of `staff` by name, or a mailbox, which may be
 * outside the office.
 */
export type ReportRecipient = StaffRole | { name: string } | { email: string };

/** When an office's reports are made, and who is told. */
export interface ReportSchedule {
  /** Minutes after midnight on the day after the period, by report; one that is absent is made by hand only. */
  at: Partial<Record<ScheduledReport, number>>;
  recipients: Record<ScheduledReport, ReportRecipient[]>;
}

const RECIPIENTS: Record<ScheduledReport, ReportRecipient[]> = {
  daily: ['admin', 'head'],
  issues: ['admin', 'head', 'leadership'],
  monthly: ['admin', 'head', 'leadership'],
  evaluation: ['head', 'leadership'],
  annual: ['head', 'leadership'],
  register: ['admin'],
};
const TIME = { pattern: /^([01]\d|2[0-3])\.[0-5]\d$/, expected: 'a time such as "07.00", in quotes' };
const RECIPIENT = `one of ${OFFICE_ROLES.join(', ')}, or { name: somebody of "staff" }, or { email: a mailbox }`;

/**
 * Reads `reports:` of a tenant; without it no report is made on schedule.
 * @param staff those who may be named
 * @param env variables for mailboxes
 */
export function readReportSchedule(
  root: Reader,
  { staff, env }: { staff: readonly StaffEntry[]; env: Environment },
): { reports?: ReportSchedule } {
  if (!root.has('reports')) return {};
  const block = root.child('reports', [...SCHEDULED_REPORTS, 'recipients']);
  const at: ReportSchedule['at'] = {};
  for (const report of SCHEDULED_REPORTS) {
    const time = block?.optionalText(report, TIME);
    if (time !== undefined) at[report] = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  }
  const named = block?.child('recipients', SCHEDULED_REPORTS, true);
  // An agency's people don't read the office's reports, unless their mailbox is named.
  const names = staff.filter(({ agency }) => agency === null).map(({ name }) => name);
  const recipients = { ...RECIPIENTS };
  for (const report of SCHEDULED_REPORTS) {
    if (named?.has(report) !== true) continue;
    const seen = new Set<string>();
    recipients[report] = named.list(report, (value, path) => {
      const given = interpolate(named.source, value, path, env, (name) => UNSET + name);
      const recipient = readRecipient(named, given, path, names);
      const key = JSON.stringify(recipient);
      if (recipient.length > 0 && seen.has(key)) named.source.error(path, value, 'each once; this one stands above already'); // prettier-ignore
      seen.add(key);
      return recipient;
    }).flat(); // prettier-ignore
  }
  return { reports: { at, recipients } };
}

/** Empty where it is wrong, and where its variable is not set: then nobody is told there. */
function readRecipient(owner: Reader, value: unknown, path: ConfigPath, names: readonly string[]): ReportRecipient[] {
  const { source } = owner;
  const role = OFFICE_ROLES.find((each) => each === value);
  if (role) return [role];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    source.error(path, value, `${RECIPIENT}${suggestion(value, OFFICE_ROLES)}`);
    return [];
  }
  const person = owner.below(value, path, ['name', 'email']);
  if (person.has('name') === person.has('email')) {
    source.error(path, undefined, 'exactly one of name and email');
    return [];
  }
  if (person.has('name')) {
    const name = person.text('name');
    if (names.includes(name)) return [{ name }];
    if (name !== '') person.error('name', `the name of somebody of "staff"${suggestion(name, names)}`);
    return [];
  }
  const text = person.text('email', { expected: STAFF_ADDRESS_FORMS.email });
  if (text === '') {
    source.warn([...path, 'email'], null, 'a mailbox: its variable is not set, and nobody is told there');
    return [];
  }
  const address = staffAddress('email', text);
  if (!address) person.error('email', STAFF_ADDRESS_FORMS.email);
  return address ? [{ email: address.value }] : [];
}
