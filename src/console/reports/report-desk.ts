import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import { CodedError, errorCode } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import type { ReportFigures, ReportType } from '../../reports/figures/figures.js';
import type { StoredReport } from '../../reports/report-archive.js';
import type { OrderedReport, ReportOrders } from '../../reports/report-orders.js';
import type { Reports } from '../../reports/reports.service.js';
import type { Locales } from '../../tenants/locales.js';
import type { Tenant } from '../../tenants/tenant.js';

export interface ReportDeskParts {
  reports: Reports;
  orders: ReportOrders;
  locales: Locales;
  clock: Clock;
}

export const REPORT_DESK_PARTS = Symbol('ReportDeskParts');

/** A report that somebody asks for, as the form has it. */
export interface Wanted {
  kind: string;
  period: string;
}

export type OrderResult = { ok: true; id: string } | { ok: false; code: MakeRefusal };
/** Each has its sentence. */
export type MakeRefusal = (typeof REFUSALS)[number];

const REFUSALS = ['report-kind-unknown', 'period-unknown', 'period-unfit', 'period-to-come'] as const;
/** How long a report that could not be made is told of. */
const TOLD_MS = 24 * 3_600_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reports as the console's pages need them. */
export class ReportDesk {
  constructor(private readonly parts: Pick<ReportDeskParts, 'reports' | 'orders' | 'clock'>) {}

  /** Undefined where there is none of this office's. */
  async find({ slug }: Tenant, id: string): Promise<StoredReport | undefined> {
    const report = UUID.test(id) ? await this.parts.reports.archive.find(id) : undefined;
    return report?.tenant === slug ? report : undefined;
  }

  /** What the newest report of a kind says. */
  async newest({ slug }: Tenant, kind: ReportType): Promise<{ id: string; figures: ReportFigures } | undefined> {
    const { archive } = this.parts.reports;
    const [last] = await archive.list({ tenant: slug, kind, limit: 1 });
    return last && archive.find(last.id);
  }

  /** Undefined where there is none of this office's. */
  async order({ slug }: Tenant, id: string): Promise<OrderedReport | undefined> {
    return UUID.test(id) ? this.parts.orders.find(id, slug) : undefined;
  }

  /** What is being made, and what could not be. */
  async open({ slug }: Tenant): Promise<OrderedReport[]> {
    const { orders, clock } = this.parts;
    return orders.open(slug, new Date(clock.now().getTime() - TOLD_MS));
  }

  /** Orders one of a worker. */
  async make({ slug }: Tenant, user: ConsoleUser, { kind, period }: Wanted): Promise<OrderResult> {
    try {
      return { ok: true, id: await this.parts.orders.order({ tenant: slug, kind, period, by: actorOfUser(user) }) };
    } catch (error) {
      const code = error instanceof CodedError ? REFUSALS.find((each) => each === errorCode(error)) : undefined;
      if (!code) throw error;
      return { ok: false, code };
    }
  }
}
