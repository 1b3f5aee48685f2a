import type { Database } from '../../database/database.js';
import { newId } from '../../database/new-id.js';
import { CodedError } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import type { FilterFields } from './ticket-filter.js';

/** More of them help nobody to find one. */
const MOST_VIEWS = 30;
const LONGEST_NAME = 60;

export interface View {
  id: string;
  name: string;
  fields: FilterFields;
}

/** Each user's own searches. */
export class SavedViews {
  constructor(private readonly parts: { database: Database; clock: Clock }) {}

  async list(userId: string): Promise<View[]> {
    return this.parts.database.query<View & Record<string, unknown>>(
      'SELECT id, name, filter AS fields FROM saved_view WHERE user_id = $1 ORDER BY lower(name), id',
      [userId],
    );
  }

  /**
   * A name that the user has already gets the new filter.
   * @throws CodedError `view-name-missing`, `view-name-too-long`, `view-too-many`
   */
  async save(userId: string, name: string, fields: FilterFields): Promise<void> {
    const { database, clock } = this.parts;
    const checked = checkedName(name);
    const known = await this.list(userId);
    if (known.length >= MOST_VIEWS && !known.some((view) => view.name === checked))
      throw new CodedError('view-too-many', `nobody has more than ${String(MOST_VIEWS)} views`, false);
    await database.query(
      `INSERT INTO saved_view (id, user_id, name, filter, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (user_id, name) DO UPDATE SET filter = EXCLUDED.filter`,
      [newId(), userId, checked, JSON.stringify(fields), clock.now()],
    );
  }

  /** @throws CodedError `view-unknown` (another's too), `view-name-missing`, `view-name-too-long`, `view-name-taken` */
  async rename(userId: string, id: string, name: string): Promise<void> {
    const rows = await this.parts.database.query(
      `UPDATE saved_view SET name = $3 WHERE id::text = $2 AND user_id = $1
         AND NOT EXISTS (SELECT 1 FROM saved_view o WHERE o.user_id = $1 AND o.name = $3 AND o.id::text <> $2) RETURNING id`,
      [userId, id, checkedName(name)],
    );
    if (rows.length > 0) return;
    const known = (await this.list(userId)).some((view) => view.id === id);
    if (known) throw new CodedError('view-name-taken', 'another view has that name', false);
    throw new CodedError('view-unknown', 'this user has no such view', false);
  }

  /** What is gone already is gone. */
  async remove(userId: string, id: string): Promise<void> {
    await this.parts.database.query('DELETE FROM saved_view WHERE id::text = $2 AND user_id = $1', [userId, id]);
  }
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new CodedError('view-name-missing', 'a view has a name', false);
  if (trimmed.length > LONGEST_NAME)
    throw new CodedError('view-name-too-long', `a name has ${String(LONGEST_NAME)} characters at most`, false);
  return trimmed;
}
