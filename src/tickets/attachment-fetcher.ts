import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { QueueName } from '../jobs/job-map.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { AttachmentStore } from '../messaging/stores.js';
import type { Logger } from '../observability/logger.js';

const MAX_ATTEMPTS = 8;
const BACKOFF_SECONDS = [10, 60, 300, 1_800, 3_600, 14_400, 43_200];

const CLAIM: Statement = {
  name: 'attachment-claim',
  text: `
    UPDATE attachment SET attempts = attempts + 1, lease_until = now() + make_interval(secs => $2), wake_at = now() + make_interval(secs => $2)
    WHERE id = ANY($1::uuid[]) AND state = 'pending' AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until < now())
    RETURNING id, channel_id AS "channelId", key_id AS "keyId", provider_ref_sealed AS "refSealed", attempts`,
};
const STORED: Statement = {
  name: 'attachment-stored',
  text: `UPDATE attachment SET state = 'stored', storage_key = $2, sha256 = $3, size = $4, content_type = $5, reason = NULL, lease_until = NULL
    WHERE id = $1 AND state = 'pending'`,
};
const FAILED: Statement = {
  name: 'attachment-failed',
  text: `UPDATE attachment SET state = 'failed', reason = $2, lease_until = NULL WHERE id = $1 AND state = 'pending'`,
};
const LATER: Statement = {
  name: 'attachment-later',
  text: `UPDATE attachment SET reason = $2, lease_until = NULL, next_attempt_at = now() + make_interval(secs => $3), wake_at = now() + make_interval(secs => $3)
    WHERE id = $1 AND state = 'pending'`,
};
const SWEEP: Statement = {
  name: 'attachment-sweep',
  text: `UPDATE attachment SET wake_at = now() + make_interval(secs => $2) WHERE id IN (
      SELECT id FROM attachment WHERE state = 'pending' AND wake_at <= now() ORDER BY wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id`,
};

interface Claimed {
  id: string;
  channelId: string;
  keyId: string;
  refSealed: Buffer;
  attempts: number;
}

export interface FetcherParts {
  database: Database;
  vault: Vault;
  channels: ChannelRegistry;
  store: AttachmentStore;
  logger: Logger;
  /** Bytes. */
  maxBytes: number;
  leaseSeconds: number;
}

/** Brings files that providers keep for us into our own store, before the providers drop them. */
export class AttachmentFetcher implements SweepSource {
  readonly name = 'attachments';

  constructor(private readonly parts: FetcherParts) {}

  async process(ids: readonly string[]): Promise<void> {
    const rows = await this.parts.database.query<Claimed>(CLAIM, [ids, this.parts.leaseSeconds]);
    for (const row of rows) await this.fetch(row);
  }

  async due(limit: number): Promise<{ queue: QueueName; id: string }[]> {
    const rows = await this.parts.database.query<{ id: string }>(SWEEP, [limit, this.parts.leaseSeconds]);
    return rows.map(({ id }) => ({ queue: 'maintenance', id }));
  }

  private async fetch(row: Claimed): Promise<void> {
    const { database, vault, channels, store, maxBytes } = this.parts;
    try {
      const media = channels.get(row.channelId)?.adapter?.media;
      if (!media) throw new CodedError('media-not-supported', `channel ${row.channelId} can't fetch media`, false);
      const ref = vault.openText(row.refSealed, row.keyId, sealedIn.attachmentRef(row.id));
      const { bytes, contentType } = await media.fetch(ref, maxBytes);
      const stored = await store.put(bytes, { contentType });
      await database.query(STORED, [row.id, stored.ref, stored.sha256, stored.size, contentType]);
    } catch (error) {
      const code = errorCode(error);
      const final = row.attempts >= MAX_ATTEMPTS || (error instanceof CodedError && !error.retryable);
      this.parts.logger.warn(
        { attachment: row.id, channel: row.channelId, error: code, attempts: row.attempts },
        final ? 'attachment given up' : 'attachment is fetched again later',
      );
      if (final) await database.query(FAILED, [row.id, code]);
      else
        await database.query(LATER, [
          row.id,
          code,
          BACKOFF_SECONDS[Math.min(row.attempts, BACKOFF_SECONDS.length) - 1] ?? 10,
        ]);
    }
  }
}
