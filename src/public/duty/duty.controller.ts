import { Controller, Get, Inject, Logger, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../../messaging/errors.js';
import { PUBLIC_LIMITS, type PublicLimits } from '../public-limits.js';
import { fromElsewhere } from '../same-origin.js';
import { UploadBudget, withSubmission, type Submission } from '../submission.js';
import { Visitors } from '../visitors.js';
import { DutyActions } from './duty-actions.js';
import { DutyDesk, type DutyReading } from './duty-desk.js';
import { DutyForms, firstForm, refusedForm } from './duty-forms.js';
import { dutyActionOf, isLateAction, isOffered, isOnPage, type DutyAction } from './duty-rules.js';
import { doneOf, DutySender, type Opened } from './duty-sender.js';
import { ExpiredLinkPage, UnknownLinkPage } from './pages/duty-closed-page.js';

/** The pages behind officers' links. Reading changes nothing: mail scanners open links before people do. */
@Controller('d/:token')
export class DutyController {
  private readonly logger = new Logger(DutyController.name);
  private readonly budget = new UploadBudget();

  constructor(
    @Inject(DutyDesk) private readonly desk: DutyDesk,
    @Inject(DutyActions) private readonly actions: DutyActions,
    @Inject(DutyForms) private readonly forms: DutyForms,
    @Inject(DutySender) private readonly sender: DutySender,
    @Inject(Visitors) private readonly visitors: Visitors,
    @Inject(PUBLIC_LIMITS) private readonly limits: PublicLimits,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reading = await this.desk.open(token);
    const opened = this.opened(reading, request, reply);
    if (!opened) return await this.closed(reading, token, request, reply);
    await this.sender.ticket(opened, 200, { done: doneOf(request.query) });
  }

  @Get(':path')
  async form(
    @Param('token') token: string,
    @Param('path') path: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reading = await this.desk.open(token);
    const opened = this.opened(reading, request, reply);
    if (!opened) return await this.closed(reading, token, request, reply);
    const action = dutyActionOf(path);
    if (!action || isOnPage(action) || !isOffered(opened.duty.offers, action))
      return await this.sender.backTo(reply, opened.duty);
    await this.sender.form(opened, 200, action, firstForm(opened.duty, action));
  }

  @Post('tautan-baru')
  async freshLink(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reading = await this.desk.open(token);
    if (reading.kind !== 'expired') return await this.sender.backTo(reply, { base: `/d/${encodeURIComponent(token)}` });
    const words = this.sender.words(request, reply, reading.tenant);
    const page = (state: 'sent' | 'tooMany' | 'trouble', status: number): Promise<void> =>
      this.sender.send(reply, status, ExpiredLinkPage({ words, token, tenant: reading.tenant, state }));
    if (fromElsewhere(request)) return await page('trouble', 403);
    if (!this.visitors.take(request, 'duty').allowed) return await page('tooMany', 429);
    try {
      await this.actions.sendFreshLink(reading);
    } catch (error) {
      this.logger.error(`no fresh link for officer ${reading.officerId}: ${errorCode(error)}`);
      return await page('trouble', 503);
    }
    await page('sent', 200);
  }

  @Post(':path')
  async act(
    @Param('token') token: string,
    @Param('path') path: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const action = dutyActionOf(path);
    const reading = await this.readingOr(token, async (error) => {
      if (!action || fromElsewhere(request)) throw error;
      this.logger.error(`${action} behind a link not looked at: ${errorCode(error)}`);
      const to = { words: this.sender.words(request, reply), reply };
      await withSubmission(request, { limits: this.limits, budget: this.budget, keepFiles: false }, (submission) =>
        this.sender.away(to, { token, action }, submission),
      );
    });
    if (!reading) return;
    const opened = this.opened(reading, request, reply);
    const attempt = this.visitors.take(request, 'duty');
    const foreign = fromElsewhere(request);
    const keepFiles = opened !== undefined && action === 'respond' && attempt.allowed && !foreign;
    // Read to its end whatever comes of it: a browser shows no answer before it has sent all.
    await withSubmission(request, { limits: this.limits, budget: this.budget, keepFiles }, async (submission) => {
      if (!opened) return await this.closed(reading, token, request, reply);
      // What comes too late is kept where there are words in it; the rest has its state as an answer.
      if (!action || (opened.duty.offers.ended && !isLateAction(action)))
        return await this.sender.backTo(reply, opened.duty);
      if (foreign) return await this.sender.form(opened, 403, action, refusedForm(submission, 'foreign'));
      if (!attempt.allowed) {
        void reply.header('retry-after', String(attempt.retryAfterSeconds));
        return await this.sender.form(opened, 429, action, refusedForm(submission, 'tooMany'));
      }
      if (submission.busy) return await this.sender.form(opened, 503, action, refusedForm(submission, 'trouble'));
      await this.take(opened, action, submission);
    });
  }

  /** @returns undefined where the link could not be looked up, which `failed` sees to */
  private async readingOr(token: string, failed: (error: unknown) => Promise<void>): Promise<DutyReading | undefined> {
    try {
      return await this.desk.open(token);
    } catch (error) {
      await failed(error);
      return undefined;
    }
  }

  private async take(opened: Opened, action: DutyAction, submission: Submission): Promise<void> {
    const { duty, reply } = opened;
    const outcome = await this.forms.take(duty, action, submission);
    if (outcome.ok) return await this.sender.backTo(reply, duty, outcome.done);
    if (outcome.status === 503) void reply.header('retry-after', '30');
    await this.sender.form(opened, outcome.status, action, outcome.filled);
  }

  private opened(reading: DutyReading, request: FastifyRequest, reply: FastifyReply): Opened | undefined {
    if (reading.kind !== 'open') return undefined;
    const { duty } = reading;
    return { reply, duty, words: this.sender.words(request, reply, duty.tenant) };
  }

  /** A link that opens nothing (any more). */
  private async closed(
    reading: DutyReading,
    token: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (reading.kind === 'expired') {
      const { tenant } = reading;
      const words = this.sender.words(request, reply, tenant);
      return await this.sender.send(reply, 410, ExpiredLinkPage({ words, token, tenant, state: 'expired' }));
    }
    const words = this.sender.words(request, reply);
    await this.sender.send(reply, 404, UnknownLinkPage({ words, token }));
  }
}
