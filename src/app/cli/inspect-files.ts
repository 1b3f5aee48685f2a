import { readFileSync, statSync } from 'node:fs';
import { errorCode, MalformedPayloadError } from '../../messaging/errors.js';
import type { InboundEvent } from '../../messaging/inbound-event.js';
import type { WebhookPort, WebhookRequest } from '../../messaging/ports.js';
import { isOnDay } from '../../tenants/day.js';
import { InspectError, type InspectedChannel } from './inspect-channel.js';

export interface FileOptions {
  /** `Name: value` lines. */
  header: readonly string[];
  url?: string;
  /** ISO 8601. */
  now?: string;
  verify: boolean;
}

/** One line of output. */
export interface Inspection {
  file: string;
  events: InboundEvent[];
  error?: string;
}

/** Far above any webhook's limit; keeps a wrong path from eating the memory. */
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Writes a JSON line a file. A file that can't be read or understood is an error on its own line and
 * keeps none of the others out. True where no file had an error.
 * @throws InspectError for options that can't be understood.
 */
export async function inspectFiles(
  channel: InspectedChannel,
  files: readonly string[],
  options: FileOptions,
  write: (line: string) => void,
): Promise<boolean> {
  const headers = readHeaders(options.header);
  const now = readTime(options.now);
  if (options.url !== undefined && !URL.canParse(options.url))
    throw new InspectError(`--url: expected an absolute URL such as https://host/hooks/sms-1708`);
  let clean = true;
  for (const file of files) {
    const inspection = await inspectFile(channel, file, {
      headers,
      now,
      verify: options.verify,
      ...(options.url === undefined ? {} : { url: options.url }),
    });
    clean &&= inspection.error === undefined;
    write(JSON.stringify(inspection));
  }
  return clean;
}

interface Delivery {
  headers: Record<string, string>;
  now: Date;
  verify: boolean;
  url?: string;
}

async function inspectFile(channel: InspectedChannel, file: string, delivery: Delivery): Promise<Inspection> {
  let payload: Buffer;
  try {
    if (statSync(file).size > LARGEST_FILE_BYTES)
      return { file, events: [], error: `file-too-large: more than ${String(LARGEST_FILE_BYTES)} bytes` };
    payload = readFileSync(file);
  } catch (error) {
    return { file, events: [], error: `file-unreadable: ${fileProblem(error)}` };
  }
  try {
    if ('raw' in channel) return { file, events: (await channel.raw.read(payload, delivery.now)).events };
    return { file, ...readDelivery(channel.webhook, requestOf(channel, payload, delivery), delivery.verify) };
  } catch (error) {
    return {
      file,
      events: [],
      error:
        error instanceof MalformedPayloadError
          ? `${error.code}: ${error.message}`
          : `unreadable-payload: ${errorCode(error)}`,
    };
  }
}

function requestOf(
  { webhook, url }: { webhook: WebhookPort; url: string },
  payload: Buffer,
  delivery: Delivery,
): WebhookRequest {
  const carrier = webhook.carrier ?? { method: 'POST', payload: 'body' };
  const inQuery = carrier.payload === 'query';
  return {
    method: carrier.method,
    url: inQuery ? withQuery(delivery.url ?? url, payload.toString('utf8')) : (delivery.url ?? url),
    headers: delivery.headers,
    body: inQuery ? Buffer.alloc(0) : payload,
    now: delivery.now,
  };
}

/** @throws MalformedPayloadError */
function readDelivery(webhook: WebhookPort, request: WebhookRequest, verify: boolean): Omit<Inspection, 'file'> {
  const verified = verify ? webhook.verify(request) : { ok: true as const };
  if (verified.ok) return { events: webhook.parse(request) };
  return {
    events: [],
    error: `forged: ${verified.reason} (the gateway answers 403; --no-verify skips this check)`,
  };
}

/** The payload as the URL's query; a query that `--url` has already stays in front of it. */
function withQuery(url: string, payload: string): string {
  const query = payload.replace(/^\?/, '').replace(/\r?\n$/, '');
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/s.exec(line);
    if (match?.[1] === undefined) throw new InspectError(`--header: expected 'Name: value'`);
    headers[match[1].toLowerCase()] = match[2] ?? '';
  }
  return headers;
}

function readTime(text: string | undefined): Date {
  if (text === undefined) return new Date();
  const time = new Date(text);
  if (!isOnDay(text) || Number.isNaN(time.getTime()))
    throw new InspectError('--now: expected a time in ISO 8601, such as 2026-11-21T08:00:00Z');
  return time;
}

function fileProblem(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'no permission to read it';
  if (code === 'EISDIR') return 'it is a directory';
  return code === '' ? 'it could not be read' : code;
}
