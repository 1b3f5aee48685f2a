import type { VNode } from 'preact';
import type { OrderedReport } from '../../../reports/report-orders.js';
import { parsePeriod } from '../../../reports/period.js';
import type { ReportWords } from '../../../reports/render/report-words.js';
import type { ConsoleWords } from '../../frame/console-words.js';

/** Without script the page comes anew so often. */
export const REFRESH_SECONDS = 10;
const EVERY = 'every 2s';
/** After so long somebody may wonder whether anybody is making it. */
const LONG_MS = 5 * 60_000;

interface OrderProps {
  words: ConsoleWords;
  reportWords: ReportWords;
  order: OrderedReport;
  /** Its own address. */
  path: string;
  now: Date;
}

/** What became of a report that was asked for. */
export function OrderPart({ words, reportWords, order, path, now }: OrderProps): VNode {
  const { kind, state } = order;
  const period = reportWords.period(parsePeriod(order.period));
  const params = { report: words(`reports.kind.${kind}`), period };
  const waits = state === 'waiting';
  const long = now.getTime() - order.createdAt.getTime() > LONG_MS;
  return (
    <section id="pesanan" class="reports" {...(waits && { 'hx-get': path, 'hx-trigger': EVERY, 'hx-swap': 'outerHTML' })}>
      <h1>{words(`reports.order.${state}`)}</h1>
      <p>{words(`reports.order.${state}Text`, params)}</p>
      {waits && long && <p class="alert alert-warning">{words('reports.order.long')}</p>}
      <p>
        {waits && (
          <a class="btn btn-primary" href={path}>
            {words('reports.order.look')}
          </a>
        )}{' '}
        <a class={waits ? 'btn' : 'btn btn-primary'} href="/console/laporan">
          {words('reports.order.list')}
        </a>
      </p>
    </section>
  );
} // prettier-ignore
