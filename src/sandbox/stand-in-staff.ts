import type { Address } from '../messaging/inbound-event.js';
import { OFFICE_ROLES, type StaffRole } from '../tenants/staff-role.js';
import { staffAddress, type StaffEntry } from '../tenants/staff.js';
import type { Tenant } from '../tenants/tenant.js';

const OFFICE_NAMES = { admin: 'Admin', head: 'Kepala', leadership: 'Pimpinan' } as const;
const OFFICE_MAILBOXES = { admin: 'admin', head: 'kepala', leadership: 'pimpinan' } as const;
/** Places of the office's own people among the numbers; agencies' begin behind them. */
const FIRST_AGENCY = 10;

/**
 * A tenant's people, completed for the sandbox: whoever has no address gets one, an agency without people an officer,
 * and the office an admin, a head and a leader. Mailboxes end in `.example` (RFC 2606), numbers read 0811-0000-xxxx.
 */
export function standInStaff(tenant: Tenant): StaffEntry[] {
  const addresses = new StandInAddresses(tenant);
  const named = tenant.staff.map((entry) => (entry.address ? entry : { ...entry, address: addresses.of(entry) }));
  const office = OFFICE_ROLES.filter((role) => !named.some((entry) => entry.agency === null && entry.role === role));
  const empty = tenant.agencies.filter(({ slug }) => !named.some(({ agency }) => agency === slug));
  return [
    ...named,
    ...office.map((role) => addresses.person(null, role, `${OFFICE_NAMES[role]} ${tenant.name}`)),
    ...empty.map(({ slug, shortName }) => addresses.person(slug, 'officer', `Pejabat penghubung ${shortName}`)),
  ];
}

/** One address for each person; those of one place are counted, so that no two are the same. */
class StandInAddresses {
  private readonly given = new Map<string, number>();

  constructor(private readonly tenant: Tenant) {}

  person(agency: string | null, role: StaffRole, name: string): StaffEntry {
    const place = { agency, unit: null, role, name, means: this.tenant.tellStaffBy, path: [] };
    return { ...place, address: this.of(place) };
  }

  of({ agency, unit, role, means }: Pick<StaffEntry, 'agency' | 'unit' | 'role' | 'means'>): Address {
    const box = agency === null ? officeMailbox(role) : [unit, agency].filter((part) => part !== null).join('.');
    const count = (this.given.get(box) ?? 0) + 1;
    this.given.set(box, count);
    const address = staffAddress(
      means,
      means === 'email' ? this.mailbox(box, count) : this.number(agency, role, count),
    );
    if (!address) throw new RangeError(`a stand-in has no address by ${means}`);
    return address;
  }

  private mailbox(box: string, count: number): string {
    const host = `${this.tenant.slug.replaceAll('-', '')}.instansi.example`;
    return `${box}${count === 1 ? '' : `.${String(count)}`}@${host}`;
  }

  /** Four digits behind 0811-0000: by the region, and by the place in the tenant's file. */
  private number(agency: string | null, role: StaffRole, count: number): string {
    const index = this.tenant.agencies.findIndex(({ slug }) => slug === agency);
    const place = agency === null ? OFFICE_ROLES.findIndex((known) => known === role) : FIRST_AGENCY + index;
    const region = Number(this.tenant.regionCode) % 50;
    return `0811-0000-${String(5000 + region * 100 + ((place + 40 * (count - 1)) % 100))}`;
  }
}

function officeMailbox(role: StaffRole): string {
  const known = OFFICE_ROLES.find((candidate) => candidate === role);
  return known ? OFFICE_MAILBOXES[known] : role;
}
