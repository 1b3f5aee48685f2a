import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAgencyScope, type Scope } from './api-keys.js';
import { SCOPE, setCaller } from './caller.js';
import { KeyGate } from './key-gate.js';
import { Problem } from './problem.js';

/** Lets in who has a key with the scope that the route needs, and not too often. */
@Injectable()
export class ApiGuard implements CanActivate {
  constructor(
    @Inject(KeyGate) private readonly gate: KeyGate,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const scope = this.reflector.get<Scope | undefined>(SCOPE, context.getHandler());
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) throw unauthorised('key-missing');
    const admitted = await this.gate.admit(given, request.ip);
    if (!admitted.ok)
      throw admitted.reason === 'too-many' ? tooMany(admitted.retryAfterSeconds) : unauthorised(admitted.reason);
    const { key } = admitted;
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
