import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { ringAll, type Ring } from '../tickets/ticket-actions.js';
import { dueReports, type DueReport } from './due-reports.js';
import { mailingOf } from './mailed-files.js';
import { REPORT_LINK_DAYS, type ReportLinks } from './report-links.js';
import { reportAudience } from './report-recipients.js';
import type { KeptReport, Reports } from './reports.service.js';

export interface ReportSweepParts {
  database: Database;
  reports: Reports;
  links: ReportLinks;
  staff: StaffDirectory;
  notices: StaffNotices;
  tenants: TenantRegistry;
  doorbell: Doorbell;
  clock: Clock;
  logger: Logger;
}

const EVERY_MS = 60_000;
/** Who makes what the schedule asks for. */
const GATEWAY = 'gateway';

const FIRST = 'SELECT min(opened_at) AS first FROM ticket WHERE tenant = $1';
const MADE = `
  SELECT max(edition)::int AS edition, bool_or(made_by = '${GATEWAY}') AS scheduled FROM report
  WHERE tenant = $1 AND kind = $2 AND from_date = $3 AND until_date = $4`;
const MAILED = 'UPDATE report SET mailed_at = $2 WHERE id = $1';

/**
 * Makes each tenant's reports when their time has come, and tells whom it names. A period's report is made on schedule
 * once, whichever worker comes first: the table allows an edition only once, and its mails are in the same transaction.
 */
export class ReportSweep implements SweepSource {
  readonly name = 'reports';
  private nextAt = 0;

  constructor(private readonly parts: ReportSweepParts) {}

  /** Nothing is to be rung for: it is done. One report a tenant and pass, so that other sweeps get their turn. */
  async due(): Promise<never[]> {
    const { clock, tenants, logger } = this.parts;
    const now = clock.now();
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + EVERY_MS;
    for (const tenant of tenants.all()) {
      try {
        // What is left waits for the next pass only.
        if (await this.next(tenant, now)) this.nextAt = 0;
      } catch (error) {
        logger.error({ tenant: tenant.slug, error: errorCode(error) }, 'a report could not be made; it is tried again');
      }
    }
    return [];
  }

  /** @returns whether a report was made */
  private async next(tenant: Tenant, now: Date): Promise<boolean> {
    const { database } = this.parts;
    if (!tenant.reports) return false;
    const [row] = await database.query<{ first: Date | null }>(FIRST, [tenant.slug]);
    if (!row?.first) return false;
    for (const due of dueReports(tenant.reports, tenant.zone, now, row.first)) {
      const { type, period } = due;
      const [made] = await database.query<{ edition: number | null; scheduled: boolean | null }>(MADE, [
        tenant.slug,
        type,
        period.from,
        period.until,
      ]);
      if (made?.scheduled === true) continue;
      await this.make(tenant, due, (made?.edition ?? 0) + 1, now);
      return true;
    }
    return false;
  }

  private async make(tenant: Tenant, { type, period }: DueReport, edition: number, now: Date): Promise<void> {
    const { reports, doorbell } = this.parts;
    const rings: Ring[] = [];
    await reports.make({ tenant: tenant.slug, type, period, by: GATEWAY, edition }, async (tx, report) => {
      rings.push(...(await this.tell(tx, tenant, report, now)));
    });
    ringAll(doorbell, rings);
  }

  private async tell(tx: Transaction, tenant: Tenant, report: KeptReport, now: Date): Promise<Ring[]> {
    const { staff, notices, logger } = this.parts;
    const { id, figures, files } = report;
    const named = tenant.reports?.recipients[figures.type] ?? [];
    const { recipients, missing } = await reportAudience(tx, staff, tenant.slug, named);
    if (missing > 0)
      logger.warn(
        { tenant: tenant.slug, report: id, missing },
        'people whom reports name are not of the office any more',
      );
    const rings: Ring[] = [];
    const attached = mailingOf(figures, files) === 'attached';
    for (const [place, recipient] of recipients.entries()) {
      const byMail = recipient.address.kind === 'email';
      rings.push(
        ...(await notices.queue(tx, recipient, {
          idempotencyKey: `report:${id}:${recipient.id ?? `named-${String(place)}`}`,
          purpose: 'report',
          ...this.wordsOf(tenant, report, byMail, now),
          ...(byMail && attached && { attachments: files }),
          now,
        })),
      );
    }
    if (rings.length > 0) await tx.query(MAILED, [id, now]);
    return rings;
  }

  private wordsOf(
    tenant: Tenant,
    { id, figures, files }: KeptReport,
    byMail: boolean,
    now: Date,
  ): { subject: string; text: string; short: string } {
    const { reports, links } = this.parts;
    const words = reports.words(tenant);
    const title = words.text(`type.${figures.type}.title`);
    const period = words.period(figures.period);
    const html = links.make({ id, format: 'html' });
    const told = figures.measures.map(
      (measure) =>
        `${words.text(`measure.${measure.id}`)}: ${words.value(measure.value, measure.unit, measure.dimension)}`,
    );
    return {
      subject: words.text('mail.subject', { title, period }),
      text: words
        .text('mail.text', {
          title,
          period,
          tenant: tenant.name,
          figures: told.join('\n'),
          html,
          xlsx: links.make({ id, format: 'xlsx' }),
          until: words.date(new Date(now.getTime() + REPORT_LINK_DAYS * 86_400_000)),
          files: byMail ? words.text(`mail.${mailingOf(figures, files)}`) : '',
        })
        .trim(),
      short: words.text('mail.short', { title, period, html }),
    };
  }
}
