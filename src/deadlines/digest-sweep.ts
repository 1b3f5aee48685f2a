import type { StaffDirectory, StaffMember } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { Clock } from '../observability/clock.js';
import { formatDue } from '../tenants/format-date.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { DurationUnit, Tenant } from '../tenants/tenant.js';
import { UTC_OFFSET_MS, workCalendar } from '../tenants/working-time.js';
import type { Ring, TicketActions } from '../tickets/ticket-actions.js';
import type { ReminderText, ReminderWords } from './reminder-words.js';

const DAY_MS = 86_400_000;
const EVERY_MS = 60_000;
/** Lines of one group; whoever has more has a console. */
const MOST_LINES = 25;
const OPEN = "('received', 'triage', 'dispatched', 'in-progress', 'returned', 'responded', 'reopened')";

/** One a tenant and day, whoever asks first. */
const TAKE: Statement = {
  name: 'digest-take',
  text: 'INSERT INTO daily_digest (tenant, day, made_at, people) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING RETURNING tenant',
};
const COUNT_PEOPLE: Statement = {
  name: 'digest-people',
  text: 'UPDATE daily_digest SET people = $3 WHERE tenant = $1 AND day = $2',
};
/** What an office owes: late or due before $2, waiting to be checked, or to be sorted. */
const OFFICE: Statement = {
  name: 'digest-office',
  text: `
    SELECT number, category, state, due_at AS "dueAt", budget_amount AS amount, budget_unit AS unit FROM ticket
    WHERE tenant = $1 AND state IN ${OPEN} AND (due_at < $2 OR state IN ('responded', 'triage')) ORDER BY due_at, number`,
};
/** What an agency owes by now. */
const AGENCIES: Statement = {
  name: 'digest-agencies',
  text: `
    SELECT d.agency, d.unit, t.number, t.category, t.state, coalesce(d.due_at, t.due_at) AS "dueAt",
      t.budget_amount AS amount, t.budget_unit AS unit
    FROM dispatch d JOIN ticket t ON t.id = d.ticket_id
    WHERE d.tenant = $1 AND d.state IN ('sent', 'accepted') AND coalesce(d.due_at, t.due_at) < $2 ORDER BY 6, t.number`,
};

interface Line extends Record<string, unknown> {
  number: string;
  category: string | null;
  state: string;
  dueAt: Date;
  amount: number;
  unit: DurationUnit;
}
type AgencyLine = Line & { agency: string };

export interface DigestParts {
  database: Database;
  actions: TicketActions;
  tenants: TenantRegistry;
  holidays: HolidayCalendar;
  staff: StaffDirectory;
  notices: StaffNotices;
  words: ReminderWords;
  clock: Clock;
}

/** A morning in a tenant's own time: its date, when it began and ends, and whether its digest is due by now. Pure. */
export function morningOf(
  tenant: Pick<Tenant, 'zone' | 'workingDays' | 'regionCode' | 'digestAt'>,
  holidays: HolidayCalendar,
  now: Date,
): { day: string; ends: Date; due: boolean } {
  const offset = UTC_OFFSET_MS[tenant.zone];
  const local = now.getTime() + offset;
  const midnight = Math.floor(local / DAY_MS) * DAY_MS;
  const day = new Date(midnight).toISOString().slice(0, 10);
  const weekday = new Date(midnight).getUTCDay() || 7;
  const { holidays: closed } = workCalendar(tenant, holidays);
  const works = tenant.workingDays.includes(weekday) && !closed.has(day);
  const due = works && local - midnight >= tenant.digestAt * 60_000;
  return { day, ends: new Date(midnight + DAY_MS - offset), due };
}

/**
 * Each working morning tells the office's admins and head, and each agency's officers, what is late, what is due today
 * and what waits for them. Nobody gets an empty one, and nobody two.
 */
export class DigestSweep implements SweepSource {
  readonly name = 'digests';
  private nextAt = 0;

