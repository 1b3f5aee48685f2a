import type { Statement } from './statement.js';

type Row = Readonly<Record<string, unknown>>;

interface Insert {
  table: string;
  columns: readonly string[];
  rows: Row[];
}

/**
 * Collects the rows that one decision writes, over several features, and makes one statement of them:
 * all or nothing, and one round trip. Foreign keys between its rows hold, since PostgreSQL checks them
 * at the end of the statement. It writes what the features built; it knows no table.
 */
export class WriteSet {
  private readonly inserts: Insert[] = [];
  private readonly updates: { sql: string; values: readonly unknown[] }[] = [];

  /** @param row column names in snake_case */
  insert(table: string, row: Row): void {
    const columns = Object.keys(row);
    const last = this.inserts.findLast((insert) => insert.table === table);
    if (last && last.columns.length === columns.length && last.columns.every((name, index) => name === columns[index]))
      last.rows.push(row);
    else this.inserts.push({ table, columns, rows: [row] });
  }

  /** @param sql an UPDATE or DELETE with `?` for each value */
  statement(sql: string, values: readonly unknown[]): void {
    this.updates.push({ sql, values });
  }

  /** The text depends on the shape alone, so a shape is planned once a connection. */
  compile(): { statement: Statement; values: unknown[] } {
    const values: unknown[] = [];
    const place = (value: unknown): string => `$${String(values.push(value))}`;
    const parts = [
      ...this.inserts.map(({ table, columns, rows }) => {
        const tuples = rows.map((row) => `(${columns.map((name) => place(row[name])).join(', ')})`);
        return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`;
      }),
      ...this.updates.map(({ sql, values: own }) => {
        let index = 0;
        return sql.replace(/\?/g, () => place(own[index++]));
      }),
    ];
    const [last = 'SELECT 1', ...others] = parts.reverse();
    const text =
      others.length === 0
        ? last
        : `WITH ${others.map((part, index) => `w${String(index)} AS (${part})`).join(', ')} ${last}`;
    return { statement: { name: `write-${shapeOf(text)}`, text }, values };
  }
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
