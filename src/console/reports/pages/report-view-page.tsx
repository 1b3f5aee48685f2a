import type { VNode } from 'preact';
import { agenciesIn, ofAgency } from '../../../reports/figures/of-agency.js';
import type { StoredReport } from '../../../reports/report-archive.js';
import { ReportSections, type Charts } from '../../../reports/render/report-sections.js';
import type { ReportWords } from '../../../reports/render/report-words.js';
import type { ConsoleWords } from '../../frame/console-words.js';

export interface ReportViewProps {
  words: ConsoleWords;
  reportWords: ReportWords;
  report: StoredReport;
  charts: Charts;
  /** Whose part alone is shown, by name; undefined: the whole. */
  agency: string | undefined;
}

/** They show all agencies. */
const NO_CHARTS: Charts = new Map();

/** A report as it was made, in the reader's language, with its files. */
export function ReportViewPage({ words, reportWords, report, charts, agency: asked }: ReportViewProps): VNode {
  const { id, figures, kind, madeAt, edition } = report;
  const agencies = agenciesIn(figures);
  const agency = agencies.find((name) => name === asked);
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
      {agencies.length > 0 && <AgencyForm words={words} path={`/console/laporan/${id}`} agencies={agencies} agency={agency} />}
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
        figures={agency === undefined ? figures : ofAgency(figures, agency)}
        words={reportWords}
        charts={agency === undefined ? charts : NO_CHARTS}
        ticketAt={(number) => `/console/aduan/${number}`}
      />
    </div>
  );
} // prettier-ignore

/** One agency's part of the report; without script, too. */
function AgencyForm({
  words,
  path,
  agencies,
  agency,
}: Pick<ReportViewProps, 'words' | 'agency'> & { path: string; agencies: readonly string[] }): VNode {
  return (
    <form class="report-agency" action={path}>
      <label class="form-label" for="instansi">
        {words('reports.agency')}
      </label>
      <select class="form-select" id="instansi" name="instansi">
        <option value="">{words('reports.wholeOffice')}</option>
        {agencies.map((name) => (
          <option key={name} value={name} selected={name === agency}>
            {name}
          </option>
        ))}
      </select>
      <button class="btn">{words('reports.show')}</button>
      {agency !== undefined && <p class="form-hint">{words('reports.ofAgency', { agency })}</p>}
    </form>
  );
}
