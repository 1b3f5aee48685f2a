import { cleanText } from '../channels/typed.js';
import { findPlace, plainCode, type RegionAreas } from '../tenants/areas.js';
import { isOnDay } from '../tenants/day.js';
import type { Tenant } from '../tenants/tenant.js';
import type { GeoLocation } from '../messaging/inbound-event.js';
import type { EntryError, EntryInput } from './entry-input.js';

/** Longest texts, in characters. A letter of four pages fits. */
export const ENTRY_LENGTHS = {
  text: 10_000,
  name: 100,
  postalAddress: 500,
  document: 40,
  landmark: 300,
  reference: 500,
  nonce: 200,
  filename: 200,
} as const;

/** How long ago something may have been said, and how far a clerk's clock may be ahead. */
const OLDEST_MS = 10 * 366 * 86_400_000;
const CLOCK_AHEAD_MS = 10 * 60_000;

export function checkTexts(input: EntryInput, tenant: Pick<Tenant, 'categories'>): EntryError[] {
  const { reporter = {}, place = {} } = input;
  const errors: EntryError[] = [];
  if (!/[\p{L}\p{N}]/u.test(input.text)) errors.push({ field: 'text', code: 'required' });
  const texts: [string, string | undefined, number][] = [
    ['text', input.text, ENTRY_LENGTHS.text],
    ['reporter.name', reporter.name, ENTRY_LENGTHS.name],
    ['reporter.postalAddress', reporter.postalAddress, ENTRY_LENGTHS.postalAddress],
    ['reporter.document.number', reporter.document?.number, ENTRY_LENGTHS.document],
    ['place.landmark', place.landmark, ENTRY_LENGTHS.landmark],
    ['reference', input.reference, ENTRY_LENGTHS.reference],
    ['nonce', input.nonce, ENTRY_LENGTHS.nonce],
  ];
  for (const [field, text, max] of texts) {
    if (text !== undefined && text.length > max)
      errors.push({ field, code: 'tooLong', params: { max, length: text.length } });
  }
  if (input.nonce !== undefined && !/^[\x21-\x7e]+$/.test(input.nonce)) errors.push({ field: 'nonce', code: 'nonce' });
  const category = input.category === undefined ? '' : cleanText(input.category);
  if (category !== '' && !tenant.categories.some(({ slug }) => slug === category))
    errors.push({ field: 'category', code: 'unknown' });
  return errors;
}

export function checkTime(saidAt: string | undefined, now: Date): EntryError[] {
  if (saidAt === undefined) return [];
  const at = Date.parse(saidAt);
  // With a zone: "kemarin jam 9" means another hour in WIB than in WIT.
  if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(saidAt) || !isOnDay(saidAt))
    return [{ field: 'saidAt', code: 'time' }];
  if (at > now.getTime() + CLOCK_AHEAD_MS) return [{ field: 'saidAt', code: 'future' }];
  return at < now.getTime() - OLDEST_MS ? [{ field: 'saidAt', code: 'tooOld' }] : [];
}

export interface PlaceFacts {
  districtCode?: string;
  villageCode?: string;
  landmark?: string;
  location?: GeoLocation;
}

/** Codes with or without dots; they must be of the office's own region. */
export function checkPlace(
  { place = {} }: EntryInput,
  areas: RegionAreas,
): { errors: EntryError[]; facts: PlaceFacts } {
  const errors: EntryError[] = [];
  const facts: PlaceFacts = {};
  const found = findPlace(areas, plainCode(place.districtCode ?? ''), plainCode(place.villageCode ?? ''));
  if (!found) errors.push({ field: place.villageCode ? 'place.villageCode' : 'place.districtCode', code: 'place' });
  if (found?.district) facts.districtCode = found.district.code;
  if (found?.village) facts.villageCode = found.village.code;
  const landmark = cleanText(place.landmark ?? '');
  if (landmark) facts.landmark = landmark;
  const { latitude, longitude } = place;
  if (latitude === undefined && longitude === undefined) return { errors, facts };
  if (latitude === undefined || !(Math.abs(latitude) <= 90)) errors.push({ field: 'place.latitude', code: 'latitude' });
  else if (longitude === undefined || !(Math.abs(longitude) <= 180))
    errors.push({ field: 'place.longitude', code: 'longitude' });
  else facts.location = { latitude, longitude };
  return { errors, facts };
}
