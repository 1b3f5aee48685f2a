import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '../../src/contacts/key-ring.js';
import { Vault } from '../../src/contacts/vault.js';
import type { Database } from '../../src/database/database.js';
import type { ReportSource } from '../../src/reports/figures/gather.js';
import { isSuppressed, type FigureTable, type ReportFigures, type Value } from '../../src/reports/figures/figures.js';
import { ReportNames } from '../../src/reports/figures/report-names.js';
import { DAY_MS, parsePeriod } from '../../src/reports/period.js';
import { seedDemo } from '../../src/sandbox/demo/seed.js';
import { AreaDirectory } from '../../src/tenants/areas.js';
import type { Tenant } from '../../src/tenants/tenant.js';
import { TicketNumbers } from '../../src/tickets/ticket-numbers.js';
import { shippedChannels, shippedConfig } from './shipped.js';

const areaDirectory = new AreaDirectory(shippedConfig().tenants.all());

/** What a report of a tenant is made from, at a moment. */
export async function sourceOf(database: Database, tenant: Tenant, period: string, now: Date): Promise<ReportSource> {
  const areas = await areaDirectory.of(tenant);
  return { database, names: new ReportNames(tenant, areas, shippedChannels()), period: parsePeriod(period), now };
}

/** The demo's invented tickets in a shipped tenant, over the days from `from` to `now`; the same seed makes the same. */
export async function fillTenant(
  database: Database,
  tenant: Tenant,
  { tickets, from, now, seed = 1, keys = newKeys() }: {
    tickets: number; from: Date; now: Date; seed?: number;
    /** Where somebody opens what is sealed. */
    keys?: KeyRing;
  }, // prettier-ignore
): Promise<void> {
  const { holidays } = shippedConfig();
  const numbers = new TicketNumbers(database);
  await numbers.prepare([tenant.slug]);
  const parts = { database, vault: new Vault(keys), keys, channels: shippedChannels(), holidays, areas: areaDirectory, numbers }; // prettier-ignore
  const days = Math.round((now.getTime() - from.getTime()) / DAY_MS);
  await seedDemo(parts, { tenant, tickets, seed, days, now });
  await database.query('ANALYZE');
}

function newKeys(): KeyRing {
  return KeyRing.open(join(mkdtempSync(join(tmpdir(), 'kentongan-demo-')), 'keys.json'));
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
