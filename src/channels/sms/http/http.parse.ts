import { createHash } from 'node:crypto';
import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { InboundEvent, MessageEvent, ReceiptEvent } from '../../../messaging/inbound-event.js';
import type { WebhookRequest } from '../../../messaging/ports.js';
import { decodeUtf8, parseForm, pathOf, queryOf } from '../../wire/form.js';
import { optKeyword } from '../opt-keywords.js';
import { smsAddress } from '../phone.js';
import { cleanText, isProviderId, sanitise } from '../../wire/text.js';
import { timestampMs } from './http.verify.js';
import type { HttpFormat, HttpInbound, HttpMethod, HttpStatus } from './inbound.settings.js';
import { textAt, valueAt } from '../../wire/json-path.js';

const LONGEST_TEXT = 10_000;
const LONGEST_ID = 128;
const MOST_IN_BATCH = 1_000;

/** One message or report of a delivery: reads a field by the name that the configuration gives it. */
type FieldReader = (name: string) => string | undefined;

/**
 * Every event of one delivery, read as the channel's `inbound` says.
 * @throws MalformedPayloadError naming the aggregator's own field.
 */
export function parseHttp(inbound: HttpInbound, request: WebhookRequest): InboundEvent[] {
  const status = inbound.status;
  if (status !== undefined && /\/status\/?$/.test(pathOf(request.url))) {
    const { method, format } = { method: status.method ?? inbound.method, format: status.format ?? inbound.format };
    return eachItem(readDelivery(request, method, format, status.list), (field) => statusEvent(status, field));
  }
  const items = readDelivery(request, inbound.method, inbound.format, inbound.list);
  return eachItem(items, (field) => {
    const report =
      status !== undefined && field(inbound.fields.text) === undefined && field(status.fields.state) !== undefined;
    return report ? statusEvent(status, field) : messageEvent(inbound, field);
  });
}

/**
 * One bad item must not keep the others of its batch out: it is noted as ignored, and the raw
 * delivery is kept. A delivery without any good item is malformed as a whole.
 */
function eachItem(items: readonly FieldReader[], read: (field: FieldReader) => InboundEvent): InboundEvent[] {
  let firstError: MalformedPayloadError | undefined;
  const events = items.map((field): InboundEvent => {
    try {
      return read(field);
    } catch (error) {
      if (!(error instanceof MalformedPayloadError)) throw error;
      firstError ??= error;
      return { type: 'ignored', reason: 'malformed-item' };
    }
  });
  if (
    firstError !== undefined &&
    events.every((event) => event.type === 'ignored' && event.reason === 'malformed-item')
  )
    throw firstError;
  return events;
}

function readDelivery(
  request: WebhookRequest,
  method: HttpMethod,
  format: HttpFormat,
  list: string | undefined,
): FieldReader[] {
  if (request.method !== method) throw new MalformedPayloadError('method', method);
  if (format !== 'json') {
    const { fields } = format === 'query' ? parseForm(queryOf(request.url), 'query') : parseForm(request.body, 'body');
    if (Object.keys(fields).length === 0)
      throw new MalformedPayloadError(format === 'query' ? 'query' : 'body', 'the configured fields; it is empty');
    return [(name) => (Object.hasOwn(fields, name) ? fields[name] : undefined)];
  }
  const document = parseJson(request.body);
  const items = list === undefined ? [document] : valueAt(document, list);
  if (!Array.isArray(items)) throw new MalformedPayloadError(list ?? 'body', 'a list');
  if (items.length > MOST_IN_BATCH)
    throw new MalformedPayloadError(list ?? 'body', `at most ${String(MOST_IN_BATCH)} items`);
  return (items as unknown[]).map((item, index) => {
    const where = list === undefined ? 'body' : `${list}[${String(index)}]`;
    return (name) => {
      if (typeof item !== 'object' || item === null || Array.isArray(item))
        throw new MalformedPayloadError(where, 'an object');
      return textAt(item, name);
    };
  });
}

/** JSON.parse makes `__proto__` an own property and pollutes nothing; paths read own properties only. */
function parseJson(body: Buffer): unknown {
  const text = decodeUtf8(body, 'body').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new MalformedPayloadError('body', 'JSON');
  }
}

