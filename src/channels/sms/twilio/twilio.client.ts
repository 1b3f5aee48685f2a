import twilio from 'twilio';
import type { Clock } from '../../../observability/clock.js';
import { type Exchange, type Reply, retryAfterMs } from '../../wire/exchange.js';
import type { TwilioSettings } from './twilio.settings.js';

/** Twilio answered, and not with success. `message` is Twilio's own: sanitise before showing it. */
export class TwilioRefusal extends Error {
  constructor(
    readonly status: number,
    /** Twilio's five-digit code; absent where the answer was not Twilio's. */
    readonly code: number | undefined,
    message: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(message);
    this.name = 'TwilioRefusal';
  }
}

type RequestClient = InstanceType<typeof twilio.RequestClient>;
type RequestOptions = Parameters<RequestClient['request']>[0];

/** Twilio's SDK bound to one account; the exchange stays the caller's to close. */
export function openTwilio(settings: TwilioSettings, exchange: Exchange, clock: Clock): ReturnType<typeof twilio> {
  const request = (options: RequestOptions): Promise<SdkAnswer> =>
    overExchange(options, settings.apiBase, exchange, clock);
  // Of its HTTP client the SDK calls `request` alone; its own class would bring axios and an agent.
  return twilio(settings.accountSid, settings.authToken, { httpClient: { request } as unknown as RequestClient });
}

interface SdkAnswer {
  statusCode: number;
  body: string;
  headers: Reply['headers'];
}

/** The SDK's way to the network: our pool instead of axios, `apiBase` instead of the host it would take. */
async function overExchange(
  options: RequestOptions,
  apiBase: string,
  exchange: Exchange,
  clock: Clock,
): Promise<SdkAnswer> {
  const get = options.method === 'get';
  const reply = await exchange.request({
    method: get ? 'GET' : 'POST',
    url: rebase(options.uri, apiBase, options.params),
    headers: { ...options.headers, authorization: basicAuth(options.username ?? '', options.password ?? '') },
    ...(get ? {} : { body: encode(options.data) }),
  });
  if (reply.status < 200 || reply.status > 299) throw refusal(reply, clock.now().getTime());
  return { statusCode: reply.status, body: reply.body, headers: reply.headers };
}

export function basicAuth(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function rebase(uri: string, apiBase: string, params: object | undefined): string {
  const url = new URL(uri);
  const target = new URL(url.pathname + url.search, apiBase);
  const query = encode(params);
  if (query !== '') target.search = target.search === '' ? query : `${target.search}&${query}`;
  return target.href;
}

/** Parameters as the SDK gives them: undefined is left out, a list repeats its name. */
function encode(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item !== undefined && item !== null) search.append(name, scalar(item));
    }
  }
  return search.toString();
}

function scalar(item: unknown): string {
  return typeof item === 'string' ? item : JSON.stringify(item);
}

function refusal(reply: Reply, now: number): TwilioRefusal {
  const body = parseObject(reply.body);
  const code = body?.code;
  const message = body?.message;
  return new TwilioRefusal(
    reply.status,
    typeof code === 'number' && Number.isInteger(code) && code > 0 ? code : undefined,
    typeof message === 'string' ? message : '',
    retryAfterMs(reply.headers['retry-after'], now),
  );
}

function parseObject(text: string): { code?: unknown; message?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
