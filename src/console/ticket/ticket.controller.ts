import { Controller, Get, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser, may } from '../../accounts/console-user.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { queryField, textField } from '../frame/form-body.js';
import { isId } from '../frame/is-id.js';
import { Needs, Unattended } from '../frame/needs.js';
import { dispatchForm } from './dispatch-fields.js';
import { Entries } from './pages/conversation-part.js';
import { PresencePart } from './pages/presence-part.js';
import { PreviewPage } from './pages/preview-page.js';
import { PrintDocument } from './pages/print-page.js';
import { Reporters } from './read/reporter.js';
import { targetOf } from './rules/dispatch-targets.js';
import { readLocalTime } from './rules/local-time.js';
import { TicketDesk } from './ticket-desk.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

/** A ticket, to be read: its page, an older part of its conversation, on paper, and as an agency sees it. */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketController {
  constructor(
    @Inject(TicketDesk) private readonly desk: TicketDesk,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(Reporters) private readonly reporters: Reporters,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  @Get()
  @Needs('tickets:read')
  async show(@Res() reply: FastifyReply): Promise<void> {
    const at = this.desk.at(reply);
    // htmx asks for what was said before; everybody else gets the page.
    if (at.request.headers['hx-request'] !== undefined && queryField(at.request, 'sebelum') !== undefined)
      await this.pages.fragment(reply, Entries(await this.desk.props(at)));
    else await this.desk.send(at);
  }

  /** Without identities, unless somebody who may asks for them: that look is written down too. */
  @Get('cetak')
  @Needs('tickets:read')
  async print(@Res() reply: FastifyReply): Promise<void> {
    const at = this.desk.at(reply);
    const named = queryField(at.request, 'identitas') === '1' && may(at.user, 'identities:read');
    const reporter = named ? await this.reporters.look(at.tenant, at.number, actorOfUser(at.user)) : undefined;
    const props = await this.desk.props(at, {}, !named);
    await this.pages.bare(reply, PrintDocument({ ...props, reporter: reporter ?? undefined }));
  }

  /** Who else has the page open, for the page itself; names for those who share the work alone. */
  @Get('hadir')
  @Needs('tickets:read')
  @Unattended('stay')
  async presence(@Res() reply: FastifyReply): Promise<void> {
    const at = this.desk.at(reply);
    const { count, names } = await this.desk.present(at);
    const words = this.pages.words(at.request, at.user);
    const path = `/console/aduan/${at.number}/hadir`;
    await this.pages.fragment(reply, PresencePart({ words, path, count, names }));
  }

  /** As the chosen agency would see it, before it is handed over; nothing is done. */
  @Post('pratinjau')
  @Needs('tickets:dispatch')
  async previewBefore(@Res() reply: FastifyReply): Promise<void> {
    const at = this.desk.at(reply);
    const form = dispatchForm(at.request);
    const target = targetOf(at.tenant, form.kepada);
    if (!target) return await this.desk.noPreview(at, form, 'agency-unknown');
    const { agency, unit } = target;
    const dueAt = form.batas === '' ? null : readLocalTime(form.batas, at.tenant.zone);
    if (dueAt === undefined) return await this.desk.noPreview(at, form, 'time-malformed');
    const seen = await this.parts.views.before(this.parts.database, { tenant: at.tenant.slug, number: at.number, agency, unit, note: form.catatan, dueAt });
    if (!seen) throw new NotFoundException('no such ticket');
    const words = this.pages.words(at.request, at.user);
    const send = { csrf: this.pages.csrf(at.user), form, nonce: textField(at.request, 'nonce') };
    await this.pages.page(at.request, reply, {
      user: at.user,
      title: words('ticket.preview.title', { number: at.number }),
      active: 'tickets',
      body: PreviewPage({ words, tenant: at.tenant, seen, photos: may(at.user, 'identities:read'), send }),
    });
  } // prettier-ignore

  @Get('pratinjau/:dispatch')
  @Needs('tickets:read')
  async preview(@Param('dispatch') dispatchId: string, @Res() reply: FastifyReply): Promise<void> {
    const at = this.desk.at(reply);
    const seen = isId(dispatchId) ? await this.parts.views.of(this.parts.database, dispatchId) : undefined;
    if (seen?.number !== at.number || seen.tenant !== at.tenant.slug) throw new NotFoundException('no such dispatch');
    const words = this.pages.words(at.request, at.user);
    await this.pages.page(at.request, reply, {
      user: at.user,
      title: words('ticket.preview.title', { number: at.number }),
      active: 'tickets',
      body: PreviewPage({ words, tenant: at.tenant, seen, photos: may(at.user, 'identities:read') }),
    });
  }
}
