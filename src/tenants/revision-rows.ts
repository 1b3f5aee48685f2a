import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { SectionChange } from './section-changes.js';
import { readOverlay, type Overlay } from './tenant-sections.js';

/** A save as it was made. */
export interface Revision {
  number: number;
  changes: readonly SectionChange[];
  savedBy: string;
  savedAt: Date;
  note: string | null;
}

export interface RevisionState {
  number: number;
  overlay: Overlay;
}

type Reads = Pick<Transaction, 'query'> | Pick<Database, 'query'>;

/** Class of the locks that order the saves of one tenant (`pg_advisory_xact_lock`, two arguments). */
const SAVE_LOCK = 0x7e4a;

/** The newest revision of each tenant; from the primary key alone. */
export async function newestNumbers(reads: Reads, tenants: readonly string[]): Promise<Map<string, number>> {
  const rows = await reads.query<{ tenant: string; number: number | null }>(
    `SELECT t.tenant, (SELECT max(r.number) FROM tenant_revision r WHERE r.tenant = t.tenant) AS number
     FROM unnest($1::text[]) AS t(tenant)`,
    [tenants],
  );
  return new Map(rows.map(({ tenant, number }) => [tenant, number ?? 0]));
}

/** From the newest at or below `from` downwards. */
export async function statesFrom(reads: Reads, tenant: string, from: number, limit: number): Promise<RevisionState[]> {
  const rows = await reads.query<{ number: number; overlay: unknown }>(
    'SELECT number, overlay FROM tenant_revision WHERE tenant = $1 AND number <= $2 ORDER BY number DESC LIMIT $3',
    [tenant, from, limit],
  );
  return rows.map(({ number, overlay }) => ({ number, overlay: readOverlay(overlay) }));
}

/** Newest first, of those before `before`. */
export async function revisionsBefore(
  reads: Reads,
  tenant: string,
  { before, limit }: { before?: number; limit: number },
): Promise<Revision[]> {
  const rows = await reads.query<Revision & Record<string, unknown>>(
    `SELECT number, changes, saved_by AS "savedBy", saved_at AS "savedAt", note FROM tenant_revision
     WHERE tenant = $1 AND ($2::int IS NULL OR number < $2) ORDER BY number DESC LIMIT $3`,
    [tenant, before ?? null, limit],
  );
  return rows;
}

/** Those after `after`, oldest first. */
export async function revisionsAfter(reads: Reads, tenant: string, after: number): Promise<Revision[]> {
  return reads.query<Revision & Record<string, unknown>>(
    `SELECT number, changes, saved_by AS "savedBy", saved_at AS "savedAt", note FROM tenant_revision
     WHERE tenant = $1 AND number > $2 ORDER BY number`,
    [tenant, after],
  );
}

/** The save that a form has come to already. */
export async function savedAs(reads: Reads, tenant: string, nonce: string): Promise<number | undefined> {
  const [row] = await reads.query<{ number: number }>(
    'SELECT number FROM tenant_revision WHERE tenant = $1 AND nonce = $2',
    [tenant, nonce],
  );
  return row?.number;
}

/** One save of a tenant at a time, until the transaction ends. */
export async function lockSaves(tx: Transaction, tenant: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [SAVE_LOCK, tenant]);
}

export async function insertRevision(
  tx: Transaction,
  tenant: string,
  { number, overlay, changes, savedBy, savedAt, note, nonce }: Revision & RevisionState & { nonce: string | null },
): Promise<void> {
  await tx.query(
    `INSERT INTO tenant_revision (tenant, number, overlay, changes, saved_by, saved_at, note, nonce)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tenant, number, JSON.stringify(overlay), JSON.stringify(changes), savedBy, savedAt, note, nonce],
  );
}
