import type { Database } from '../../database/database.js';
import type { Tenant } from '../../tenants/tenant.js';
import { halfAnswered, type HalfAnswered, type Wait } from './half-answered.js';

/** What is known of a tenant's answers; what could be chance is left out. */
export interface AnswerFigures {
  all?: HalfAnswered;
  /** By category; one that has others beneath it counts theirs too. */
  categories: Record<string, HalfAnswered>;
}

/** How far back reports are looked at. */
export const HISTORY_MONTHS = 12;
/** Reports whose events are read for one tenant: of more, as many evenly spread over the months. */
const MOST_READ = 50_000;

const COUNT = 'SELECT count(*)::int AS n FROM ticket WHERE tenant = $1 AND opened_at >= $2 AND opened_at <= $3';

/** Every $4th report in order of receipt, and when it was first answered. */
const WAITS = `
  WITH counted AS (
    SELECT id, row_number() OVER (ORDER BY opened_at, id) AS place FROM ticket
    WHERE tenant = $1 AND opened_at >= $2 AND opened_at <= $3)
  SELECT t.category, (extract(epoch FROM coalesce(a.at, $3) - t.opened_at) * 1000)::float8 AS ms, a.at IS NOT NULL AS answered
  FROM counted c JOIN ticket t ON t.id = c.id
  CROSS JOIN LATERAL (SELECT min(e.at) AS at FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'answered' AND e.at <= $3) a
  WHERE c.place % $4 = 0`;

interface Read extends Wait, Record<string, unknown> {
  category: string | null;
}

/**
 * Reckons from the reports of the last twelve months. What was merged, archived or taken back without an answer counts
 * as unanswered (docs/decisions/answer-times.md).
 */
export async function reckonAnswerTimes(
  database: Database,
  { slug, categories }: Pick<Tenant, 'slug' | 'categories'>,
  now: Date,
): Promise<AnswerFigures> {
  const since = new Date(now);
  since.setUTCMonth(since.getUTCMonth() - HISTORY_MONTHS);
  const [row] = await database.query<{ n: number }>(COUNT, [slug, since, now]);
  const each = Math.max(1, Math.ceil((row?.n ?? 0) / MOST_READ));
  const waits = await database.query<Read>(WAITS, [slug, since, now, each]);
  const groups = new Map<string, Wait[]>();
  const parents = new Map(categories.map((category) => [category.slug, category.parent]));
  for (const { category, ms, answered } of waits) {
    const wait: Wait = { ms: Math.max(0, ms), answered };
    for (let at = category ?? undefined; at !== undefined && parents.has(at); at = parents.get(at)) {
      const group = groups.get(at);
      if (group) group.push(wait);
      else groups.set(at, [wait]);
    }
  }
  const all = halfAnswered(waits);
  return {
    ...(all && { all }),
    categories: Object.fromEntries(
      [...groups].flatMap(([category, group]) => {
        const found = halfAnswered(group);
        return found ? [[category, found]] : [];
      }),
    ),
  };
}
