import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { KeyRing } from '../../contacts/key-ring.js';
import { fromElsewhere } from '../../public/same-origin.js';

export const CSRF_FIELD = '_csrf';
const CSRF_HEADER = 'x-csrf-token';

/** Tokens that show that a post comes from a page of this session. */
@Injectable()
export class Csrf {
  constructor(@Inject(KeyRing) private readonly keys: KeyRing) {}

  /** The same for a whole session: pages stay open for hours, and in many tabs. */
  token({ sessionId }: Pick<ConsoleUser, 'sessionId'>): string {
    return this.keys.hmac('console-csrf', sessionId).toString('base64url');
  }

  matches(user: Pick<ConsoleUser, 'sessionId'>, token: unknown): boolean {
    const given = Buffer.from(typeof token === 'string' ? token : '', 'base64url');
    const expected = Buffer.from(this.token(user), 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /**
   * Whether a request that changes something may go on. A multipart form is read by its handler, later: it needs the
   * header, or the browser's own word that the page was ours, and its handler checks the field by `matches`.
   */
  allows(request: FastifyRequest, user: ConsoleUser): boolean {
    if (fromElsewhere(request)) return false;
    const header = request.headers[CSRF_HEADER];
    if (header !== undefined) return this.matches(user, header);
    if (request.headers['content-type']?.startsWith('multipart/form-data')) return saidToBeOurs(request);
    return this.matches(user, (Object(request.body) as Record<string, unknown>)[CSRF_FIELD]);
  }
}

/** Every browser since 2020 sends one of the two with a post; `fromElsewhere` has compared them. */
function saidToBeOurs({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] !== undefined || (headers.origin !== undefined && headers.origin !== 'null');
}
