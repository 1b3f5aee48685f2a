import { IDENTITIES, type ReporterIdentity } from '../channels/report-fields.js';
import { cleanText, parseEmail, parsePhone } from '../channels/typed.js';
import { REPLY_WAYS } from '../channels/web/web-report.js';
import type { WebReport } from '../channels/web/web-report.js';
import type { Address } from '../messaging/inbound-event.js';
import type { Tenant } from '../tenants/tenant.js';
import { findPlace } from '../tenants/areas.js';
import type { RegionAreas } from '../tenants/areas.js';

export type ReplyWay = WebReport['replyBy'];

/** The form's fields by their names in the HTML; all of them texts as typed. */
export const FIELD_NAMES = [
  'what', 'category', 'district', 'village', 'landmark', 'latitude', 'longitude', 'identity', 'name', 'replyBy', 'phone', 'email',
] as const; // prettier-ignore
export type FormValues = Record<(typeof FIELD_NAMES)[number], string>;

export type ErrorField = keyof FormValues | 'photos' | 'answer' | 'form';

/** `key` names the text under `public.errors.<field>`. */
export interface FieldError {
  field: ErrorField;
  key: string;
  params?: Record<string, string | number>;
}

/** What this tenant's form offers and asks for. */
export interface FormRules {
  tenant: Pick<Tenant, 'slug' | 'anonymousAllowed' | 'requirements' | 'categories'>;
  areas: RegionAreas;
  /** `page` is always among them. */
  replyWays: readonly ReplyWay[];
}

export type ReportFacts = Omit<WebReport, 'version' | 'nonce' | 'tenant' | 'submittedAt' | 'photos'>;
export type FormResult = { errors: FieldError[]; facts?: never } | { errors: readonly []; facts: ReportFacts };

const LENGTHS: Partial<Record<keyof FormValues, number>> = {
  what: 5_000,
  landmark: 300,
  name: 100,
  phone: 40,
  email: 254,
};

/** Every field, cleaned of what no text should hold; nothing is judged here. */
export function readValues(fields: Readonly<Record<string, string>>): FormValues {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, cleanText(fields[name] ?? '')])) as FormValues;
}

/** The whole decision on a form's texts. @param photoCount photos that are good. */
export function validateReport(values: FormValues, photoCount: number, rules: FormRules): FormResult {
  const identity = IDENTITIES.find((each) => each === values.identity);
  const replyBy = REPLY_WAYS.find((each) => each === values.replyBy);
  const place = findPlace(rules.areas, values.district, values.village);
  const phone = parsePhone(values.phone);
  const email = parseEmail(values.email);
  const errors = [
    ...tooLong(values),
    ...checkWhat(values),
    ...checkCategory(values, rules),
    ...(place ? [] : [{ field: 'village', key: 'mismatch' } as const]),
    ...checkRequirements(values, photoCount, identity, rules),
    ...checkIdentity(identity, rules),
    ...checkReply(values, identity, replyBy, rules),
    ...checkContact(values, identity, replyBy, phone, email),
  ];
  if (errors.length > 0 || !identity || !replyBy || !place) return { errors: inFormOrder(errors) };
  const facts: ReportFacts = { text: values.what, identity, replyBy };
  if (place.district) facts.districtCode = place.district.code;
  if (place.village) facts.villageCode = place.village.code;
  if (values.landmark) facts.landmark = values.landmark;
  if (values.category) facts.category = values.category;
  const location = parseLocation(values);
  if (location) facts.location = location;
  if (identity !== 'anonymous') {
    const contact = contactFor(replyBy, phone, email);
    if (contact) facts.contact = contact;
    if (values.name) facts.reporterName = values.name;
  }
  return { errors: [], facts };
}

function checkWhat(values: FormValues): FieldError[] {
  return /[\p{L}\p{N}]/u.test(values.what) ? [] : [{ field: 'what', key: 'missing' }];
}

