import type { StaffDirectory, StaffMember } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Database } from '../database/database.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { Clock } from '../observability/clock.js';
import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { ringAll, type Ring } from '../tickets/ticket-actions.js';
import { NOTIFY_WITHIN_MS } from './breaches.js';

const HOUR_MS = 3_600_000;
const EVERY_MS = 5 * 60_000;
/** Hours before the end of the 72 at which the office is reminded; 0: it is late. */
const REMIND_AT = [72, 48, 24, 6, 0] as const;

const OPEN = `
  SELECT id, tenant, notify_by AS "notifyBy" FROM data_breach
  WHERE closed_at IS NULL AND (authority_told_at IS NULL OR persons_told_at IS NULL) ORDER BY notify_by`;

const HOLD = 'SELECT id FROM data_breach WHERE id = $1 FOR UPDATE SKIP LOCKED';

interface Breach extends Record<string, unknown> {
  id: string;
  tenant: string | null;
  notifyBy: Date;
}

export interface ReminderParts {
  database: Database;
  staff: StaffDirectory;
  notices: StaffNotices;
  tenants: TenantRegistry;
  locales: Locales;
  doorbell: Doorbell;
  clock: Clock;
}

/** The stage that a breach is in: the fewest hours left that it has come to; undefined before its clock runs. Pure. */
export function reminderStage(notifyBy: Date, now: Date): (typeof REMIND_AT)[number] | undefined {
  const left = (notifyBy.getTime() - now.getTime()) / HOUR_MS;
  if (left > NOTIFY_WITHIN_MS / HOUR_MS) return undefined;
  return REMIND_AT.findLast((hours) => left <= hours);
}

/** Reminds an office's admins and head of a breach that not everybody has been told of, once a stage. */
export class BreachReminders implements SweepSource {
  readonly name = 'breach-reminders';
  private nextAt = 0;

  constructor(private readonly parts: ReminderParts) {}

  /** It rings for its own notices, once they are committed. */
  async due(): Promise<never[]> {
    const { database, clock, doorbell } = this.parts;
    const now = clock.now();
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + EVERY_MS;
    for (const breach of await database.query<Breach>(OPEN)) ringAll(doorbell, await this.remind(breach, now));
    return [];
  }

  private async remind({ id, tenant: slug, notifyBy }: Breach, now: Date): Promise<Ring[]> {
    const hours = reminderStage(notifyBy, now);
    if (hours === undefined) return [];
    const { database, staff, notices, tenants } = this.parts;
    const concerned = slug === null ? tenants.all() : tenants.all().filter((tenant) => tenant.slug === slug);
    return database.transaction(async (tx) => {
      const rings: Ring[] = [];
      // Another process is at it.
      if ((await tx.query(HOLD, [id])).length === 0) return rings;
      for (const tenant of concerned) {
        const people = await staff.list(tx, { tenant: tenant.slug, agency: null, roles: ['admin', 'head'] });
        for (const member of people)
          rings.push(...(await notices.queue(tx, member, this.notice(tenant, member, { id, hours, now }))));
      }
      return rings;
    });
  }

  private notice(
    tenant: Tenant,
    member: StaffMember,
    { id, hours, now }: { id: string; hours: (typeof REMIND_AT)[number]; now: Date },
  ): Parameters<StaffNotices['queue']>[2] {
    const key = hours === 0 ? 'late' : 'left';
    const say = (part: string): string =>
      this.parts.locales.translate(tenant.locale, `staff.breach.${part}`, { id, hours });
    return {
      idempotencyKey: `breach:${id}:${String(hours)}:${member.id}`,
      purpose: 'reminder',
      subject: say(`${key}.subject`),
      text: say(`${key}.text`),
      short: say(`${key}.short`),
      now,
    };
  }
}
