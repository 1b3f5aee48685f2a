import type * as Core from 'echarts/core';
import type { FigureTable } from '../figures/figures.js';
import type { ReportWords } from './report-words.js';

const WIDTH = 720;
const LINES_HEIGHT = 280;
const BAR_HEIGHT = 34;
const MOST_BARS = 12;
const LONGEST_LABEL = 34;
/** Told apart by those who see no colours too, by their lightness (Okabe and Ito, 2008); lines have marks besides. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7'];
const MARKS = ['circle', 'rect', 'triangle', 'diamond'];

let loading: Promise<Pick<typeof Core, 'init'>> | undefined;

/** A table's chart as SVG, drawn without a browser; undefined where it has none, or nothing to draw. */
export async function drawChart(table: FigureTable, words: ReportWords): Promise<string | undefined> {
  const { chart } = table;
  if (!chart) return undefined;
  const rows = chart.kind === 'lines' ? table.rows : table.rows.slice(0, MOST_BARS);
  const series = chart.columns.map((id) => ({
    name: words.text(`column.${id}`),
    data: rows.map(({ values }) => (typeof values[id] === 'number' ? values[id] : null)),
  }));
  if (!series.some(({ data }) => data.some((value) => value !== null && value > 0))) return undefined;
  loading ??= load();
  const { init } = await loading;
  const labels = rows.map((row) => shortened(words.rowLabel(table.dimension, row)));
  const bars = chart.kind !== 'lines';
  const told = (value: number): string => words.value(value, 'count');
  const height = bars ? rows.length * BAR_HEIGHT * Math.max(1, series.length * 0.7) + 70 : LINES_HEIGHT;
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: Math.round(height) });
  try {
    drawing.setOption({
      animation: false,
      backgroundColor: '#fff',
      color: COLOURS,
      textStyle: { fontFamily: 'sans-serif', fontSize: 12, color: '#222' },
      ...(series.length > 1 && { legend: { top: 4, icon: 'roundRect', textStyle: { color: '#222' } } }),
      grid: { left: bars ? labelWidth(labels) : 48, right: 44, top: series.length > 1 ? 36 : 12, bottom: 26 },
      xAxis: bars ? amounts(told) : names(labels),
      yAxis: bars ? { ...names(labels), inverse: true } : amounts(told),
      series: series.map(({ name, data }, index) =>
        bars
          ? {
              type: 'bar',
              name,
              data,
              barMaxWidth: 22,
              label: {
                show: true,
                position: 'right',
                color: '#222',
                formatter: ({ value }: { value?: unknown }) => told(Number(value)),
              },
            }
          : { type: 'line', name, data, symbol: MARKS[index] ?? 'circle', symbolSize: 7, lineStyle: { width: 2 } },
      ),
    });
    return drawing.renderToSVGString();
  } finally {
    // It would keep the process alive.
    drawing.dispose();
  }
}

/** As the address of an image: its `style` attributes are refused inline by the pages' Content-Security-Policy. */
export function imageOf(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}

async function load(): Promise<Pick<typeof Core, 'init'>> {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([
    charts.BarChart,
    charts.LineChart,
    components.GridComponent,
    components.LegendComponent,
    renderers.SVGRenderer,
  ]);
  return core;
}

/** @param told a number in the report's own language */
function amounts(told: (value: number) => string): object {
  return {
    type: 'value',
    minInterval: 1,
    axisLabel: { color: '#444', formatter: told },
    splitLine: { lineStyle: { color: '#ddd' } },
  };
}

function names(data: readonly string[]): object {
  return { type: 'category', data, axisTick: { show: false }, axisLabel: { color: '#222', interval: 'auto' }, axisLine: { lineStyle: { color: '#888' } } }; // prettier-ignore
}

/** Room for the longest label, in pixels of a 12 pixel font without its measures. */
function labelWidth(labels: readonly string[]): number {
  return 14 + 7 * Math.max(...labels.map(({ length }) => length));
}

function shortened(label: string): string {
  return label.length <= LONGEST_LABEL ? label : `${label.slice(0, LONGEST_LABEL - 1).trimEnd()}…`;
}
