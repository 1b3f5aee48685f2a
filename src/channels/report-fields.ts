import { MalformedPayloadError } from '../messaging/errors.js';
import { ADDRESS_KINDS } from '../messaging/inbound-event.js';
import type { Address, GeoLocation, InboundAttachment } from '../messaging/inbound-event.js';

/** Reads the reports that we make ourselves of what a form or a clerk gave; pure, and every error names its field. */

export const IDENTITIES = ['named', 'confidential', 'anonymous'] as const;
/** How much the reporter lets us know: all, all but not to the agency, or nothing. */
export type ReporterIdentity = (typeof IDENTITIES)[number];

/** A file that came with a report, in our own store. */
export interface KeptFile {
  ref: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** By content. */
  contentType: string;
  filename?: string;
}

/** A file whose bytes are in our own store already. */
export function parseKeptFile(value: unknown, place: string): InboundAttachment {
  const photo = asRecord(value, place);
  const size = photo['size'];
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw new MalformedPayloadError(`${place}.size`, 'bytes');
  const attachment: InboundAttachment = {
    contentType: text(photo, 'contentType', place),
    size,
    sha256: text(photo, 'sha256', place),
    inline: false,
    stored: true,
    ref: text(photo, 'ref', place),
  };
  assignPresent(attachment, { filename: optionalText(photo, 'filename', place) });
  return attachment;
}

export function parseLocation(value: unknown): GeoLocation {
  const { latitude, longitude } = asRecord(value, 'location');
  if (typeof latitude !== 'number' || Math.abs(latitude) > 90)
    throw new MalformedPayloadError('location.latitude', '-90 to 90');
  if (typeof longitude !== 'number' || Math.abs(longitude) > 180)
    throw new MalformedPayloadError('location.longitude', '-180 to 180');
  return { latitude, longitude };
}

export function parseAddress(value: unknown, place: string): Address {
  const record = asRecord(value, place);
  return { kind: oneOf(record, 'kind', ADDRESS_KINDS, place), value: text(record, 'value', place) };
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new MalformedPayloadError('body', 'JSON');
  }
}

export function asRecord(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedPayloadError(place, 'an object');
  return value as Record<string, unknown>;
}

export function list(record: Record<string, unknown>, field: string): unknown[] {
  const value = record[field];
  if (!Array.isArray(value)) throw new MalformedPayloadError(field, 'a list');
  return value as unknown[];
}

export function text(record: Record<string, unknown>, field: string, place = ''): string {
  const value = record[field];
  if (typeof value !== 'string' || value === '')
    throw new MalformedPayloadError(join(place, field), 'a text that is not empty');
  return value;
}

export function optionalText(record: Record<string, unknown>, field: string, place = ''): string | undefined {
  return record[field] === undefined ? undefined : text(record, field, place);
}

export function oneOf<T extends string>(
  record: Record<string, unknown>,
  field: string,
  allowed: readonly T[],
  place = '',
): T {
  const found = allowed.find((each) => each === record[field]);
  if (found === undefined) throw new MalformedPayloadError(join(place, field), `one of ${allowed.join(', ')}`);
  return found;
}

function join(place: string, field: string): string {
  return place === '' ? field : `${place}.${field}`;
}

/** Leaves absent what is absent: `undefined` would be a key in the stored event. */
export function assignPresent<T extends object>(target: T, values: Partial<T>): void {
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) Object.assign(target, { [key]: value });
  }
}

/** JSON with keys in order, so that equal reports are equal bytes. */
export function canonicalBytes(report: object): Buffer {
  return Buffer.from(JSON.stringify(ordered(report)), 'utf8');
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, ordered(each)]));
}
