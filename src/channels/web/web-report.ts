import { MalformedPayloadError } from '../../messaging/errors.js';
import type { Address, FormVerdict, GeoLocation, MessageEvent, ReportForm } from '../../messaging/inbound-event.js';
import {
  asRecord, assignPresent, canonicalBytes, IDENTITIES, list, oneOf, optionalText, parseAddress, parseJson, parseKeptFile,
  parseLocation, text, type KeptFile, type ReporterIdentity,
} from '../report-fields.js'; // prettier-ignore

export const REPLY_WAYS = ['page', 'sms', 'whatsapp', 'email'] as const satisfies readonly ReportForm['replyBy'][];

export const MARKS = [1, 2, 3, 4] as const satisfies readonly NonNullable<FormVerdict['mark']>[];

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
  replyBy: (typeof REPLY_WAYS)[number];
  /** Kemendagri codes without dots. */
  districtCode?: string;
  villageCode?: string;
  landmark?: string;
  category?: string;
  location?: GeoLocation;
  photos: KeptFile[];
  /** The number of the reporter's ticket that it speaks of, where the tracking page has seen its code. */
  followUpTo?: string;
  verdict?: FormVerdict;
  /** They take that ticket back. */
  cancels?: true;
}

/** The bytes kept as the raw delivery: JSON with keys in order, so that equal reports are equal bytes. */
export function webReportBytes(report: WebReport): Buffer {
  return canonicalBytes(report);
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
    followUpTo: optionalText(root, 'followUpTo'),
    verdict: root['verdict'] === undefined ? undefined : parseVerdict(root['verdict']),
    cancels: root['cancels'] === true ? true : undefined,
  });
  const event: MessageEvent = {
    type: 'message',
    externalId: text(root, 'nonce'),
    from: anonymous || !contact ? null : reporterName ? { ...contact, name: reporterName } : contact,
    to: [tenant],
    sentAt: text(root, 'submittedAt'),
    text: text(root, 'text'),
    attachments: list(root, 'photos').map((photo, index) => parseKeptFile(photo, `photos[${String(index)}]`)),
    thread: {},
    nature: 'person',
    form,
  };
  if (root['location'] !== undefined) event.location = parseLocation(root['location']);
  return event;
}

function parseVerdict(value: unknown): FormVerdict {
  const { fixed, mark } = asRecord(value, 'verdict');
  if (fixed !== undefined && typeof fixed !== 'boolean')
    throw new MalformedPayloadError('verdict.fixed', 'true or false');
  const known = MARKS.find((each) => each === mark);
  if (mark !== undefined && known === undefined) throw new MalformedPayloadError('verdict.mark', '1 to 4');
  return { ...(fixed !== undefined && { fixed }), ...(known !== undefined && { mark: known }) };
}
