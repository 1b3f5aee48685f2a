import { Controller, Inject, Logger, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import { LooksGuard } from './looks.guard.js';
import { PageSender } from './page-sender.js';
import type { PublicTicketView } from './public-tickets.js';
import { StoryDesk } from './story-desk.js';
import { TicketMessages } from './ticket-messages.js';
import { Visitors } from './visitors.js';

/** Takes a report back for whoever has shown its code: a message to its ticket, as BATAL is on a channel. */
@Controller()
export class CancelController {
  private readonly logger = new Logger(CancelController.name);

  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(StoryDesk) private readonly stories: StoryDesk,
    @Inject(TicketMessages) private readonly messages: TicketMessages,
    @Inject(Visitors) private readonly visitors: Visitors,
  ) {}

  @Post(':tenant/lacak/batal')
  @UseGuards(LooksGuard)
  async cancel(
    @Param('tenant') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const words = this.pages.words(request, reply, tenant);
    const page = `/${tenant.slug}/lacak`;
    let ticket: PublicTicketView | undefined;
    try {
      ticket = await this.stories.ofBrowser(tenant, request);
    } catch (error) {
      this.logger.error(`ticket not read: ${errorCode(error)}`);
    }
    const channelId = ticket && this.stories.cancelChannel(tenant, ticket);
    // A page from before the answer, or a form that is not ours: the ticket as it stands says more than an error.
    if (!ticket || channelId === undefined) return await this.pages.redirect(reply, page);
    const attempt = this.visitors.take(request, 'track');
    if (!attempt.allowed) {
      void reply.header('retry-after', String(attempt.retryAfterSeconds));
      const minutes = Math.ceil(attempt.retryAfterSeconds / 60);
      const error = words('verdict.tooMany', { minutes });
      return await this.stories.send(reply, 429, tenant, words, ticket, { cancel: { error } });
    }
    try {
      // Posted twice it is one message; in another round of the ticket it is another one.
      const apart = [ticket.cancellable?.round];
      await this.messages.submit(channelId, ticket, { does: 'batal', apart, text: 'BATAL', cancels: true });
    } catch (error) {
      this.logger.error(`cancellation not taken on ${channelId}: ${errorCode(error)}`);
      void reply.header('retry-after', '30');
      const trouble = words('cancel.trouble');
      return await this.stories.send(reply, 503, tenant, words, ticket, { cancel: { error: trouble } });
    }
    await this.pages.redirect(reply, `${page}?batal=1`);
  }
}
