import type { Dispatcher, Pool } from 'undici';

/** One HTTP exchange's answer; the body is text, cut off by an error at `MOST_BYTES`. */
export interface Reply {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

export interface ExchangeRequest {
  method: 'GET' | 'POST';
  /** Absolute, with query. */
  url: string;
  headers: Record<string, string>;
  body?: string | Buffer;
  /** Milliseconds for this exchange, where it may take longer than others: it carries a file. */
  timeoutMs?: number;
}

/** An exchange that gave no answer. Its message names neither URL nor content. */
export class ExchangeError extends Error {
  constructor(
    /** Of the system or of undici: `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`. */
    readonly code: string,
    /** False where it is certain that the request never left: no connection was made. */
    readonly mayHaveArrived: boolean,
  ) {
    super(`no answer from the provider (${code})`);
    this.name = 'ExchangeError';
  }
}

/** Milliseconds for an exchange that carries a file: some 16 MB over an office's line. */
export const FILE_TIMEOUT_MS = 40_000;

/** An SMS provider's answer is a few hundred bytes, a page of Twilio's list some 100 KB. */
const MOST_BYTES = 2 * 1024 * 1024;
const LONGEST_CONNECT_MS = 10_000;

/** Failures before a connection stood: names, routes, refusals, certificates. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
]);

/**
 * Keep-alive HTTP to the provider's hosts, over undici; loaded at the first request, so that reading
 * the configuration costs nothing. Follows no redirect, repeats nothing.
 */
export class Exchange {
  private readonly pools = new Map<string, Promise<Pool>>();

  constructor(private readonly timeoutMs: number) {}

  /** @throws ExchangeError where no complete answer came. */
  async request(request: ExchangeRequest): Promise<Reply> {
    try {
      const reply = await this.stream(request, MOST_BYTES);
      const chunks: Buffer[] = [];
      for await (const chunk of reply.body) chunks.push(chunk as Buffer);
      return { status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks).toString('utf8') };
    } catch (error) {
      throw toExchangeError(error);
    }
  }

  /** The answer as a stream, for media. The caller reads or destroys the body. */
  async stream(request: ExchangeRequest, mostBytes: number): Promise<Dispatcher.ResponseData> {
    const url = new URL(request.url);
    const pool = await this.pool(url.origin, mostBytes);
    const timeoutMs = Math.max(request.timeoutMs ?? 0, this.timeoutMs);
    return pool.request({
      method: request.method,
      path: url.pathname + url.search,
      headers: request.headers,
      body: request.body ?? null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
    });
  }

  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map(async (pool) => (await pool).close()));
  }

  private pool(origin: string, mostBytes: number): Promise<Pool> {
    const key = `${origin} ${String(mostBytes)}`;
    let pool = this.pools.get(key);
    if (pool === undefined) {
      pool = this.open(origin, mostBytes);
      this.pools.set(key, pool);
    }
    return pool;
  }

  private async open(origin: string, mostBytes: number): Promise<Pool> {
    const { Pool } = await import('undici');
    return new Pool(origin, {
      // Ends before the whole exchange does, so that it is known that nothing was sent.
      connect: { timeout: Math.min(LONGEST_CONNECT_MS, this.timeoutMs / 2) },
      maxResponseSize: mostBytes,
      keepAliveTimeout: 10_000,
    });
  }
}

export function toExchangeError(error: unknown): ExchangeError {
  if (error instanceof ExchangeError) return error;
  const facts = failureFacts(error);
  const before = BEFORE_SENDING.has(facts.code) || facts.syscall === 'connect' || facts.syscall === 'getaddrinfo';
  return new ExchangeError(facts.code, !before);
}

/** By shape, not by class: Node's own errors have the class of another realm under some runners. */
function failureFacts(error: unknown): { code: string; syscall?: string } {
  if (typeof error !== 'object' || error === null) return { code: 'unknown-error' };
  const { code, syscall, name } = error as { code?: unknown; syscall?: unknown; name?: unknown };
  const known =
    typeof code === 'string' && /^[A-Z0-9_]{2,50}$/.test(code)
      ? code
      : name === 'TimeoutError'
        ? 'TimeoutError'
        : 'unknown-error';
  return typeof syscall === 'string' ? { code: known, syscall } : { code: known };
}

const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * Retry-After in milliseconds (RFC 9110, 10.2.3: seconds or a date); undefined where absent or unreadable.
 * `now` in epoch milliseconds.
 */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (value === undefined || value === '') return undefined;
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 1000), LONGEST_WAIT_MS) : undefined;
}
