import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { formatDateTime } from '../tenants/format-date.js';
import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { LocaleName, Tenant } from '../tenants/tenant.js';
import { ringAll, send, type Ring } from '../tickets/ticket-actions.js';
import { addChannelAct } from './channel-acts.js';
import { HABIT_WEEKS, type ChannelHours } from './channel-hours.js';
import { decideSilence, type HabitSlot } from './silence.js';

const EVERY_MS = 60_000;
/** What comes in first after a start are messages that had to wait: a process that just began judges nobody. */
const SETTLING_MS = 15 * 60_000;

/**
 * When each channel was last heard, and its habit before: by hour of the week, all messages of the weeks and those of
 * the week that brought the most. Channels that were never heard have none.
 */
const HABITS: Statement = {
  name: 'silence-habits',
  text: `
    WITH heard AS (
      SELECT w.id, (SELECT max(l.at) FROM intake_ledger l WHERE l.channel_id = w.id) AS at FROM unnest($1::text[]) AS w(id)
    ), slots AS (
      SELECT e.id, (extract(epoch FROM h.hour)::bigint / 3600) % 168 AS slot, sum(h.received)::int AS sum, max(h.received) AS most
      FROM heard e JOIN channel_hour h ON h.channel_id = e.id
        AND h.hour > e.at - make_interval(hours => ${String(HABIT_WEEKS * 168)}) AND h.hour <= e.at
      GROUP BY 1, 2
    )
    SELECT e.id AS "channelId", e.at AS "lastHeard",
      floor(extract(epoch FROM e.at - (SELECT min(h.hour) FROM channel_hour h WHERE h.channel_id = e.id)) / 604800)::int AS weeks,
      (SELECT coalesce(json_agg(json_build_array(s.slot, s.sum, s.most)), '[]'::json) FROM slots s WHERE s.id = e.id) AS slots
    FROM heard e WHERE e.at IS NOT NULL`,
};

/** One process notices it first. */
const FALL_SILENT: Statement = {
  name: 'silence-begins',
  text: `
    INSERT INTO channel_silence (channel_id, last_heard_at, noticed_at, expected) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING channel_id`,
};
const HEAR_AGAIN: Statement = {
  name: 'silence-ends',
  text: `
    DELETE FROM channel_silence s WHERE EXISTS (SELECT 1 FROM intake_ledger l WHERE l.channel_id = s.channel_id AND l.at > s.last_heard_at)
    RETURNING s.channel_id AS "channelId"`,
};

/** What somebody is told of. */
interface Fact {
  lastHeard: Date;
  expected: number;
  now: Date;
}

interface HabitRow {
  channelId: string;
  lastHeard: Date;
  /** Whole weeks between its first hour and the last message; null where no hour was counted yet. */
  weeks: number | null;
  slots: [slot: number, sum: number, most: number][];
}

/** A mail to one of those who answer for every office, in their language. */
export interface CentralLetter {
  idempotencyKey: string;
  subject: string;
  text: string;
  now: Date;
}

export interface CentralAdmins {
  /** Mails each who has a mailbox, in the transaction. @returns what to ring for after the commit */
  tell(tx: Transaction, letterFor: (admin: { id: string; locale: LocaleName }) => CentralLetter): Promise<Ring[]>;
}

export interface SilenceWatchParts {
  database: Database;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  locales: Locales;
  staff: StaffDirectory;
  notices: StaffNotices;
  central: CentralAdmins;
  hours: ChannelHours;
  doorbell: Doorbell;
  clock: Clock;
  /** Without a slash at the end. */
  publicUrl: string;
}

/**
 * Keeps the channels' hours, and notices the one that hears nothing for longer than its habit explains: its office's
 * admins are told once (of a shared channel those of every office), and so are central admins, until it hears again. What clerks type in is no
 * channel that could break.
 */
export class SilenceWatch implements SweepSource {
  readonly name = 'silences';
  private nextAt = 0;
  private since: Date | undefined;

  constructor(private readonly parts: SilenceWatchParts) {}

