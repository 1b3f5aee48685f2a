import { Controller, Get, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DutyForms, firstForm, refusedForm } from '../../public/duty/duty-forms.js';
import { photosOf } from '../../public/duty/duty-desk.js';
import { dutyActionOf, isLateAction, isOffered, isOnPage } from '../../public/duty/duty-rules.js';
import { doneOf } from '../../public/duty/duty-sender.js';
import { sendPhoto } from '../../public/photo.controller.js';
import { UploadBudget, withSubmission } from '../../public/submission.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { queryField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { PortalListPage } from './pages/portal-list-page.js';
import { PortalDesk, PORTAL_PATH } from './portal-desk.js';
import { PortalLists } from './portal-lists.js';
import { readPortalMark } from './portal-mark.js';
import { PORTAL_PARTS, type PortalParts } from './portal-parts.js';
import { PortalSender, type OpenedDuty } from './portal-sender.js';

const DONE_LIST = 'sudah';

/** The officers' portal: what their agency was handed, and everything that a link's pages can do. */
@Controller(PORTAL_PATH.slice(1))
@UseGuards(ConsoleGuard)
export class PortalController {
  private readonly budget = new UploadBudget();

  constructor(
    @Inject(PortalDesk) private readonly desk: PortalDesk,
    @Inject(PortalLists) private readonly lists: PortalLists,
    @Inject(DutyForms) private readonly forms: DutyForms,
    @Inject(PortalSender) private readonly sender: PortalSender,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(PORTAL_PARTS) private readonly parts: PortalParts,
  ) {}

  @Get()
  @Needs('portal:use')
  async list(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const setelah = queryField(request, 'setelah');
    const list = queryField(request, 'bagian') === DONE_LIST ? 'done' : 'open';
    const tenant = this.pages.tenantOf(request, user);
    const [page, open] = await Promise.all([
      this.lists.page(tenant, user, list, readPortalMark(setelah)),
      this.lists.count(tenant, user),
    ]);
    const words = this.pages.words(request, user);
    await this.pages.page(request, reply, {
      user,
      title: words('portal.title'),
      active: 'portal',
      body: PortalListPage({
        words, tenant, user, list, open, page,
        now: this.parts.clock.now(),
        first: setelah === undefined,
      }),
    }); // prettier-ignore
  }

  @Get(':id')
  @Needs('portal:use')
  async show(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.open(reply, id);
    await this.sender.ticket(opened, 200, { done: doneOf(opened.request.query) });
  }

  @Get(':id/foto/:photo')
  @Needs('portal:use')
  async photo(@Param('id') id: string, @Param('photo') photo: string, @Res() reply: FastifyReply): Promise<void> {
    const { duty } = await this.open(reply, id);
    await sendPhoto(reply, async () => (photosOf(duty).includes(photo) ? this.parts.photos.view(photo) : undefined));
  }

  @Get(':id/:path')
  @Needs('portal:use')
  async form(@Param('id') id: string, @Param('path') path: string, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.open(reply, id);
    const action = dutyActionOf(path);
    if (!action || isOnPage(action) || !isOffered(opened.duty.offers, action)) await this.sender.backTo(opened);
    else await this.sender.form(opened, 200, action, firstForm(opened.duty, action));
  }

  @Post(':id/:path')
  @Needs('portal:use')
  async act(@Param('id') id: string, @Param('path') path: string, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.open(reply, id);
    const action = dutyActionOf(path);
    const { duty } = opened;
    // What comes too late is kept where there are words in it; the rest has its state as an answer.
    if (!action || (duty.offers.ended && !isLateAction(action))) return await this.sender.backTo(opened);
    const reading = { limits: this.parts.uploads, budget: this.budget, keepFiles: action === 'respond' };
    await withSubmission(opened.request, reading, async (submission) => {
      if (submission.busy) return await this.sender.form(opened, 503, action, refusedForm(submission, 'trouble'));
      const outcome = await this.forms.take(duty, action, submission);
      if (outcome.ok) await this.sender.backTo(opened, outcome.done);
      else await this.sender.form(opened, outcome.status, action, outcome.filled);
    });
  }

  /** @throws NotFoundException for what is another's, too */
  private async open(reply: FastifyReply, id: string): Promise<OpenedDuty> {
    const visit = visitOf(reply);
    const duty = await this.desk.open(this.pages.tenantOf(visit.request, visit.user), visit.user, id);
    if (!duty) throw new NotFoundException('no such dispatch');
    return { ...visit, duty };
  }
}
