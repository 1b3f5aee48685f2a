import type { VNode } from 'preact';
import type { Measure, ReportFigures } from '../../../reports/figures/figures.js';
import { ReportSections, type Charts } from '../../../reports/render/report-sections.js';
import type { ReportWords } from '../../../reports/render/report-words.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';

/** The newest report of a kind, and what of it leadership looks at first. */
export interface SummaryPart {
  id: string;
  figures: ReportFigures;
  charts: Charts;
  /** Of its figures, in this order. */
  measures: readonly string[];
  tables: readonly string[];
}

export interface SummaryProps {
  words: ConsoleWords;
  reportWords: ReportWords;
  tenant: Tenant;
  parts: readonly SummaryPart[];
}

/** Leadership's one page: how many, how fast, how satisfied, each beside what it was before. */
export function SummaryPage({ words, reportWords, tenant, parts }: SummaryProps): VNode {
  return (
    <div class="report summary-page">
      <h1>{words('reports.summary.title', { tenant: tenant.name })}</h1>
      {parts.length === 0 && (
        <div class="empty">
          <p class="empty-title">{words('reports.summary.empty')}</p>
          <p class="empty-subtitle">{words('reports.summary.emptyHint')}</p>
        </div>
      )}
      {parts.map((part) => (
        <Part key={part.id} part={part} words={words} reportWords={reportWords} />
      ))}
      <p>
        <a href="/console/laporan">{words('reports.summary.all')}</a>
      </p>
    </div>
  );
}

function Part({
  words,
  reportWords,
  part,
}: Pick<SummaryProps, 'words' | 'reportWords'> & { part: SummaryPart; key?: string }): VNode {
  const { id, figures, charts, measures, tables } = part;
  const shown = measures.flatMap((wanted) => figures.measures.filter((measure) => measure.id === wanted));
  const kept = figures.tables.filter((table) => tables.includes(table.id));
  return (
    <section aria-labelledby={`r-${id}`}>
      <h2 id={`r-${id}`}>
        {words(`reports.kind.${figures.type}`)}: {reportWords.period(figures.period)}
      </h2>
      <dl class="summary-cards">
        {shown.map((measure) => (
          <Card key={measure.id} measure={measure} words={words} reportWords={reportWords} />
        ))}
      </dl>
      <ReportSections
        figures={{ ...figures, measures: [], notes: [], tables: kept }}
        words={reportWords}
        charts={charts}
      />
      <p>
        <a href={`/console/laporan/${id}`}>
          {words('reports.summary.more', { report: words(`reports.kind.${figures.type}`) })}
        </a>
      </p>
    </section>
  );
}

function Card({
  words,
  reportWords,
  measure: { id, value, unit, dimension, before },
}: Pick<SummaryProps, 'words' | 'reportWords'> & { measure: Measure; key?: string }): VNode {
  return (
    <div class="card">
      <dt>{reportWords.text(`measure.${id}`)}</dt>
      <dd>
        <strong>{reportWords.value(value, unit, dimension)}</strong>
        {before !== undefined && (
          <span>{words('reports.summary.before', { value: reportWords.value(before, unit, dimension) })}</span>
        )}
      </dd>
    </div>
  );
}
