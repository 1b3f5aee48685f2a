import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { QueueName } from '../jobs/job-map.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { parsePeriod, periodName } from './period.js';
import { reportType } from './report-kinds.js';
import type { OrderState } from './report-order.entity.js';
import type { Reports } from './reports.service.js';

/** A register of a year of a large office takes minutes. */
const LEASE_SECONDS = 900;
const MOST_ATTEMPTS = 3;
const RETRY_SECONDS = 60;
/** Of one rung job that the queue may have lost. */
const RING_AGAIN_SECONDS = 60;

/** A report that somebody asked for. */
export interface OrderedReport {
  id: string;
  kind: string;
  period: string;
  state: OrderState;
  /** A code; of what failed. */
  reason: string | null;
  reportId: string | null;
  createdAt: Date;
}

interface Claimed extends Record<string, unknown> {
  tenant: string;
  kind: string;
  period: string;
  orderedBy: string;
  attempts: number;
}

const COLUMNS = 'id, kind, period, state, reason, report_id AS "reportId", created_at AS "createdAt"';
const ADD = `
  INSERT INTO report_order (id, tenant, kind, period, ordered_by, state, wake_at, created_at)
  VALUES ($1, $2, $3, $4, $5, 'waiting', $6::timestamptz + interval '${String(RING_AGAIN_SECONDS)} seconds', $6)
  ON CONFLICT (tenant, kind, period) WHERE state = 'waiting' DO NOTHING`;
const WAITING = "SELECT id FROM report_order WHERE tenant = $1 AND kind = $2 AND period = $3 AND state = 'waiting'";
const CLAIM = `
  UPDATE report_order SET attempts = attempts + 1, lease_until = $2::timestamptz + interval '${String(LEASE_SECONDS)} seconds',
    wake_at = $2::timestamptz + interval '${String(LEASE_SECONDS)} seconds'
  WHERE id = $1 AND state = 'waiting' AND (lease_until IS NULL OR lease_until <= $2)
  RETURNING tenant, kind, period, ordered_by AS "orderedBy", attempts`;
const MADE = `
  UPDATE report_order SET state = 'made', report_id = $2, lease_until = NULL, ended_at = $3
  WHERE id = $1 AND state = 'waiting' RETURNING id`;
const FAILED = `
  UPDATE report_order SET state = 'failed', reason = $2, lease_until = NULL, ended_at = $3 WHERE id = $1 AND state = 'waiting'`;
const LATER = `
  UPDATE report_order SET lease_until = NULL, wake_at = $2::timestamptz + interval '${String(RETRY_SECONDS)} seconds'
  WHERE id = $1 AND state = 'waiting'`;
const SWEEP = `
  UPDATE report_order SET wake_at = $2::timestamptz + interval '${String(RING_AGAIN_SECONDS)} seconds' WHERE id IN (
    SELECT id FROM report_order WHERE state = 'waiting' AND wake_at <= $2 ORDER BY wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id`;

export interface ReportOrdersParts {
  database: Database;
  reports: Reports;
  doorbell: Doorbell;
  clock: Clock;
  logger: Logger;
}

/** Reports that people ask for: ordered by the console, made by workers, one at a time in each. */
export class ReportOrders implements SweepSource {
  readonly name = 'report-orders';

  constructor(private readonly parts: ReportOrdersParts) {}

  /**
   * The same report that is being made already is not made twice.
   * @param period as `parsePeriod` reads it
   * @returns the order's id
   * @throws CodedError `report-kind-unknown`, `period-unknown`, `period-unfit`, `period-to-come`
   */
  async order(wanted: { tenant: string; kind: string; period: string; by: string }): Promise<string> {
    const { database, doorbell, clock, reports } = this.parts;
    const [type, period] = [reportType(wanted.kind), parsePeriod(wanted.period)];
    reports.check(wanted.tenant, type, period);
    const id = newId();
    await database.query(ADD, [id, wanted.tenant, type, periodName(period), wanted.by, clock.now()]);
    const [waiting] = await database.query<{ id: string }>(WAITING, [wanted.tenant, type, periodName(period)]);
    // Made within the moment between the two: by its own id.
    doorbell.ring('reports', [waiting?.id ?? id]);
    return waiting?.id ?? id;
  }

  /** Undefined where this office ordered none such. */
  async find(id: string, tenant: string): Promise<OrderedReport | undefined> {
    const [order] = await this.parts.database.query<OrderedReport & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM report_order WHERE id = $1 AND tenant = $2`,
      [id, tenant],
    );
    return order;
  }

  /** What is being made, and what could not be made of late; the newest first. */
  async open(tenant: string, since: Date): Promise<OrderedReport[]> {
    return this.parts.database.query<OrderedReport & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM report_order WHERE tenant = $1 AND state <> 'made' AND (state = 'waiting' OR created_at > $2)
       ORDER BY created_at DESC LIMIT 20`,
      [tenant, since],
    );
  }

  async due(limit: number): Promise<{ queue: QueueName; id: string }[]> {
    const rows = await this.parts.database.query<{ id: string }>(SWEEP, [limit, this.parts.clock.now()]);
    return rows.map(({ id }) => ({ queue: 'reports', id }));
  }

  /** Makes what was ordered; each order gives one report, however often it is rung for, killed or taken up again. */
  async process(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.one(id);
  }

  private async one(id: string): Promise<void> {
    const { database, reports, clock, logger } = this.parts;
    const [order] = await database.query<Claimed>(CLAIM, [id, clock.now()]);
    if (!order) return;
    // Each attempt before took its worker along, which says nothing of it any more.
    if (order.attempts > MOST_ATTEMPTS) {
      logger.error({ order: id, attempts: order.attempts - 1 }, 'an ordered report ended its workers');
      await database.query(FAILED, [id, 'worker-ended', clock.now()]);
      return;
    }
    try {
      const { tenant, orderedBy: by } = order;
      const wanted = { tenant, type: reportType(order.kind), period: parsePeriod(order.period), by };
      await reports.make(wanted, async (tx, report) => {
        const made = await tx.query(MADE, [id, report.id, clock.now()]);
        // Another worker was quicker after this one's lease ran out: its report stands, this one is undone.
        if (made.length === 0) throw new CodedError('order-ended', 'the report was made meanwhile', false);
      });
    } catch (error) {
      await this.failed(id, order, error);
    }
  }

  private async failed(id: string, { attempts }: Claimed, error: unknown): Promise<void> {
    const { database, clock, logger } = this.parts;
    const code = errorCode(error);
    if (code === 'order-ended') return;
    logger.error({ order: id, error: code, attempts }, 'an ordered report could not be made');
    const over = attempts >= MOST_ATTEMPTS || (error instanceof CodedError && !error.retryable);
    await database.query(over ? FAILED : LATER, over ? [id, code, clock.now()] : [id, clock.now()]);
  }
}
