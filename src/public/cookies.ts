import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebSecrets } from './web-secrets.js';

/** How long the browser that sent a report, or showed its code, may look at it without the code. */
export const TICKET_COOKIE_SECONDS = 2 * 60 * 60;

export interface CookieOptions {
  path: string;
  /** 0 takes the cookie away. */
  maxAgeSeconds: number;
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Adds a Set-Cookie header (RFC 6265): out of scripts' reach, not sent with posts from elsewhere, over TLS only where the page was. */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  value: string,
  options: CookieOptions,
): void {
  const parts = [
    `${name}=${value}`,
    `Path=${options.path}`,
    `Max-Age=${String(options.maxAgeSeconds)}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  if (request.protocol === 'https') parts.push('Secure');
  const before = reply.getHeader('set-cookie');
  const list = before === undefined ? [] : Array.isArray(before) ? before : [String(before)];
  void reply.header('set-cookie', [...list.filter((each) => !each.startsWith(`${name}=`)), parts.join('; ')]);
}

/** What the ticket cookie says: ids only, signed, and not for long. */
export interface TicketPass {
  inboundId: string;
  /** The form's nonce and a keyed digest of what it held; empty where the pass comes from tracking. */
  nonce: string;
  digest: string;
}

export function sealPass(tenant: string, pass: TicketPass, now: Date, secrets: WebSecrets): string {
  const body = [pass.inboundId, pass.nonce, pass.digest, now.getTime().toString(36)].join('~');
  return `${body}~${secrets.sign('web-ticket', `${tenant}\n${body}`)}`;
}

export function openPass(
  tenant: string,
  sealed: string | undefined,
  now: Date,
  secrets: WebSecrets,
): TicketPass | undefined {
  const parts = (sealed ?? '').split('~');
  const [inboundId, nonce, digest, issued, signature] = parts;
  if (parts.length !== 5 || !inboundId || nonce === undefined || digest === undefined || !issued || !signature)
    return undefined;
  if (!secrets.verify('web-ticket', `${tenant}\n${parts.slice(0, 4).join('~')}`, signature)) return undefined;
  const age = now.getTime() - parseInt(issued, 36);
  return age >= -60_000 && age <= TICKET_COOKIE_SECONDS * 1000 ? { inboundId, nonce, digest } : undefined;
}
