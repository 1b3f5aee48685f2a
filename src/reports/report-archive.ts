import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { ReportFigures, ReportType } from './figures/figures.js';
import type { Period } from './period.js';

/** A report that was made, without what it says. Times are ISO 8601. */
export interface ReportSummary {
  id: string;
  tenant: string;
  kind: ReportType;
  /** ISO dates, both included. */
  from: string;
  until: string;
  /** 1, and one more each time that it is made anew. */
  edition: number;
  madeBy: string;
  madeAt: string;
  mailedAt: string | null;
}

export interface StoredReport extends ReportSummary {
  figures: ReportFigures;
  htmlKey: string | null;
  xlsxKey: string | null;
}

export interface ReportFilter {
  tenant?: string;
  kind?: ReportType;
  limit: number;
}

export interface NewReport {
  id: string;
  figures: ReportFigures;
  htmlKey: string;
  xlsxKey: string;
  madeBy: string;
  madeAt: Date;
}

const SUMMARY = `id, tenant, kind, from_date::text AS "from", until_date::text AS until, edition, made_by AS "madeBy", made_at AS "madeAt",
  mailed_at AS "mailedAt"`;
type Row<T extends ReportSummary = ReportSummary> = Omit<T, 'madeAt' | 'mailedAt'> & {
  madeAt: Date;
  mailedAt: Date | null;
};

/** The table of reports. */
export class ReportArchive {
  constructor(private readonly database: Database) {}

  /** Newest first; of each report only its last edition. */
  async list({ tenant, kind, limit }: ReportFilter): Promise<ReportSummary[]> {
    const rows = await this.database.query<Row>(
      `SELECT ${SUMMARY} FROM report r
       WHERE ($1::text IS NULL OR tenant = $1) AND ($2::text IS NULL OR kind = $2) AND NOT EXISTS (
         SELECT 1 FROM report later WHERE later.tenant = r.tenant AND later.kind = r.kind AND later.from_date = r.from_date
           AND later.until_date = r.until_date AND later.edition > r.edition)
       ORDER BY made_at DESC, id DESC LIMIT $3`,
      [tenant ?? null, kind ?? null, limit],
    );
    return rows.map(summaryOf);
  }

  /** Months whose recapitulation was made after they had ended, the last first; of each its last edition. */
  async published(tenant: string, limit: number): Promise<{ id: string; from: string }[]> {
    return this.database.query<{ id: string; from: string }>(
      `SELECT * FROM (
         SELECT DISTINCT ON (from_date) id, from_date::text AS "from" FROM report
         WHERE tenant = $1 AND kind = 'monthly' AND (figures->>'complete')::boolean
         ORDER BY from_date DESC, edition DESC) months
       ORDER BY "from" DESC LIMIT $2`,
      [tenant, limit],
    );
  }

  async find(id: string): Promise<StoredReport | undefined> {
    const [row] = await this.database.query<Row<StoredReport>>(
      `SELECT ${SUMMARY}, figures, html_key AS "htmlKey", xlsx_key AS "xlsxKey" FROM report WHERE id = $1`,
      [id],
    );
    return row && { ...row, ...summaryOf(row) };
  }

  async summary(id: string): Promise<ReportSummary | undefined> {
    const [row] = await this.database.query<Row>(`SELECT ${SUMMARY} FROM report WHERE id = $1`, [id]);
    return row && summaryOf(row);
  }

  /** The last edition of a period's report. */
  async latest(tenant: string, kind: ReportType, period: Period): Promise<StoredReport | undefined> {
    const [row] = await this.database.query<Row<StoredReport>>(
      `SELECT ${SUMMARY}, figures, html_key AS "htmlKey", xlsx_key AS "xlsxKey" FROM report
       WHERE tenant = $1 AND kind = $2 AND from_date = $3 AND until_date = $4 ORDER BY edition DESC LIMIT 1`,
      [tenant, kind, period.from, period.until],
    );
    return row && { ...row, ...summaryOf(row) };
  }

  /**
   * Adds an edition, in the caller's transaction.
   * @param edition the only one that it may become; the next free one where absent
   * @returns undefined where there is that edition already, made by somebody else at the same time perhaps
   */
  async add(tx: Transaction, report: NewReport, edition?: number): Promise<number | undefined> {
    const { id, figures, htmlKey, xlsxKey, madeBy, madeAt } = report;
    const { tenant, type, period } = figures;
    const [row] = await tx.query<{ edition: number }>(
      `INSERT INTO report (id, tenant, kind, from_date, until_date, edition, figures, html_key, xlsx_key, made_by, made_at)
       SELECT $1, $2, $3, $4::date, $5::date, coalesce($11::int, 1 + coalesce((SELECT max(edition) FROM report
         WHERE tenant = $2 AND kind = $3 AND from_date = $4::date AND until_date = $5::date), 0)), $6, $7, $8, $9, $10
       ON CONFLICT (tenant, kind, from_date, until_date, edition) DO NOTHING RETURNING edition`,
      [
        id,
        tenant,
        type,
        period.from,
        period.until,
        JSON.stringify(figures),
        htmlKey,
        xlsxKey,
        madeBy,
        madeAt,
        edition ?? null,
      ],
    );
    return row?.edition;
  }
}

function summaryOf(row: Row): ReportSummary {
  const { id, tenant, kind, from, until, edition, madeBy, madeAt, mailedAt } = row;
  return {
    id,
    tenant,
    kind,
    from,
    until,
    edition,
    madeBy,
    madeAt: madeAt.toISOString(),
    mailedAt: mailedAt?.toISOString() ?? null,
  };
}
