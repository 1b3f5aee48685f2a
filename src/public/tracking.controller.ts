import { Controller, Get, Inject, Logger, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import type { Tenant } from '../tenants/tenant.js';
import { LooksGuard } from './looks.guard.js';
import { PageSender } from './page-sender.js';
import { TrackingFormPage } from './pages/tracking-page.js';
import type { TrackingErrors } from './pages/tracking-page.js';
import { StoryDesk } from './story-desk.js';
import { PUBLIC_TICKETS } from './public-tickets.js';
import type { PublicTickets } from './public-tickets.js';
import { cleanText } from '../channels/typed.js';
import { TicketPasses } from './ticket-passes.js';
import { Visitors } from './visitors.js';
import type { Words } from './words.js';

@Controller()
export class TrackingController {
  private readonly logger = new Logger(TrackingController.name);

  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(PUBLIC_TICKETS) private readonly tickets: PublicTickets,
    @Inject(TicketPasses) private readonly passes: TicketPasses,
    @Inject(Visitors) private readonly visitors: Visitors,
    @Inject(StoryDesk) private readonly stories: StoryDesk,
  ) {}

  /** The ticket that this browser may see, else the two fields. */
  @Get(':tenant/lacak')
  @UseGuards(LooksGuard)
  async show(@Param('tenant') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const words = this.pages.words(request, reply, tenant);
    try {
      const ticket = await this.stories.ofBrowser(tenant, request);
      if (!ticket) return await this.form(reply, 200, tenant, words, '', '', {});
      const { kabar, batal, keterangan } = (request.query ?? {}) as Record<string, unknown>;
      await this.stories.send(reply, 200, tenant, words, ticket, {
        sent: kabar === '1',
        ...(batal === '1' && { cancel: { sent: true } }),
        ...(keterangan === '1' && { adding: { sent: true } }),
      });
    } catch (error) {
      this.logger.error(`ticket not read: ${errorCode(error)}`);
      await this.form(reply, 503, tenant, words, '', '', { form: words('tracking.trouble') });
    }
  }

  /** The code travels in a post's body and never in an address. */
  @Post(':tenant/lacak')
  async find(@Param('tenant') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const words = this.pages.words(request, reply, tenant);
    const { number, code } = readFields(request.body);
    const missing: TrackingErrors = {};
    if (!number) missing.number = words('tracking.missingNumber');
    if (!code) missing.code = words('tracking.missingCode');
    if (missing.number ?? missing.code) return await this.form(reply, 422, tenant, words, number, code, missing);
    const attempt = this.visitors.take(request, 'track');
    if (!attempt.allowed) {
      void reply.header('retry-after', String(attempt.retryAfterSeconds));
      const minutes = Math.ceil(attempt.retryAfterSeconds / 60);
      return await this.form(reply, 429, tenant, words, number, code, { form: words('tracking.tooMany', { minutes }) });
    }
    try {
      const ticket = await this.tickets.byNumberAndCode(tenant.slug, number, code);
      if (!ticket)
        return await this.form(reply, 422, tenant, words, number, code, { form: words('tracking.notFound') });
      this.passes.giveForTracking(tenant, ticket.inboundId, request, reply);
      await this.pages.redirect(reply, `/${tenant.slug}/lacak`);
    } catch (error) {
      this.logger.error(`ticket not found out: ${errorCode(error)}`);
      await this.form(reply, 503, tenant, words, number, code, { form: words('tracking.trouble') });
    }
  }

  /** Closes the view on a shared telephone or computer. */
  @Post(':tenant/lacak/tutup')
  async close(
    @Param('tenant') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    this.passes.takeBack(tenant, request, reply);
    await this.pages.redirect(reply, `/${tenant.slug}/lacak`);
  }

  private async form(
    reply: FastifyReply,
    status: number,
    tenant: Tenant,
    words: Words,
    number: string,
    code: string,
    errors: TrackingErrors,
  ): Promise<void> {
    await this.pages.send(
      reply,
      status,
      TrackingFormPage({ words, tenant, path: `/${tenant.slug}/lacak`, number, code, errors }),
    );
  }
}

function readFields(body: unknown): { number: string; code: string } {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const read = (name: string): string => (typeof fields[name] === 'string' ? cleanText(fields[name]).slice(0, 60) : '');
  return { number: read('number'), code: read('code') };
}
