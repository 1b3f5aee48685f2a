import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { parseAddressKey } from '../messaging/address.js';
import type { Address } from '../messaging/inbound-event.js';
import type { StaffRole } from '../tenants/staff-role.js';

/** Whatever reads: a transaction, or the database by itself. */
export type Reads = Pick<Transaction, 'query'> | Pick<Database, 'query'>;

/** Somebody who may be told. Name and address are personal data. */
export interface StaffMember {
  id: string;
  tenant: string;
  /** Null: of the office itself. */
  agency: string | null;
  /** Null: of the whole agency. */
  unit: string | null;
  role: StaffRole;
  name: string;
  address: Address;
  /** The channel that tells them; null: the tenant's first one that reaches such an address. */
  channelId: string | null;
}

export interface StaffQuery {
  tenant: string;
  /** Null: the office's own people; absent: everybody. */
  agency?: string | null;
  /** Null: those of the whole agency; absent: of every unit. */
  unit?: string | null;
  roles?: readonly StaffRole[];
}

interface OfficerRow extends Record<string, unknown> {
  id: string;
  tenant: string;
  agency: string | null;
  unit: string | null;
  role: StaffRole;
  keyId: string;
  nameSealed: Buffer;
  addressSealed: Buffer;
  channelId: string | null;
}

const SELECT = `SELECT id, tenant, agency, unit, role, key_id AS "keyId", name_sealed AS "nameSealed",
    address_sealed AS "addressSealed", channel_id AS "channelId" FROM officer WHERE active`;

/** Whom an actor of a timeline names, where it is an account. */
const ACCOUNT = `SELECT id, tenant, key_id AS "keyId", name_sealed AS "nameSealed", email_hash AS "emailHash"
  FROM user_account WHERE 'user:' || id = $1`;

interface AccountRow extends Record<string, unknown> {
  id: string;
  tenant: string | null;
  keyId: string;
  nameSealed: Buffer;
  emailHash: Buffer | null;
}

/** Who the people of offices and agencies are, those that are active. */
export class StaffDirectory {
  constructor(private readonly vault: Vault) {}

  /** In the order in which they were entered. */
  async list(reads: Reads, { tenant, agency, unit, roles }: StaffQuery): Promise<StaffMember[]> {
    return this.read(
      reads,
      `AND tenant = $1 AND ($2 OR agency IS NOT DISTINCT FROM $3) AND ($4 OR unit IS NOT DISTINCT FROM $5)
        AND ($6::text[] IS NULL OR role = ANY($6)) ORDER BY created_at, id`,
      [tenant, agency === undefined, agency ?? null, unit === undefined, unit ?? null, roles ?? null],
    );
  }

  /** Whose address this is; several where somebody answers for more than one agency. */
  async byAddressHash(reads: Reads, hash: Buffer, tenant?: string): Promise<StaffMember[]> {
    return this.read(reads, 'AND address_hash = $1 AND ($2::text IS NULL OR tenant = $2) ORDER BY created_at, id', [
      hash,
      tenant ?? null,
    ]);
  }

  async byId(reads: Reads, id: string): Promise<StaffMember | undefined> {
    return (await this.read(reads, 'AND id = $1', [id]))[0];
  }

  /**
   * Which of them are whoever acts: those of the account's mailbox; else, for who is told by telephone or signs in without
   * a mailbox, the only one of the office who bears its name. Of two that do nobody knows which: neither is it.
   * @param actor as timelines name them
   */
  async whoActs(reads: Reads, members: readonly StaffMember[], actor: string): Promise<readonly StaffMember[]> {
    const [account] = await reads.query<AccountRow>(ACCOUNT, [actor]);
    if (!account) return members.filter(({ id }) => id === actor);
    const { id, tenant, keyId, nameSealed, emailHash } = account;
    const known = members.filter(
      ({ address }) => emailHash !== null && this.vault.addressHash(address).equals(emailHash),
    );
    if (known.length > 0) return known;
    const name = plainName(this.vault.openText(nameSealed, keyId, sealedIn.accountName(id)));
    const named = members.filter((member) => member.tenant === tenant && plainName(member.name) === name);
    return named.length === 1 ? named : [];
  }

  /**
   * Who is told of what an agency is handed: its unit's officers, else the agency's, else its head; where it has
   * nobody, the office's admins, who know whom to call.
   */
  async recipients(
    reads: Reads,
    { tenant, agency, unit }: { tenant: string; agency: string; unit: string | null },
  ): Promise<{ members: StaffMember[]; standIns: boolean }> {
    const all = await this.list(reads, { tenant, agency });
    const officers = all.filter(({ role }) => role === 'officer');
    const choices = [
      unit === null ? [] : officers.filter((member) => member.unit === unit),
      officers.filter((member) => member.unit === null),
      all.filter(({ role }) => role === 'agency-head'),
      // A whole agency's tickets reach somebody of it, even where all its people sit in units.
      officers,
    ];
    const members = choices.find((choice) => choice.length > 0);
    if (members) return { members, standIns: false };
    return { members: await this.list(reads, { tenant, agency: null, roles: ['admin'] }), standIns: true };
  }

  private async read(reads: Reads, where: string, values: readonly unknown[]): Promise<StaffMember[]> {
    const rows = await reads.query<OfficerRow>(`${SELECT} ${where}`, values);
    return rows.map(({ keyId, nameSealed, addressSealed, ...row }) => ({
      ...row,
      name: this.vault.openText(nameSealed, keyId, sealedIn.officerName(row.id)),
      address: parseAddressKey(this.vault.openText(addressSealed, keyId, sealedIn.officerAddress(row.id))),
    }));
  }
}

function plainName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
