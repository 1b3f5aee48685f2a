import type { FastifyReply } from 'fastify';
import type { Fault } from './faults.js';

/** Longer than any client's patience: what a hanging provider looks like. */
const HANG_MS = 120_000;

/** Cuts the connection without a word, at once or after keeping the caller waiting. */
export function noAnswer(reply: FastifyReply, kind: Fault['kind']): FastifyReply {
  const { socket } = reply.raw;
  reply.hijack();
  setTimeout(() => socket?.resetAndDestroy(), kind.startsWith('hang') ? HANG_MS : 0).unref();
  return reply;
}
