import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';

export const SCOPES = [
  'tickets:read', 'tickets:write', 'tickets:manage', 'answers:write', 'tasks:read', 'tasks:write', 'channels:read', 'identities:read',
  'reports:read', 'reports:write', 'dispatches:read', 'dispatches:write', 'responses:write', 'open311:read', 'open311:write', 'tickets:assign', 'tickets:end', 'notes:read', 'notes:write', 'channels:write', 'settings:read', 'settings:write', 'triage:central',
] as const; // prettier-ignore
export type Scope = (typeof SCOPES)[number];

/** What a key of an agency may be allowed; everything else is the office's. */
export const AGENCY_SCOPES = ['dispatches:read', 'responses:write'] as const satisfies readonly Scope[];

export function isAgencyScope(scope: string | undefined): boolean {
  return AGENCY_SCOPES.some((known) => known === scope);
}

export interface ApiKey {
  id: string;
  name: string;
  /** Null: every office's. */
  tenant: string | null;
  /** Of an agency of that office; null: the office's own. */
  agency: string | null;
  scopes: Scope[];
  ratePerMinute: number;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface NewApiKey {
  name: string;
  tenant?: string;
  /** Only with `tenant`, and only with `AGENCY_SCOPES`. */
  agency?: string;
  scopes: readonly Scope[];
  expiresAt?: Date;
  ratePerMinute?: number;
}

export type Authentication =
  { ok: true; key: ApiKey } | { ok: false; reason: 'key-unknown' | 'key-revoked' | 'key-expired' };

const RATE_PER_MINUTE = 120;
/** 256 random bits behind a prefix by which a leaked key is recognised. */
const KEY = /^ktg_[A-Za-z0-9_-]{43}$/;
const COLUMNS = `id, name, tenant, agency, scopes, rate_per_minute AS "ratePerMinute", created_at AS "createdAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;

/** The keys of programs that work for an office, or for an agency of it. */
export class ApiKeys {
  constructor(private readonly parts: { database: Database; keys: KeyRing; clock: Clock }) {}

  /** @returns the key, which nobody can be shown again. @throws CodedError `key-scopes` */
  async create(wanted: NewApiKey): Promise<{ id: string; key: string }> {
    if (wanted.agency !== undefined && (wanted.tenant === undefined || !wanted.scopes.every(isAgencyScope)))
      throw new CodedError('key-scopes', `an agency's key takes its office and ${AGENCY_SCOPES.join(', ')}`, false);
    const id = newId();
    const key = `ktg_${randomBytes(32).toString('base64url')}`;
    await this.parts.database.query(
      `INSERT INTO api_key (id, name, tenant, agency, scopes, secret_hash, rate_per_minute, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        wanted.name,
        wanted.tenant ?? null,
        wanted.agency ?? null,
        wanted.scopes,
        this.hash(key),
        wanted.ratePerMinute ?? RATE_PER_MINUTE,
        this.parts.clock.now(),
        wanted.expiresAt ?? null,
      ],
    );
    return { id, key };
  }

  async list(): Promise<ApiKey[]> {
    return this.parts.database.query<ApiKey & Record<string, unknown>>(`SELECT ${COLUMNS} FROM api_key ORDER BY id`);
  }

  /** Works at once and in every process: each request asks. @throws CodedError `key-unknown` */
  async revoke(id: string): Promise<void> {
    const rows = await this.parts.database.query(
      'UPDATE api_key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id',
      [id, this.parts.clock.now()],
    );
    if (rows.length === 0) throw new CodedError('key-unknown', `there is no key ${id}`, false);
  }

  async authenticate(key: string): Promise<Authentication> {
    if (!KEY.test(key)) return { ok: false, reason: 'key-unknown' };
    const now = this.parts.clock.now();
    const [found] = await this.parts.database.query<ApiKey & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM api_key WHERE secret_hash = $1`,
      [this.hash(key)],
    );
    if (!found) return { ok: false, reason: 'key-unknown' };
    if (found.revokedAt) return { ok: false, reason: 'key-revoked' };
    if (found.expiresAt && found.expiresAt <= now) return { ok: false, reason: 'key-expired' };
    if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > 60_000)
      await this.parts.database.query('UPDATE api_key SET last_used_at = $2 WHERE id = $1', [found.id, now]);
    return { ok: true, key: found };
  }

  private hash(key: string): Buffer {
    return this.parts.keys.hmac('api-key', key);
  }
}
