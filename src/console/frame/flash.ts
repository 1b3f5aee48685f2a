import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCookie, setCookie } from '../../public/cookies.js';

const COOKIE = 'pesan';
/** It waits for the page that comes next, and for no other day. */
const SECONDS = 120;
/** What a cookie may hold. */
const LONGEST = 600;

/** What was done, said once on the page that follows. Without personal data: it travels in a cookie. */
export interface Flash {
  kind: 'done' | 'warning';
  text: string;
}

type Sign = (text: string) => string;

export function setFlash(reply: FastifyReply, flash: string | Flash, sign: Sign): void {
  const { kind, text }: Flash = typeof flash === 'string' ? { kind: 'done', text: flash } : flash;
  const body = Buffer.from(JSON.stringify([kind, text.slice(0, LONGEST)])).toString('base64url');
  setCookie(reply.request, reply, COOKIE, `${body}.${sign(body)}`, { path: '/console', maxAgeSeconds: SECONDS });
}

/** Reads it, and takes it away. */
export function takeFlash(request: FastifyRequest, reply: FastifyReply, sign: Sign): Flash | undefined {
  const cookie = readCookie(request, COOKIE);
  if (cookie === undefined) return undefined;
  setCookie(request, reply, COOKIE, '', { path: '/console', maxAgeSeconds: 0 });
  const [body = '', signature] = cookie.split('.');
  if (signature !== sign(body)) return undefined;
  const [kind, text] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [Flash['kind'], string];
  return { kind, text };
}
