import { Client } from 'pg';
import { errorCode } from '../messaging/errors.js';
import type { Logger } from '../observability/logger.js';

/** Space of the locks that say which process holds a channel's only connection. */
const CHANNEL_LOCK_SPACE = 7_312;

/**
 * Session locks in PostgreSQL, on a connection of their own: they live as long as that does, so that a process that dies
 * lets go of them.
 */
export class ChannelLocks {
  private client: Client | undefined;
  /** Held at the server, as far as we know. */
  private readonly held = new Set<string>();

  constructor(
    private readonly databaseUrl: string,
    private readonly logger: Logger,
  ) {}

  /** @returns whether this process holds the channel now. @throws where the database does not answer */
  async take(channelId: string): Promise<boolean> {
    if (this.held.has(channelId)) return true;
    const client = (this.client ??= await this.connect());
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
      CHANNEL_LOCK_SPACE,
      channelId,
    ]);
    if (rows[0]?.taken !== true) return false;
    this.held.add(channelId);
    return true;
  }

  async end(): Promise<void> {
    await this.client?.end();
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      application_name: 'kentongan-locks',
    });
    client.on('error', (error) => {
      this.logger.warn({ error: errorCode(error) }, 'connection of the channel locks lost');
    });
    client.on('end', () => {
      // With it went the locks: whoever held a channel has to ask again.
      this.client = undefined;
      this.held.clear();
    });
    await client.connect();
    return client;
  }
}
