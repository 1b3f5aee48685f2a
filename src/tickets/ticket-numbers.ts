import type { Database } from '../database/database.js';

/** PostgreSQL's sequence of a tenant. */
function sequenceName(tenant: string): string {
  if (!/^[a-z0-9-]+$/.test(tenant)) throw new RangeError('a tenant slug has small letters, digits and hyphens');
  return `"ticket_number_${tenant}"`;
}

/**
 * Hands out the running numbers of each tenant. Sequences take no lock that lasts until commit, so that
 * two complaints of one tenant never wait for each other; a message that fails leaves a gap.
 */
export class TicketNumbers {
  /** Taken from the sequence and not used yet. */
  private readonly spare = new Map<string, number[]>();
  private readonly fetching = new Map<string, Promise<void>>();

  constructor(private readonly database: Database) {}

  /** Makes the sequences of new tenants. */
  async prepare(tenants: readonly string[]): Promise<void> {
    for (const tenant of tenants) await this.database.query(`CREATE SEQUENCE IF NOT EXISTS ${sequenceName(tenant)}`);
  }

  /** @param demand how many will be wanted soon: they are fetched together */
  async next(tenant: string, demand: number): Promise<number> {
    for (;;) {
      const ready = this.spare.get(tenant)?.shift();
      if (ready !== undefined) return ready;
      // Whoever comes while numbers are being fetched waits for those.
      let fetching = this.fetching.get(tenant);
      if (!fetching) {
        fetching = this.fetch(tenant, demand).finally(() => this.fetching.delete(tenant));
        this.fetching.set(tenant, fetching);
      }
      await fetching;
    }
  }

  private async fetch(tenant: string, demand: number): Promise<void> {
    const rows = await this.database.query<{ n: string }>(
      {
        name: `ticket-numbers-${tenant}`,
        text: `SELECT nextval('${sequenceName(tenant)}') AS n FROM generate_series(1, $1)`,
      },
      [Math.max(1, Math.min(demand, 100))],
    );
    this.spare.set(
      tenant,
      [...(this.spare.get(tenant) ?? []), ...rows.map((row) => Number(row.n))].sort((a, b) => a - b),
    );
  }
}
