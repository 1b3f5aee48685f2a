import type { VNode } from 'preact';
import type { ReportFigures } from '../../reports/figures/figures.js';
import { ReportSections, type Charts } from '../../reports/render/report-sections.js';
import type { ReportWords } from '../../reports/render/report-words.js';
import type { Tenant } from '../../tenants/tenant.js';
import { Page, type PageContext } from './page.js';

interface StatisticsPageProps extends PageContext {
  tenant: Tenant;
  /** Undefined while no month was published. */
  figures: ReportFigures | undefined;
  reportWords: ReportWords;
  charts: Charts;
  months: readonly { month: string; title: string }[];
}

/** What the office publishes of a month, with a way to the others. */
export function StatisticsPage({ figures, reportWords, charts, months, ...context }: StatisticsPageProps): VNode {
  const { words, tenant } = context;
  return (
    <Page {...context} title={words('statistics.title')}>
      <h1>{words('statistics.title')}</h1>
      <p class="lead">{words('statistics.intro', { office: tenant.office })}</p>
      {figures ? (
        <div class="statistics">
          <p class="period">
            <strong>{reportWords.period(figures.period)}</strong>
          </p>
          <ReportSections figures={figures} words={reportWords} charts={charts} />
        </div>
      ) : (
        <p>{words('statistics.none')}</p>
      )}
      {months.length > 1 && (
        <nav aria-label={words('statistics.months')}>
          <h2>{words('statistics.months')}</h2>
          <ul class="months">
            {months.map(({ month, title }) => (
              <li key={month}>
                <a href={`/${tenant.slug}/statistik/${month}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </Page>
  );
}
