import { MalformedPayloadError } from '../../messaging/errors.js';
import { ADDRESS_KINDS } from '../../messaging/inbound-event.js';
import type {
  Address,
  GeoLocation,
  InboundAttachment,
  MessageEvent,
  ReportForm,
} from '../../messaging/inbound-event.js';

export const IDENTITIES = ['named', 'confidential', 'anonymous'] as const;
/** How much the reporter lets us know: all, all but not to the agency, or nothing. */
export type ReporterIdentity = (typeof IDENTITIES)[number];

export const REPLY_WAYS = ['page', 'sms', 'whatsapp', 'email'] as const satisfies readonly ReportForm['replyBy'][];

export interface WebReportPhoto {
  ref: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** By content. */
  contentType: string;
  filename?: string;
}

/** A report as the form hands it over: validated, and the raw payload that is kept. */
export interface WebReport {
  version: 1;
  /** The form's own nonce: the message's identity, the same however often the form is posted. */
  nonce: string;
  tenant: string;
  /** ISO 8601. */
  submittedAt: string;
  text: string;
  identity: ReporterIdentity;
  reporterName?: string;
  /** A number or mailbox that the reporter gave; it is claimed, not proven. */
  contact?: Address;
  replyBy: ReportForm['replyBy'];
  /** Kemendagri codes without dots. */
  districtCode?: string;
  villageCode?: string;
  landmark?: string;
  category?: string;
  location?: GeoLocation;
  photos: WebReportPhoto[];
}

/** The bytes kept as the raw delivery: JSON with keys in order, so that equal reports are equal bytes. */
export function webReportBytes(report: WebReport): Buffer {
  return Buffer.from(JSON.stringify(ordered(report)), 'utf8');
}

/**
 * Makes the message of a form's raw bytes; pure, so a kept report can be read again.
 * @throws MalformedPayloadError naming the field that is wrong.
 */
export function parseWebReport(bytes: Buffer): MessageEvent {
  const root = asRecord(parseJson(bytes), 'body');
  if (root['version'] !== 1) throw new MalformedPayloadError('version', '1');
  const identity = oneOf(root, 'identity', IDENTITIES);
  const anonymous = identity === 'anonymous';
  const replyBy = oneOf(root, 'replyBy', REPLY_WAYS);
  const contact = root['contact'] === undefined ? undefined : parseAddress(root['contact'], 'contact');
  if (replyBy !== 'page' && (anonymous || !contact))
    throw new MalformedPayloadError('contact', `an address for answers by ${replyBy}`);
  const reporterName = optionalText(root, 'reporterName');
  const tenant = text(root, 'tenant');
  const form: ReportForm = { tenant, anonymous, confidential: identity === 'confidential', replyBy };
  assignPresent(form, {
    districtCode: optionalText(root, 'districtCode'),
    villageCode: optionalText(root, 'villageCode'),
    landmark: optionalText(root, 'landmark'),
    category: optionalText(root, 'category'),
    reporterName: anonymous ? undefined : reporterName,
    replyTo: replyBy === 'page' ? undefined : contact,
  });
  const event: MessageEvent = {
    type: 'message',
    externalId: text(root, 'nonce'),
    from: anonymous || !contact ? null : reporterName ? { ...contact, name: reporterName } : contact,
    to: [tenant],
    sentAt: text(root, 'submittedAt'),
    text: text(root, 'text'),
    attachments: list(root, 'photos').map(parsePhoto),
    thread: {},
    nature: 'person',
    form,
  };
  if (root['location'] !== undefined) event.location = parseLocation(root['location']);
  return event;
}

function parsePhoto(value: unknown, index: number): InboundAttachment {
  const place = `photos[${String(index)}]`;
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

function parseLocation(value: unknown): GeoLocation {
  const { latitude, longitude } = asRecord(value, 'location');
  if (typeof latitude !== 'number' || Math.abs(latitude) > 90)
    throw new MalformedPayloadError('location.latitude', '-90 to 90');
  if (typeof longitude !== 'number' || Math.abs(longitude) > 180)
    throw new MalformedPayloadError('location.longitude', '-180 to 180');
  return { latitude, longitude };
}

function parseAddress(value: unknown, place: string): Address {
  const record = asRecord(value, place);
  return { kind: oneOf(record, 'kind', ADDRESS_KINDS, place), value: text(record, 'value', place) };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new MalformedPayloadError('body', 'JSON');
  }
}

function asRecord(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedPayloadError(place, 'an object');
  return value as Record<string, unknown>;
}

function list(record: Record<string, unknown>, field: string): unknown[] {
  const value = record[field];
  if (!Array.isArray(value)) throw new MalformedPayloadError(field, 'a list');
  return value as unknown[];
}

function text(record: Record<string, unknown>, field: string, place = ''): string {
  const value = record[field];
  if (typeof value !== 'string' || value === '')
    throw new MalformedPayloadError(join(place, field), 'a text that is not empty');
  return value;
}

function optionalText(record: Record<string, unknown>, field: string, place = ''): string | undefined {
  return record[field] === undefined ? undefined : text(record, field, place);
}

function oneOf<T extends string>(record: Record<string, unknown>, field: string, allowed: readonly T[], place = ''): T {
  const found = allowed.find((each) => each === record[field]);
  if (found === undefined) throw new MalformedPayloadError(join(place, field), `one of ${allowed.join(', ')}`);
  return found;
}

function join(place: string, field: string): string {
  return place === '' ? field : `${place}.${field}`;
}

/** Leaves absent what is absent: `undefined` would be a key in the stored event. */
function assignPresent<T extends object>(target: T, values: Partial<T>): void {
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) Object.assign(target, { [key]: value });
  }
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, ordered(each)]));
}
