import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CHANNEL_REGISTRY } from '../messaging/ports.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import { isOpenToWord } from '../pipeline/word/open-to-word.js';
import type { Tenant } from '../tenants/tenant.js';
import { UNANSWERED } from '../tickets/transitions.js';
import { formChannel } from './contact-ways.js';
import { PageSender } from './page-sender.js';
import { StoryPage } from './pages/tracking-page.js';
import type { AddingDraft } from './pages/adding-part.js';
import type { CancelDraft } from './pages/cancel-part.js';
import type { VerdictDraft } from './pages/verdict-part.js';
import { PUBLIC_TICKETS } from './public-tickets.js';
import type { PublicTickets, PublicTicketView } from './public-tickets.js';
import { SharedLinks } from './shared-links.js';
import { TicketPasses } from './ticket-passes.js';
import type { Words } from './words.js';

/** The ticket that a browser may see, and its page. */
@Injectable()
export class StoryDesk {
  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(PUBLIC_TICKETS) private readonly tickets: PublicTickets,
    @Inject(TicketPasses) private readonly passes: TicketPasses,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
    @Inject(SharedLinks) private readonly links: SharedLinks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A pass opens the ticket of its own message, not one that the message was added to. */
  async ofBrowser(tenant: Tenant, request: FastifyRequest): Promise<PublicTicketView | undefined> {
    const pass = this.passes.ofTracking(tenant, request);
    const ticket = pass && (await this.tickets.byInbound(pass.inboundId));
    return ticket?.tenant === tenant.slug && ticket.inboundId === pass?.inboundId ? ticket : undefined;
  }

  /** The channel by which the reporter may say whether it is fixed; undefined where nothing can be judged (any more). */
  wordChannel(tenant: Tenant, { state, verdict }: PublicTicketView): string | undefined {
    return verdict && isOpenToWord({ ...verdict, state }, tenant, this.clock.now())
      ? formChannel(tenant, this.channels)?.id
      : undefined;
  }

  /** The channel by which the reporter may take it back; undefined where nothing can be taken back (any more). */
  cancelChannel(tenant: Tenant, { cancellable }: PublicTicketView): string | undefined {
    return cancellable ? formChannel(tenant, this.channels)?.id : undefined;
  }

  /** The channel by which the reporter may add to it; undefined where nobody is at work on it (any more). */
  addingChannel(tenant: Tenant, { state }: PublicTicketView): string | undefined {
    return UNANSWERED.some((each) => each === state) ? formChannel(tenant, this.channels)?.id : undefined;
  }

  async send(
    reply: FastifyReply,
    status: number,
    tenant: Tenant,
    words: Words,
    ticket: PublicTicketView,
    { cancel, adding, ...draft }: VerdictDraft & { cancel?: CancelDraft; adding?: AddingDraft } = {},
  ): Promise<void> {
    const page = StoryPage({
      words,
      tenant,
      path: `/${tenant.slug}/lacak`,
      ticket,
      paths: {
        photo: (id) => this.links.photos.path(tenant.slug, id),
        file: (id) => this.links.files.path(id),
      },
      now: this.clock.now(),
      judging: this.wordChannel(tenant, ticket) !== undefined,
      draft,
      ...(this.addingChannel(tenant, ticket) !== undefined && { adding: adding ?? {} }),
      ...(this.cancelChannel(tenant, ticket) !== undefined && { cancel: cancel ?? {} }),
    });
    await this.pages.send(reply, status, page);
  }
}
