import { Client } from 'pg';
import { QueueEngine } from '../../../src/jobs/queue-engine.js';
import { queueContract } from './queue-contract.js';

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const tables = async (client: Client): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename ~ 'job'`,
    )
  ).rows.map(({ name }) => name);

describe('BullMQ on PostgreSQL', () => {
  queueContract({
    open: (url) => QueueEngine.postgres(url),
    flush: (url) => withClient(url, async (client) => {
      for (const table of await tables(client)) await client.query(`DELETE FROM ${table}`);
    }),
    dump: (url) => withClient(url, async (client) => {
      let text = '';
      for (const table of await tables(client)) text += JSON.stringify((await client.query(`SELECT * FROM ${table}`)).rows);
      return text;
    }),
  }); // prettier-ignore
});
