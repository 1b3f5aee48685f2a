import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import type { Tenant } from '../tenants/tenant.js';
import { openPass, readCookie, sealPass, setCookie, TICKET_COOKIE_SECONDS } from './cookies.js';
import type { TicketPass } from './cookies.js';
import { WEB_SECRETS } from './web-secrets.js';
import type { WebSecrets } from './web-secrets.js';

const REPORT_COOKIE = 'tiket';
const TRACKING_COOKIE = 'lacak';

/** Lets a browser look again at the report that it sent, or whose code it showed, with nothing in the address. */
@Injectable()
export class TicketPasses {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(WEB_SECRETS) private readonly secrets: WebSecrets,
  ) {}

  /** After a report was taken. */
  give(tenant: Tenant, pass: TicketPass, request: FastifyRequest, reply: FastifyReply): void {
    this.set(REPORT_COOKIE, tenant, pass, request, reply);
    setCookie(request, reply, TRACKING_COOKIE, '', { path: `/${tenant.slug}`, maxAgeSeconds: 0 });
  }

  /** After number and code were shown. */
  giveForTracking(tenant: Tenant, inboundId: string, request: FastifyRequest, reply: FastifyReply): void {
    this.set(TRACKING_COOKIE, tenant, { inboundId, nonce: '', digest: '' }, request, reply);
  }

  takeBack(tenant: Tenant, request: FastifyRequest, reply: FastifyReply): void {
    for (const name of [REPORT_COOKIE, TRACKING_COOKIE])
      setCookie(request, reply, name, '', { path: `/${tenant.slug}`, maxAgeSeconds: 0 });
  }

  ofReport(tenant: Tenant, request: FastifyRequest): TicketPass | undefined {
    return openPass(tenant.slug, readCookie(request, REPORT_COOKIE), this.clock.now(), this.secrets);
  }

  /** The ticket last asked for, else the one last reported. */
  ofTracking(tenant: Tenant, request: FastifyRequest): TicketPass | undefined {
    return (
      openPass(tenant.slug, readCookie(request, TRACKING_COOKIE), this.clock.now(), this.secrets) ??
      this.ofReport(tenant, request)
    );
  }

  private set(name: string, tenant: Tenant, pass: TicketPass, request: FastifyRequest, reply: FastifyReply): void {
    const value = sealPass(tenant.slug, pass, this.clock.now(), this.secrets);
    setCookie(request, reply, name, value, { path: `/${tenant.slug}`, maxAgeSeconds: TICKET_COOKIE_SECONDS });
  }
}
