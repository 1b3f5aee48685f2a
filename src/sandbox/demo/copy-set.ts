import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { WriteSet, type WriteRow } from '../../database/write-set.js';

/** Before what refers to them: COPY checks foreign keys at its own end. Tables that are not named come behind. */
const ORDER = ['contact', 'contact_address', 'inbound_message', 'ticket', 'dispatch', 'outbound_message'];

interface Lines {
  table: string;
  columns: readonly string[];
  lines: string[];
}

/**
 * Rows for PostgreSQL's COPY, which takes in bulk what a statement of JSON would be read row by row. It stands where
 * features want a `WriteSet`, and takes new rows only.
 */
export class CopySet extends WriteSet {
  private readonly sets = new Map<string, Lines>();

  override insert(table: string, row: WriteRow): void {
    const columns = Object.keys(row);
    const key = `${table} ${columns.join()}`;
    let set = this.sets.get(key);
    if (!set) {
      set = { table, columns, lines: [] };
      this.sets.set(key, set);
    }
    set.lines.push(`${columns.map((name) => copyText(row[name])).join('\t')}\n`);
  }

  override update(table: string): never {
    throw new RangeError(`rows of ${table} are copied once, as they are in the end`);
  }

  override statement(): never {
    throw new RangeError('rows are copied; no statement goes with them');
  }

  /** In one transaction: all of them or none. */
  async copyBy(client: Client): Promise<void> {
    await client.query('BEGIN');
    for (const { table, columns, lines } of this.inOrder()) {
      const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
      await pipeline(Readable.from([Buffer.from(lines.join(''))]), stream);
    }
    await client.query('COMMIT');
  }

  private inOrder(): Lines[] {
    const place = ({ table }: Lines): number => (ORDER.indexOf(table) + ORDER.length + 1) % (ORDER.length + 1);
    return [...this.sets.values()].sort((a, b) => place(a) - place(b));
  }
}

/** COPY's text format: https://www.postgresql.org/docs/current/sql-copy.html */
export function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[\\\n\r\t]/.test(text) ? text.replace(/[\\\n\r\t]/g, (sign) => ESCAPED[sign] ?? sign) : text;
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
