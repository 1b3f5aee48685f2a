import type { FastifyRequest } from 'fastify';

/**
 * Whether a post comes from another site's page. Fetch Metadata says so where the browser sends it (over TLS and to the
 * own machine); else the Origin header, which is `null` from pages that send no referrer, and then says nothing.
 */
export function fromElsewhere({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  if (origin === undefined || origin === 'null') return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
