import type { Transaction } from '../../src/database/transaction.js';
import { until } from './wait.js';
import type { World } from './world.js';

/** Until somebody else waits for a lock that this transaction holds. @throws where nobody comes to wait */
export async function untilWaitedFor(world: World, tx: Transaction): Promise<void> {
  const [own] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await until('somebody to wait for this transaction', async () => {
    const [waiting] = await world.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))',
      [own?.pid],
    );
    return (waiting?.n ?? 0) > 0;
  });
}
