import type { FastifyInstance, FastifyRequest, preHandlerHookHandler } from 'fastify';
import { ForbiddenException } from '@nestjs/common';
import { FOR_PROGRAMS } from './for-programs.js';

/** Officers' forms are checked where they are read: what somebody wrote is given back to them. */
const CHECKED_BY_ITSELF = /^\/d\//;

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

/**
 * From here on every route that takes a form from a page refuses one that another site sends in the reader's name,
 * beside the cookie's SameSite (which an older browser does not know). What programs call stays open: they have a key
 * or a signature, and no cookie.
 */
export function refuseForeignForms(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const posts = [route.method].flat().includes('POST');
    if (!posts || FOR_PROGRAMS.test(route.url) || CHECKED_BY_ITSELF.test(route.url)) return;
    route.preHandler = [refuse, ...[route.preHandler ?? []].flat()];
  });
}

const refuse: preHandlerHookHandler = (request, _reply, done) => {
  if (!fromElsewhere(request)) return done();
  // A browser shows no answer before it has sent all of its files.
  request.raw.resume();
  done(new ForbiddenException('this form came from another site'));
};
