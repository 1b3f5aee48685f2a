import type { VNode } from 'preact';
import type { FigureColumn, FigureRow, FigureTable, Measure, ReportFigures, Value } from '../figures/figures.js';
import type { ReportWords } from './report-words.js';

/** Charts by the table's id, as addresses of images. */
export type Charts = ReadonlyMap<string, string>;

interface SectionsProps {
  figures: ReportFigures;
  words: ReportWords;
  charts: Charts;
  /** Where a ticket's page is, where the reader has one. */
  ticketAt?: (number: string) => string;
}

/** What a report says, for any page that shows it: single figures, then a section a table with its chart above it. */
export function ReportSections({ figures, words, charts, ticketAt }: SectionsProps): VNode {
  const { measures, tables, notes } = figures;
  return (
    <>
      {measures.length > 0 && <Measures measures={measures} words={words} before={figures.before !== null} />}
      {tables.map((table) => (
        <Section key={table.id} table={table} words={words} chart={charts.get(table.id)} ticketAt={ticketAt} />
      ))}
      {notes.length > 0 && (
        <section class="remarks">
          <h2>{words.text('remarks')}</h2>
          <ul>
            {notes.map((note) => (
              <li key={note}>{words.text(`note.${note}`, { zone: words.zone })}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Measures({
  measures,
  words,
  before,
}: {
  measures: readonly Measure[];
  words: ReportWords;
  before: boolean;
}): VNode {
  const cases = measures.some(({ n }) => n !== undefined);
  return (
    <section>
      <h2>{words.text('summary')}</h2>
      <div class="scroll" role="region" aria-label={words.text('summary')} tabIndex={0}>
        <table class="measures">
          <thead>
            <tr>
              <th scope="col">{words.text('figure')}</th>
              <th scope="col" class="number">
                {words.text('value')}
              </th>
              {before && (
                <th scope="col" class="number">
                  {words.text('before')}
                </th>
              )}
              {cases && (
                <th scope="col" class="number">
                  {words.text('column.n')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {measures.map((measure) => (
              <tr key={measure.id}>
                <th scope="row">{words.text(`measure.${measure.id}`)}</th>
                <td class="number">{words.value(measure.value, measure.unit, measure.dimension)}</td>
                {before && <td class="number">{words.value(measure.before, measure.unit, measure.dimension)}</td>}
                {cases && <td class="number">{measure.n === undefined ? '' : words.value(measure.n, 'count')}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface SectionProps extends Pick<SectionsProps, 'words' | 'ticketAt'> {
  table: FigureTable;
  chart: string | undefined;
}

function Section({ table, words, chart, ticketAt }: SectionProps): VNode {
  const title = words.text(`table.${table.id}`);
  return (
    <section class={table.columns.length > 5 ? 'wide' : undefined}>
      <h2>{title}</h2>
      {chart !== undefined && <img class="chart" src={chart} alt={words.text('chartOf', { title })} />}
      {table.rows.length === 0 ? (
        <p>{words.text(table.total ? 'tooFew' : 'nothing')}</p>
      ) : (
        <Rows table={table} words={words} title={title} ticketAt={ticketAt} />
      )}
      {table.leftOut !== undefined && <p>{words.text('leftOut', { count: words.value(table.leftOut, 'count') })}</p>}
      {(table.notes ?? []).map((note) => (
        <p key={note} class="note">
          {words.text(`note.${note}`, { zone: words.zone })}
        </p>
      ))}
    </section>
  );
}

function Rows({ table, words, title, ticketAt }: Omit<SectionProps, 'chart'> & { title: string }): VNode {
  const { dimension, columns, rows, total } = table;
  return (
    // Reached by the keyboard, since it may scroll.
    <div class="scroll" role="region" aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.text(`dimension.${dimension}`)}</th>
            {columns.map((column) => (
              <th key={column.id} scope="col" class={classOf(column)}>
                {words.text(`column.${column.id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={String(index)}>
              <th scope="row" class={dimension === 'ticket' ? 'code' : undefined}>
                {dimension === 'ticket' && ticketAt ? (
                  <a href={ticketAt(row.key)}>{words.rowLabel(dimension, row)}</a>
                ) : (
                  words.rowLabel(dimension, row)
                )}
              </th>
              {columns.map((column) => (
                <Figure key={column.id} column={column} row={row} words={words} />
              ))}
            </tr>
          ))}
        </tbody>
        {total && <Total columns={columns} total={total} words={words} />}
      </table>
    </div>
  );
}

function Figure({ column, row, words }: { column: FigureColumn; row: FigureRow; words: ReportWords }): VNode {
  const { id, unit, dimension } = column;
  return (
    <td class={classOf(column)}>
      {words.value(row.values[id], unit, dimension)}
      {row.before && <small>{words.text('was', { value: words.value(row.before[id], unit, dimension) })}</small>}
    </td>
  );
}

function Total({
  columns,
  total,
  words,
}: {
  columns: readonly FigureColumn[];
  total: Record<string, Value>;
  words: ReportWords;
}): VNode {
  return (
    <tfoot>
      <tr>
        <th scope="row">{words.text('total')}</th>
        {columns.map((column) => (
          <td key={column.id} class={classOf(column)}>
            {column.id in total ? words.value(total[column.id], column.unit, column.dimension) : ''}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function classOf({ unit }: FigureColumn): string | undefined {
  if (unit === 'text' || unit === 'code') return undefined;
  return unit === 'time' || unit === 'day' ? 'time' : 'number';
}
