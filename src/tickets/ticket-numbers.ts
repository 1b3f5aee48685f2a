import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

const TAKE: Statement = {
  name: 'ticket-numbers-take',
  text: `
    SELECT w.tenant, nextval(w.sequence::regclass)::int8 AS number
    FROM unnest($1::text[], $2::text[], $3::int[]) AS w(tenant, sequence, amount), generate_series(1, w.amount)`,
};

/** PostgreSQL's sequence of a tenant. */
function sequenceName(tenant: string): string {
  if (!/^[a-z0-9-]+$/.test(tenant)) throw new RangeError('a tenant slug has small letters, digits and hyphens');
  return `"ticket_number_${tenant}"`;
}

/**
 * Hands out the running numbers of each tenant. Sequences take no lock that lasts until commit, so that
 * two complaints of one tenant never wait for each other; a transaction that fails leaves a gap.
 */
export class TicketNumbers {
  constructor(private readonly database: Database) {}

  /** Makes the sequences of new tenants. */
  async prepare(tenants: readonly string[]): Promise<void> {
    for (const tenant of tenants) await this.database.query(`CREATE SEQUENCE IF NOT EXISTS ${sequenceName(tenant)}`);
  }

  /**
   * On the transaction's own connection: a second one could be waited for for ever.
   * @param wanted how many, by tenant @returns them in ascending order, by tenant
   */
  async take(tx: Transaction, wanted: ReadonlyMap<string, number>): Promise<Map<string, number[]>> {
    const taken = new Map<string, number[]>([...wanted.keys()].map((tenant) => [tenant, []]));
    if (wanted.size === 0) return taken;
    const tenants = [...wanted.keys()];
    const rows = await tx.query<{ tenant: string; number: string }>(TAKE, [
      tenants,
      tenants.map(sequenceName),
      tenants.map((tenant) => wanted.get(tenant)),
    ]);
    for (const { tenant, number } of rows) taken.get(tenant)?.push(Number(number));
    for (const numbers of taken.values()) numbers.sort((a, b) => a - b);
    return taken;
  }
}
