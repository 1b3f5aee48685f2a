import type { Database } from '../../database/database.js';
import { isId } from '../frame/is-id.js';
import type { AtTicket } from './ticket-desk.js';

/**
 * The row that a form or an address names by its id; undefined where there is none, or where it is another ticket's.
 * @param sql $1 its id, $2 the ticket's number, $3 the ticket's office
 */
export async function ownRow(
  database: Database,
  sql: string,
  id: string,
  { number, tenant }: Pick<AtTicket, 'number' | 'tenant'>,
): Promise<Record<string, unknown> | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await database.query(sql, [id, number, tenant.slug]);
  return row;
}
