import type { Database } from '../../database/database.js';
import type { Cursor } from './cursor.js';
import { drivenBy, type Conditions, type Place } from './ticket-conditions.js';

/** As the index `ix_ticket_words` has it. */
const WORDS = "to_tsvector('indonesian', t.description)";

/** Rows that one look goes through, by index value; a look that finds too little says how far it came. */
export const WALK = 4_000;
/** Looking words up in each row costs more. */
const WALK_WORDS = 600;
/** Where another condition, which is looked at first, leaves few rows to look words up in. */
const WALK_WORDS_NARROWED = 2_500;
/** More matches than these are not sorted: then the walk's page stands. */
const MOST_MATCHES = 6_000;

export interface Found {
  /** Tickets, in the order asked for. */
  rows: Cursor[];
  /** Whether there is more behind the page, in its direction. */
  more: boolean;
  /** Nothing was found up to here, and no further was looked: the next look begins behind it. */
  lookedUpTo?: Cursor;
}

interface Row extends Record<string, unknown> {
  id: string;
  at: Date;
}

/**
 * A page of what is looked for, by key and never by offset. The work has a bound that does not grow with the table: an
 * index is walked for so many rows at most; words that are seldom are looked up in their own index, which then has few.
 *
 * @param from the row behind which the page begins; `back`: the page before it
 */
export async function findTickets(
  database: Database,
  conditions: Conditions,
  { size, from, back = false }: { size: number; from?: Cursor; back?: boolean },
): Promise<Found> {
  const descending = (conditions.sort === 'newest') !== back;
  const query = new PageQuery(conditions, descending, from, size + 1);
  const ask = <R extends Row>({ text, values }: Statement): Promise<R[]> => database.query<R>(text, values);
  const rows = await ask(query.walk());
  // Of several values each is walked by itself: one may have come less far than the page reaches.
  if (rows.length > size && conditions.driver.values.length === 1) return pageOf(rows.slice(0, size), true, back);
  const [end] = await ask(query.end());
  const sure = rows.filter((row) => !end || (descending ? compare(row, end) >= 0 : compare(row, end) <= 0));
  if (sure.length > size) return pageOf(sure.slice(0, size), true, back);
  if (!end) return pageOf(sure, false, back);
  if (conditions.words !== undefined) {
    const matches = await ask<Row & { all: number }>(query.matches());
    if ((matches[0]?.all ?? 0) <= MOST_MATCHES) return pageOf(matches.slice(0, size), matches.length > size, back);
  }
  return { ...pageOf(sure, false, back), lookedUpTo: cursorOf(end) };
}

interface Statement {
  text: string;
  values: unknown[];
}

/** The statements of one look. */
class PageQuery {
  private readonly at: string;
  private readonly order: string;

  constructor(
    private readonly conditions: Conditions,
    private readonly descending: boolean,
    private readonly from: Cursor | undefined,
    private readonly limit: number,
  ) {
    this.at = conditions.sort === 'due' ? 't.due_at' : 't.opened_at';
    const way = descending ? 'DESC' : 'ASC';
    this.order = `ORDER BY at ${way}, id ${way}`;
  }

  /** The first rows of the index that fulfil everything. */
  walk(): Statement {
    return statement((place) => {
      const rows = `SELECT t.*, ${this.at} AS at ${this.walked(place)} LIMIT ${String(this.budget)}`;
      return `SELECT f.id, f.at FROM ${this.drivers(place)} CROSS JOIN LATERAL (
          SELECT t.id, t.at FROM (${rows}) t WHERE ${this.where(place)} ${this.order} LIMIT ${String(this.limit)}) f
        ${this.order} LIMIT ${String(this.limit)}`;
    });
  }

  /** The last row that the walk looked at, of the value where it came least far; none where it saw all. */
  end(): Statement {
    return statement((place) => {
      const last = `SELECT t.id, ${this.at} AS at ${this.walked(place)} OFFSET ${String(this.budget - 1)} LIMIT 1`;
      return `SELECT f.id, f.at FROM ${this.drivers(place)} CROSS JOIN LATERAL (${last}) f ${this.order} LIMIT 1`;
    });
  }

  /** By the words' own index. */
  matches(): Statement {
    return statement((place) => {
      const hits = `SELECT t.id, ${this.at} AS at FROM ticket t WHERE ${this.where(place)}${this.after(place)}`;
      return `WITH hit AS MATERIALIZED (${hits} LIMIT ${String(MOST_MATCHES + 1)})
        SELECT id, at, (SELECT count(*)::int FROM hit) AS all FROM hit ${this.order} LIMIT ${String(this.limit)}`;
    });
  }

  private drivers(place: Place): string {
    return `unnest(${place(this.conditions.driver.values)}::text[]) AS v(value)`;
  }

  private walked(place: Place): string {
    return `FROM ticket t WHERE ${drivenBy(this.conditions, 'v.value', place)}${this.after(place)} ${this.order}`;
  }

  private where(place: Place): string {
    const { where, words } = this.conditions;
    const parts = where.map((condition) => condition(place));
    if (words !== undefined) parts.push(`${WORDS} @@ to_tsquery('indonesian', ${place(words)})`);
    return parts.join(' AND ');
  }

  private after(place: Place): string {
    if (!this.from) return '';
    const { at, id } = this.from;
    return ` AND (${this.at}, t.id) ${this.descending ? '<' : '>'} (${place(at)}::timestamptz, ${place(id)}::uuid)`;
  }

  private get budget(): number {
    const { words, where, driver } = this.conditions;
    if (words === undefined) return WALK;
    // The tenant's own condition, and the one that the driver stands for.
    const driven = driver.column === 'tenant' ? 1 : 2;
    return where.length > driven ? WALK_WORDS_NARROWED : WALK_WORDS;
  }
}

function statement(write: (place: Place) => string): Statement {
  const values: unknown[] = [];
  return { text: write((value) => `$${String(values.push(value))}`), values };
}

function pageOf(rows: readonly Row[], more: boolean, back: boolean): Found {
  return { rows: (back ? [...rows].reverse() : rows).map(cursorOf), more };
}

function cursorOf({ id, at }: Row): Cursor {
  return { id, at };
}

function compare(a: Row, b: Row): number {
  return a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
