import type { Database } from '../database/database.js';
import type { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';

/** Longer than anything takes from the writing of bytes to the commit that refers to them. */
const KEPT_MS = 86_400_000;

const NOTE = `
  INSERT INTO object_removal (key, next_attempt_at, created_at) VALUES ($1, $2, $3)
  ON CONFLICT (key) DO UPDATE SET next_attempt_at = excluded.next_attempt_at`;

/** Part of the statement that refers to an object; $n is its key. */
export const takeObject = (key: string): string => `DELETE FROM object_removal WHERE key = ${key}`;

/**
 * No storage takes part in a transaction, so what is written there is noted for removal first, and whoever commits a
 * row that refers to it strikes the note out in the same transaction (`takeObjects`). Bytes that nobody took (a repeat,
 * a refusal, a process that was killed in between) are removed by the retention's sweep a day later.
 */
export class ObjectPledges {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Before the bytes are written.
   * @throws CodedError `storage-unnoted` (retryable) while the database is away
   */
  async note(key: string): Promise<void> {
    const now = this.clock.now();
    try {
      await this.database.query(NOTE, [key, new Date(now.getTime() + KEPT_MS), now]);
    } catch {
      throw new CodedError(
        'storage-unnoted',
        'the database does not answer; no file is written without its note',
        true,
      );
    }
  }
}

/** Rows of this set refer to these objects from now on. One that was taken before is no error. */
export function takeObjects(writes: WriteSet, keys: readonly string[]): void {
  if (keys.length > 0) writes.statement('DELETE FROM object_removal WHERE key = ANY(?::text[])', [keys]);
}
