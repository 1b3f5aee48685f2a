import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { TicketActor } from '../tickets/ticket-actions.js';
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
export function requireCaller(request: FastifyRequest): ApiKey {
  const key = callerOf(request);
  if (!key) throw new Problem(401, { code: 'key-missing' });
  return key;
}

/** The same, for a handler. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): ApiKey =>
  requireCaller(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** As the access log and timelines name it. */
export function actorOf({ id }: ApiKey): string {
  return `api-key:${id}`;
}

/** What is another office's is not there for this key; nor is what is the office's, for an agency's. */
export function mayTouch(key: ApiKey, tenant: string): boolean {
  return key.agency === null && (key.tenant === null || key.tenant === tenant);
}

/** What was handed to an agency is there for its office and for the agency itself. */
export function mayTouchDispatch(key: ApiKey, { tenant, agency }: { tenant: string; agency: string }): boolean {
  return (key.tenant === null || key.tenant === tenant) && (key.agency === null || key.agency === agency);
}

/** Who acts on a ticket: an agency's system in the agency's name, any other program as the office's people do. */
export function ticketActorOf(key: ApiKey): TicketActor {
  return { kind: key.agency === null ? 'operator' : 'officer', by: actorOf(key) };
}
