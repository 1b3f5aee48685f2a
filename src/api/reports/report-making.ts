import { errorCode } from '../../messaging/errors.js';
import { periodName } from '../../reports/period.js';
import type { ReportOrders } from '../../reports/report-orders.js';
import type { Reports } from '../../reports/reports.service.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ApiKey } from '../api-keys.js';
import { actorOf } from '../caller.js';
import { Problem } from '../problem.js';
import { named, type Answered, type Call, type RequestsOnce } from '../requests-once.js';
import { officeOf } from '../work/ticket-work.js';
import type { ReportOrderAnswer, ReportOrderDto, ReportOrdered, StatisticsAnswer } from './reports.dto.js';

/** Months that are named at most. */
const MOST_MONTHS = 24;
const PERIOD_FAULTS = ['period-unknown', 'period-unfit', 'period-to-come'] as const;

export interface ReportMakingParts {
  orders: ReportOrders;
  reports: Reports;
  tenants: TenantRegistry;
  once: RequestsOnce;
}

/** Reports that programs have made, and the figures that are published anyway. */
export class ReportMaking {
  constructor(private readonly parts: ReportMakingParts) {}

  /**
   * A worker makes it; the same report that is being made already is not made twice.
   * @throws Problem 422 for a period that does not fit, 404 for another office
   */
  async order({ kind, period, tenant: wanted }: ReportOrderDto, call: Call): Promise<Answered<ReportOrdered>> {
    const { orders, once } = this.parts;
    const { slug } = this.office(call.caller, wanted);
    const asked = named(call, ['report', slug, kind, period]);
    const earlier = await once.earlier<ReportOrdered>(asked);
    if (earlier) return earlier;
    const id = await orders.order({ tenant: slug, kind, period, by: actorOf(call.caller) }).catch((error: unknown) => {
      const code = PERIOD_FAULTS.find((each) => each === errorCode(error));
      throw code === undefined ? error : new Problem(422, { code: 'invalid', errors: [{ field: 'period', code }] });
    });
    return once.run(asked, () => Promise.resolve({ value: { id }, rings: [] }));
  }

  /** What became of an order. @throws Problem 404 */
  async ordered(caller: ApiKey, id: string, wanted: string | undefined): Promise<ReportOrderAnswer> {
    const order = await this.parts.orders.find(id, this.office(caller, wanted).slug);
    if (!order) throw new Problem(404, { code: 'report-unknown' });
    const { createdAt, ...rest } = order;
    return { ...rest, createdAt: createdAt.toISOString() };
  }

  /** The monthly recapitulation as `/<tenant>/statistik` shows it. @throws Problem 404 where none is published */
  async statistics(caller: ApiKey, wanted: string | undefined, month: string | undefined): Promise<StatisticsAnswer> {
    const { archive } = this.parts.reports;
    const published = await archive.published(officeOf(caller, wanted) ?? '', MOST_MONTHS);
    const months = published.map(({ from }) => from.slice(0, 7));
    const found = published.find(({ from }) => from.slice(0, 7) === (month ?? months[0]));
    const figures = found && (await archive.find(found.id))?.figures;
    if (!figures) throw new Problem(404, { code: 'report-unknown' });
    return { tenant: figures.tenant, month: periodName(figures.period), months, figures };
  }

  private office(caller: ApiKey, wanted: string | undefined): Tenant {
    const tenant = this.parts.tenants.bySlug(officeOf(caller, wanted) ?? '');
    if (!tenant) throw new Problem(404, { code: 'tenant-unknown' });
    return tenant;
  }
}
