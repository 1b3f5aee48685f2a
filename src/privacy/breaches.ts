import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';

/** "Paling lambat 3 x 24 (tiga kali dua puluh empat) jam": UU 27/2022, article 46 (1). */
export const NOTIFY_WITHIN_MS = 72 * 3_600_000;
export const DATA_KINDS = [
  'name', 'address', 'postal-address', 'identity-number', 'identity-paper', 'message', 'attachment', 'location',
] as const; // prettier-ignore
export type DataKind = (typeof DATA_KINDS)[number];

export interface NewBreach {
  tenant?: string;
  /** Not after now. */
  discoveredAt: Date;
  what: string;
  dataKinds: readonly DataKind[];
  persons?: number;
  measures?: string;
  by: string;
}

export interface BreachView {
  id: string;
  tenant: string | null;
  discoveredAt: string;
  notifyBy: string;
  /** Hours until both must have been told; negative where that is over; null where it is done. */
  hoursLeft: number | null;
  what: string;
  measures: string | null;
  dataKinds: string[];
  persons: number | null;
  authorityToldAt: string | null;
  personsToldAt: string | null;
  closedAt: string | null;
}

/** What changes of an entry; each step is recorded when it is done. */
export interface BreachChange {
  authorityTold?: boolean;
  personsTold?: boolean;
  persons?: number;
  measures?: string;
  close?: boolean;
}

interface Row extends Record<string, unknown> {
  id: string;
  tenant: string | null;
  discoveredAt: Date;
  notifyBy: Date;
  keyId: string;
  what: Buffer;
  measures: Buffer | null;
  dataKinds: string[];
  persons: number | null;
  authorityToldAt: Date | null;
  personsToldAt: Date | null;
  closedAt: Date | null;
}

const COLUMNS = `id, tenant, discovered_at AS "discoveredAt", notify_by AS "notifyBy", key_id AS "keyId", what_sealed AS what,
  measures_sealed AS measures, data_kinds AS "dataKinds", persons, authority_told_at AS "authorityToldAt",
  persons_told_at AS "personsToldAt", closed_at AS "closedAt"`;

export interface BreachParts {
  database: Database;
  vault: Vault;
  clock: Clock;
}

/** The register of failures of data protection, with the clock that the law sets. */
export class Breaches {
  constructor(private readonly parts: BreachParts) {}

  /** @throws CodedError `breach-incomplete`, `breach-in-future` */
  async add(breach: NewBreach): Promise<BreachView> {
    const { database, vault, clock } = this.parts;
    const now = clock.now();
    if (breach.what.trim() === '' || breach.dataKinds.length === 0)
      throw new CodedError('breach-incomplete', 'what happened, and which data it concerns, must be said', false);
    if (breach.discoveredAt > now)
      throw new CodedError('breach-in-future', 'it can not have been discovered later than now', false);
    const id = newId();
    await database.query(
      `INSERT INTO data_breach (id, tenant, discovered_at, notify_by, key_id, what_sealed, measures_sealed, data_kinds, persons, recorded_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        breach.tenant ?? null,
        breach.discoveredAt,
        new Date(breach.discoveredAt.getTime() + NOTIFY_WITHIN_MS),
        vault.keyId,
        vault.seal(breach.what.trim(), sealedIn.breachWhat(id)),
        breach.measures === undefined ? null : vault.seal(breach.measures, sealedIn.breachMeasures(id)),
        breach.dataKinds,
        breach.persons ?? null,
        breach.by,
        now,
      ],
    );
    return this.show(id);
  }

  /** The most urgent first, then what is closed. */
  async list(tenant?: string): Promise<BreachView[]> {
    const rows = await this.parts.database.query<Row>(
      `SELECT ${COLUMNS} FROM data_breach WHERE $1::text IS NULL OR tenant = $1 OR tenant IS NULL
       ORDER BY closed_at IS NOT NULL, notify_by`,
      [tenant ?? null],
    );
    return rows.map((row) => this.view(row));
  }

  /** @throws CodedError `breach-unknown` */
  async show(id: string): Promise<BreachView> {
    const [row] = await this.parts.database.query<Row>(`SELECT ${COLUMNS} FROM data_breach WHERE id::text = $1`, [id]);
    if (!row) throw new CodedError('breach-unknown', `there is no breach ${id}`, false);
    return this.view(row);
  }

  /** @throws CodedError `breach-unknown`, `breach-closed`, `breach-not-told` */
  async change(id: string, change: BreachChange): Promise<BreachView> {
    const { database, vault, clock } = this.parts;
    const now = clock.now();
    await database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(`SELECT ${COLUMNS} FROM data_breach WHERE id::text = $1 FOR UPDATE`, [id]);
      if (!row) throw new CodedError('breach-unknown', `there is no breach ${id}`, false);
      if (row.closedAt) throw new CodedError('breach-closed', `breach ${id} is closed`, false);
      const authorityToldAt = row.authorityToldAt ?? (change.authorityTold ? now : null);
      const personsToldAt = row.personsToldAt ?? (change.personsTold ? now : null);
      if (change.close && (!authorityToldAt || !personsToldAt))
        throw new CodedError('breach-not-told', 'close it when the authority and the persons have been told', false);
      const what = vault.openText(row.what, row.keyId, sealedIn.breachWhat(id));
      const measures = change.measures ?? this.measuresOf(row);
      await tx.query(
        `UPDATE data_breach SET authority_told_at = $2, persons_told_at = $3, persons = $4, key_id = $5, what_sealed = $6,
           measures_sealed = $7, closed_at = $8 WHERE id = $1`,
        [
          id,
          authorityToldAt,
          personsToldAt,
          change.persons ?? row.persons,
          vault.keyId,
          vault.seal(what, sealedIn.breachWhat(id)),
          measures === null ? null : vault.seal(measures, sealedIn.breachMeasures(id)),
          change.close ? now : null,
        ],
      );
    });
    return this.show(id);
  }

  private view(row: Row): BreachView {
    const told = row.authorityToldAt !== null && row.personsToldAt !== null;
    const left = (row.notifyBy.getTime() - this.parts.clock.now().getTime()) / 3_600_000;
    return {
      id: row.id,
      tenant: row.tenant,
      discoveredAt: row.discoveredAt.toISOString(),
      notifyBy: row.notifyBy.toISOString(),
      hoursLeft: told ? null : Math.floor(left * 10) / 10,
      what: this.parts.vault.openText(row.what, row.keyId, sealedIn.breachWhat(row.id)),
      measures: this.measuresOf(row),
      dataKinds: row.dataKinds,
      persons: row.persons,
      authorityToldAt: row.authorityToldAt?.toISOString() ?? null,
      personsToldAt: row.personsToldAt?.toISOString() ?? null,
      closedAt: row.closedAt?.toISOString() ?? null,
    };
  }

  private measuresOf({ id, keyId, measures }: Row): string | null {
    return measures && this.parts.vault.openText(measures, keyId, sealedIn.breachMeasures(id));
  }
}
