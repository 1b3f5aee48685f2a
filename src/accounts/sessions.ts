import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import type { Statement } from '../database/statement.js';
import type { Clock } from '../observability/clock.js';
import type { AccountsConfig } from '../settings/gateway-config.js';
import type { LocaleName } from '../tenants/tenant.js';
import type { ConsoleUser } from './console-user.js';
import type { Role } from './permissions.js';

const MINUTE_MS = 60_000;
/** 256 random bits in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** $1 ids, $2 now, $3 idle since. */
const GOING: Statement = {
  name: 'console-sessions-going',
  text: `
    SELECT s.id, u.role, u.tenant FROM session s JOIN user_account u ON u.id = s.user_id
    WHERE s.id = ANY($1::uuid[]) AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.disabled_at IS NULL`,
};

/** What somebody has to do before anything else. */
export type Owed = 'code' | 'password' | 'factor';

export interface SignedIn {
  user: ConsoleUser;
  owes: Owed | undefined;
}

/** One of the browsers that somebody is signed in with. */
export interface OpenSession {
  id: string;
  device: string;
  createdAt: Date;
  lastSeenAt: Date;
}

interface SessionUser extends Record<string, unknown> {
  sessionId: string;
  id: string;
  role: Role;
  tenant: string | null;
  agency: string | null;
  unit: string | null;
  locale: LocaleName;
  keyId: string;
  nameSealed: Buffer;
  factorPending: boolean;
  passwordTemporary: boolean;
  factor: boolean;
  lastSeenAt: Date;
}

export interface SessionsParts {
  database: Database;
  vault: Vault;
  keys: KeyRing;
  clock: Clock;
  config: AccountsConfig;
}

/** Who is signed in, and where. Each request asks: what is ended here ends at once, in every process. */
export class Sessions {
  constructor(private readonly parts: SessionsParts) {}

  /** Seconds after which a session ends, however busy it is. */
  get lifetimeSeconds(): number {
    return this.parts.config.session.hours * 3600;
  }

  /** @returns the cookie's token, which is kept nowhere */
  async open(userId: string, device: string, factorPending: boolean): Promise<string> {
    const { database, clock } = this.parts;
    const token = randomBytes(32).toString('base64url');
    const now = clock.now();
    await database.query(
      `INSERT INTO session (id, user_id, token_hash, factor_pending, device, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
      [
        newId(),
        userId,
        this.hash(token),
        factorPending,
        device,
        now,
        new Date(now.getTime() + this.lifetimeSeconds * 1000),
      ],
    );
    return token;
  }

  /**
   * Of a session that goes on, and of an account that is not disabled.
   * @param attended false for what a page asks by itself: it is no sign that somebody is there
   */
  async find(token: string | undefined, attended = true): Promise<SignedIn | undefined> {
    if (token === undefined || !TOKEN.test(token)) return undefined;
    const { database, clock, config } = this.parts;
    const now = clock.now();
    const [row] = await database.query<SessionUser>(
      `SELECT s.id AS "sessionId", s.factor_pending AS "factorPending", s.last_seen_at AS "lastSeenAt", u.id, u.role, u.tenant, u.agency,
         u.unit, u.locale, u.key_id AS "keyId", u.name_sealed AS "nameSealed", u.password_temporary AS "passwordTemporary",
         u.totp_confirmed_at IS NOT NULL AS factor
       FROM session s JOIN user_account u ON u.id = s.user_id
       WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.disabled_at IS NULL`,
      [this.hash(token), now, this.idleSince(now)],
    );
    if (!row) return undefined;
    if (attended && now.getTime() - row.lastSeenAt.getTime() >= MINUTE_MS)
      await database.query('UPDATE session SET last_seen_at = $2 WHERE id = $1', [row.sessionId, now]);
    return { user: this.userOf(row), owes: owedBy(row, config) };
  }

  /** Of those given, the ones that go on, with what whose they are may hear now. */
  async going(ids: readonly string[]): Promise<Map<string, Pick<ConsoleUser, 'role' | 'tenant'>>> {
    const { database, clock } = this.parts;
    const now = clock.now();
    const rows = await database.query<{ id: string; role: Role; tenant: string | null }>(GOING, [ids, now, this.idleSince(now)]); // prettier-ignore
    return new Map(rows.map(({ id, ...user }) => [id, user]));
  }

  /** The second factor was right: the session goes on under a new token, since somebody may have seen the old one. */
  async raise(sessionId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.parts.database.query('UPDATE session SET factor_pending = false, token_hash = $2 WHERE id = $1', [
      sessionId,
      this.hash(token),
    ]);
    return token;
  }

  /** Those of one account that go on, the latest first. */
  async list(userId: string): Promise<OpenSession[]> {
    const { database, clock } = this.parts;
    const now = clock.now();
    return database.query<OpenSession & Record<string, unknown>>(
      `SELECT id, device, created_at AS "createdAt", last_seen_at AS "lastSeenAt" FROM session
       WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC, id`,
      [userId, now, this.idleSince(now)],
    );
  }

  /** @param userId whose it must be: nobody ends another's by its id */
  async end(userId: string, sessionId: string): Promise<void> {
    await this.parts.database.query('DELETE FROM session WHERE id = $1 AND user_id = $2', [sessionId, userId]);
  }

  /** @param except the one that goes on */
  async endAll(userId: string, except?: string): Promise<void> {
    await this.parts.database.query('DELETE FROM session WHERE user_id = $1 AND id IS DISTINCT FROM $2', [
      userId,
      except ?? null,
    ]);
  }

  private userOf(row: SessionUser): ConsoleUser {
    const { id, role, tenant, agency, unit, locale, sessionId } = row;
    const name = this.parts.vault.openText(row.nameSealed, row.keyId, sealedIn.accountName(id));
    return { id, name, role, tenant, agency, unit, locale, sessionId };
  }

  private idleSince(now: Date): Date {
    return new Date(now.getTime() - this.parts.config.session.idleMinutes * MINUTE_MS);
  }

  private hash(token: string): Buffer {
    return this.parts.keys.hmac('session', token);
  }
}

function owedBy(row: SessionUser, { secondFactor }: AccountsConfig): Owed | undefined {
  if (row.factorPending) return 'code';
  if (row.passwordTemporary) return 'password';
  return !row.factor && secondFactor.required.includes(row.role) ? 'factor' : undefined;
}
