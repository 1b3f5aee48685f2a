import { ForbiddenException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/console-user.js';
import { Sessions, type Owed } from '../../accounts/sessions.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { Csrf } from './csrf.js';
import { ConsoleRedirect } from './console-redirect.js';
import { NEEDS, setUser, type Needed } from './needs.js';
import { codePath, signInPath } from './return-path.js';
import { sessionToken } from './session-cookie.js';
import { keepChosenTenant } from './tenant-choice.js';

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
    const signedIn = await this.sessions.find(sessionToken(request));
    if (!signedIn) throw new ConsoleRedirect(signInPath(backTo(request)));
    const { user, owes } = signedIn;
    setUser(request, user);
    if (user.tenant !== null && !this.tenants.bySlug(user.tenant))
      throw new ForbiddenException('this office is not served here');
    if (owes && needed?.owing.includes(owes) !== true)
      throw new ConsoleRedirect(owes === 'code' ? codePath(backTo(request)) : WHERE[owes]);
    // A handler that names no permission is a mistake of ours: it lets nobody in.
    if (!needed || !may(user, needed.permission)) throw new ForbiddenException('not allowed to this role');
    if (!SAFE.has(request.method) && !this.csrf.allows(request, user))
      throw new ForbiddenException('the form is not from a page of this session');
    keepChosenTenant(request, reply, user, this.tenants);
    return true;
  }
}

/** The page that was asked for; of a post, the page that it was made on. */
function backTo(request: FastifyRequest): string {
  if (SAFE.has(request.method) && request.headers['hx-request'] === undefined) return request.url;
  const from = request.headers['hx-current-url'] ?? request.headers.referer;
  if (typeof from !== 'string' || !URL.canParse(from)) return '/console';
  const { pathname, search } = new URL(from);
  return pathname + search;
}
