import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { CHANNEL_REGISTRY } from '../messaging/ports.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import { AnswerTimes } from '../reports/answer-times/answer-times.js';
import type { Tenant } from '../tenants/tenant.js';
import { AreaDirectory } from '../tenants/areas.js';
import { replyWays } from './contact-ways.js';
import { mintFormToken, readFormToken } from './form-token.js';
import type { FormToken } from './form-token.js';
import { checkHuman, createWork, questionOf } from './human-check.js';
import type { HumanVerdict } from './human-check.js';
import { FormPage } from './pages/form-page.js';
import { checkPhotos } from './photos.js';
import type { Photo } from './photos.js';
import { PUBLIC_LIMITS } from './public-limits.js';
import type { PublicLimits } from './public-limits.js';
import { inFormOrder, readValues, validateReport } from './report-form.js';
import type { FieldError, FormRules, FormValues, ReportFacts } from './report-form.js';
import { UploadBudget, withSubmission } from './submission.js';
import type { Submission } from './submission.js';
import { WEB_SECRETS } from './web-secrets.js';
import type { WebSecrets } from './web-secrets.js';
import type { Words } from './words.js';

/** A posted form, read and judged. */
export interface FormReading {
  tenant: Tenant;
  submission: Submission;
  values: FormValues;
  /** The form's own token; a fresh one where that was none. */
  token: FormToken;
  errors: readonly FieldError[];
  /** Only where there are no errors. */
  facts?: ReportFacts;
  photos: readonly Photo[];
  verdict?: HumanVerdict;
}

/** Hands out forms and reads what comes back; takes no report. */
@Injectable()
export class FormDesk {
  private readonly budget = new UploadBudget();

  constructor(
    @Inject(AreaDirectory) private readonly areas: AreaDirectory,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
    @Inject(WEB_SECRETS) private readonly secrets: WebSecrets,
    @Inject(PUBLIC_LIMITS) private readonly limits: PublicLimits,
    @Inject(AnswerTimes) private readonly answers: AnswerTimes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async emptyForm(tenant: Tenant, words: Words): Promise<VNode> {
    const ways = replyWays(tenant, this.channels);
    const values: FormValues = { ...readValues({}), identity: 'named', replyBy: ways[0] ?? 'page' };
    return await this.page(tenant, words, this.freshToken(tenant), values, [], {});
  }

  /** The form again with all that was typed. @param more errors that are no field's fault. */
  async filledForm(reading: FormReading, words: Words, more: readonly FieldError[] = []): Promise<VNode> {
    const { tenant, submission, values } = reading;
    // An edited form that was taken already needs an identity of its own, or it would count as that one.
    const edited = more.some((error) => error.key === 'edited');
    const token = edited ? this.freshToken(tenant) : reading.token;
    const kept = token.value === submission.fields['token'];
    return await this.page(tenant, words, token, values, inFormOrder([...more, ...reading.errors]), {
      work: kept && reading.verdict?.ok !== false ? submission.fields['work'] : '',
      answer: kept ? submission.fields['answer'] : '',
      photosLost: submission.fileCount > 0,
      ...(edited ? { ticketPath: `/${tenant.slug}/lapor/diterima` } : {}),
    });
  }

  /** Reads and judges a post, and gives its memory back after `use`. @param keepFiles false where the post is refused anyway. */
  async read(
    tenant: Tenant,
    request: FastifyRequest,
    keepFiles: boolean,
    use: (reading: FormReading) => Promise<void>,
  ): Promise<void> {
    const options = { limits: this.limits, budget: this.budget, keepFiles };
    await withSubmission(request, options, async (submission) => {
      await use(await this.judge(tenant, submission, keepFiles));
    });
  }

  private async judge(tenant: Tenant, submission: Submission, wanted: boolean): Promise<FormReading> {
    const { fields } = submission;
    const values = readValues(fields);
    const token = readFormToken(tenant.slug, fields['token'] ?? '', this.clock.now(), this.secrets);
    const base = { tenant, submission, values, token: token.ok ? token.token : this.freshToken(tenant) };
    if (!wanted) return { ...base, errors: [], photos: [] };
    const checked = await checkPhotos(submission, this.limits);
    const result = validateReport(values, checked.photos.length, await this.rules(tenant));
    if (!token.ok) {
      const stale: FieldError = { field: 'form', key: token.reason === 'expired' ? 'expired' : 'forged' };
      return { ...base, errors: inFormOrder([stale, ...checked.errors, ...result.errors]), photos: [] };
    }
    const proof = { work: fields['work'] ?? '', answer: fields['answer'] ?? '', trap: fields['situs'] ?? '' };
    const verdict = await checkHuman(token.token, proof, this.secrets);
    const human: FieldError[] = verdict.ok ? [] : [{ field: 'answer', key: verdict.reason }];
    const errors = inFormOrder([...checked.errors, ...result.errors, ...human]);
    return { ...base, errors, photos: checked.photos, verdict, ...(result.facts ? { facts: result.facts } : {}) };
  }

  private async rules(tenant: Tenant): Promise<FormRules> {
    return { tenant, areas: await this.areas.of(tenant), replyWays: replyWays(tenant, this.channels) };
  }

  private freshToken(tenant: Tenant): FormToken {
    return mintFormToken(tenant.slug, this.clock.now(), this.secrets);
  }

  private async page(
    tenant: Tenant,
    words: Words,
    token: FormToken,
    values: FormValues,
    errors: readonly FieldError[],
    again: { work?: string; answer?: string; photosLost?: boolean; ticketPath?: string },
  ): Promise<VNode> {
    const { areas, replyWays: ways } = await this.rules(tenant);
    return FormPage({
      words,
      tenant,
      path: `/${tenant.slug}/lapor`,
      values,
      errors,
      areas,
      replyWays: ways,
      limits: this.limits,
      answers: await this.answers.of(tenant.slug),
      token: token.value,
      challenge: await createWork(token, this.secrets),
      question: questionOf(token, words.locale, this.secrets),
      work: again.work ?? '',
      answer: again.answer ?? '',
      photosLost: again.photosLost ?? false,
      ...(again.ticketPath ? { ticketPath: again.ticketPath } : {}),
    });
  }
}
