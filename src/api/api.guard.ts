import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK, type Clock } from '../observability/clock.js';
import { AttemptLimiter, visitorNetwork } from '../public/attempt-limiter.js';
import { ApiKeys, isAgencyScope, type Scope } from './api-keys.js';
import { SCOPE, setCaller } from './caller.js';
import { Problem } from './problem.js';

const MINUTE_MS = 60_000;
/** Wrong keys from one network in a quarter of an hour: nobody guesses 256 bits, and nobody shall ask the database for it. */
const WRONG_KEYS = { name: 'wrong-key', max: 60, windowMs: 15 * MINUTE_MS };

/** Lets in who has a key with the scope that the route needs, and not too often. */
@Injectable()
export class ApiGuard implements CanActivate {
  private readonly limiter: AttemptLimiter;

  constructor(
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    @Inject(CLOCK) clock: Clock,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {
    this.limiter = new AttemptLimiter(clock);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const scope = this.reflector.get<Scope | undefined>(SCOPE, context.getHandler());
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) throw unauthorised('key-missing');
    const found = await this.keys.authenticate(given);
    if (!found.ok) {
      const attempt = this.limiter.take(WRONG_KEYS, visitorNetwork(request.ip));
      if (!attempt.allowed) throw tooMany(attempt.retryAfterSeconds);
      throw unauthorised(found.reason);
    }
    const { key } = found;
    const rule = { name: 'api', max: key.ratePerMinute, windowMs: MINUTE_MS };
    const attempt = this.limiter.take(rule, key.id);
    if (!attempt.allowed) throw tooMany(attempt.retryAfterSeconds);
    // Whatever its row says: what an agency's system reaches is decided here.
    if (key.agency !== null && !isAgencyScope(scope)) throw new Problem(403, { code: 'office-only' });
    // A route that names no scope is a mistake of ours: it lets nobody in.
    if (scope === undefined || !key.scopes.includes(scope))
      throw new Problem(403, { code: 'scope-missing', params: { scope: scope ?? '-' }, more: { scope } });
    setCaller(request, key);
    void context.switchToHttp().getResponse<FastifyReply>().header('cache-control', 'no-store');
    return true;
  }
}

function unauthorised(code: string): Problem {
  return new Problem(401, { code, headers: { 'www-authenticate': 'Bearer realm="kentongan"' } });
}

function tooMany(seconds: number): Problem {
  return new Problem(429, { code: 'too-many', params: { seconds }, headers: { 'retry-after': String(seconds) } });
}