  constructor(private readonly parts: DigestParts) {}

  /** Nothing is to be rung for by the sweeper: it is done. */
  async due(): Promise<never[]> {
    const { clock, tenants, holidays, actions } = this.parts;
    const now = clock.now();
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + EVERY_MS;
    for (const tenant of tenants.all()) {
      const morning = morningOf(tenant, holidays, now);
      if (!morning.due) continue;
      await actions.transaction(async (tx) => ({
        value: undefined,
        rings: await this.tell(tx, tenant, { ...morning, now }),
      }));
    }
    return [];
  }

  private async tell(
    tx: Transaction,
    tenant: Tenant,
    { day, ends, now }: { day: string; ends: Date; now: Date },
  ): Promise<Ring[]> {
    const taken = await tx.query(TAKE, [tenant.slug, day, now]);
    if (taken.length === 0) return [];
    const { staff } = this.parts;
    const office = await tx.query<Line>(OFFICE, [tenant.slug, ends]);
    const owed = await tx.query<AgencyLine>(AGENCIES, [tenant.slug, ends]);
    const letters = new Map<string, { member: StaffMember; lines: Line[] }>();
    const add = (member: StaffMember, lines: readonly Line[]): void => {
      const known = letters.get(member.id);
      if (known) known.lines.push(...lines);
      else letters.set(member.id, { member, lines: [...lines] });
    };
    if (office.length > 0)
      for (const member of await staff.list(tx, { tenant: tenant.slug, agency: null, roles: ['admin', 'head'] }))
        add(member, office);
    for (const agency of new Set(owed.map((line) => line.agency))) {
      const members = await staff.list(tx, { tenant: tenant.slug, agency, roles: ['officer'] });
      for (const member of members) add(member, owed.filter((line) => line.agency === agency)); // prettier-ignore
    }
    const rings: Ring[] = [];
    for (const { member, lines } of letters.values())
      rings.push(
        ...(await this.parts.notices.queue(tx, member, {
          ...this.letter(tenant, lines, now),
          idempotencyKey: `digest:${tenant.slug}:${day}:${member.id}`,
          purpose: 'digest',
          now,
        })),
      );
    tx.send(COUNT_PEOPLE, [tenant.slug, day, letters.size]);
    return rings;
  }

  private letter(tenant: Tenant, lines: readonly Line[], now: Date): ReminderText {
    const { words } = this.parts;
    const late = lines.filter(({ dueAt }) => dueAt < now);
    const rest = lines.filter(({ dueAt }) => dueAt >= now);
    const check = rest.filter(({ state }) => state === 'responded');
    const sort = rest.filter(({ state }) => state === 'triage');
    const today = rest.filter(({ state }) => state !== 'responded' && state !== 'triage');
    const counts = { late: late.length, today: today.length };
    const groups = Object.entries({ late, today, check, sort }).filter(([, group]) => group.length > 0);
    return {
      subject: words.say(tenant, 'digest.subject', { tenant: tenant.name, ...counts }),
      text: [
        words.say(tenant, 'digest.intro', {}),
        ...groups.map(([key, group]) =>
          [
            words.say(tenant, `digest.${key}`, { count: group.length }),
            ...group.slice(0, MOST_LINES).map((line) => this.line(tenant, line)),
            ...(group.length > MOST_LINES
              ? [words.say(tenant, 'digest.more', { count: group.length - MOST_LINES })]
              : []),
          ].join('\n'),
        ),
      ].join('\n\n'),
      short: words.say(tenant, 'digest.short', counts),
    };
  }

  private line(tenant: Tenant, { number, category, dueAt, amount, unit }: Line): string {
    const { words } = this.parts;
    const due = formatDue(dueAt, { amount, unit }, tenant.zone, tenant.locale);
    return words.say(tenant, 'digest.line', { number, category: words.category(tenant, category), due });
  }
}
