import type { Database } from '../database/database.js';
import { outboundKind, type QueueName } from '../jobs/job-map.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { SWEEP } from './outbox.statements.js';
import { SWEEP_WAITING } from './window.statements.js';
import type { Receipts } from './receipts.service.js';

/** Outbound rows whose doorbell was lost, whose retry is due, whose worker died, or whose outcome is unknown. */
export class OutboxSweep implements SweepSource {
  readonly name = 'outbox';

  constructor(
    private readonly database: Database,
    private readonly receipts: Receipts,
    private readonly againAfterSeconds: number,
  ) {}

  async due(limit: number): Promise<{ queue: QueueName; id: string }[]> {
    await this.receipts.sweepParked();
    await this.database.query(SWEEP_WAITING, [limit]);
    const rows = await this.database.query<{ id: string; kind: string }>(SWEEP, [limit, this.againAfterSeconds]);
    return rows.map(({ id, kind }) => ({ queue: `outbox.${outboundKind(kind)}`, id }));
  }
}
