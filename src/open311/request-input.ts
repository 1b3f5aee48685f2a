import { parseEmail } from '../channels/typed.js';
import type { EntryFile, EntryInput } from '../manual/entry-input.js';
import { plainCode } from '../tenants/areas.js';
import type { Tenant } from '../tenants/tenant.js';
import { mediaLink, withMedia } from './media-link.js';
import type { Open311Fault } from './open311-error.js';
import { VILLAGE } from './services.js';

export type Fields = Readonly<Record<string, string>>;
export type RequestInput = { faults: readonly Open311Fault[] } | { faults: readonly []; entry: EntryInput };

/** The desk's name of a field, as the specification calls it. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  text: 'description',
  category: 'service_code',
  'reporter.name': 'first_name',
  'reporter.phone': 'phone',
  'reporter.email': 'email',
  'place.villageCode': 'address_id',
  'place.districtCode': 'address_id',
  'place.landmark': 'address_string',
  'place.latitude': 'lat',
  'place.longitude': 'long',
  nonce: 'Idempotency-Key',
  anonymous: 'first_name',
};

export function argumentOf(field: string): string {
  return ARGUMENTS[field] ?? field.replace(/^attachments/, 'media');
}

/**
 * What a citizen's app posts, as a clerk's form would have it; the desk judges the rest. An app's own numbers of devices
 * and accounts are not kept. Pure.
 * @param mails whether the office can answer by mail
 */
export function readRequest(
  fields: Fields,
  {
    tenant,
    channelId,
    mails,
    files,
  }: { tenant: Tenant; channelId: string; mails: boolean; files: readonly EntryFile[] },
): RequestInput {
  const given = (name: string): string | undefined => fields[name]?.trim() || undefined;
  const faults: Open311Fault[] = [];
  const fault = (key: string, argument?: string): void => {
    faults.push({ key: `open311.errors.${key}`, ...(argument !== undefined && { argument }) });
  };
  const media = given('media_url');
  const link = media === undefined ? undefined : mediaLink(media);
  if (media !== undefined && link === undefined) fault('media', 'media_url');
  const [lat, long] = (['lat', 'long'] as const).map((name) => {
    const degrees = given(name);
    if (degrees !== undefined && !/^[+-]?\d{1,3}(?:\.\d+)?$/.test(degrees)) fault('degrees', name);
    return degrees === undefined ? undefined : Number(degrees);
  });
  const area = given(`attribute[${VILLAGE}]`) ?? given('address_id');
  const landmark = given('address_string');
  if (area === undefined && landmark === undefined && (lat === undefined || long === undefined)) fault('location');
  if (faults.length > 0) return { faults };
  // The specification lets it be left out; where it is stands beside it, since the same words twice are one report.
  const where = landmark ?? (lat !== undefined && long !== undefined ? `${String(lat)}, ${String(long)}` : area);
  const description = given('description') ?? `${serviceName(tenant, given('service_code'))}: ${where ?? ''}`;
  const name = [given('first_name'), given('last_name')].filter((part) => part !== undefined).join(' ');
  const reporter = { ...(name !== '' && { name }), ...present({ phone: given('phone'), email: given('email') }) };
  const unnamed = Object.keys(reporter).length === 0;
  const place = present({ landmark, latitude: lat, longitude: long, ...(area !== undefined && areaOf(area)) });
  return {
    faults: [],
    entry: {
      channelId,
      tenant: tenant.slug,
      text: withMedia(description, link),
      reporter,
      place,
      attachments: files,
      // Nobody calls or writes letters for a report that an app follows; a mail costs nothing and reaches its reporter.
      replyBy: mails && parseEmail(reporter.email ?? '') ? 'email' : 'page',
      ...present({ category: given('service_code') }),
      ...(unnamed && tenant.anonymousAllowed && { anonymous: true }),
    },
  };
}

function serviceName({ categories }: Pick<Tenant, 'categories'>, code: string | undefined): string {
  return categories.find(({ slug }) => slug === code)?.name ?? '';
}

/** Kemendagri codes, with or without dots: six digits are a district's, ten a village's. */
function areaOf(typed: string): { districtCode?: string; villageCode?: string } {
  return plainCode(typed).length === 6 ? { districtCode: typed } : { villageCode: typed };
}

function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
