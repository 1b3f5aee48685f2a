import pLimit from 'p-limit';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { QueueName } from '../jobs/job-map.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Logger } from '../observability/logger.js';
import type { AttachmentEndings, Looked } from './attachment-endings.js';
import type { SealedAttachmentStore } from './attachment-store.js';
import { CLAIM, KEEP, LATER, SWEEP, type ClaimedAttachment } from './attachment.statements.js';
import { examine, largestFile, withView, type FileLimits } from './media/examine.js';

/** Asking the provider, over some 17 hours. */
const MAX_FETCHES = 8;
/** A file that ends its examiner as often as this is kept unexamined. */
const MAX_EXAMINATIONS = 3;
const BACKOFF_SECONDS = [10, 60, 300, 1_800, 3_600, 14_400, 43_200];
/** While our own storage is away. */
const STORAGE_SECONDS = 60;
/** Files in hand at a time: each may have its whole size in memory. */
const AT_A_TIME = 3;

export interface WorkerParts {
  database: Database;
  vault: Vault;
  channels: ChannelRegistry;
  store: SealedAttachmentStore;
  endings: AttachmentEndings;
  logger: Logger;
  limits: FileLimits;
  leaseSeconds: number;
}

/**
 * Brings files that providers keep for us into our own store, before the providers drop them, and looks at what
 * each is: by its content, within the limits, photos without metadata, the dangerous ones set apart.
 */
export class AttachmentWorker implements SweepSource {
  readonly name = 'attachments';

  constructor(private readonly parts: WorkerParts) {}

  async process(ids: readonly string[]): Promise<void> {
    const limit = pLimit(AT_A_TIME);
    await Promise.all(ids.map((id) => limit(() => this.one(id))));
  }

  async due(limit: number): Promise<{ queue: QueueName; id: string }[]> {
    const rows = await this.parts.database.query<{ id: string }>(SWEEP, [limit, this.parts.leaseSeconds]);
    return rows.map(({ id }) => ({ queue: 'maintenance', id }));
  }

  private async one(id: string): Promise<void> {
    const { database, endings, leaseSeconds } = this.parts;
    const [row] = await database.query<ClaimedAttachment & Record<string, unknown>>(CLAIM, [id, leaseSeconds]);
    if (!row) return;
    try {
      await endings.looked(row, await this.look(row));
    } catch (error) {
      await this.failed(row, error);
    }
  }

  private async look(row: ClaimedAttachment): Promise<Looked> {
    const { store, vault, limits } = this.parts;
    if (row.rank >= limits.attachmentsPerMessage) return { state: 'refused', reason: 'too-many' };
    if (row.storageKey !== null && row.attempts > MAX_EXAMINATIONS)
      return { state: 'quarantined', reason: 'not-examined' };
    const bytes = row.storageKey === null ? await this.fetched(row) : await store.get(row.storageKey);
    const filename =
      row.filenameSealed && vault.openText(row.filenameSealed, row.keyId, sealedIn.attachmentFilename(row.id));
    const first = await examine(bytes, { ...(filename && { filename }), otherBytes: row.otherBytes }, limits);
    // What is over a limit and not ours yet stays with the provider.
    if (row.storageKey === null && first.state === 'refused') return first;
    const key = row.storageKey ?? (await this.keep(row, bytes, first.contentType));
    const { view, ...second } = await withView(first, bytes);
    return view ? { ...second, viewKey: await store.putBeside(key, 'view', view) } : second;
  }

  private async fetched(row: ClaimedAttachment): Promise<Buffer> {
    const { vault, channels, limits } = this.parts;
    const media = channels.get(row.channelId)?.adapter?.media;
    if (!media || row.refSealed === null)
      throw new CodedError('media-not-supported', `channel ${row.channelId} can't fetch media`, false);
    const ref = vault.openText(row.refSealed, row.keyId, sealedIn.attachmentRef(row.id));
    return (await media.fetch(ref, largestFile(limits))).bytes;
  }

  /** Before the second look, which may fail: what the provider gave is safe from here on. */
  private async keep(row: ClaimedAttachment, bytes: Buffer, contentType: string): Promise<string> {
    const { store, database } = this.parts;
    const stored = await store.put(bytes, { contentType }, row.id);
    await database.query(KEEP, [row.id, stored.ref, stored.sha256, stored.size]);
    row.storageKey = stored.ref;
    row.attempts = 1;
    return stored.ref;
  }

  private async failed(row: ClaimedAttachment, error: unknown): Promise<void> {
    const { database, endings, logger } = this.parts;
    const code = errorCode(error);
    const lost = error instanceof CodedError && !error.retryable;
    const final = lost || (row.storageKey === null && row.attempts >= MAX_FETCHES && !isStorage(code));
    logger.warn(
      { attachment: row.id, channel: row.channelId, error: code, attempts: row.attempts },
      final ? 'attachment given up' : 'attachment is tried again later',
    );
    if (final) {
      await endings.failed(row, code);
      return;
    }
    const backoff = BACKOFF_SECONDS[Math.min(row.attempts, BACKOFF_SECONDS.length) - 1] ?? 10;
    const asked = error instanceof CodedError ? (error.retryAfterMs ?? 0) / 1000 : 0;
    const seconds = isStorage(code) ? STORAGE_SECONDS : Math.max(backoff, asked);
    await database.query(LATER, [row.id, code, seconds, isStorage(code) ? 1 : 0]);
  }
}

/** Our storage's outages end, however long they last: no file is given up for them. */
function isStorage(code: string): boolean {
  return code.startsWith('storage-');
}
