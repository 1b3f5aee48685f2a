import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import { CodedError, errorCode } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import type { ReportFigures, ReportType } from '../../reports/figures/figures.js';
import { parsePeriod } from '../../reports/period.js';
import type { StoredReport } from '../../reports/report-archive.js';
import { reportType } from '../../reports/report-kinds.js';
import type { Reports } from '../../reports/reports.service.js';
import type { Locales } from '../../tenants/locales.js';
import type { Tenant } from '../../tenants/tenant.js';

export interface ReportDeskParts {
  reports: Reports;
  locales: Locales;
  clock: Clock;
}

export const REPORT_DESK_PARTS = Symbol('ReportDeskParts');

/** A report that somebody asks for, as the form has it. */
export interface Wanted {
  kind: string;
  period: string;
}

export type MakeResult = { ok: true; id: string } | { ok: false; code: MakeRefusal };
/** Each has its sentence. */
export type MakeRefusal = (typeof REFUSALS)[number];

const REFUSALS = [
  'busy',
  'report-kind-unknown',
  'period-unknown',
  'period-unfit',
  'period-to-come',
  'trouble',
] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reports as the console's pages need them. */
export class ReportDesk {
  private making = false;

  constructor(private readonly parts: Pick<ReportDeskParts, 'reports'>) {}

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

  /** Makes and keeps one. One at a time in a process: a year's takes a while and many figures. */
  async make({ slug }: Tenant, user: ConsoleUser, { kind, period }: Wanted): Promise<MakeResult> {
    if (this.making) return { ok: false, code: 'busy' };
    this.making = true;
    try {
      const wanted = { tenant: slug, type: reportType(kind), period: parsePeriod(period), by: actorOfUser(user) };
      const made = await this.parts.reports.make(wanted);
      return made ? { ok: true, id: made.id } : { ok: false, code: 'trouble' };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { ok: false, code: REFUSALS.find((code) => code === errorCode(error)) ?? 'trouble' };
    } finally {
      this.making = false;
    }
  }
}
