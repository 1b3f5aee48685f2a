import { Client } from 'pg';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import { errorCode } from '../messaging/errors.js';
import type { ConnectedContext, ConnectionReport } from '../messaging/connected.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { InboundSink, ReceiptSink } from '../messaging/sinks.js';
import type { AttachmentStore } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { DatabasePartStore } from './part-store.js';

/** Space of the locks that say which process holds a channel's only connection. */
const CHANNEL_LOCK_SPACE = 7_312;
/** How often a process that does not hold a channel asks for it again, in milliseconds. */
const TRY_AGAIN_MS = 15_000;

const READ_CURSOR: Statement = {
  name: 'connection-read-cursor',
  text: 'SELECT cursor FROM channel_state WHERE channel_id = $1',
};
const WRITE_CURSOR: Statement = {
  name: 'connection-write-cursor',
  text: `INSERT INTO channel_state (channel_id, cursor) VALUES ($1, $2)
    ON CONFLICT (channel_id) DO UPDATE SET cursor = $2`,
};
const REPORT: Statement = {
  name: 'connection-report',
  text: `INSERT INTO channel_state AS c (channel_id, connection, connection_since, connection_words, last_error_code, last_error_at)
    VALUES ($1, $2, now(), $4, $3, CASE WHEN $3::text IS NULL THEN NULL ELSE now() END)
    ON CONFLICT (channel_id) DO UPDATE SET connection = $2, connection_words = $4,
      connection_since = CASE WHEN c.connection = $2 THEN c.connection_since ELSE now() END,
      last_error_code = coalesce($3, c.last_error_code),
      last_error_at = CASE WHEN $3::text IS NULL THEN c.last_error_at ELSE now() END`,
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
  private readonly started: Channel[] = [];
  private locks: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: ConnectionParts) {}

  async start(): Promise<void> {
    const wanted = this.parts.channels.all().filter((channel) => channel.enabled && channel.adapter?.connected);
    if (wanted.length > 0) await this.startWhatCanBe(wanted);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all(
      this.started.map(async (channel) => {
        await channel.adapter?.connected?.stop();
        await this.report(channel.id, { state: 'stopped' });
      }),
    );
    await this.locks?.end();
  }

  private async startWhatCanBe(wanted: readonly Channel[]): Promise<void> {
    const left: Channel[] = [];
    for (const channel of wanted) {
      const port = channel.adapter?.connected;
      if (!port || this.stopped) continue;
      try {
        if (port.exclusive && !(await this.takeLock(channel.id))) {
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
    if (left.length === 0) return;
    this.timer = setTimeout(() => void this.startWhatCanBe(left), TRY_AGAIN_MS);
    this.timer.unref();
  }

  /** On a connection of its own: the lock lives as long as that does. */
  private async takeLock(channelId: string): Promise<boolean> {
    if (!this.locks) {
      const client = new Client({
        connectionString: this.parts.databaseUrl,
        keepAlive: true,
        application_name: 'kentongan-locks',
      });
      client.on('error', (error) => {
        // Whoever takes the lock now reads the same mailbox beside us; the sink knows repeats.
        this.locks = undefined;
        this.parts.logger.warn({ error: errorCode(error) }, 'connection of the channel locks lost');
      });
      await client.connect();
      this.locks = client;
    }
    const { rows } = await this.locks.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken',
      [CHANNEL_LOCK_SPACE, channelId],
    );
    return rows[0]?.taken === true;
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
      parts: new DatabasePartStore(database, vault, clock, channel.id),
      report: (report) => void this.report(channel.id, report),
      now: () => clock.now(),
    };
  }

  private async report(channelId: string, { state, code, words }: ConnectionReport): Promise<void> {
    this.parts.logger[state === 'failing' ? 'warn' : 'info']({ channelId, state, code }, 'channel connection');
    try {
      await this.parts.database.query(REPORT, [channelId, state, code ?? null, words ?? null]);
    } catch (error) {
      this.parts.logger.warn({ channelId, error: errorCode(error) }, 'channel state could not be kept');
    }
  }
}
