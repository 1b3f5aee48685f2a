import type { ApiKey, Scope } from '../api/api-keys.js';
import { mayTouch } from '../api/caller.js';
import type { KeyGate } from '../api/key-gate.js';
import type { Clock } from '../observability/clock.js';
import { AttemptLimiter, visitorNetwork } from '../public/attempt-limiter.js';
import { FORMATS, formatOf, written, type Format, type Open311Answer } from './answer.js';
import type { Jurisdiction, Jurisdictions } from './jurisdictions.js';
import { Open311Error } from './open311-error.js';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Requests without a key that one network may send a minute. */
const OPEN_RULE = { name: 'open311', max: 300, windowMs: 60_000 };

/** Arguments of which there may be several. */
const LISTS: readonly string[] = ['service_request_id', 'service_code', 'status'];

export interface Open311DeskParts {
  gate: KeyGate;
  jurisdictions: Jurisdictions;
  clock: Clock;
}

/** What every method of the interface begins and ends with. */
export class Open311Desk {
  private readonly limiter: AttemptLimiter;

  constructor(private readonly parts: Open311DeskParts) {
    this.limiter = new AttemptLimiter(parts.clock);
  }

  /** @throws Open311Error 400 */
  format(ending: string): Format {
    const format = formatOf(ending);
    if (format === undefined) throw new Open311Error(400, 'format');
    return format;
  }

  /** `services.json` of the last part of an address; a ticket's number has no full stop. @throws Open311Error 400 */
  split(file: string): { name: string; format: Format } {
    const at = file.lastIndexOf('.');
    return { name: at === -1 ? file : file.slice(0, at), format: this.format(at === -1 ? '' : file.slice(at + 1)) };
  }

  /** @throws Open311Error 400, 404 */
  jurisdiction(fields: Readonly<Record<string, string>>): Jurisdiction {
    return this.parts.jurisdictions.find(fields['jurisdiction_id']);
  }

  /** For what anybody may ask. @throws Open311Error 429 */
  letIn(request: FastifyRequest): void {
    const attempt = this.limiter.take(OPEN_RULE, visitorNetwork(request.ip));
    if (!attempt.allowed) throw tooMany(attempt.retryAfterSeconds);
  }

  /**
   * The key as the specification sends it (`api_key`), or as the rest of our interfaces take it.
   * @throws Open311Error 403, as the specification answers keys that are missing or wrong; 429
   */
  async key(request: FastifyRequest, fields: Readonly<Record<string, string>>): Promise<ApiKey> {
    const given = this.given(request) ?? fields['api_key']?.trim();
    if (given === undefined || given === '') throw new Open311Error(403, 'key-missing');
    const admitted = await this.parts.gate.admit(given, request.ip);
    if (admitted.ok) return admitted.key;
    if (admitted.reason === 'too-many') throw tooMany(admitted.retryAfterSeconds);
    throw new Open311Error(403, admitted.reason);
  }

  /** The key that a request brings outside its body. */
  given(request: FastifyRequest): string | undefined {
    return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  }

  /** @throws Open311Error 403 */
  assertMay(key: ApiKey, scope: Scope, tenant: string): void {
    if (!mayTouch(key, tenant)) throw new Open311Error(403, 'key-elsewhere');
    if (!key.scopes.includes(scope)) throw new Open311Error(403, 'key-scope', { params: { scope } });
  }

  send(reply: FastifyReply, format: Format, answer: Open311Answer, status = 200): void {
    void reply
      .status(status)
      .header('content-type', FORMATS[format])
      .header('cache-control', 'no-store')
      .send(written(answer, format));
  }
}

/** A query's or form's fields, of which each counts once. */
export function fieldsOf(given: unknown): Readonly<Record<string, string>> {
  return onceEach(given, (values) => values.at(-1));
}

/** Of a search: "can be declared multiple times, comma delimited" is taken either way. */
export function listedFieldsOf(given: unknown): Readonly<Record<string, string>> {
  const last = fieldsOf(given);
  const joined = onceEach(given, (values) => values.filter((value) => typeof value === 'string').join(','));
  return { ...last, ...Object.fromEntries(Object.entries(joined).filter(([name]) => LISTS.includes(name))) };
}

function onceEach(given: unknown, of: (values: readonly unknown[]) => unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
      const one: unknown = Array.isArray(value) ? of(value as unknown[]) : value;
      return typeof one === 'string' ? [[name, one]] : [];
    }),
  );
}

function tooMany(retryAfterSeconds: number): Open311Error {
  return new Open311Error(429, 'too-many', { params: { seconds: retryAfterSeconds }, retryAfterSeconds });
}
