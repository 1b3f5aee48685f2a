import { newId } from '../database/new-id.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { ConnectionReport } from '../messaging/connected.js';
import { errorCode } from '../messaging/errors.js';
import type { Logger } from '../observability/logger.js';

/** Seconds without a sign of life after which a process counts as gone; it gives one each quarter of that. */
const GONE_AFTER_SECONDS = 60;
export const SIGN_OF_LIFE_MS = (GONE_AFTER_SECONDS * 1000) / 4;

const REPORT: Statement = {
  name: 'connection-report',
  text: `
    WITH own AS (
      INSERT INTO channel_connection AS c (channel_id, process_id, state, since, code, words, seen_at)
      VALUES ($1, $2, $3, now(), $4, $5, now())
      ON CONFLICT (channel_id, process_id) DO UPDATE SET state = $3, code = $4, words = $5, seen_at = now(),
        since = CASE WHEN c.state = $3 THEN c.since ELSE now() END
    ), others AS (
      DELETE FROM channel_connection WHERE $6 AND channel_id = $1 AND process_id <> $2
    )
    INSERT INTO channel_state (channel_id, last_error_code, last_error_at)
    SELECT $1, $4, now() WHERE $4::text IS NOT NULL
    ON CONFLICT (channel_id) DO UPDATE SET last_error_code = $4, last_error_at = now()`,
};
/** A process that is gone leaves its rows; they go once another one holds the channel. */
const SIGN_OF_LIFE: Statement = {
  name: 'connection-sign-of-life',
  text: `
    WITH own AS (UPDATE channel_connection SET seen_at = now() WHERE process_id = $1 RETURNING channel_id)
    DELETE FROM channel_connection c USING own
    WHERE c.channel_id = own.channel_id AND c.process_id <> $1
      AND c.seen_at < now() - make_interval(secs => ${String(GONE_AFTER_SECONDS)})`,
};

/**
 * One row a channel that some process holds or held: `connection`, `since`, `code`, `words`, how many `processes` hold it and how many of
 * them are `connected`. Of several processes' states the worst is shown; those that are gone count only where nobody else is left.
 */
export const CONNECTIONS = `
  SELECT DISTINCT ON (channel_id) channel_id,
    CASE WHEN alive THEN state ELSE 'stopped' END AS connection,
    CASE WHEN alive OR state = 'stopped' THEN since ELSE seen_at END AS since,
    CASE WHEN alive THEN code END AS code, CASE WHEN alive THEN words END AS words,
    (count(*) FILTER (WHERE alive AND state <> 'stopped') OVER (PARTITION BY channel_id))::int AS processes,
    (count(*) FILTER (WHERE alive AND state = 'connected') OVER (PARTITION BY channel_id))::int AS connected
  FROM (
    SELECT *, seen_at > now() - make_interval(secs => ${String(GONE_AFTER_SECONDS)}) AS alive FROM channel_connection
  ) AS c
  ORDER BY channel_id, alive DESC, array_position(ARRAY['failing', 'connecting', 'connected', 'stopped'], state), since DESC`;

export interface ChannelConnectionRow extends Record<string, unknown> {
  channel_id: string;
  connection: string;
  since: Date;
  code: string | null;
  words: string | null;
  processes: number;
  connected: number;
}

/** Keeps what this process's connections say of themselves. What can't be kept is logged, and nothing else. */
export class ConnectionStates {
  private readonly processId = newId();
  /** Reports of one channel are written in their order. */
  private readonly writing = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /** @param alone no other process has a connection of this channel: what is known of former ones is of no interest any more. */
  report(channelId: string, { state, code, words }: ConnectionReport, alone: boolean): Promise<void> {
    this.logger[state === 'failing' ? 'warn' : 'info']({ channelId, state, code }, 'channel connection');
    const values = [channelId, this.processId, state, code ?? null, words ?? null, alone && state !== 'stopped'];
    const written = (this.writing.get(channelId) ?? Promise.resolve()).then(() => this.write(REPORT, values));
    this.writing.set(channelId, written);
    return written;
  }

  /** This process lives. */
  signOfLife(): Promise<void> {
    return this.write(SIGN_OF_LIFE, [this.processId]);
  }

  private async write(statement: Statement, values: unknown[]): Promise<void> {
    try {
      await this.database.query(statement, values);
    } catch (error) {
      this.logger.warn({ error: errorCode(error) }, 'channel state could not be kept');
    }
  }
}
