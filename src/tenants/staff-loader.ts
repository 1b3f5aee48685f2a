import type { ConfigPath } from '../settings/config-error.js';
import { interpolate, UNSET } from '../settings/interpolate.js';
import type { Reader } from '../settings/reader.js';
import type { Environment } from '../settings/settings.js';
import { AGENCY_ROLES, OFFICE_ROLES, type StaffRole } from './staff-role.js';
import { STAFF_ADDRESS_FORMS, STAFF_MEANS, staffAddress, type StaffEntry, type StaffMeans } from './staff.js';

const PERSON_KEYS = ['role', 'name', ...STAFF_MEANS, 'channel'];

export interface StaffPlace {
  agency: string | null;
  unit: string | null;
}

/**
 * Reads a list of people. Their texts may be variables of the environment, so that no person's address stands in a
 * file; one whose address is not set is read without it.
 */
export function readStaff(owner: Reader, key: string, place: StaffPlace, env: Environment): StaffEntry[] {
  return owner.list(key, (value, path) => readPerson(owner, value, path, { ...place, env }), true);
}

function readPerson(
  owner: Reader,
  value: unknown,
  path: ConfigPath,
  { agency, unit, env }: StaffPlace & { env: Environment },
): StaffEntry {
  const { source } = owner;
  const given = interpolate(source, value, path, env, (name) => UNSET + name);
  const person = owner.below(given, path, PERSON_KEYS);
  const roles: readonly [StaffRole, ...StaffRole[]] = agency === null ? OFFICE_ROLES : AGENCY_ROLES;
  const channel = person.optionalText('channel');
  const [means, ...more] = STAFF_MEANS.filter((known) => person.has(known));
  if (means === undefined || more.length > 0)
    source.error(path, undefined, 'exactly one of email, whatsapp and sms: people are told once');
  const address = means && readAddress(person, means);
  return {
    agency,
    unit,
    role: person.oneOf('role', roles),
    name: person.text('name', { maxLength: 80 }),
    means: means ?? 'email',
    ...(address && { address }),
    ...(channel !== undefined && { channel }),
    path,
  };
}

function readAddress(person: Reader, means: StaffMeans): StaffEntry['address'] {
  const text = person.text(means, { expected: STAFF_ADDRESS_FORMS[means] });
  // Empty: it is not set, or what is wrong has been said.
  if (text === '') return undefined;
  const address = staffAddress(means, text);
  if (address === undefined) person.error(means, STAFF_ADDRESS_FORMS[means]);
  return address;
}

/** Records people who stand twice in one place: they would be told twice. */
export function refuseRepeatedStaff(owner: Reader, staff: readonly StaffEntry[]): void {
  const seen = new Set<string>();
  for (const { agency, unit, address, path } of staff) {
    if (address === undefined) continue;
    const place = [agency, unit, address.kind, address.value].join('\n');
    if (seen.has(place)) owner.source.error(path, undefined, 'each address once in one place; this one stands above');
    seen.add(place);
  }
}
