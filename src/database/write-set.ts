import type { Statement } from './statement.js';

/** Values of a row by column name: text, numbers, booleans, dates, bytes, null; objects for `jsonb`. */
export type WriteRow = Readonly<Record<string, unknown>>;

interface Rows {
  table: string;
  columns: readonly string[];
  rows: Record<string, unknown>[];
}

/**
 * Collects the rows that decisions write, over several features and several messages, and makes one
 * statement of them: all or nothing, and one round trip. Foreign keys between its rows hold, since
 * PostgreSQL checks them at the end of the statement. It writes what the features built; it knows no table.
 *
 * Rows travel as JSON, one parameter a table: the statement's text then depends on the tables and columns
 * alone, not on how many rows there are, and is planned once a connection.
 */
export class WriteSet {
  private readonly inserts: Rows[] = [];
  private readonly updates: (Rows & { guard: string })[] = [];
  private readonly others: { sql: string; values: readonly unknown[] }[] = [];

  /** @param row column names in snake_case */
  insert(table: string, row: WriteRow): void {
    add(this.inserts, table, row, (rows) => rows);
  }

  /**
   * Sets the row's other columns where `id` is the row's.
   * @param guard a condition on `t`, such as `t.state = 'pending'`
   */
  update(table: string, row: WriteRow & { id: string }, guard = 'true'): void {
    add(this.updates, table, row, (rows) => ({ ...rows, guard }));
  }

  /** @param sql any other data-modifying statement, with `?` for each value */
  statement(sql: string, values: readonly unknown[]): void {
    this.others.push({ sql, values });
  }

  compile(): { statement: Statement; values: unknown[] } {
    const values: unknown[] = [];
    const place = (value: unknown): string => `$${String(values.push(value))}`;
    const source = ({ table, rows }: Rows): string =>
      `json_populate_recordset(NULL::${table}, ${place(JSON.stringify(rows))}::json) r`;
    const parts = [
      ...this.inserts.map(
        (set) =>
          `INSERT INTO ${set.table} (${set.columns.join(', ')}) SELECT ${set.columns.join(', ')} FROM ${source(set)}`,
      ),
      ...this.updates.map((set) => {
        const changes = set.columns.filter((name) => name !== 'id').map((name) => `${name} = r.${name}`);
        return `UPDATE ${set.table} t SET ${changes.join(', ')} FROM ${source(set)} WHERE t.id = r.id AND ${set.guard}`;
      }),
      ...this.others.map(({ sql, values: own }) => {
        let index = 0;
        return sql.replace(/\?/g, () => place(own[index++]));
      }),
    ];
    const [last = 'SELECT 1', ...earlier] = parts.reverse();
    const text =
      earlier.length === 0
        ? last
        : `WITH ${earlier.map((part, index) => `w${String(index)} AS (${part})`).join(', ')} ${last}`;
    return { statement: { name: `write-${shapeOf(text)}`, text }, values };
  }
}

function add<S extends Rows>(sets: S[], table: string, row: WriteRow, make: (rows: Rows) => S): void {
  const columns = Object.keys(row);
  let set = sets.find(
    (known) =>
      known.table === table &&
      known.columns.length === columns.length &&
      known.columns.every((name, index) => name === columns[index]),
  );
  if (!set) {
    set = make({ table, columns, rows: [] });
    sets.push(set);
  }
  const plain: Record<string, unknown> = {};
  // JSON has no bytes: PostgreSQL reads them in its own hexadecimal notation.
  for (const name of columns) plain[name] = Buffer.isBuffer(row[name]) ? `\\x${row[name].toString('hex')}` : row[name];
  set.rows.push(plain);
}

const shapes = new Map<string, string>();

/** A short name for a text; shapes are few, since they follow from the code's branches. */
function shapeOf(text: string): string {
  let name = shapes.get(text);
  if (!name) {
    name = String(shapes.size + 1);
    shapes.set(text, name);
  }
  return name;
}
