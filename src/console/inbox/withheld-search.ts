import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import { withoutIdentity } from '../../dispatch/without-identity.js';
import type { Cursor } from './cursor.js';
import type { Conditions } from './ticket-conditions.js';
import { findTickets, type Found } from './ticket-search.js';
import { reporterNames } from './withheld-rows.js';

/** Rows that one look takes at least: a page of one row would take as many looks as there are rows that are not shown. */
const LOOK = 50;
/** Looks for one page. Of a word for which a thousand rows in a row are not shown, that they are there says nothing of anybody. */
const MOST_LOOKS = 20;

const DESCRIPTIONS = 'SELECT id, description FROM ticket WHERE id = ANY($1::uuid[])';
/** As the search itself compares them, with the words' stems. */
const STILL = `
  SELECT t.id FROM unnest($1::uuid[], $2::text[]) AS t(id, text)
  WHERE to_tsvector('indonesian', t.text) @@ to_tsquery('indonesian', $3)`;

interface Reads {
  database: Database;
  vault: Vault;
}

/**
 * A page for whoever must not learn who reported: of what `findTickets` finds, those whose words are still there once
 * the names and numbers are out. Neither rows nor cursors nor `more` tell of the others.
 */
export async function findInWithheld(
  reads: Reads,
  conditions: Conditions & { words: string },
  { size, from, back = false }: { size: number; from?: Cursor; back?: boolean },
): Promise<Found> {
  let rows: Cursor[] = [];
  let at = from;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const wish = { size: Math.max(size + 1, LOOK), back, ...(at && { from: at }) };
    const found = await findTickets(reads.database, conditions, wish);
    const shown = await stillFound(reads, found.rows, conditions.words);
    rows = back ? [...shown, ...rows] : [...rows, ...shown];
    if (rows.length > size) return { rows: back ? rows.slice(-size) : rows.slice(0, size), more: true };
    if (!found.more) return { ...found, rows };
    at = back ? found.rows[0] : found.rows.at(-1);
  }
  return { rows, more: false, ...(at && { lookedUpTo: at }) };
}

async function stillFound(reads: Reads, rows: readonly Cursor[], words: string): Promise<Cursor[]> {
  const ids = rows.map(({ id }) => id);
  const [names, texts] = await Promise.all([
    reporterNames(reads, ids),
    reads.database.query<{ id: string; description: string }>(DESCRIPTIONS, [ids]),
  ]);
  const clean = texts.map(({ id, description }) => withoutIdentity(description, names.get(id) ?? []));
  const still = await reads.database.query<{ id: string }>(STILL, [texts.map(({ id }) => id), clean, words]);
  const kept = new Set(still.map(({ id }) => id));
  return rows.filter(({ id }) => kept.has(id));
}
