import { CodedError } from '../messaging/errors.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Duration, Tenant } from '../tenants/tenant.js';
import { dueAt, workCalendar } from '../tenants/working-time.js';

/** Longest note or remark, in characters: it goes into mails and chats as it is. */
export const MAX_WORDS = 2_000;

/** @returns undefined where nothing was written. @throws CodedError `words-too-long` */
export function checkedWords(text: string | undefined): string | undefined {
  const words = text?.replaceAll('\u0000', '').trim();
  if (words === undefined || words === '') return undefined;
  if (words.length <= MAX_WORDS) return words;
  const lengths = `${String(words.length)} characters; at most ${String(MAX_WORDS)} are taken`;
  throw new CodedError('words-too-long', `the words have ${lengths}`, false);
}

export interface NamedPlace {
  tenant: Tenant;
  agency: string;
  unit: string | null;
}

/** @throws CodedError `tenant-unknown`, `agency-unknown`, `unit-unknown` */
export function dispatchPlace(
  tenants: Pick<TenantRegistry, 'bySlug'>,
  slug: string,
  { agency, unit = null }: { agency: string; unit?: string | null },
): NamedPlace {
  const tenant = tenants.bySlug(slug);
  if (!tenant) throw new CodedError('tenant-unknown', `the configuration has no tenant ${slug}`, false);
  const found = tenant.agencies.find((known) => known.slug === agency);
  if (!found) {
    const known = tenant.agencies.map((each) => each.slug).join(', ');
    throw new CodedError('agency-unknown', `${slug} has no agency of that name: ${known}`, false);
  }
  if (unit !== null && !found.units.some((known) => known.slug === unit)) {
    const known = found.units.map((each) => each.slug).join(', ');
    throw new CodedError('unit-unknown', `${agency} has no unit of that name: ${known === '' ? 'it has none' : known}`, false); // prettier-ignore
  }
  return { tenant, agency, unit };
}

/**
 * When an agency shall have responded: as given, else by the standard's step that ends with the response, else when the
 * ticket itself is due.
 * @throws CodedError `due-passed`
 */
export function responseDue({
  tenant,
  holidays,
  ticket,
  given,
  now,
}: {
  tenant: Tenant;
  holidays: HolidayCalendar;
  ticket: { dueAt: Date };
  given?: Date;
  now: Date;
}): Date {
  if (given !== undefined) {
    if (given.getTime() > now.getTime()) return given;
    throw new CodedError('due-passed', 'the deadline for the agency has passed already', false);
  }
  const within = responseStep(tenant);
  return within ? dueAt(now, within, workCalendar(tenant, holidays)) : ticket.dueAt;
}

/** Of the standard's step that an agency's response ends; undefined where the standard gives none a time. */
function responseStep({ standard }: Tenant): Duration | undefined {
  return standard.steps.find((step) => 'until' in step && step.until === 'responded' && step.within)?.within;
}
