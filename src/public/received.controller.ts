import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Inject, Logger, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import { AnswerTimes } from '../reports/answer-times/answer-times.js';
import type { Tenant } from '../tenants/tenant.js';
import { LooksGuard } from './looks.guard.js';
import { PageSender } from './page-sender.js';
import { AddedPage, NoTicketPage, ReceivedPage } from './pages/received-page.js';
import { PUBLIC_TICKETS } from './public-tickets.js';
import type { PublicTickets, PublicTicketView } from './public-tickets.js';
import { TicketPasses } from './ticket-passes.js';

/** How long the ticket page waits for a worker to open the ticket before it shows the tracking code alone. */
const TICKET_WAIT_MS = 2_000;
const TICKET_POLL_MS = 100;
/** Reloads of the ticket page by itself, one every `RELOAD_SECONDS`. */
const MAX_RELOADS = 20;
const RELOAD_SECONDS = 3;

/** The ticket page, for the browser that sent the report. */
@Controller()
export class ReceivedController {
  private readonly logger = new Logger(ReceivedController.name);

  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(TicketPasses) private readonly passes: TicketPasses,
    @Inject(PUBLIC_TICKETS) private readonly tickets: PublicTickets,
    @Inject(AnswerTimes) private readonly answers: AnswerTimes,
  ) {}

  @Get(':tenant/lapor/diterima')
  @UseGuards(LooksGuard)
  async received(
    @Param('tenant') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const context = { words: this.pages.words(request, reply, tenant), tenant, path: `/${tenant.slug}/lapor/diterima` };
    const pass = this.passes.ofReport(tenant, request);
    if (!pass) return await this.pages.send(reply, 200, NoTicketPage(context));
    const reloads = Number((request.query as Record<string, string | undefined>)['ke'] ?? 0) || 0;
    const found = await this.waitForTicket(tenant, pass.inboundId, reloads === 0 ? TICKET_WAIT_MS : 0);
    // Added to a ticket that another message opened: that one's code shows it, this post alone doesn't. A form's sender is
    // only claimed, and what was said and answered there is its reporter's.
    if (found && found.inboundId !== pass.inboundId)
      return await this.pages.send(reply, 200, AddedPage({ ...context, number: found.number }));
    const gaveUp = !found && reloads >= MAX_RELOADS;
    if (!found && !gaveUp)
      void reply.header('refresh', `${String(RELOAD_SECONDS)}; url=${context.path}?ke=${String(reloads + 1)}`);
    const code = this.tickets.trackingCode(pass.inboundId);
    const answers = found && (await this.answers.of(tenant.slug));
    const page = ReceivedPage({ ...context, code, gaveUp, answers, ...(found ? { ticket: found } : {}) });
    await this.pages.send(reply, 200, page);
  }

  /** The report is safe already: where its ticket can't be looked at, the page still shows the code. */
  private async waitForTicket(
    tenant: Tenant,
    inboundId: string,
    waitMs: number,
  ): Promise<PublicTicketView | undefined> {
    try {
      for (let waited = 0; ; waited += TICKET_POLL_MS) {
        const ticket = await this.tickets.byInbound(inboundId);
        if (ticket?.tenant === tenant.slug) return ticket;
        if (waited >= waitMs) return undefined;
        await sleep(TICKET_POLL_MS);
      }
    } catch (error) {
      this.logger.error(`ticket of message ${inboundId} not read: ${errorCode(error)}`);
      return undefined;
    }
  }
}
