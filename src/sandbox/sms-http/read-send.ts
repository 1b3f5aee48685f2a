import { parse as parseForm } from 'node:querystring';
import type { HttpOutbound, HttpOutboundAuth } from '../../channels/sms/http/outbound.settings.js';
import { valueAt } from './paths.js';

/** A send of the gateway as it reached the aggregator. */
export interface ReceivedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

export interface ReceivedSend {
  /** E.164. */
  to: string;
  text: string;
  from: string;
  /** The gateway's own id of the message, where the settings hand it over. */
  reference?: string;
}

export type ReadSend = { ok: true; send: ReceivedSend } | { ok: false; status: number; error: string };

type Fields = (name: string) => string | undefined;

/** Reads a send by the channel's own settings, and refuses what such an aggregator refuses. */
export function readSend(outbound: HttpOutbound, request: ReceivedRequest): ReadSend {
  if (!authorised(outbound.auth, request)) return refused(401, 'authentication failed');
  const fields = fieldsOf(outbound, request);
  if (!fields) return refused(400, 'the body is not valid JSON');
  const parts: Partial<Record<string, string>> = {};
  for (const [name, template] of Object.entries(outbound.fields)) {
    const given = fields(name);
    if (given === undefined) return refused(400, `${name} is missing`);
    const read = readTemplate(String(template), given);
    if (!read) return refused(400, `${name} is not as agreed`);
    Object.assign(parts, read);
  }
  const to = toE164(parts.to ?? '', outbound.numberFormat);
  if (!to) return refused(400, 'the recipient is not a valid number');
  if (!parts.text) return refused(400, 'the text is empty');
  if (parts.text.length > outbound.maxLength)
    return refused(400, `the text is longer than ${outbound.maxLength} characters`);
  return { ok: true, send: { to, text: parts.text, from: parts.from ?? '', reference: parts.id } };
}

/** `SMS:{text}` against `SMS:halo` gives `{text: 'halo'}`; null where it doesn't fit. */
export function readTemplate(template: string, given: string): Record<string, string> | null {
  const names: string[] = [];
  const source = template
    .split(/(\{(?:to|text|from|id)\})/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part.slice(1, -1));
      return '([\\s\\S]*)';
    })
    .join('');
  const match = new RegExp(`^${source}$`).exec(given);
  return match && Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']));
}

function fieldsOf(outbound: HttpOutbound, request: ReceivedRequest): Fields | null {
  if (outbound.format === 'json') {
    try {
      const document: unknown = JSON.parse(request.body);
      return (name) => text(valueAt(document, name));
    } catch {
      return null;
    }
  }
  const source = outbound.format === 'query' ? (request.url.split('?')[1] ?? '') : request.body;
  const form = parseForm(source);
  return (name) => text(form[name]);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function authorised(auth: HttpOutboundAuth | undefined, request: ReceivedRequest): boolean {
  if (!auth) return true;
  const { authorization } = request.headers;
  switch (auth.type) {
    case 'basic':
      return (
        authorization === `Basic ${Buffer.from(`${auth.username ?? ''}:${auth.password ?? ''}`).toString('base64')}`
      );
    case 'bearer':
      return authorization === `Bearer ${auth.value ?? ''}`;
    case 'header':
      return request.headers[(auth.name ?? '').toLowerCase()] === auth.value;
    case 'query':
      return parseForm(request.url.split('?')[1] ?? '')[auth.name ?? ''] === auth.value;
  }
}

function toE164(number: string, format: HttpOutbound['numberFormat']): string | null {
  const prefixed = { e164: number, 'plus-less': `+${number}`, national: number.replace(/^0/, '+62') }[format];
  return /^\+[1-9]\d{7,14}$/.test(prefixed) ? prefixed : null;
}

function refused(status: number, error: string): ReadSend {
  return { ok: false, status, error };
}
