import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { CLOCK, type Clock } from '../../observability/clock.js';
import type { Tenant } from '../../tenants/tenant.js';
import { PageSender } from '../page-sender.js';
import { PUBLIC_LIMITS, type PublicLimits } from '../public-limits.js';
import type { Submission } from '../submission.js';
import type { Words } from '../words.js';
import { DUTY_DONE, type DutyDone } from './duty-actions.js';
import type { Duty } from './duty-desk.js';
import { readDutyValues, type DutyError } from './duty-form.js';
import { DutyForms, type FilledForm } from './duty-forms.js';
import { isOnPage, type DutyAction } from './duty-rules.js';
import { DutyAwayPage } from './pages/duty-away-page.js';
import { DutyFormPage } from './pages/duty-form-page.js';
import { DutyPage } from './pages/duty-page.js';

/** A link that was opened, and the reader who did. */
export interface Opened {
  reply: FastifyReply;
  words: Words;
  duty: Duty;
}

/** Sends the pages of officers' links. */
@Injectable()
export class DutySender {
  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(DutyForms) private readonly forms: DutyForms,
    @Inject(PUBLIC_LIMITS) private readonly limits: PublicLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  words(request: FastifyRequest, reply: FastifyReply, tenant?: Tenant): Words {
    return this.pages.words(request, reply, tenant);
  }

  /** @param formToken as it was posted; a fresh one where absent */
  async form({ reply, words, duty }: Opened, status: number, action: DutyAction, filled: FilledForm): Promise<void> {
    if (isOnPage(action)) return this.ticket({ reply, words, duty }, status, filled);
    const { limits } = this;
    const formToken = filled.formToken ?? this.forms.freshToken(duty);
    await this.send(reply, status, DutyFormPage({ words, duty, action, limits, ...filled, formToken }));
  }

  /** The ticket can't be read just now: nothing is done, and nothing that was typed is lost. */
  async away(
    { words, reply }: Omit<Opened, 'duty'>,
    { token, action }: { token: string; action: DutyAction },
    { fields, fileCount }: Submission,
  ): Promise<void> {
    const typed = { values: readDutyValues(fields), formToken: fields['token'] ?? '', photosLost: fileCount > 0 };
    void reply.header('retry-after', '30');
    await this.send(reply, 503, DutyAwayPage({ words, token, action, limits: this.limits, errors: [], ...typed }));
  }

  async ticket(
    { reply, words, duty }: Opened,
    status: number,
    { errors = [], done }: { errors?: readonly DutyError[]; done?: DutyDone | undefined } = {},
  ): Promise<void> {
    const now = this.clock.now();
    const page = { words, duty, now, formToken: this.forms.freshToken(duty), errors, ...(done && { done }) };
    await this.send(reply, status, DutyPage(page));
  }

  /** The link is the key to all behind it: no cache, no search engine and no other site gets to know it. */
  async send(reply: FastifyReply, status: number, page: VNode): Promise<void> {
    secretAddress(reply);
    await this.pages.send(reply, status, page);
  }

  /** After a post; the page then says what was done. */
  async backTo(reply: FastifyReply, { base }: Pick<Duty, 'base'>, done?: DutyDone): Promise<void> {
    secretAddress(reply);
    await this.pages.redirect(reply, `${base}${done ? `?hasil=${done}` : ''}`);
  }
}

/** Headers of everything whose address holds a link's token. */
export function secretAddress(reply: FastifyReply): void {
  void reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex, nofollow');
}

export function doneOf(query: unknown): DutyDone | undefined {
  const given = (query as Record<string, unknown> | undefined)?.['hasil'];
  return DUTY_DONE.find((each) => each === given);
}
