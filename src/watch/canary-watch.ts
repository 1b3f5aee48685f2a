import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { Channel, ChannelCanary, ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { ringAll, send } from '../tickets/ticket-actions.js';
import { canaryToken, slotOf } from './canary-token.js';
import { addChannelAct } from './channel-acts.js';
import { ChannelNews, type ChannelNewsParts } from './channel-news.js';

const EVERY_MS = 60_000;
const MINUTE_MS = 60_000;
/** What comes in first after a start are messages that had to wait: a process that just began judges nobody. */
const SETTLING_MS = 15 * 60_000;
/** By those that came back the silence alarm knows which of the ledger's rows are no citizen's. */
const KEPT_DAYS = 400;

/** One worker begins a slot. None leaves by a channel that is paused, or where an earlier one still waits to leave. */
const BEGIN: Statement = {
  name: 'canary-begin',
  text: `
    INSERT INTO canary_trip (channel_id, slot, begun_at, due_at)
    SELECT $1::text, $2::timestamptz, $3::timestamptz, $4::timestamptz
    WHERE NOT EXISTS (SELECT 1 FROM channel_state s WHERE s.channel_id = $1 AND s.paused)
      AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel_id = $1 AND o.purpose = 'canary' AND o.state IN ('queued', 'sending'))
    ON CONFLICT DO NOTHING RETURNING channel_id`,
};
/** While a channel is paused nothing leaves by it and nothing that came in is read: what is out then proves nothing. */
const EXCUSE: Statement = {
  name: 'canary-excuse',
  text: `
    UPDATE canary_trip t SET due_at = NULL FROM channel_state s
    WHERE s.channel_id = t.channel_id AND s.paused AND t.returned_at IS NULL AND t.due_at IS NOT NULL`,
};
/**
 * Channels whose newest test message that has to be back is not. What came in by then and waits for the pipeline may be
 * it: that is no fault of the channel's.
 */
const MISSING: Statement = {
  name: 'canary-missing',
  text: `
    SELECT t.channel_id AS "channelId", t.slot, t.begun_at AS "begunAt"
    FROM unnest($1::text[]) AS w(id) CROSS JOIN LATERAL (
      SELECT * FROM canary_trip n WHERE n.channel_id = w.id AND n.due_at <= $2 ORDER BY n.slot DESC LIMIT 1) t
    WHERE t.returned_at IS NULL AND NOT EXISTS (SELECT 1 FROM canary_alarm a WHERE a.channel_id = t.channel_id)
      AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.channel_id = t.channel_id AND m.state = 'pending' AND m.received_at <= t.due_at)`,
};
/** One process notices it first. */
const ALARM: Statement = {
  name: 'canary-alarm-begins',
  text: `
    INSERT INTO canary_alarm (channel_id, slot, begun_at, noticed_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING channel_id`,
};
const ALL_CLEAR: Statement = {
  name: 'canary-alarm-ends',
  text: `
    DELETE FROM canary_alarm a WHERE EXISTS (
      SELECT 1 FROM canary_trip t WHERE t.channel_id = a.channel_id AND t.slot > a.slot AND t.returned_at <= t.due_at)
    RETURNING a.channel_id AS "channelId"`,
};
const FORGET: Statement = {
  name: 'canary-forget',
  text: `DELETE FROM canary_trip WHERE slot < $1::timestamptz - make_interval(days => ${String(KEPT_DAYS)})`,
};

interface MissingRow {
  channelId: string;
  slot: Date;
  begunAt: Date;
}

/** A channel that has a canary. */
type Watched = Channel & { canary: ChannelCanary };

export interface CanaryWatchParts extends ChannelNewsParts {
  database: Database;
  vault: Vault;
  keys: KeyRing;
  channels: ChannelRegistry;
  doorbell: Doorbell;
  clock: Clock;
  /** Seconds until the sweeper rings for a test message, should its doorbell be lost. */
  ringAfterSeconds: number;
}

/**
 * Sends each channel's test messages round, one a slot, and notices the one that is not back in time: the office's
 * admins are told once, until a later one is. The pipeline recognises what comes back.
 */
export class CanaryWatch implements SweepSource {
  readonly name = 'canaries';
  private readonly news: ChannelNews;
  private readonly watched: readonly Watched[];
  private nextAt = 0;
  private since: Date | undefined;

  constructor(private readonly parts: CanaryWatchParts) {
    this.news = new ChannelNews(parts);
    this.watched = parts.channels.all().filter(isWatched);
  }

  /** It rings for its own messages, once they are committed. */
  async due(): Promise<never[]> {
    const { clock, database } = this.parts;
    const now = clock.now();
    this.since ??= now;
    if (this.watched.length === 0 || now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + EVERY_MS;
    await database.query(EXCUSE);
    for (const channel of this.watched) await this.begin(channel, now);
    await this.endAlarms(now);
    await database.query(FORGET, [now]);
    if (now.getTime() - this.since.getTime() < SETTLING_MS) return [];
    const missing = await database.query<MissingRow & Record<string, unknown>>(MISSING, [this.watched.map(({ id }) => id), now]); // prettier-ignore
    for (const row of missing) await this.alarm(row, now);
    return [];
  }

  /** Trip and message are committed together, or neither is. */
  private async begin(channel: Watched, now: Date): Promise<void> {
    const { database, vault, keys, tenants, locales, doorbell, ringAfterSeconds } = this.parts;
    const { everyMinutes, withinMinutes, to } = channel.canary;
    const slot = slotOf(now, everyMinutes);
    const dueAt = new Date(now.getTime() + withinMinutes * MINUTE_MS);
    const locale = (tenants.bySlug(channel.tenant ?? '') ?? tenants.all()[0])?.locale ?? 'id';
    const rings = await database.transaction(async (tx) => {
      if ((await tx.query(BEGIN, [channel.id, slot, now, dueAt])).length === 0) return [];
      const writes = new WriteSet();
      const id = queueOutbound(writes, vault, {
        idempotencyKey: `canary:${channel.id}:${slot.toISOString()}`,
        channel,
        tenant: channel.tenant ?? null,
        purpose: 'canary',
        automatic: true,
        to,
        // To an address of the office's own: no citizen's daily share is touched. Its STOP counts as everybody's.
        staff: {},
        subject: locales.translate(locale, 'staff.canary.subject'),
        text: locales.translate(locale, 'staff.canary.text', { token: canaryToken(keys, channel.id, slot) }),
        now,
        ringAfterSeconds,
      });
      send(tx, writes);
      return [{ queue: `outbox.${channel.kind}` as const, id }];
    });
    ringAll(doorbell, rings);
  }

  private async endAlarms(now: Date): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      const ended = await tx.query<{ channelId: string }>(ALL_CLEAR);
      if (ended.length === 0) return;
      const writes = new WriteSet();
      for (const { channelId } of ended)
        addChannelAct(writes, { channelId, actor: 'gateway', act: 'canary-back', at: now });
      send(tx, writes);
    });
  }

  private async alarm({ channelId, slot, begunAt }: MissingRow, now: Date): Promise<void> {
    const channel = this.watched.find(({ id }) => id === channelId);
    if (!channel) return;
    const rings = await this.parts.database.transaction(async (tx) => {
      if ((await tx.query(ALARM, [channelId, slot, begunAt, now])).length === 0) return [];
      const writes = new WriteSet();
      addChannelAct(writes, { channelId, actor: 'gateway', act: 'canary-missing', at: now });
      send(tx, writes);
      return this.news.tell(tx, channel, {
        key: `canary-missing:${channelId}:${slot.toISOString()}`,
        text: 'canaryMissing',
        since: begunAt,
        params: { minutes: channel.canary.withinMinutes },
        now,
      });
    });
    ringAll(this.parts.doorbell, rings);
  }
}

function isWatched(channel: Channel): channel is Watched {
  return channel.enabled && channel.canary !== undefined && channel.adapter?.sender !== undefined;
}
