import type { VNode } from 'preact';
import { REPORT_TYPES, type ReportType } from '../../../reports/figures/figures.js';
import { dayIn, parsePeriod, periodBefore, periodName, periodOf, type Period } from '../../../reports/period.js';
import type { ReportSummary } from '../../../reports/report-archive.js';
import type { OrderedReport } from '../../../reports/report-orders.js';
import { REPORT_PERIODS } from '../../../reports/report-kinds.js';
import type { ReportWords } from '../../../reports/render/report-words.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, Field, TextField, type FieldError } from '../../frame/form-parts.js';
import { Icon } from '../../frame/icons.js';
import type { MakeRefusal, Wanted } from '../report-desk.js';

export interface ReportListProps {
  words: ConsoleWords;
  reportWords: ReportWords;
  tenant: Tenant;
  reports: readonly ReportSummary[];
  /** Being made, or failed. */
  orders: readonly OrderedReport[];
  /** The one kind that is shown; undefined: all. */
  kind: ReportType | undefined;
  csrf: string;
  now: Date;
  refused: { wanted: Wanted; refusal: MakeRefusal } | undefined;
}

const PATH = '/console/laporan';

/** Reports that were made, newest first, and a form to make one now. */
export function ReportListPage(props: ReportListProps): VNode {
  const { words, reportWords, kind, reports } = props;
  return (
    <div class="reports">
      <h1>{words('reports.title')}</h1>
      <nav aria-label={words('reports.kinds')}>
        <ul class="reports-kinds">
          {[undefined, ...REPORT_TYPES].map((each) => (
            <li key={each ?? 'all'}>
              <a
                class={each === kind ? 'btn active' : 'btn'}
                href={each === undefined ? PATH : `${PATH}?jenis=${each}`}
                {...(each === kind && { 'aria-current': 'page' as const })}
              >
                {each === undefined ? words('reports.all') : words(`reports.kind.${each}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Orders words={words} reportWords={reportWords} orders={props.orders} />
      {reports.length === 0 ? (
        <div class="empty">
          <p class="empty-title">{words('reports.empty')}</p>
          <p class="empty-subtitle">{words('reports.emptyHint')}</p>
        </div>
      ) : (
        <Table words={words} reportWords={reportWords} reports={reports} />
      )}
      <MakeForm {...props} />
    </div>
  );
}

function Orders({
  words,
  reportWords,
  orders,
}: Pick<ReportListProps, 'words' | 'reportWords' | 'orders'>): VNode | null {
  if (orders.length === 0) return null;
  return (
    <ul class="reports-orders" aria-label={words('reports.order.title')}>
      {orders.map(({ id, kind, period, state }) => (
        <li key={id}>
          <a href={`${PATH}/pesanan/${id}`}>
            {words(`reports.kind.${kind}`)}, {reportWords.period(parsePeriod(period))}
          </a>
          : {words(`reports.order.${state}`).toLowerCase()}
        </li>
      ))}
    </ul>
  );
}

function Table({ words, reportWords, reports }: Pick<ReportListProps, 'words' | 'reportWords' | 'reports'>): VNode {
  return (
    <div class="table-responsive" role="region" aria-label={words('reports.title')} tabIndex={0}>
      <table class="table stacked-table">
        <thead>
          <tr>
            <th scope="col">{words('reports.report')}</th>
            <th scope="col">{words('reports.period')}</th>
            <th scope="col">{words('reports.made')}</th>
            <th scope="col">{words('reports.files')}</th>
          </tr>
        </thead>
        <tbody>
          {reports.map(({ id, kind, edition, madeAt, ...report }) => {
            const title = words(`reports.kind.${kind}`);
            const period = reportWords.period(periodOfReport(kind, report));
            return (
              <tr key={id}>
                <th scope="row">
                  <a href={`${PATH}/${id}`}>{title}</a>
                </th>
                <td data-label={words('reports.period')}>{period}</td>
                <td data-label={words('reports.made')}>
                  {words.dateTime(new Date(madeAt))}
                  {edition > 1 && ` (${words('reports.edition', { edition })})`}
                </td>
                <td data-label={words('reports.files')}>
                  <a href={`${PATH}/${id}/berkas/xlsx`} aria-label={`${words('reports.xlsx')}: ${title}, ${period}`}>
                    {words('reports.xlsx')}
                  </a>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Stored as its first and last day: the shortest kind that begins and ends so. */
function periodOfReport(kind: ReportType, { from, until }: { from: string; until: string }): Period {
  const fits = REPORT_PERIODS[kind].map((each) => periodOf(each, from)).find((each) => each.until === until);
  return fits ?? { kind: 'day', from, until };
}

function MakeForm({ words, tenant, csrf, now, kind, refused }: ReportListProps): VNode {
  const errors = refused ? [errorOf(words, refused.refusal)] : [];
  const chosen = refused?.wanted.kind ?? kind ?? 'monthly';
  const lastMonth = periodName(periodBefore(periodOf('month', dayIn(now, tenant.zone))));
  return (
    <section class="reports-make card" aria-labelledby="buat">
      <h2 id="buat">{words('reports.make.title')}</h2>
      <ErrorSummary words={words} errors={errors} />
      <form method="post" action={PATH}>
        <Csrf token={csrf} />
        <Field id="jenis" label={words('reports.make.kind')} errors={errors}>
          <select class="form-select" id="jenis" name="jenis">
            {REPORT_TYPES.map((type) => (
              <option key={type} value={type} selected={type === chosen}>
                {words(`reports.kind.${type}`)}
              </option>
            ))}
          </select>
        </Field>
        <TextField
          id="periode"
          label={words('reports.make.period')}
          hint={words('reports.make.periodHint', {
            day: dayIn(now, tenant.zone),
            month: lastMonth,
            year: lastMonth.slice(0, 4),
          })}
          errors={errors}
          input={{ value: refused?.wanted.period ?? lastMonth, autocomplete: 'off', maxLength: 10 }}
        />
        <button class="btn btn-primary" type="submit">
          <Icon name="chart-bar" /> {words('reports.make.button')}
        </button>
        <p class="form-hint">{words('reports.make.wait')}</p>
      </form>
    </section>
  );
}

function errorOf(words: ConsoleWords, refusal: MakeRefusal): FieldError {
  const field = refusal === 'report-kind-unknown' ? 'jenis' : refusal.startsWith('period') ? 'periode' : undefined;
  return { text: words(`reports.refused.${refusal}`), ...(field !== undefined && { field }) };
}
