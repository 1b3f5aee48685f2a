import type { Database } from '../../src/database/database.js';
import type { ReportSource } from '../../src/reports/figures/gather.js';
import { isSuppressed, type FigureTable, type ReportFigures, type Value } from '../../src/reports/figures/figures.js';
import { ReportNames } from '../../src/reports/figures/report-names.js';
import { parsePeriod } from '../../src/reports/period.js';
import { AreaDirectory } from '../../src/tenants/areas.js';
import type { Tenant } from '../../src/tenants/tenant.js';
import { shippedChannels, shippedConfig } from './shipped.js';
import { writeSynthetic } from './synthetic.js';

const areaDirectory = new AreaDirectory(shippedConfig().tenants.all());

/** What a report of a tenant is made from, at a moment. */
export async function sourceOf(database: Database, tenant: Tenant, period: string, now: Date): Promise<ReportSource> {
  const areas = await areaDirectory.of(tenant);
  return { database, names: new ReportNames(tenant, areas, shippedChannels()), period: parsePeriod(period), now };
}

/** Made-up tickets with a shipped tenant's own categories, agencies, districts and channels. */
export async function fillTenant(
  database: Database,
  tenant: Tenant,
  { tickets, from, now, seed }: { tickets: number; from: Date; now: Date; seed?: number },
): Promise<void> {
  const { districts } = await areaDirectory.of(tenant);
  const own = shippedChannels().all().filter((channel) => channel.tenant === tenant.slug || channel.tenant === undefined); // prettier-ignore
  await writeSynthetic(database, {
    tenant: tenant.slug,
    prefix: tenant.ticketPrefix,
    tickets,
    from,
    now,
    categories: tenant.categories.flatMap(({ slug, parent }) => (parent === undefined ? [] : [slug])),
    agencies: tenant.agencies.map(({ slug }) => slug),
    districts: districts.map(({ code }) => code),
    channels: own.map(({ id }) => id),
    ...(seed !== undefined && { seed }),
  });
}

export function tableOf({ tables }: ReportFigures, id: string): FigureTable {
  const table = tables.find((each) => each.id === id);
  if (!table) throw new Error(`no table ${id}`);
  return table;
}

export function measureOf({ measures }: ReportFigures, id: string): { value: Value; n?: number; before?: Value } {
  const measure = measures.find((each) => each.id === id);
  if (!measure) throw new Error(`no measure ${id}`);
  return measure;
}

/** One column of a table by its rows' keys. */
export function columnOf(table: FigureTable, column: string): Record<string, number | string | null> {
  return Object.fromEntries(
    table.rows.map(({ key, values }) => {
      const value = values[column] ?? null;
      return [key, isSuppressed(value) ? '*' : value];
    }),
  );
}
