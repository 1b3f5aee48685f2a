import type { Database } from '../database/database.js';
import { channelKind, type QueueName } from '../jobs/job-map.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { SWEEP } from './pipeline.statements.js';

/** Inbound rows whose doorbell was lost, whose retry is due or whose worker died. */
export class InboundSweep implements SweepSource {
  readonly name = 'inbound';

  constructor(
    private readonly database: Database,
    private readonly againAfterSeconds: number,
  ) {}

  async due(limit: number): Promise<{ queue: QueueName; id: string }[]> {
    const rows = await this.database.query<{ id: string; kind: string }>(SWEEP, [limit, this.againAfterSeconds]);
    return rows.map(({ id, kind }) => ({ queue: `inbound.${channelKind(kind)}`, id }));
  }
}
