import type { Database } from '../database/database.js';
import { ZONES, type ZoneName } from '../tenants/tenant.js';

/** What messages of one tenant by one channel cost in one month. */
export interface CostRow {
  /** Null for messages that belong to no tenant (the help text of a shared number). */
  tenant: string | null;
  channelId: string;
  /** `YYYY-MM`, in the tenant's zone. */
  month: string;
  /** Messages that left, or may have. */
  messages: number;
  /** SMS segments; 0 where the channel does not count in them. */
  segments: number;
  /** Templates that opened a conversation. */
  templates: number;
  /** In `currency`; null where the channel has no prices. */
  cost: number | null;
  currency: string | null;
}

export interface CostQuery {
  tenant?: string;
  /** `YYYY-MM` */
  month?: string;
}

/** Zone of what belongs to no tenant. */
const NO_TENANT_ZONE = ZONES.WIB;

/**
 * By what was tried last, since that is what is billed; a text that waits has cost its template only. `$1` tenants,
 * `$2` their zones, `$3` the tenant wanted, `$4` the month, `$5` the zone of others.
 */
const COSTS = `
  WITH billed AS (
    SELECT o.tenant, o.channel_id, o.currency, to_char(coalesce(o.sent_at, o.template_at, o.attempted_at) AT TIME ZONE coalesce(z.zone, $5), 'YYYY-MM') AS month,
      (o.state IN ('sent', 'delivered', 'read', 'unknown') OR o.sent_at IS NOT NULL) AS left_us,
      o.segments, o.template_at IS NOT NULL AS template, o.cost, o.template_cost
    FROM outbound_message o LEFT JOIN unnest($1::text[], $2::text[]) AS z(tenant, zone) ON z.tenant = o.tenant
    WHERE o.recipient_hash IS NOT NULL AND o.attempted_at IS NOT NULL AND ($3::text IS NULL OR o.tenant = $3)
  )
  SELECT tenant, channel_id AS "channelId", month, currency,
    (count(*) FILTER (WHERE left_us))::int AS messages,
    coalesce(sum(segments) FILTER (WHERE left_us), 0)::int AS segments,
    (count(*) FILTER (WHERE template))::int AS templates,
    (sum(coalesce(cost, 0) + coalesce(template_cost, 0)) FILTER (WHERE cost IS NOT NULL OR template_cost IS NOT NULL))::float8 AS cost
  FROM billed WHERE (left_us OR template) AND ($4::text IS NULL OR month = $4)
  GROUP BY tenant, channel_id, month, currency ORDER BY month, tenant NULLS FIRST, channel_id, currency`;

/** Sums by tenant, channel and month. */
export async function costs(
  database: Database,
  tenants: readonly { slug: string; zone: ZoneName }[],
  { tenant, month }: CostQuery = {},
): Promise<CostRow[]> {
  return database.query<CostRow & Record<string, unknown>>(COSTS, [
    tenants.map(({ slug }) => slug),
    tenants.map(({ zone }) => ZONES[zone]),
    tenant ?? null,
    month ?? null,
    NO_TENANT_ZONE,
  ]);
}
