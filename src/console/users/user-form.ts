import type { FastifyRequest } from 'fastify';
import { accountFaults, type AccountFault } from '../../accounts/account-rules.js';
import type { AccountChange } from '../../accounts/accounts.js';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { rolesBelow, type Role } from '../../accounts/permissions.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import { textField } from '../frame/form-body.js';

/** As it was typed. */
export interface UserFormValues {
  name: string;
  role: string;
  /** `agency` or `agency/unit`; empty: none. */
  place: string;
  username: string;
  email: string;
}

export const EMPTY_USER: UserFormValues = { name: '', role: 'operator', place: '', username: '', email: '' };

/** Field of the page by the rule's. */
const FIELDS: Readonly<Record<AccountFault['field'], string>> = {
  role: 'peran',
  tenant: 'peran',
  agency: 'tempat',
  unit: 'tempat',
  name: 'nama',
  username: 'nama-pengguna',
  email: 'surel',
};

export function readUserForm(request: FastifyRequest): UserFormValues {
  return {
    name: textField(request, 'nama'),
    role: textField(request, 'peran'),
    place: textField(request, 'tempat'),
    username: textField(request, 'nama-pengguna'),
    email: textField(request, 'surel'),
  };
}

export type UserFormResult =
  { ok: true; change: AccountChange } | { ok: false; faults: { field: string; kind: AccountFault['kind'] }[] };

/**
 * What a form makes of an account, or what is wrong with it. A place counts for officers alone: whoever chooses another
 * role leaves the field as it was.
 * @param tenant the office that the form belongs to
 */
export function checkUserForm(
  by: ConsoleUser,
  values: UserFormValues,
  tenant: string,
  tenants: TenantRegistry,
): UserFormResult {
  const [agency = '', unit = ''] = values.role === 'officer' ? values.place.split('/') : [];
  const change = {
    role: values.role,
    tenant: values.role === 'central-admin' ? null : tenant,
    agency: agency === '' ? null : agency,
    unit: unit === '' ? null : unit,
    name: values.name,
  };
  const faults = accountFaults(
    { ...change, ...(values.username !== '' && { username: values.username }), ...(values.email !== '' && { email: values.email }) },
    tenants,
  ); // prettier-ignore
  const role = rolesBelow(by.role).find((each) => each === values.role);
  if (!role && !faults.some(({ field }) => field === 'role')) faults.push({ field: 'role', kind: 'role' });
  if (!role || faults.length > 0)
    return { ok: false, faults: faults.map(({ field, kind }) => ({ field: FIELDS[field], kind })) };
  return {
    ok: true,
    change: { ...change, role, username: nullIfEmpty(values.username), email: nullIfEmpty(values.email) },
  };
}

/** Of an account as it is. */
export function userValues({ name, role, agency, unit, username, email }: AccountChange): UserFormValues {
  const place = [agency, unit].filter((each) => each !== null).join('/');
  return { name, role, place, username: username ?? '', email: email ?? '' };
}

/** Roles that somebody may give. */
export function rolesFor(by: ConsoleUser): readonly Role[] {
  return rolesBelow(by.role);
}

function nullIfEmpty(text: string): string | null {
  return text === '' ? null : text;
}
