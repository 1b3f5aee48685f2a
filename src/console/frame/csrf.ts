import { timingSafeEqual } from 'node:crypto';
import { ForbiddenException, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { KeyRing } from '../../contacts/key-ring.js';
import { fromElsewhere } from '../../public/same-origin.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { OtherOffice } from './form-kept.js';

export const CSRF_FIELD = '_csrf';
const CSRF_HEADER = 'x-csrf-token';

type Holder = Pick<ConsoleUser, 'sessionId' | 'office'>;

/**
 * Tokens that show that a post comes from a page of this session and, where somebody works for several offices, of the
 * office that they look at now: a form that was opened before another tab went to another office does nothing there.
 */
@Injectable()
export class Csrf {
  constructor(
    @Inject(KeyRing) private readonly keys: KeyRing,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
  ) {}

  /** The same for a whole session and office: pages stay open for hours, and in many tabs. */
  token({ sessionId, office }: Holder): string {
    return this.keys
      .hmac('console-csrf', office === undefined ? sessionId : `${sessionId}\n${office}`)
      .toString('base64url');
  }

  /**
   * Checks a request that changes something. A multipart form is read by its handler, later: it needs the header, or the
   * browser's own word that the page was ours, and its handler checks the fields by `check`.
   * @param own what is posted is about the user's own account, whichever office the page was of
   * @throws ForbiddenException, OtherOffice
   */
  checkRequest(request: FastifyRequest, user: ConsoleUser, own: boolean): void {
    if (fromElsewhere(request)) throw foreign();
    const header = request.headers[CSRF_HEADER];
    const fields = Object(request.body) as Record<string, unknown>;
    if (header === undefined && request.headers['content-type']?.startsWith('multipart/form-data')) {
      if (!saidToBeOurs(request)) throw foreign();
      return;
    }
    const given = header === undefined ? fields : { ...fields, [CSRF_FIELD]: header };
    if (!own) this.check(user, given);
    else if (!this.matches(user, given[CSRF_FIELD]) && this.otherOf(user, given[CSRF_FIELD]) === undefined)
      throw foreign();
  }

  /** @param fields of the posted form, its token among them @throws ForbiddenException, OtherOffice */
  check(user: Holder, fields: Readonly<Record<string, unknown>>): void {
    const token = fields[CSRF_FIELD];
    if (this.matches(user, token)) return;
    const office = this.otherOf(user, token);
    throw office === undefined ? foreign() : new OtherOffice(office, fields);
  }

  /** The office of whose page this is the token, of those that the user doesn't look at now. */
  private otherOf(user: Holder, token: unknown): string | undefined {
    if (user.office === undefined) return undefined;
    return this.tenants.all().find(({ slug }) => this.matches({ ...user, office: slug }, token))?.slug;
  }

  private matches(user: Holder, token: unknown): boolean {
    const given = Buffer.from(typeof token === 'string' ? token : '', 'base64url');
    const expected = Buffer.from(this.token(user), 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function foreign(): ForbiddenException {
  return new ForbiddenException('the form is not from a page of this session');
}

/** Every browser since 2020 sends one of the two with a post; `fromElsewhere` has compared them. */
function saidToBeOurs({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] !== undefined || (headers.origin !== undefined && headers.origin !== 'null');
}
