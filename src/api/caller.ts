import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ApiKey, Scope } from './api-keys.js';
import { Problem } from './problem.js';

export const SCOPE = 'kentongan:scope';

/** What a key must be allowed to, to call this. */
export const NeedsScope = (scope: Scope): CustomDecorator => SetMetadata(SCOPE, scope);

const callers = new WeakMap<object, ApiKey>();

export function setCaller(request: FastifyRequest, key: ApiKey): void {
  callers.set(request, key);
}

export function callerOf(request: FastifyRequest): ApiKey | undefined {
  return callers.get(request);
}

/** The key of the request; the guard has put it there. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): ApiKey => {
  const key = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!key) throw new Problem(401, { code: 'key-missing' });
  return key;
});

/** As the access log and timelines name it. */
export function actorOf({ id }: ApiKey): string {
  return `api-key:${id}`;
}

/** What is another office's is not there for this key. */
export function mayTouch(key: ApiKey, tenant: string): boolean {
  return key.tenant === null || key.tenant === tenant;
}
