import type { Database } from '../../../src/database/database.js';

type Range = readonly [tenant: string, from: string, until: string, zone: string];

/** The citizens' words of a range once more, by PostgreSQL's own JSON, means, rounding and ranges. */
const WORDS = `
  WITH words AS (
    SELECT id, fixed, mark, elements FROM feedback
    WHERE tenant = $1 AND (at AT TIME ZONE $4)::date BETWEEN $2::date AND $3::date
  ), marked AS (
    SELECT w.id, e.key AS element, e.value::numeric AS mark FROM words w CROSS JOIN LATERAL jsonb_each_text(w.elements) e
  ), elements AS (
    SELECT element, count(*)::int AS respondents, avg(mark) AS mean, round(avg(mark) * 25, 2) AS index FROM marked GROUP BY element
  ), grades (grade, span) AS (
    VALUES ('A', '[88.31,100]'::numrange), ('B', '[76.61,88.30]'), ('C', '[65.00,76.60]'), ('D', '[25.00,64.99]')
  )`;

export interface OtherWords {
  fixed: number;
  notFixed: number;
  marks: number;
  markSum: number;
  respondents: number;
  index: number;
  grade: string;
  /** What the regulation asks for, of those who were answered. */
  sample: number;
}

export async function otherWords(database: Database, range: Range): Promise<OtherWords> {
  const [row] = await database.query<OtherWords & Record<string, unknown>>(
    `${WORDS}, indices AS (SELECT round(sum(mean) / 9 * 25, 2) AS index FROM elements),
     answered AS (
       SELECT count(*)::numeric AS n FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
       WHERE t.tenant = $1 AND e.type = 'answered' AND (e.at AT TIME ZONE $4)::date BETWEEN $2::date AND $3::date)
     SELECT (SELECT count(*) FROM words WHERE fixed)::int AS fixed, (SELECT count(*) FROM words WHERE NOT fixed)::int AS "notFixed",
       (SELECT count(mark) FROM words)::int AS marks, (SELECT sum(mark) FROM words)::int AS "markSum",
       (SELECT count(DISTINCT id) FROM marked)::int AS respondents, index::float8, grade,
       round(0.96025 * n / (0.0025 * (n - 1) + 0.96025))::int AS sample
     FROM indices JOIN grades ON span @> index CROSS JOIN answered`,
    range,
  );
  if (!row) throw new Error('no words');
  return row;
}

export interface OtherElement {
  element: string;
  respondents: number;
  elementMean: number;
  elementIndex: number;
  grade: string;
}

export async function otherElements(database: Database, range: Range): Promise<OtherElement[]> {
  return database.query<OtherElement & Record<string, unknown>>(
    `${WORDS} SELECT element, respondents, mean::float8 AS "elementMean", index::float8 AS "elementIndex", grade
     FROM elements JOIN grades ON span @> index`,
    range,
  );
}
