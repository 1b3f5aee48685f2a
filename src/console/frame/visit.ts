import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { requireUser } from './needs.js';

/** Somebody who is signed in asks for something, and waits for it. */
export interface Visit {
  request: FastifyRequest;
  reply: FastifyReply;
  user: ConsoleUser;
}

/** The visit that a handler answers with its `@Res() reply`, which knows the rest. */
export function visitOf(reply: FastifyReply): Visit {
  const { request } = reply;
  return { request, reply, user: requireUser(request) };
}