function tooLong(values: FormValues): FieldError[] {
  return FIELD_NAMES.flatMap((field) => {
    const max = LENGTHS[field];
    return max !== undefined && values[field].length > max
      ? [{ field, key: 'tooLong', params: { max, length: values[field].length } }]
      : [];
  });
}

function checkCategory(values: FormValues, rules: FormRules): FieldError[] {
  const known = values.category === '' || rules.tenant.categories.some((each) => each.slug === values.category);
  return known ? [] : [{ field: 'category', key: 'unknown' }];
}

/** What the office's service standard asks of a report before it is handled. */
function checkRequirements(
  values: FormValues,
  photoCount: number,
  identity: ReporterIdentity | undefined,
  rules: FormRules,
): FieldError[] {
  const { requirements } = rules.tenant;
  const errors: FieldError[] = [];
  if (requirements.evidence === 'required' && photoCount === 0) errors.push({ field: 'photos', key: 'required' });
  if (requirements.address === 'required' && !values.village && !values.landmark)
    errors.push({ field: 'landmark', key: 'required' });
  if (requirements.identity === 'required' && identity !== 'anonymous') {
    if (!values.name) errors.push({ field: 'name', key: 'required' });
    if (!values.phone && !values.email) errors.push({ field: 'phone', key: 'required' });
  }
  return errors;
}

function checkIdentity(identity: ReporterIdentity | undefined, rules: FormRules): FieldError[] {
  if (!identity) return [{ field: 'identity', key: 'missing' }];
  return identity === 'anonymous' && !rules.tenant.anonymousAllowed ? [{ field: 'identity', key: 'notAllowed' }] : [];
}

function checkReply(
  values: FormValues,
  identity: ReporterIdentity | undefined,
  replyBy: ReplyWay | undefined,
  rules: FormRules,
): FieldError[] {
  if (values.replyBy === '') return [{ field: 'replyBy', key: 'missing' }];
  if (!replyBy || !rules.replyWays.includes(replyBy)) return [{ field: 'replyBy', key: 'unavailable' }];
  return identity === 'anonymous' && replyBy !== 'page' ? [{ field: 'replyBy', key: 'anonymous' }] : [];
}

function checkContact(
  values: FormValues,
  identity: ReporterIdentity | undefined,
  replyBy: ReplyWay | undefined,
  phone: Address | undefined,
  email: Address | undefined,
): FieldError[] {
  if (identity === 'anonymous') return []; // not kept, so not judged
  const errors: FieldError[] = [];
  if (values.phone && !phone) errors.push({ field: 'phone', key: 'invalid' });
  if (!values.phone && (replyBy === 'sms' || replyBy === 'whatsapp'))
    errors.push({ field: 'phone', key: `missing-${replyBy}` });
  if (values.email && !email) errors.push({ field: 'email', key: 'invalid' });
  if (!values.email && replyBy === 'email') errors.push({ field: 'email', key: 'missing' });
  return errors;
}

function contactFor(replyBy: ReplyWay, phone: Address | undefined, email: Address | undefined): Address | undefined {
  if (replyBy === 'email') return email;
  if (replyBy === 'whatsapp') return phone && { ...phone, kind: 'whatsapp' };
  return phone ?? email;
}

/** Filled in by the phone, not by hand: what can't be a place is left out. */
function parseLocation(values: FormValues): { latitude: number; longitude: number } | undefined {
  if (values.latitude === '' || values.longitude === '') return undefined;
  const latitude = Number(values.latitude);
  const longitude = Number(values.longitude);
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

/** The order of fields on the page, which the summary on top follows; one error a field. */
const ORDER: readonly ErrorField[] = ['form', 'what', 'photos', 'category', 'district', 'village', 'landmark', 'identity', 'name', 'replyBy', 'phone', 'email', 'answer']; // prettier-ignore

export function inFormOrder(errors: readonly FieldError[]): FieldError[] {
  return ORDER.flatMap((field) => {
    const ofField = errors.filter((each) => each.field === field);
    return field === 'photos' ? ofField : ofField.slice(0, 1);
  });
}
