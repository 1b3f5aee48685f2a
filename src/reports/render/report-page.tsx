import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Tenant } from '../../tenants/tenant.js';
import type { ReportFigures } from '../figures/figures.js';
import { drawChart, imageOf } from './chart.js';
import { ReportSections, type Charts } from './report-sections.js';
import type { ReportWords } from './report-words.js';

let style: string | undefined;

/** The style sheet of printed reports. It stands in the document itself, which is mailed, archived and opened from disks. */
function styleSheet(): string {
  style ??= readFileSync(new URL('../assets/report.css', import.meta.url), 'utf8');
  return style;
}

/**
 * The Content-Security-Policy of a printable report: its own style sheet, by its hash, its charts, and nothing else.
 * @param html as `renderReport` made it, by an earlier version of this program perhaps
 */
export function policyOf(html: string): string {
  const own = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(own, 'utf8').digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** The charts of a report by their tables. */
export async function drawCharts(figures: ReportFigures, words: ReportWords): Promise<Charts> {
  const charts = new Map<string, string>();
  for (const table of figures.tables) {
    const svg = await drawChart(table, words);
    if (svg !== undefined) charts.set(table.id, imageOf(svg));
  }
  return charts;
}

/** A report as one document that prints well and needs nothing beside it. */
export async function renderReport(figures: ReportFigures, tenant: Tenant, words: ReportWords): Promise<string> {
  const charts = await drawCharts(figures, words);
  return `<!doctype html>${renderToString(<ReportPage figures={figures} tenant={tenant} words={words} charts={charts} />)}`;
}

interface PageProps {
  figures: ReportFigures;
  tenant: Tenant;
  words: ReportWords;
  charts: Charts;
}

function ReportPage({ figures, tenant, words, charts }: PageProps): VNode {
  const { lines = [tenant.office], contact, place, signatory } = tenant.letterhead ?? {};
  const title = words.text(`type.${figures.type}.title`);
  const period = words.period(figures.period);
  const made = words.date(new Date(figures.asOf));
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${title} – ${period} – ${tenant.name}`}</title>
        <style dangerouslySetInnerHTML={{ __html: styleSheet() }} />
      </head>
      <body class={figures.type === 'register' ? 'landscape' : undefined}>
        <main class="sheet">
          <header>
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
            {contact && <p class="contact">{contact}</p>}
          </header>
          <h1>{title}</h1>
          <p class="period">
            {tenant.name} · {period}
          </p>
          <p class="lead">{words.text(`type.${figures.type}.lead`)}</p>
          {figures.before && <p class="note">{words.text('heldAgainst', { period: words.period(figures.before) })}</p>}
          <ReportSections figures={figures} words={words} charts={charts} />
          <p class="note">{words.text('asOf', { time: words.time(new Date(figures.asOf)), zone: words.zone })}</p>
          <section class="sign">
            <p>{place ? `${place}, ${made}` : made}</p>
            <p>{signatory ?? tenant.office},</p>
            <p class="name" />
            <p>{words.text('nip')}</p>
          </section>
        </main>
      </body>
    </html>
  );
}
