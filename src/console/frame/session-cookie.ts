import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCookie, setCookie } from '../../public/cookies.js';

/**
 * Over TLS with the prefix that makes browsers refuse it from neighbours and from http (RFC 6265bis, 4.1.3.2);
 * on a machine without TLS browsers take no such name.
 */
function nameFor(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-kentongan' : 'kentongan';
}

export function sessionToken(request: FastifyRequest): string | undefined {
  return readCookie(request, nameFor(request));
}

/** @param seconds 0 takes it away */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string, seconds: number): void {
  setCookie(request, reply, nameFor(request), token, { path: '/', maxAgeSeconds: seconds });
}
