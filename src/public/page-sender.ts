import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { TEXTS } from '../tenants/locales.js';
import type { Locales, TextParams } from '../tenants/locales.js';
import { TENANTS } from '../tenants/tenant-registry.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { LOCALES } from '../tenants/tenant.js';
import type { LocaleName, Tenant } from '../tenants/tenant.js';
import { readCookie, setCookie } from './cookies.js';
import { PUBLIC_PERMISSIONS_POLICY } from './csp.js';
import { renderPage } from './pages/page.js';
import { TenantsPage, type TenantsPart } from './pages/tenants-page.js';
import { wordsIn } from './words.js';
import type { Words } from './words.js';

const LANGUAGE_COOKIE = 'bahasa';
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const STATUS: Record<TenantsPart, number> = { tenants: 200, notFound: 404, foreign: 403, tooOften: 429, trouble: 500 };

/** Renders pages in the reader's language and sends them. */
@Injectable()
export class PageSender {
  constructor(
    @Inject(TEXTS) private readonly locales: Locales,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
  ) {}

  /** `?lang=` decides and is remembered; then the cookie; then the tenant. A browser's own language says little here: many are sold in English. */
  words(request: FastifyRequest, reply: FastifyReply, tenant?: Tenant): Words {
    const asked = knownLocale((request.query as Record<string, unknown> | undefined)?.['lang']);
    if (asked) setCookie(request, reply, LANGUAGE_COOKIE, asked, { path: '/', maxAgeSeconds: YEAR_SECONDS });
    const locale = asked ?? knownLocale(readCookie(request, LANGUAGE_COOKIE)) ?? tenant?.locale ?? 'id';
    return wordsIn(this.locales, locale);
  }

  /** The tenant of the path; undefined after the 404 page was sent. */
  async tenantOr404(slug: string, request: FastifyRequest, reply: FastifyReply): Promise<Tenant | undefined> {
    const tenant = this.tenants.bySlug(slug);
    if (!tenant) await this.sendTenants(request, reply, 'notFound');
    return tenant;
  }

  /** The list of offices, as the start page or as that of an error. @param params what the error's words name */
  async sendTenants(
    request: FastifyRequest,
    reply: FastifyReply,
    part: TenantsPart,
    params: TextParams = {},
  ): Promise<void> {
    const words = this.words(request, reply);
    await this.send(reply, STATUS[part], TenantsPage({ words, path: '/', tenants: this.tenants.all(), part, params }));
  }

  async send(reply: FastifyReply, status: number, page: VNode): Promise<void> {
    await reply
      .status(status)
      .header('content-type', 'text/html; charset=utf-8')
      // Tokens, codes and what someone typed: for this reader's eyes, and no cache's.
      .header('cache-control', 'no-store')
      .header('permissions-policy', PUBLIC_PERMISSIONS_POLICY)
      .send(renderPage(page));
  }

  /** @param path without personal data: it lands in histories and logs. */
  async redirect(reply: FastifyReply, path: string): Promise<void> {
    await reply.status(303).header('location', path).header('cache-control', 'no-store').send();
  }
}

function knownLocale(value: unknown): LocaleName | undefined {
  return LOCALES.find((locale) => locale === value);
}
