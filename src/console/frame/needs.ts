import { ForbiddenException, SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Permission } from '../../accounts/permissions.js';
import type { Owed } from '../../accounts/sessions.js';

export const NEEDS = 'kentongan:needs';

export interface Needed {
  permission: Permission;
  /** What the user may still owe here: the pages on which it is given. */
  owing: readonly Owed[];
}

/** What a handler's user must be allowed to do. A handler without it lets nobody in. */
export const Needs = (permission: Permission, owing: readonly Owed[] = []): CustomDecorator =>
  SetMetadata(NEEDS, { permission, owing } satisfies Needed);

export const UNATTENDED = 'kentongan:unattended';

/** What becomes of the page whose request finds no session any more. */
export type AtSessionsEnd = 'leave' | 'stay';

/**
 * Pages ask for this by themselves, over and over: it keeps no session from ending.
 * @param end `stay` where somebody may just be typing: the page says so, and keeps what it has
 */
export const Unattended = (end: AtSessionsEnd = 'leave'): CustomDecorator => SetMetadata(UNATTENDED, end);

export const WHILE_TYPING = 'kentongan:while-typing';

/** Looked up while somebody types: it keeps the session alive, and without one the page says so and stays as it is. */
export const WhileTyping = (): CustomDecorator => SetMetadata(WHILE_TYPING, true);

const users = new WeakMap<object, ConsoleUser>();

export function setUser(request: FastifyRequest, user: ConsoleUser): void {
  users.set(request, user);
}

export function userOf(request: FastifyRequest): ConsoleUser | undefined {
  return users.get(request);
}

/** Who is signed in; `ConsoleGuard` has put them there. */
export function requireUser(request: FastifyRequest): ConsoleUser {
  const user = userOf(request);
  if (!user) throw new ForbiddenException('nobody is signed in');
  return user;
}
