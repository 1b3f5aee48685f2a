import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import { errorCode } from '../messaging/errors.js';
import type { ConnectedContext } from '../messaging/connected.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { InboundSink, ReceiptSink } from '../messaging/sinks.js';
import type { AttachmentStore } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { ChannelLocks } from './channel-locks.js';
import { ConnectionStates, SIGN_OF_LIFE_MS } from './connection-states.js';
import { DatabasePartStore } from './part-store.js';

/** How often channels that another process holds are asked for again, and signs of life are given. */
const ROUND_MS = SIGN_OF_LIFE_MS;

const READ_CURSOR: Statement = {
  name: 'connection-read-cursor',
  text: 'SELECT cursor FROM channel_state WHERE channel_id = $1',
};
const WRITE_CURSOR: Statement = {
  name: 'connection-write-cursor',
  text: `INSERT INTO channel_state (channel_id, cursor) VALUES ($1, $2)
    ON CONFLICT (channel_id) DO UPDATE SET cursor = $2`,
};

const KNOWN: Statement = {
  name: 'connection-known',
  text: `SELECT w.place::int AS place FROM unnest($2::bytea[]) WITH ORDINALITY AS w(external_hash, place)
    JOIN inbound_message m ON m.channel_id = $1 AND m.external_hash = w.external_hash`,
};

export interface ConnectionParts {
  database: Database;
  databaseUrl: string;
  vault: Vault;
  channels: ChannelRegistry;
  inbound: InboundSink;
  receipts: ReceiptSink;
  attachments: AttachmentStore;
  clock: Clock;
  logger: Logger;
}

/**
 * Starts the channels that we keep connected ourselves (IMAP, SMPP) and keeps what they say of themselves.
 * A channel that only one process may hold is guarded by a session lock in PostgreSQL: when its holder
 * dies, so does the lock, and the next process that asks takes over.
 */
export class ConnectionManager {
  private readonly states: ConnectionStates;
  private readonly locks: ChannelLocks;
  private started: Channel[] = [];
  private waiting: Channel[] = [];
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly parts: ConnectionParts,
    private readonly roundMs = ROUND_MS,
  ) {
    this.states = new ConnectionStates(parts.database, parts.logger);
    this.locks = new ChannelLocks(parts.databaseUrl, parts.logger);
  }

  async start(): Promise<void> {
    this.waiting = this.parts.channels.all().filter((channel) => channel.enabled && channel.adapter?.connected);
    if (this.waiting.length === 0) return;
    await this.startWhatCanBe();
    this.next();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    await Promise.all(this.started.map((channel) => this.let(channel)));
    await this.locks.end();
  }

  private next(): void {
    this.timer = setTimeout(() => {
      this.round = this.look().finally(() => {
        if (!this.stopped) this.next();
      });
    }, this.roundMs);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    await this.states.signOfLife();
    await this.keepLocks();
    await this.startWhatCanBe();
  }

  /** After a broken connection to the database somebody else may hold what we held: two would read one mailbox. */
  private async keepLocks(): Promise<void> {
    for (const channel of this.started) {
      if (channel.adapter?.connected?.exclusive !== true) continue;
      try {
        if (await this.locks.take(channel.id)) continue;
      } catch {
        // Without a database nobody takes it either; asked again in the next round.
        return;
      }
      this.parts.logger.warn({ channelId: channel.id }, 'another process holds this channel now');
      this.started = this.started.filter((one) => one !== channel);
      this.waiting.push(channel);
      await this.let(channel);
    }
  }

  private async startWhatCanBe(): Promise<void> {
    const left: Channel[] = [];
    for (const channel of this.waiting) {
      const port = channel.adapter?.connected;
      if (!port || this.stopped) continue;
      try {
        if (port.exclusive && !(await this.locks.take(channel.id))) {
          left.push(channel);
          continue;
        }
        await port.start(this.contextOf(channel));
        this.started.push(channel);
      } catch (error) {
        left.push(channel);
        this.parts.logger.error(
          { channelId: channel.id, error: errorCode(error) },
          'channel could not be started; it is tried again',
        );
      }
    }
    this.waiting = left;
  }

  private async let(channel: Channel): Promise<void> {
    await channel.adapter?.connected?.stop();
    await this.states.report(channel.id, { state: 'stopped' }, false);
  }

  private contextOf(channel: Channel): ConnectedContext {
    const { database, vault, inbound, receipts, attachments, clock } = this.parts;
    return {
      inbound,
      receipts,
      attachments,
      cursor: {
        read: async () => {
          const [row] = await database.query<{ cursor: string | null }>(READ_CURSOR, [channel.id]);
          return row?.cursor ?? undefined;
        },
        write: async (cursor) => {
          await database.query(WRITE_CURSOR, [channel.id, cursor]);
        },
      },
      known: async (externalIds) => {
        const hashes = externalIds.map((id) => vault.externalIdHash(channel.id, id));
        const found = await database.query<{ place: number }>(KNOWN, [channel.id, hashes]);
        return new Set(found.flatMap(({ place }) => externalIds[place - 1] ?? []));
      },
      parts: new DatabasePartStore(database, vault, clock, channel.id),
      report: (report) => void this.states.report(channel.id, report, channel.adapter?.connected?.exclusive === true),
      now: () => clock.now(),
    };
  }
}
