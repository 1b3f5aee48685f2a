import type { VNode } from 'preact';
import type { StoredReport } from '../../../reports/report-archive.js';
import { ReportSections, type Charts } from '../../../reports/render/report-sections.js';
import type { ReportWords } from '../../../reports/render/report-words.js';
import type { ConsoleWords } from '../../frame/console-words.js';

export interface ReportViewProps {
  words: ConsoleWords;
  reportWords: ReportWords;
  report: StoredReport;
  charts: Charts;
}

/** A report as it was made, in the reader's language, with its files. */
export function ReportViewPage({ words, reportWords, report, charts }: ReportViewProps): VNode {
  const { id, figures, kind, madeAt, edition } = report;
  const file = (format: string): string => `/console/laporan/${id}/berkas/${format}`;
  return (
    <div class="report">
      <p>
        <a href={`/console/laporan?jenis=${kind}`}>{words('reports.back')}</a>
      </p>
      <h1>{reportWords.text(`type.${kind}.title`)}</h1>
      <p class="report-period">
        <strong>{reportWords.period(figures.period)}</strong>
        {' · '}
        {words('reports.madeAt', { at: words.dateTime(new Date(madeAt)) })}
        {edition > 1 && ` · ${words('reports.edition', { edition })}`}
      </p>
      {!figures.complete && <p class="alert alert-warning">{words('reports.incomplete')}</p>}
      <p class="report-lead">{reportWords.text(`type.${kind}.lead`)}</p>
      <ul class="report-files">
        <li>
          <a class="btn btn-primary" href={file('xlsx')}>
            {words('reports.saveXlsx')}
          </a>
        </li>
        <li>
          <a class="btn" href={file('html')}>
            {words('reports.print')}
          </a>
        </li>
        <li>
          <a class="btn" href={file('json')}>
            {words('reports.saveJson')}
          </a>
        </li>
      </ul>
      {figures.before && (
        <p class="report-before">{reportWords.text('heldAgainst', { period: reportWords.period(figures.before) })}</p>
      )}
      <ReportSections
        figures={figures}
        words={reportWords}
        charts={charts}
        ticketAt={(number) => `/console/aduan/${number}`}
      />
    </div>
  );
}
