import { randomUUID } from 'node:crypto';
import { Controller, Get, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import { CodedError } from '../../messaging/errors.js';
import { EntryRefused } from '../../manual/entry-input.js';
import { ManualDesk, ReferenceKnown, type EntryReceipt } from '../../manual/manual-desk.js';
import { CLOCK, type Clock } from '../../observability/clock.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import type { FieldError } from '../frame/form-parts.js';
import { Needs, WhileTyping } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { entryInput, entryWays, readEntry } from './entry-form.js';
import { EntryContext } from './entry-context.js';
import { OpenTickets } from './open-tickets.js';
import { ENTRY_PATH } from './pages/entry-page-props.js';
import { OpenTicketChoices } from './pages/open-tickets-part.js';
import { ResultPage } from './pages/result-page.js';
import { SlipPage } from './pages/slip-page.js';

/** How long a clerk waits for the number, in milliseconds; the tracking code is there anyway. */
const WAIT_MS = 5_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What clerks take down at the desk, on the telephone and out of letters. */
@ApiExcludeController()
@Controller(ENTRY_PATH.slice(1))
@UseGuards(ConsoleGuard)
export class EntryController {
  constructor(
    @Inject(ManualDesk) private readonly desk: ManualDesk,
    @Inject(OpenTickets) private readonly tickets: OpenTickets,
    @Inject(EntryContext) private readonly context: EntryContext,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Needs('entries:write')
  async form(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    await this.context.send(request, reply, user, { values: { nonce: randomUUID() } });
  }

  @Post()
  @Needs('entries:write')
  async take(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    await this.context.read(request, user, async ({ fields, files, busy }) => {
      const values = readEntry(fields);
      const refuse = async (errors: readonly FieldError[], status = 422, nonce = values.nonce): Promise<void> =>
        this.context.send(request, reply, user, { values: { ...values, nonce: nonce || randomUUID() }, errors, status });
      const words = this.pages.words(request, user);
      if (busy) return refuse([{ text: words('entry.wrong.busy') }], 503);
      const tenant = this.pages.tenantOf(request, user);
      const way = entryWays(tenant.slug, this.context.channels).find(({ channel }) => channel.id === values.kanal)?.way;
      // A way of another office's: not one of these buttons.
      if (!way) return refuse([{ field: 'kanal', text: words('entry.wrong.kanal') }]);
      const input = entryInput(values, { tenant: tenant.slug, zone: tenant.zone, way, files });
      try {
        const receipt = await this.desk.take(input, WAIT_MS);
        await this.pages.redirect(reply, `${ENTRY_PATH}/hasil/${receipt.inboundId}`);
      } catch (error) {
        if (error instanceof EntryRefused) return refuse(this.context.inWords(request, user, error));
        if (error instanceof ReferenceKnown)
          return refuse([{ field: 'rujukan', text: words(error.number === null ? 'entry.wrong.referenceKnown' : 'entry.wrong.referenceIs', { number: error.number ?? '' }) }], 409);
        // The browser's "back", and other words: another entry, which the clerk must mean.
        if (error instanceof CodedError && error.code === 'nonce-reused')
          return refuse([{ text: words('entry.wrong.saved') }], 409, randomUUID());
        if (error instanceof CodedError && error.retryable) return refuse([{ text: words('entry.wrong.busy') }], 503);
        throw error;
      }
    }); // prettier-ignore
  }

  /** This reporter's open tickets, while their number is typed. The number stands in the body, and in no address. */
  @Post('terbuka')
  @Needs('identities:read')
  @WhileTyping()
  async open(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const tenant = this.pages.tenantOf(request, user);
    const typed = { phone: textField(request, 'telepon'), email: textField(request, 'surel') };
    const tickets = await this.tickets.of(tenant.slug, typed, actorOfUser(user));
    const words = this.pages.words(request, user);
    await this.pages.fragment(reply, OpenTicketChoices({ words, tenant, tickets, chosen: '' }) ?? <></>);
  }

  @Get('hasil/:entri')
  @Needs('entries:write')
  async result(@Param('entri') inboundId: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const receipt = await this.receiptOf(inboundId, request, user);
    const words = this.pages.words(request, user);
    const trackingUrl = this.context.trackingUrl(receipt.tenant);
    const body = ResultPage({ words, receipt, trackingUrl, userId: user.id });
    const title = words(`entry.result.${receipt.state}`);
    await this.pages.page(request, reply, { user, title, active: 'entry', body, scripts: ['entry.js'] });
  }

  @Get('hasil/:entri/bukti')
  @Needs('entries:write')
  async slip(@Param('entri') inboundId: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const receipt = await this.receiptOf(inboundId, request, user);
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    const trackingUrl = this.context.trackingUrl(tenant.slug);
    await this.pages.bare(reply, SlipPage({ words, tenant, receipt, trackingUrl, printedAt: this.clock.now() }));
  }

  /** @throws NotFoundException for what is no entry of this office */
  private async receiptOf(inboundId: string, request: FastifyRequest, user: ConsoleUser): Promise<EntryReceipt> {
    const { slug } = this.pages.tenantOf(request, user);
    const found = UUID.test(inboundId) ? await this.desk.find(inboundId, slug, 0) : undefined;
    if (!found) throw new NotFoundException('there is no such entry');
    return found;
  }
}
