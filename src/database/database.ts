import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { Statement } from './statement.js';
import { Transaction } from './transaction.js';

/** The gateway's connections to PostgreSQL; the class is its own injection token. */
export class Database {
  constructor(readonly pool: Pool) {}

  /**
   * @param url postgres://…
   * @param max connections; the embedded engine allows 100 in all.
   */
  static connect(url: string, max = 20): Database {
    // Pipelining: the statements of one step of a transaction leave together and are answered together,
    // which shortens the time that a sender's lock is held (Transaction corks the socket meanwhile).
    // Generic plans: every hot look-up goes by an index whatever its values, and planning is dear.
    const pool = new Pool({
      connectionString: url,
      max,
      keepAlive: true,
      pipeline: true,
      application_name: 'kentongan',
      options: '-c plan_cache_mode=force_generic_plan',
    });
    // A lost idle connection is replaced on next use; without a listener it would end the process.
    pool.on('error', () => undefined);
    return new Database(pool);
  }

  async query<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    const result =
      typeof statement === 'string'
        ? await this.pool.query<R>(statement, [...values])
        : await this.pool.query<R>({ name: statement.name, text: statement.text, values: [...values] });
    return result.rows;
  }

  /** One transaction on one connection; rolls back when `work` throws. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client: PoolClient = await this.pool.connect();
    const tx = new Transaction(client);
    try {
      tx.begin();
      const value = await work(tx);
      await tx.commit();
      client.release();
      return value;
    } catch (error) {
      client.release(await tx.rollback());
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
