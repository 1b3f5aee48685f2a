import { MalformedPayloadError } from '../../messaging/errors.js';
import { DOCUMENT_TYPES, TASK_METHODS } from '../../messaging/inbound-event.js';
import type {
  Address,
  GeoLocation,
  IdentityDocument,
  MessageEvent,
  ReportForm,
} from '../../messaging/inbound-event.js';
import {
  asRecord, assignPresent, canonicalBytes, IDENTITIES, list, oneOf, optionalText, parseAddress, parseJson, parseKeptFile,
  parseLocation, text, type KeptFile, type ReporterIdentity,
} from '../report-fields.js'; // prettier-ignore
import { outsideReference } from './outside-reference.js';

export const MANUAL_REPLY_WAYS = ['page', 'sms', 'whatsapp', 'email', ...TASK_METHODS] as const;
export type ManualReplyWay = (typeof MANUAL_REPLY_WAYS)[number];

/** What a clerk took down: validated, and the raw payload that is kept. */
export interface ManualEntry {
  version: 1;
  /** The clerk's program makes it once a form: the same entry however often it is sent. */
  nonce: string;
  tenant: string;
  /** ISO 8601. */
  recordedAt: string;
  /** When it was said or written, where that is not now. ISO 8601. */
  saidAt?: string;
  text: string;
  identity: ReporterIdentity;
  reporterName?: string;
  /** Claimed, not proven. */
  contact?: Address;
  postalAddress?: string;
  document?: IdentityDocument;
  replyBy: ManualReplyWay;
  /** Kemendagri codes without dots. */
  districtCode?: string;
  villageCode?: string;
  landmark?: string;
  category?: string;
  location?: GeoLocation;
  /** As `outsideReference` writes it. */
  reference?: string;
  followUpTo?: string;
  inPerson: boolean;
  attachments: KeptFile[];
}

/** The bytes kept as the raw delivery. */
export function manualEntryBytes(entry: ManualEntry): Buffer {
  return canonicalBytes(entry);
}

/**
 * Makes the message of an entry's raw bytes; pure, so that a kept entry can be read again. What has a name in
 * an outside system is that report however often and by whomever it is entered; else the nonce is its identity.
 * @throws MalformedPayloadError naming the field that is wrong
 */
export function parseManualEntry(bytes: Buffer): MessageEvent {
  const root = asRecord(parseJson(bytes), 'body');
  if (root['version'] !== 1) throw new MalformedPayloadError('version', '1');
  const identity = oneOf(root, 'identity', IDENTITIES);
  const anonymous = identity === 'anonymous';
  const tenant = text(root, 'tenant');
  const replyBy = oneOf(root, 'replyBy', MANUAL_REPLY_WAYS);
  const reference = optionalText(root, 'reference');
  if (reference !== undefined && outsideReference(reference) !== reference)
    throw new MalformedPayloadError('reference', 'a reference in its one way of writing');
  const who = anonymous ? {} : readReporter(root);
  const form: ReportForm = { tenant, anonymous, confidential: identity === 'confidential', replyBy };
  assignPresent(form, {
    districtCode: optionalText(root, 'districtCode'),
    villageCode: optionalText(root, 'villageCode'),
    landmark: optionalText(root, 'landmark'),
    category: optionalText(root, 'category'),
    reporterName: who.name,
    replyTo: needsAddress(replyBy) ? who.contact : undefined,
    postalAddress: who.postalAddress,
    document: who.document,
    outsideReference: reference,
    followUpTo: optionalText(root, 'followUpTo'),
    inPerson: root['inPerson'] === true ? true : undefined,
  });
  requireWayBack(form);
  const event: MessageEvent = {
    type: 'message',
    externalId: reference === undefined ? `nonce:${text(root, 'nonce')}` : `reference:${reference}`,
    from: who.contact ? { ...who.contact, ...(who.name !== undefined && { name: who.name }) } : null,
    to: [tenant],
    sentAt: optionalText(root, 'saidAt') ?? text(root, 'recordedAt'),
    text: text(root, 'text'),
    attachments: list(root, 'attachments').map((file, index) => parseKeptFile(file, `attachments[${String(index)}]`)),
    thread: {},
    nature: 'person',
    form,
  };
  if (root['location'] !== undefined) event.location = parseLocation(root['location']);
  return event;
}

function needsAddress(way: ManualReplyWay): boolean {
  return way === 'sms' || way === 'whatsapp' || way === 'email' || way === 'call';
}

function readReporter(root: Record<string, unknown>): {
  name?: string;
  contact?: Address;
  postalAddress?: string;
  document?: IdentityDocument;
} {
  const who: ReturnType<typeof readReporter> = {};
  assignPresent(who, {
    name: optionalText(root, 'reporterName'),
    contact: root['contact'] === undefined ? undefined : parseAddress(root['contact'], 'contact'),
    postalAddress: optionalText(root, 'postalAddress'),
  });
  if (root['document'] !== undefined) {
    const document = asRecord(root['document'], 'document');
    who.document = {
      type: oneOf(document, 'type', DOCUMENT_TYPES, 'document'),
      number: text(document, 'number', 'document'),
    };
  }
  return who;
}

function requireWayBack({ replyBy, replyTo, postalAddress, outsideReference: reference }: ReportForm): void {
  if (needsAddress(replyBy) && !replyTo)
    throw new MalformedPayloadError('contact', `an address for answers by ${replyBy}`);
  if (replyBy === 'letter' && postalAddress === undefined)
    throw new MalformedPayloadError('postalAddress', 'where the letter goes');
  if (replyBy === 'relay' && reference === undefined)
    throw new MalformedPayloadError('reference', 'what the report is called there');
}
