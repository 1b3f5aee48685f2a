import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { readCookie, setCookie } from '../../public/cookies.js';
import { fromElsewhere } from '../../public/same-origin.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Tenant } from '../../tenants/tenant.js';

const COOKIE = 'instansi';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The user's own office; of a central admin the one that they look at, at first the first. */
export function tenantOf(request: FastifyRequest, user: ConsoleUser, tenants: TenantRegistry): Tenant {
  const found =
    user.tenant === null
      ? (asked(request, tenants) ?? tenants.bySlug(readCookie(request, COOKIE) ?? '') ?? tenants.all()[0])
      : tenants.bySlug(user.tenant);
  if (!found) throw new Error('the user has no office here; the guard lets no such user in');
  return found;
}

/** A central admin who asks for an office by `?tenant=` goes on looking at it; another site's link changes nothing. */
export function keepChosenTenant(
  request: FastifyRequest,
  reply: FastifyReply,
  user: ConsoleUser,
  tenants: TenantRegistry,
): void {
  const tenant = user.tenant === null && !fromElsewhere(request) ? asked(request, tenants) : undefined;
  if (tenant) setCookie(request, reply, COOKIE, tenant.slug, { path: '/console', maxAgeSeconds: YEAR_SECONDS });
}

function asked(request: FastifyRequest, tenants: TenantRegistry): Tenant | undefined {
  const slug = (Object(request.query) as Record<string, unknown>)['tenant'];
  return typeof slug === 'string' ? tenants.bySlug(slug) : undefined;
}
