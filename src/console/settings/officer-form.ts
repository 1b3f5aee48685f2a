import type { NewMember } from '../../agencies/staff-desk.js';
import type { StaffMember } from '../../agencies/staff-directory.js';
import type { Address } from '../../messaging/inbound-event.js';
import { AGENCY_ROLES, OFFICE_ROLES, type StaffRole } from '../../tenants/staff-role.js';
import { STAFF_MEANS, staffAddress, type StaffMeans } from '../../tenants/staff.js';
import type { Tenant } from '../../tenants/tenant.js';
import { oneLine, type WrongField } from './edit/item-editor.js';

export const OFFICER_FIELDS = ['nama', 'tempat', 'peran', 'cara', 'alamat', 'kanal'] as const;
export type OfficerValues = Readonly<Partial<Record<(typeof OFFICER_FIELDS)[number], string>>>;

const LONGEST_NAME = 80;
const MEANS: Readonly<Record<Address['kind'], StaffMeans>> = { email: 'email', whatsapp: 'whatsapp', phone: 'sms', messenger: 'whatsapp', telegram: 'whatsapp' }; // prettier-ignore

/** What the form of somebody begins with: all but their address, which is shown when it is asked for. */
export function officerValues(member: StaffMember): OfficerValues {
  return {
    nama: member.name,
    tempat: [member.agency, member.unit].filter((each) => each !== null).join('/'),
    peran: member.role,
    cara: MEANS[member.address.kind],
    alamat: '',
    kanal: member.channelId ?? '',
  };
}

/** Judges the form; an empty address is the one that is known. Pure. */
export function memberOf(
  tenant: Tenant,
  values: OfficerValues,
  known?: StaffMember,
): { member?: NewMember; wrong: WrongField[] } {
  const wrong: WrongField[] = [];
  const name = oneLine(values.nama ?? '');
  if (name === '' || name.length > LONGEST_NAME) wrong.push({ field: 'nama', code: 'officer.nama' });
  const place = placeOf(tenant, values.tempat ?? '');
  if (!place) wrong.push({ field: 'tempat', code: 'officer.tempat' });
  const roles: readonly StaffRole[] = place?.agency == null ? OFFICE_ROLES : AGENCY_ROLES;
  const role = roles.find((each) => each === values.peran);
  if (!role) wrong.push({ field: 'peran', code: place?.agency == null ? 'officer.peranKantor' : 'officer.peranInstansi' });
  const means = STAFF_MEANS.find((each) => each === values.cara);
  const typed = values.alamat ?? '';
  const kept = known && MEANS[known.address.kind] === means ? known.address : undefined;
  const address = typed === '' ? kept : means && staffAddress(means, typed);
  if (!address) wrong.push({ field: 'alamat', code: means === 'email' ? 'officer.surel' : 'officer.nomor' });
  if (wrong.length > 0 || !place || !role || !address) return { wrong };
  const channelId = values.kanal ? values.kanal : null;
  return { member: { tenant: tenant.slug, ...place, role, name, address, channelId }, wrong };
} // prettier-ignore

function placeOf({ agencies }: Tenant, typed: string): { agency: string | null; unit: string | null } | undefined {
  if (typed === '') return { agency: null, unit: null };
  const [slug, unit = null] = typed.split('/');
  const agency = agencies.find((each) => each.slug === slug);
  if (!agency || (unit !== null && !agency.units.some((each) => each.slug === unit))) return undefined;
  return { agency: agency.slug, unit };
}

/** Enough to be known by whoever knows it: the last digits, or the beginning and the domain. */
export function maskedAddress({ kind, value }: Address): string {
  if (kind !== 'email') return `••••${value.slice(-3)}`;
  const [name = '', domain = ''] = value.split('@');
  return `${name.slice(0, 1)}•••@${domain}`;
}
