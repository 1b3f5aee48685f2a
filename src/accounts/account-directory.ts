import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { LocaleName } from '../tenants/tenant.js';
import type { AccountHashes } from './account-names.js';
import type { Role } from './permissions.js';

/** Name, user name and mailbox are personal data. */
export interface Account {
  id: string;
  role: Role;
  tenant: string | null;
  agency: string | null;
  unit: string | null;
  locale: LocaleName;
  name: string;
  username: string | null;
  email: string | null;
  /** Whether a second factor is set up. */
  factor: boolean;
  /** Whether somebody else chose the password, or there is none yet. */
  passwordTemporary: boolean;
  disabledAt: Date | null;
  /** Its names are destroyed, and it never comes back. */
  forgotten: boolean;
  lastSignedInAt: Date | null;
  createdAt: Date;
}

interface AccountRow extends Record<string, unknown> {
  id: string;
  role: Role;
  tenant: string | null;
  agency: string | null;
  unit: string | null;
  locale: LocaleName;
  keyId: string;
  nameSealed: Buffer;
  usernameSealed: Buffer | null;
  emailSealed: Buffer | null;
  factor: boolean;
  passwordTemporary: boolean;
  disabledAt: Date | null;
  forgotten: boolean;
  lastSignedInAt: Date | null;
  createdAt: Date;
}

const SELECT = `SELECT id, role, tenant, agency, unit, locale, key_id AS "keyId", name_sealed AS "nameSealed",
    username_sealed AS "usernameSealed", email_sealed AS "emailSealed", totp_confirmed_at IS NOT NULL AS factor,
    password_temporary OR password_hash IS NULL AS "passwordTemporary", disabled_at AS "disabledAt",
    forgotten_at IS NOT NULL AS forgotten,
    last_signed_in_at AS "lastSignedInAt", created_at AS "createdAt"
  FROM user_account`;

/** Who may sign in to the console. */
export class AccountDirectory {
  constructor(private readonly parts: { database: Database; vault: Vault; hashes: AccountHashes }) {}

  async byId(id: string): Promise<Account | undefined> {
    return (await this.read('WHERE id = $1', [id]))[0];
  }

  /** By user name or mailbox, as it is typed at the sign-in. */
  async byName(typed: string): Promise<Account | undefined> {
    const { username, email } = this.parts.hashes.of(typed);
    return (await this.read('WHERE username_hash = $1 OR email_hash = $2', [username, email]))[0];
  }

  /** In the order in which they were added. @param tenant of this office alone; all where absent */
  async list(tenant?: string): Promise<Account[]> {
    return this.read('WHERE $1::text IS NULL OR tenant = $1 ORDER BY created_at, id', [tenant ?? null]);
  }

  private async read(where: string, values: readonly unknown[]): Promise<Account[]> {
    const { database, vault } = this.parts;
    const rows = await database.query<AccountRow>(`${SELECT} ${where}`, values);
    return rows.map(({ keyId, nameSealed, usernameSealed, emailSealed, ...row }) => ({
      ...row,
      name: vault.openText(nameSealed, keyId, sealedIn.accountName(row.id)),
      username: usernameSealed && vault.openText(usernameSealed, keyId, sealedIn.accountUsername(row.id)),
      email: emailSealed && vault.openText(emailSealed, keyId, sealedIn.accountEmail(row.id)),
    }));
  }
}