  /** It rings for its own notices, once they are committed. */
  async due(): Promise<never[]> {
    const { clock, channels, hours } = this.parts;
    const now = clock.now();
    this.since ??= now;
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + EVERY_MS;
    const running = channels.all().filter(({ enabled }) => enabled);
    await hours.count(running.map(({ id }) => id), now); // prettier-ignore
    await this.endSilences(now);
    if (now.getTime() - this.since.getTime() < SETTLING_MS) return [];
    const watched = running.filter(({ kind }) => kind !== 'manual');
    const habits = await this.parts.database.query<HabitRow>(HABITS, [watched.map(({ id }) => id)]);
    for (const row of habits) await this.judge(row, now);
    return [];
  }

  private async endSilences(now: Date): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      const ended = await tx.query<{ channelId: string }>(HEAR_AGAIN);
      if (ended.length === 0) return;
      const writes = new WriteSet();
      for (const { channelId } of ended)
        addChannelAct(writes, { channelId, actor: 'gateway', act: 'heard-again', at: now });
      send(tx, writes);
    });
  }

  private async judge({ channelId, lastHeard, weeks, slots }: HabitRow, now: Date): Promise<void> {
    const habit = {
      weeks: Math.min(weeks ?? 0, HABIT_WEEKS),
      slots: new Map(slots.map(([slot, sum, most]): [number, HabitSlot] => [slot, { sum, most }])),
    };
    const { silent, expected } = decideSilence({ habit, lastHeard, now });
    const channel = this.parts.channels.get(channelId);
    if (!silent || !channel) return;
    const rings = await this.parts.database.transaction(async (tx) => {
      if ((await tx.query(FALL_SILENT, [channelId, lastHeard, now, expected])).length === 0) return [];
      const writes = new WriteSet();
      addChannelAct(writes, { channelId, actor: 'gateway', act: 'fell-silent', at: now });
      send(tx, writes);
      const fact = { lastHeard, expected, now };
      return [...(await this.tell(tx, channel, fact)), ...(await this.tellCentral(tx, channel, fact))];
    });
    ringAll(this.parts.doorbell, rings);
  }

  private async tell(tx: Transaction, channel: Channel, { lastHeard, expected, now }: Fact): Promise<Ring[]> {
    const { tenants, staff, notices } = this.parts;
    const concerned = tenants.all().filter(({ slug }) => channel.tenant === undefined || slug === channel.tenant);
    const rings: Ring[] = [];
    for (const tenant of concerned) {
      const words = this.words(tenant, channel, { lastHeard, expected });
      for (const member of await staff.list(tx, { tenant: tenant.slug, agency: null, roles: ['admin'] })) {
        const idempotencyKey = `channel-silent:${channel.id}:${lastHeard.toISOString()}:${member.id}`;
        rings.push(...(await notices.queue(tx, member, { ...words, idempotencyKey, purpose: 'reminder', now })));
      }
    }
    return rings;
  }

  /** Whoever answers for all offices is told of each channel. */
  private async tellCentral(tx: Transaction, channel: Channel, fact: Fact): Promise<Ring[]> {
    const { central, tenants } = this.parts;
    const { lastHeard, now } = fact;
    const zone = (tenants.bySlug(channel.tenant ?? '') ?? tenants.all()[0])?.zone;
    if (zone === undefined) return [];
    return central.tell(tx, ({ id, locale }) => {
      const { subject, text } = this.words({ locale, zone }, channel, fact);
      return {
        idempotencyKey: `channel-silent:${channel.id}:${lastHeard.toISOString()}:user:${id}`,
        subject,
        text,
        now,
      };
    });
  }

  private words(
    { locale, zone }: Pick<Tenant, 'locale' | 'zone'>,
    { id }: Channel,
    { lastHeard, expected }: Pick<Fact, 'lastHeard' | 'expected'>,
  ): { subject: string; text: string; short: string } {
    const { locales, publicUrl } = this.parts;
    const params = {
      channel: id,
      since: formatDateTime(lastHeard, zone, locale),
      expected: Math.round(expected),
      url: `${publicUrl}/console/kanal/${encodeURIComponent(id)}`,
    };
    const say = (form: string): string => locales.translate(locale, `staff.channelSilent.${form}`, params);
    return { subject: say('subject'), text: say('text'), short: say('short') };
  }
}
