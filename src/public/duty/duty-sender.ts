import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { CLOCK, type Clock } from '../../observability/clock.js';
import type { Tenant } from '../../tenants/tenant.js';
import { mintFormToken, readFormToken, type TokenReading } from '../form-token.js';
import { PageSender } from '../page-sender.js';
import { PUBLIC_LIMITS, type PublicLimits } from '../public-limits.js';
import { WEB_SECRETS, type WebSecrets } from '../web-secrets.js';
import type { Words } from '../words.js';
import { DUTY_DONE, type DutyDone } from './duty-actions.js';
import type { Duty } from './duty-desk.js';
import { readDutyValues, type DutyError, type DutyValues } from './duty-form.js';
import type { DutyAction } from './duty-rules.js';
import { DutyFormPage } from './pages/duty-form-page.js';
import { DutyPage } from './pages/duty-page.js';

/** A link that was opened, and the reader who did. */
export interface Opened {
  reply: FastifyReply;
  words: Words;
  duty: Duty;
}

/** A form as it comes back with errors. */
export interface FilledForm {
  /** As it was posted; a fresh one where absent. */
  formToken?: string;
  values: DutyValues;
  errors: readonly DutyError[];
  photosLost: boolean;
}

export const EMPTY_FORM: FilledForm = { values: readDutyValues({}), errors: [], photosLost: false };

/** Sends the pages of officers' links, and hands out the forms' tokens. */
@Injectable()
export class DutySender {
  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(WEB_SECRETS) private readonly secrets: WebSecrets,
    @Inject(PUBLIC_LIMITS) private readonly limits: PublicLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  words(request: FastifyRequest, reply: FastifyReply, tenant?: Tenant): Words {
    return this.pages.words(request, reply, tenant);
  }

  /** @param formToken as it was posted; a fresh one where absent */
  async form({ reply, words, duty }: Opened, status: number, action: DutyAction, filled: FilledForm): Promise<void> {
    if (action === 'accept') return this.ticket({ reply, words, duty }, status, filled);
    const { limits } = this;
    const formToken = filled.formToken ?? this.freshToken(duty);
    await this.send(reply, status, DutyFormPage({ words, duty, action, limits, ...filled, formToken }));
  }

  async ticket(
    { reply, words, duty }: Opened,
    status: number,
    { errors = [], done }: { errors?: readonly DutyError[]; done?: DutyDone | undefined } = {},
  ): Promise<void> {
    const now = this.clock.now();
    const page = { words, duty, now, formToken: this.freshToken(duty), errors, ...(done && { done }) };
    await this.send(reply, status, DutyPage(page));
  }

  /** The link is the key to all behind it: no cache, no search engine and no other site gets to know it. */
  async send(reply: FastifyReply, status: number, page: VNode): Promise<void> {
    secretAddress(reply);
    await this.pages.send(reply, status, page);
  }

  /** After a post; the page then says what was done. */
  async backTo(reply: FastifyReply, { token }: Pick<Duty, 'token'>, done?: DutyDone): Promise<void> {
    secretAddress(reply);
    await this.pages.redirect(reply, `/d/${token}${done ? `?hasil=${done}` : ''}`);
  }

  /** A form's token counts for its own link alone. */
  readToken(duty: Duty, value: string): TokenReading {
    return readFormToken(subjectOf(duty), value, this.clock.now(), this.secrets);
  }

  private freshToken(duty: Duty): string {
    return mintFormToken(subjectOf(duty), this.clock.now(), this.secrets).value;
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

function subjectOf({ view, officerId }: Duty): string {
  return `duty ${view.dispatchId} ${officerId}`;
}
