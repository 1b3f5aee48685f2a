import type { ExchangeRequest } from '../../wire/exchange.js';
import type { HttpOutbound } from './outbound.settings.js';
import { setAt } from '../../wire/json-path.js';

/** What a template's placeholders stand for. */
export interface TemplateValues {
  to: string;
  text: string;
  from: string;
  id: string;
}

const PLACEHOLDER = /\{(to|text|from|id)\}/g;

/** The request that hands one message over. Pure. */
export function buildRequest(
  outbound: HttpOutbound,
  apiBase: string | undefined,
  values: TemplateValues,
): ExchangeRequest {
  const url = new URL(
    outbound.url.startsWith('/') ? `${(apiBase ?? '').replace(/\/+$/, '')}${outbound.url}` : outbound.url,
  );
  const headers: Record<string, string> = {
    accept: 'application/json, text/plain;q=0.9, */*;q=0.5',
    ...lowerCaseNames(outbound.headers),
  };
  authorise(outbound, url, headers);
  const request: ExchangeRequest = { method: outbound.method, url: '', headers };
  if (outbound.format === 'query') {
    for (const [name, value] of flat(outbound, values)) url.searchParams.append(name, value);
  } else if (outbound.format === 'form') {
    headers['content-type'] ??= 'application/x-www-form-urlencoded';
    request.body = new URLSearchParams(flat(outbound, values)).toString();
  } else {
    headers['content-type'] ??= 'application/json';
    const document: Record<string, unknown> = {};
    for (const [path, value] of Object.entries(outbound.fields))
      setAt(document, path, typeof value === 'string' ? fill(value, values) : value);
    request.body = JSON.stringify(document);
  }
  request.url = url.href;
  return request;
}

/** In one pass: a text that holds `{to}` is not filled again. */
function fill(template: string, values: TemplateValues): string {
  return template.replace(PLACEHOLDER, (_whole, name: keyof TemplateValues) => values[name]);
}

function flat(outbound: HttpOutbound, values: TemplateValues): [string, string][] {
  return Object.entries(outbound.fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value, values) : String(value),
  ]);
}

function authorise(outbound: HttpOutbound, url: URL, headers: Record<string, string>): void {
  const { auth } = outbound;
  if (auth === undefined) return;
  if (auth.type === 'basic')
    headers.authorization = `Basic ${Buffer.from(`${auth.username ?? ''}:${auth.password ?? ''}`, 'utf8').toString('base64')}`;
  if (auth.type === 'bearer') headers.authorization = `Bearer ${auth.value ?? ''}`;
  if (auth.type === 'header') headers[(auth.name ?? '').toLowerCase()] = auth.value ?? '';
  if (auth.type === 'query') url.searchParams.append(auth.name ?? '', auth.value ?? '');
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
