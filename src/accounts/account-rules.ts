import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { isMailbox, isUsername } from './account-names.js';
import { isRole } from './permissions.js';

/** As somebody entered it. */
export interface WantedAccount {
  role: string;
  tenant: string | null;
  agency: string | null;
  unit: string | null;
  name: string;
  username?: string;
  email?: string;
}

export type AccountFaultKind =
  | 'role'
  | 'tenant-missing'
  | 'tenant-unknown'
  | 'tenant-not-wanted'
  | 'agency-missing'
  | 'agency-unknown'
  | 'agency-not-wanted'
  | 'unit-unknown'
  | 'name'
  | 'name-missing'
  | 'username'
  | 'email';

export interface AccountFault {
  field: 'role' | 'tenant' | 'agency' | 'unit' | 'name' | 'username' | 'email';
  kind: AccountFaultKind;
}

/** What is wrong with an account before it is added or changed; nothing where it may be. */
export function accountFaults(wanted: WantedAccount, tenants: TenantRegistry): AccountFault[] {
  const { role, name, username, email } = wanted;
  const faults: AccountFault[] = [];
  const add = (field: AccountFault['field'], kind: AccountFaultKind): void => void faults.push({ field, kind });
  const length = name.trim().length;
  if (length < 1 || length > 100) add('name', 'name');
  if (username === undefined && email === undefined) add('username', 'name-missing');
  if (username !== undefined && !isUsername(username)) add('username', 'username');
  if (email !== undefined && !isMailbox(email)) add('email', 'email');
  if (isRole(role)) faults.push(...placeFaults(wanted, tenants));
  else add('role', 'role');
  return faults;
}

/** Where somebody belongs: central admins nowhere, officers to an agency, everybody else to an office. */
function placeFaults({ role, tenant: slug, agency, unit }: WantedAccount, tenants: TenantRegistry): AccountFault[] {
  if (role === 'central-admin' && slug !== null) return [{ field: 'tenant', kind: 'tenant-not-wanted' }];
  if (role !== 'central-admin' && slug === null) return [{ field: 'tenant', kind: 'tenant-missing' }];
  const tenant = slug === null ? undefined : tenants.bySlug(slug);
  if (slug !== null && !tenant) return [{ field: 'tenant', kind: 'tenant-unknown' }];
  if (role !== 'officer')
    return agency === null && unit === null ? [] : [{ field: 'agency', kind: 'agency-not-wanted' }];
  if (agency === null) return [{ field: 'agency', kind: 'agency-missing' }];
  const found = tenant?.agencies.find((each) => each.slug === agency);
  if (!found) return [{ field: 'agency', kind: 'agency-unknown' }];
  return unit === null || found.units.some((each) => each.slug === unit)
    ? []
    : [{ field: 'unit', kind: 'unit-unknown' }];
}
