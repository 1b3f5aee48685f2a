import type { GeoLocation } from '../../messaging/inbound-event.js';
import { textAt } from '../wire/json-path.js';
import { cleanText } from '../wire/text.js';
import type { JsonObject } from './json.js';

const LONGEST_WORDS = 1_000;

/** A point on earth with the words that came beside it; undefined where the figures are none. */
export function geoLocation(value: JsonObject): GeoLocation | undefined {
  const latitude = degrees(textAt(value, 'latitude'), 90);
  const longitude = degrees(textAt(value, 'longitude'), 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  return { latitude, longitude, ...words(value, 'name'), ...words(value, 'address') };
}

function degrees(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^-?\d{1,3}(\.\d{1,20})?(e-\d{1,2})?$/.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= most ? value : undefined;
}

function words(value: JsonObject, field: 'name' | 'address'): { name?: string; address?: string } {
  const text = textAt(value, field)?.trim();
  return text === undefined || text === '' ? {} : { [field]: cleanText(text.slice(0, LONGEST_WORDS)) };
}
