import type { Database } from '../../database/database.js';
import type { MessageScope } from '../../watch/message-scope.js';

/** Messages of a channel that wait for a human. */
export interface StuckCounts {
  inboundFailed: number;
  outboundFailed: number;
  outboundUnknown: number;
}

/** No more is counted: "1000" says enough. */
export const MOST_COUNTED = 1_000;

const inScope = (table: string): string =>
  `${table}.channel_id = w.id AND (w.tenant IS NULL OR ${table}.tenant = w.tenant OR (w.ownerless AND ${table}.tenant IS NULL))`;
const counted = (from: string): string =>
  `(SELECT count(*)::int FROM (SELECT 1 FROM ${from} LIMIT ${String(MOST_COUNTED)}) c)`;

/** Each by its partial index. */
const COUNT = `
  SELECT w.id,
    ${counted(`inbound_message m WHERE ${inScope('m')} AND m.state = 'failed'`)} AS "inboundFailed",
    ${counted(`outbound_message o WHERE ${inScope('o')} AND o.state = 'failed' AND o.state IN ('failed', 'unknown')`)} AS "outboundFailed",
    ${counted(`outbound_message o WHERE ${inScope('o')} AND o.state = 'unknown' AND o.state IN ('waiting', 'unknown')`)} AS "outboundUnknown"
  FROM unnest($1::text[], $2::text[], $3::bool[]) AS w(id, tenant, ownerless)`;

/** By channel. */
export async function stuckCounts(
  database: Database,
  scopes: readonly MessageScope[],
): Promise<Map<string, StuckCounts>> {
  const rows = await database.query<StuckCounts & { id: string }>(COUNT, [
    scopes.map(({ channelId }) => channelId),
    scopes.map(({ tenant }) => tenant),
    scopes.map(({ ownerless }) => ownerless),
  ]);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
