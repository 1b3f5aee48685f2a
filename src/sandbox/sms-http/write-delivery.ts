import { createHmac } from 'node:crypto';
import type {
  HttpFormat,
  HttpInbound,
  HttpInboundAuth,
  HttpMethod,
  HttpStatus,
} from '../../channels/sms/http/inbound.settings.js';
import type { LoggedMessage, MessageState } from '../message-log.js';
import { setAt } from './paths.js';

/** A call of the aggregator to the gateway. */
export interface Delivery {
  method: HttpMethod;
  url: string;
  headers: Record<string, string>;
  body: string;
}

interface Shape {
  method: HttpMethod;
  format: HttpFormat;
  list?: string;
}

/** A citizen's message in the shape that the channel's settings describe. */
export function messageDelivery(inbound: HttpInbound, url: string, message: LoggedMessage): Delivery {
  const { id, from, to, text, time } = inbound.fields;
  const fields: Record<string, string> = { [from]: message.citizen, [text]: message.text };
  if (id !== undefined) fields[id] = message.id;
  if (to !== undefined) fields[to] = message.ours;
  if (time !== undefined) fields[time] = new Date(message.at).toISOString();
  return deliver(inbound, inbound.auth, url, fields);
}

/** A delivery report; null where the settings have no word for the state. */
export function statusDelivery(
  inbound: HttpInbound,
  status: HttpStatus,
  url: string,
  report: { id: string; state: MessageState; errorCode?: number },
): Delivery | null {
  const ours = report.state === 'undelivered' ? 'failed' : report.state;
  const word = Object.entries(status.states).find(([, mapped]) => mapped === ours)?.[0];
  if (word === undefined) return null;
  const fields: Record<string, string> = { [status.fields.id]: report.id, [status.fields.state]: word };
  if (status.fields.error !== undefined && report.errorCode !== undefined)
    fields[status.fields.error] = String(report.errorCode);
  const shape: Shape = {
    method: status.method ?? inbound.method,
    format: status.format ?? inbound.format,
    list: status.list,
  };
  return deliver(shape, inbound.auth, url, fields);
}

/** Signs bytes of the caller's choosing as the channel's settings say. */
export function rawDelivery(inbound: HttpInbound, url: string, body: string): Delivery {
  return sealed(inbound, inbound.auth, url, body);
}

function deliver(shape: Shape, auth: HttpInboundAuth, url: string, fields: Record<string, string>): Delivery {
  const bodySecret = auth.type === 'secret' && auth.in === 'body' ? { [auth.name ?? '']: auth.value ?? '' } : {};
  if (shape.format === 'json')
    return sealed(shape, auth, url, JSON.stringify(jsonDocument(shape.list, fields, bodySecret)));
  const encoded = new URLSearchParams({ ...fields, ...bodySecret }).toString();
  return shape.format === 'query' ? sealed(shape, auth, `${url}?${encoded}`, '') : sealed(shape, auth, url, encoded);
}

function jsonDocument(
  list: string | undefined,
  fields: Record<string, string>,
  secret: Record<string, string>,
): unknown {
  const item: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) setAt(item, path, value);
  if (list === '.') return [item];
  const document: Record<string, unknown> = list === undefined ? item : {};
  if (list !== undefined) setAt(document, list, [item]);
  for (const [path, value] of Object.entries(secret)) setAt(document, path, value);
  return document;
}

function sealed(shape: Shape, auth: HttpInboundAuth, url: string, body: string): Delivery {
  const headers: Record<string, string> = {};
  if (shape.format === 'json') headers['content-type'] = 'application/json';
  if (shape.format === 'form') headers['content-type'] = 'application/x-www-form-urlencoded';
  let target = url;
  if (auth.type === 'hmac') {
    let signed = body;
    if (auth.payload === 'timestamp+body') {
      const timestamp = String(Math.floor(Date.now() / 1000));
      headers[(auth.timestampHeader ?? '').toLowerCase()] = timestamp;
      signed = timestamp + auth.separator + body;
    }
    const signature = createHmac(auth.algorithm, auth.secret ?? '')
      .update(signed, 'utf8')
      .digest(auth.encoding);
    headers[(auth.header ?? '').toLowerCase()] = auth.prefix + signature;
  } else if (auth.in === 'header') {
    headers[(auth.name ?? '').toLowerCase()] = auth.value ?? '';
  } else if (auth.in === 'query') {
    target += `${target.includes('?') ? '&' : '?'}${new URLSearchParams({ [auth.name ?? '']: auth.value ?? '' }).toString()}`;
  }
  return { method: shape.method, url: target, headers, body };
}
