import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import type { AreaDirectory } from '../tenants/areas.js';
import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { takeObjects } from '../tickets/object-pledges.js';
import { send } from '../tickets/ticket-actions.js';
import type { StoredFile } from '../outbox/outbound-files.js';
import type { SealedAttachmentStore } from '../tickets/attachment-store.js';
import type { ReportFigures, ReportType } from './figures/figures.js';
import type { ReporterLook } from './figures/register.js';
import { ReportNames } from './figures/report-names.js';
import type { ReportArchive, ReportSummary } from './report-archive.js';
import { checkPeriod, figuresOf } from './report-kinds.js';
import { periodName, spanOf, type Period } from './period.js';
import { renderReport } from './render/report-page.js';
import { ReportWords } from './render/report-words.js';
import { renderXlsx } from './render/xlsx.js';

export interface ReportParts {
  database: Database;
  archive: ReportArchive;
  store: SealedAttachmentStore;
  tenants: TenantRegistry;
  channels: ChannelRegistry;
  areas: AreaDirectory;
  locales: Locales;
  clock: Clock;
}

/** A report with its files, kept nowhere yet. */
export interface DraftReport {
  figures: ReportFigures;
  html: string;
  xlsx: Buffer;
}

/** A report as it is being kept, with its files in the store. */
export interface KeptReport {
  id: string;
  figures: ReportFigures;
  files: StoredFile[];
}

/** What else belongs to the report's transaction: its mails. */
export type AlsoWithin = (tx: Transaction, report: KeptReport) => Promise<void>;

export type ReportFormat = 'json' | 'html' | 'xlsx';
export const REPORT_FORMATS: readonly ReportFormat[] = ['json', 'html', 'xlsx'];

/** Makes reports, keeps them and gives them out. */
export class Reports {
  constructor(private readonly parts: ReportParts) {}

  get archive(): ReportArchive {
    return this.parts.archive;
  }

  /**
   * Whether such a report can be made.
   * @returns whose it would be
   * @throws CodedError `tenant-unknown`, `period-unfit`, `period-to-come`
   */
  check(slug: string, type: ReportType, period: Period): Tenant {
    checkPeriod(type, period);
    const tenant = this.tenant(slug);
    if (spanOf(period, tenant.zone).start >= this.parts.clock.now())
      throw new CodedError('period-to-come', `the period ${periodName(period)} has not begun yet`, false);
    return tenant;
  }

  /**
   * Reckons and renders a report, in the tenant's language, without keeping it.
   * @param look who may see reporters; of a register only
   * @throws CodedError `tenant-unknown`, `period-unfit`, `period-to-come`
   */
  async draft(slug: string, type: ReportType, period: Period, look?: ReporterLook): Promise<DraftReport> {
    const { database, channels, areas, clock } = this.parts;
    const tenant = this.check(slug, type, period);
    const now = clock.now();
    const names = new ReportNames(tenant, await areas.of(tenant), channels);
    const { figures, book } = await figuresOf(type, { database, names, period, now }, look);
    const words = this.words(tenant);
    // Reads the register's pages; only then are its figures whole.
    const xlsx = await renderXlsx(figures, tenant, words, book);
    return { figures, html: await renderReport(figures, tenant, words), xlsx };
  }

  /**
   * Makes a report and keeps it: as a new edition, or as the first and only one where `edition` says so.
   * @returns undefined where that edition is there already
   * @throws CodedError as `draft`, and those of the storage
   */
  async make(
    {
      tenant,
      type,
      period,
      by,
      edition,
    }: { tenant: string; type: ReportType; period: Period; by: string; edition?: number },
    also: AlsoWithin = async () => undefined,
  ): Promise<ReportSummary | undefined> {
    const { database, archive, store, clock } = this.parts;
    const { figures, html, xlsx } = await this.draft(tenant, type, period);
    const id = newId();
    const put = async (format: 'html' | 'xlsx', bytes: Buffer): Promise<StoredFile> => {
      const contentType = format === 'html' ? HTML_TYPE : XLSX_TYPE;
      const { ref: storageKey, ...facts } = await store.put(bytes, { contentType }, `${id}-${format}`);
      return { storageKey, ...facts, contentType, filename: fileName(figures, format) };
    };
    const files = await Promise.all([put('html', Buffer.from(html, 'utf8')), put('xlsx', xlsx)]);
    const [{ storageKey: htmlKey }, { storageKey: xlsxKey }] = files;
    const kept = await database.transaction(async (tx) => {
      const report = { id, figures, htmlKey, xlsxKey, madeBy: by, madeAt: clock.now() };
      const number = await archive.add(tx, report, edition);
      if (number === undefined) return undefined;
      const writes = new WriteSet();
      takeObjects(writes, [htmlKey, xlsxKey]);
      send(tx, writes);
      await also(tx, { id, figures, files });
      return number;
    });
    if (kept === undefined) {
      await Promise.all([store.remove(htmlKey), store.remove(xlsxKey)]);
      return undefined;
    }
    return archive.summary(id);
  }

  /**
   * One stored report as it was made.
   * @param tenant whose reports the caller may have; null: everybody's
   * @returns undefined where there is none of theirs
   * @throws CodedError of the storage
   */
  async file(id: string, format: ReportFormat, tenant: string | null): Promise<ReportFile | undefined> {
    const { archive, store } = this.parts;
    const report = UUID.test(id) ? await archive.find(id) : undefined;
    if (!report || (tenant !== null && report.tenant !== tenant)) return undefined;
    const name = fileName(report.figures, format);
    if (format === 'json')
      return {
        name,
        contentType: 'application/json; charset=utf-8',
        bytes: Buffer.from(JSON.stringify(report.figures)),
      };
    const key = format === 'html' ? report.htmlKey : report.xlsxKey;
    if (key === null) return undefined;
    return { name, contentType: format === 'html' ? HTML_TYPE : XLSX_TYPE, bytes: await store.get(key) };
  }

  /** In the tenant's own language. */
  words(tenant: Tenant): ReportWords {
    return new ReportWords(this.parts.locales, tenant.locale, tenant.zone);
  }

  private tenant(slug: string): Tenant {
    const tenant = this.parts.tenants.bySlug(slug);
    if (tenant) return tenant;
    const known = this.parts.tenants.all().map((each) => each.slug);
    throw new CodedError('tenant-unknown', `there is no tenant ${slug}; there are ${known.join(', ')}`, false);
  }
}

export interface ReportFile {
  name: string;
  contentType: string;
  bytes: Buffer;
}

const HTML_TYPE = 'text/html; charset=utf-8';
const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `tanah-bumbu-daily-2026-03-14.xlsx` */
export function fileName({ tenant, type, period }: ReportFigures, format: ReportFormat): string {
  return `${tenant}-${type}-${periodName(period)}.${format}`;
}
