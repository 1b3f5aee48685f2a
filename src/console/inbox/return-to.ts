import type { FastifyRequest } from 'fastify';

/** A page of the console, and none elsewhere: what a form or a browser says it came from. */
export function returnTo(request: FastifyRequest, otherwise: string): string {
  const wanted = (Object(request.body) as Record<string, unknown>)['kembali'];
  if (typeof wanted === 'string' && /^\/console(?:[/?]|$)/.test(wanted)) return wanted;
  const { referer } = request.headers;
  if (referer === undefined || !URL.canParse(referer)) return otherwise;
  const { pathname, search } = new URL(referer);
  return pathname.startsWith('/console') ? pathname + search : otherwise;
}
