import { ForbiddenException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/console-user.js';
import { Sessions, type Owed } from '../../accounts/sessions.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { Csrf } from './csrf.js';
import { ConsoleRedirect } from './console-redirect.js';
import { NEEDS, setUser, UNATTENDED, WHILE_TYPING, type Needed, type AtSessionsEnd } from './needs.js';
import { lostFields, SessionLost, typedIn } from './form-kept.js';
import { cameFrom, codePath, returnPath, signInPath } from './return-path.js';
import { sessionToken } from './session-cookie.js';
import { keepChosenTenant, tenantOf } from './tenant-choice.js';

/** Where what is owed is given. */
const WHERE: Readonly<Record<Exclude<Owed, 'code'>, string>> = {
  password: '/console/akun/sandi',
  factor: '/console/akun/faktor-kedua',
};
/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE = new Set(['GET', 'HEAD']);

/** Lets in who is signed in, owes nothing, and may do what the handler needs; posts only from our own pages. */
@Injectable()
export class ConsoleGuard implements CanActivate {
  constructor(
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
    @Inject(Csrf) private readonly csrf: Csrf,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const needed = this.reflector.get<Needed | undefined>(NEEDS, context.getHandler());
    const unattended = this.reflector.get<AtSessionsEnd | undefined>(UNATTENDED, context.getHandler());
    const signedIn = await this.sessions.find(sessionToken(request), unattended === undefined);
    const typing = this.reflector.get<true | undefined>(WHILE_TYPING, context.getHandler()) === true;
    const stays = (typing || unattended === 'stay') && request.headers['hx-request'] !== undefined;
    if (!signedIn) throw stays ? new SessionLost({}) : await this.nobody(request);
    const { user, owes } = signedIn;
    setUser(request, user);
    if (user.tenant === null) user.office = tenantOf(request, user, this.tenants).slug;
    else if (!this.tenants.bySlug(user.tenant)) throw new ForbiddenException('this office is not served here');
    if (owes && needed?.owing.includes(owes) !== true)
      throw new ConsoleRedirect(owes === 'code' ? codePath(backTo(request)) : WHERE[owes]);
    // A handler that names no permission is a mistake of ours: it lets nobody in.
    if (!needed || !may(user, needed.permission)) throw new ForbiddenException('not allowed to this role');
    if (!SAFE.has(request.method)) this.csrf.checkRequest(request, user, needed.permission === 'account:use');
    keepChosenTenant(request, reply, user, this.tenants);
    return true;
  }

  /** To the sign-in; a form with words in it is given back first. htmx leaves the page as it is, drafts.js keeps it. */
  private async nobody(request: FastifyRequest): Promise<Error> {
    const fields = request.headers['hx-request'] === undefined ? await lostFields(request) : {};
    return typedIn(fields).length > 0 ? new SessionLost(fields) : new ConsoleRedirect(signInPath(backTo(request)));
  }
}

/** The page that was asked for; of a post, the page that it was made on. */
function backTo(request: FastifyRequest): string {
  return SAFE.has(request.method) && request.headers['hx-request'] === undefined
    ? request.url
    : returnPath(cameFrom(request));
}