function messageEvent(inbound: HttpInbound, field: FieldReader): InboundEvent {
  const { fields } = inbound;
  const sender = required(field, fields.from, 'the sender');
  const found = smsAddress(sender);
  if (found === undefined)
    throw new MalformedPayloadError(fields.from, 'a telephone number, short code or alphanumeric sender');
  const raw = field(fields.text);
  if (raw === undefined) throw new MalformedPayloadError(fields.text, 'the text of the message; it is missing');
  if (raw.length > LONGEST_TEXT)
    throw new MalformedPayloadError(fields.text, `at most ${String(LONGEST_TEXT)} characters`);
  const text = cleanText(raw);
  const time = fields.time === undefined ? undefined : field(fields.time);
  const from = found.address;
  const externalId =
    fields.id === undefined
      ? contentId(from.value, required(field, fields.time ?? '', 'the time of sending'), text)
      : messageId(field, fields.id);
  const opt = found.machine ? undefined : optKeyword(text);
  if (opt !== undefined) return { type: opt, from, externalId };
  const event: MessageEvent = {
    type: 'message',
    externalId,
    from,
    to: receivers(field, fields.to),
    text,
    attachments: [],
    thread: {},
    nature: found.machine ? 'auto-reply' : 'person',
  };
  const sentAt = time === undefined ? undefined : isoTime(time, inbound.timeOffset);
  if (sentAt !== undefined) event.sentAt = sentAt;
  return event;
}

function statusEvent(status: HttpStatus, field: FieldReader): InboundEvent {
  const providerId = messageId(field, status.fields.id);
  const word = required(field, status.fields.state, 'the delivery state').trim().toLowerCase();
  const state = Object.entries(status.states).find(([name]) => name.toLowerCase() === word)?.[1];
  // The id of the report, not of the message: a message passes through several states.
  const externalId = `status:${providerId}:${word.replace(/[^a-z0-9_-]+/g, '-').slice(0, 24)}`;
  if (state === undefined) return { type: 'ignored', externalId, reason: 'status-unknown' };
  if (state === 'ignored') return { type: 'ignored', externalId, reason: 'status-interim' };
  const receipt: ReceiptEvent = { type: 'receipt', providerId, state };
  if (state === 'failed') {
    const error = status.fields.error === undefined ? undefined : field(status.fields.error);
    const code =
      error !== undefined && /^[\w.-]{1,24}$/.test(error) && !/\d{7}/.test(error)
        ? error
        : word.replace(/[^a-z]+/g, '-').slice(0, 24);
    receipt.error = {
      code: `http:${code}`,
      ...(error === undefined || sanitise(error) === '' ? {} : { text: sanitise(error) }),
    };
  }
  return receipt;
}

function receivers(field: FieldReader, name: string | undefined): string[] {
  const raw = name === undefined ? undefined : field(name);
  if (raw === undefined || raw === '') return [];
  // Some aggregators write a label of their own here; the channel says already where it came in.
  const found = smsAddress(raw);
  return found === undefined ? [] : [found.address.value];
}

function messageId(field: FieldReader, name: string): string {
  const id = required(field, name, 'the id of the message').trim();
  if (!isProviderId(id, LONGEST_ID))
    throw new MalformedPayloadError(name, `an id of at most ${String(LONGEST_ID)} printable characters`);
  return id;
}

function required(field: FieldReader, name: string, what: string): string {
  const value = field(name);
  if (value === undefined || value.trim() === '') throw new MalformedPayloadError(name, `${what}; it is missing`);
  return value;
}

/**
 * The identity of a message whose aggregator gives none: a repeat has the same sender, time and
 * text. Two equal texts within the same second of one sender are taken for one.
 */
function contentId(from: string, time: string, text: string): string {
  return `content:${createHash('sha256')
    .update(JSON.stringify([from, time, text]))
    .digest('hex')}`;
}

/** A time as aggregators write it, in ISO 8601; undefined for what can't be read: the message counts, not its clock. */
function isoTime(value: string, offset: string): string | undefined {
  const text = value.trim();
  const local = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?(\.\d+)?$/.exec(text);
  const at =
    local === null
      ? timestampMs(text.replace(' ', 'T'))
      : Date.parse(`${local[1] ?? ''}T${local[2] ?? ''}${local[3] ?? ':00'}${offset}`);
  return at === undefined || Number.isNaN(at) || Math.abs(at) > 8.64e15 ? undefined : new Date(at).toISOString();
}
