import { Controller, Get, Inject, Logger, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import type { Tenant } from '../tenants/tenant.js';
import { LooksGuard } from './looks.guard.js';
import { PageSender } from './page-sender.js';
import { SurveyPage } from './pages/survey-page.js';
import type { SurveyErrors } from './pages/survey-page.js';
import type { VerdictErrors } from './pages/verdict-part.js';
import { PUBLIC_SURVEYS } from './public-tickets.js';
import type { PublicSurveys, PublicTicketView } from './public-tickets.js';
import { StoryDesk } from './story-desk.js';
import { MAX_VERDICT_WORDS, readSurvey, readVerdict } from './verdict-input.js';
import type { SurveyInput, VerdictInput } from './verdict-input.js';
import { VerdictService } from './verdict.service.js';
import { Visitors } from './visitors.js';
import type { Words } from './words.js';

interface Visit {
  tenant: Tenant;
  words: Words;
  ticket: PublicTicketView;
  channelId: string;
}

/** The citizen's word on an answer, for whoever reads it on the tracking page and has no other channel to say it by. */
@Controller()
@UseGuards(LooksGuard)
export class VerdictController {
  private readonly logger = new Logger(VerdictController.name);

  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(StoryDesk) private readonly stories: StoryDesk,
    @Inject(VerdictService) private readonly verdicts: VerdictService,
    @Inject(PUBLIC_SURVEYS) private readonly surveys: PublicSurveys,
    @Inject(Visitors) private readonly visitors: Visitors,
  ) {}

  @Post(':tenant/lacak/kabar')
  async say(@Param('tenant') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.visit(slug, request, reply, async (visit) => {
      const said = readVerdict(request.body);
      // A page from before the last answer, or a form that is not ours: the ticket as it stands says more than an error.
      if (said?.round !== visit.ticket.verdict?.round || !said) return await this.back(reply, visit.tenant, false);
      const errors = this.verdictErrors(said, visit.words);
      if (errors) return await this.refuse(reply, 422, visit, said, errors);
      const attempt = this.visitors.take(request, 'track');
      if (!attempt.allowed) {
        void reply.header('retry-after', String(attempt.retryAfterSeconds));
        return await this.refuse(reply, 429, visit, said, { form: tooMany(visit.words, attempt.retryAfterSeconds) });
      }
      try {
        await this.verdicts.submit(visit.channelId, visit.ticket, said);
      } catch (error) {
        this.logger.error(`word not taken on ${visit.channelId}: ${errorCode(error)}`);
        void reply.header('retry-after', '30');
        return await this.refuse(reply, 503, visit, said, { form: visit.words('verdict.trouble') });
      }
      await this.back(reply, visit.tenant, true);
    });
  }

  @Get(':tenant/lacak/penilaian')
  async survey(
    @Param('tenant') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.visit(slug, request, reply, (visit) =>
      this.surveyPage(reply, 200, visit, { elements: {}, comment: '' }, {}),
    );
  }

  @Post(':tenant/lacak/penilaian')
  async takeSurvey(
    @Param('tenant') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.visit(slug, request, reply, async (visit) => {
      const survey = readSurvey(request.body);
      const { words } = visit;
      const errors: SurveyErrors = {
        ...(Object.keys(survey.elements).length === 0 && { U1: words('survey.missing') }),
        ...(survey.comment.length > MAX_VERDICT_WORDS && { comment: tooLong(words) }),
      };
      if (Object.keys(errors).length > 0) return await this.surveyPage(reply, 422, visit, survey, errors);
      const attempt = this.visitors.take(request, 'track');
      if (!attempt.allowed) {
        void reply.header('retry-after', String(attempt.retryAfterSeconds));
        return await this.surveyPage(reply, 429, visit, survey, { form: tooMany(words, attempt.retryAfterSeconds) });
      }
      try {
        const { elements, comment } = survey;
        const said = { channelId: visit.channelId, elements, ...(comment !== '' && { comment }) };
        await this.back(reply, visit.tenant, await this.surveys.take(visit.ticket.number, said));
      } catch (error) {
        this.logger.error(`survey not taken: ${errorCode(error)}`);
        void reply.header('retry-after', '30');
        await this.surveyPage(reply, 503, visit, survey, { form: words('verdict.trouble') });
      }
    });
  }

  /** For a browser that has shown the code of a ticket whose answer can be judged; any other is sent to the ticket's page. */
  private async visit(
    slug: string,
    request: FastifyRequest,
    reply: FastifyReply,
    work: (visit: Visit) => Promise<void>,
  ): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    let ticket: PublicTicketView | undefined;
    try {
      ticket = await this.stories.ofBrowser(tenant, request);
    } catch (error) {
      this.logger.error(`ticket not read: ${errorCode(error)}`);
    }
    const channelId = ticket && this.stories.wordChannel(tenant, ticket);
    if (!ticket || channelId === undefined) return await this.back(reply, tenant, false);
    await work({ tenant, words: this.pages.words(request, reply, tenant), ticket, channelId });
  }

  private verdictErrors({ says, mark, words: said }: VerdictInput, words: Words): VerdictErrors | undefined {
    if (says === 'mark' && mark === undefined) return { mark: words('verdict.missingMark') };
    if (says !== 'not-fixed') return undefined;
    if (said === '') return { words: words('verdict.missingWords') };
    return said.length > MAX_VERDICT_WORDS ? { words: tooLong(words) } : undefined;
  }

  private async refuse(
    reply: FastifyReply,
    status: number,
    { tenant, words, ticket }: Visit,
    said: VerdictInput,
    errors: VerdictErrors,
  ): Promise<void> {
    const mark = said.mark === undefined ? {} : { mark: said.mark };
    await this.stories.send(reply, status, tenant, words, ticket, { words: said.words, ...mark, errors });
  }

  private async surveyPage(
    reply: FastifyReply,
    status: number,
    { tenant, words, ticket }: Visit,
    survey: SurveyInput,
    errors: SurveyErrors,
  ): Promise<void> {
    const path = `/${tenant.slug}/lacak/penilaian`;
    await this.pages.send(reply, status, SurveyPage({ words, tenant, path, number: ticket.number, ...survey, errors }));
  }

  private async back(reply: FastifyReply, tenant: Tenant, taken: boolean): Promise<void> {
    await this.pages.redirect(reply, `/${tenant.slug}/lacak${taken ? '?kabar=1' : ''}`);
  }
}

function tooMany(words: Words, seconds: number): string {
  return words('verdict.tooMany', { minutes: Math.ceil(seconds / 60) });
}

function tooLong(words: Words): string {
  return words('verdict.tooLong', { max: MAX_VERDICT_WORDS });
}
