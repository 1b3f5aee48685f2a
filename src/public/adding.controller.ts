import { Controller, Inject, Logger, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import { readAdding } from './adding-input.js';
import { LooksGuard } from './looks.guard.js';
import { PageSender } from './page-sender.js';
import type { PublicTicketView } from './public-tickets.js';
import { StoryDesk } from './story-desk.js';
import { TicketMessages } from './ticket-messages.js';
import { MAX_VERDICT_WORDS } from './verdict-input.js';
import { Visitors } from './visitors.js';

/** Takes what the reporter adds or answers on the tracking page: a message to their ticket, as one on a channel would be. */
@Controller()
export class AddingController {
  private readonly logger = new Logger(AddingController.name);

  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(StoryDesk) private readonly stories: StoryDesk,
    @Inject(TicketMessages) private readonly messages: TicketMessages,
    @Inject(Visitors) private readonly visitors: Visitors,
  ) {}

  @Post(':tenant/lacak/keterangan')
  @UseGuards(LooksGuard)
  async add(@Param('tenant') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const words = this.pages.words(request, reply, tenant);
    let ticket: PublicTicketView | undefined;
    try {
      ticket = await this.stories.ofBrowser(tenant, request);
    } catch (error) {
      this.logger.error(`ticket not read: ${errorCode(error)}`);
    }
    const channelId = ticket && this.stories.addingChannel(tenant, ticket);
    // A page from before the answer, or a form that is not ours: the ticket as it stands says more than an error.
    if (!ticket || channelId === undefined) return await this.pages.redirect(reply, `/${tenant.slug}/lacak`);
    const shown = ticket;
    const { text, after } = readAdding(request.body);
    const refuse = async (status: number, error: string): Promise<void> =>
      this.stories.send(reply, status, tenant, words, shown, { adding: { text, error } });
    if (text === '') return await refuse(422, words('adding.missing'));
    if (text.length > MAX_VERDICT_WORDS) return await refuse(422, words('verdict.tooLong', { max: MAX_VERDICT_WORDS }));
    const attempt = this.visitors.take(request, 'track');
    if (!attempt.allowed) {
      void reply.header('retry-after', String(attempt.retryAfterSeconds));
      return await refuse(429, words('verdict.tooMany', { minutes: Math.ceil(attempt.retryAfterSeconds / 60) }));
    }
    try {
      // The same words on the same page are one message; "ya" to two questions is two.
      await this.messages.submit(channelId, ticket, { does: 'keterangan', apart: [after, text], text });
    } catch (error) {
      this.logger.error(`words not taken on ${channelId}: ${errorCode(error)}`);
      void reply.header('retry-after', '30');
      return await refuse(503, words('adding.trouble'));
    }
    await this.pages.redirect(reply, `/${tenant.slug}/lacak?keterangan=1`);
  }
}
