import { Inject, Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import type { DutyDone } from '../../public/duty/duty-actions.js';
import type { Duty } from '../../public/duty/duty-desk.js';
import { DutyForms, type FilledForm } from '../../public/duty/duty-forms.js';
import { isOnPage, type DutyAction } from '../../public/duty/duty-rules.js';
import { DutyFormBody, dutyFormTitle } from '../../public/duty/pages/duty-form-page.js';
import { DutyBody } from '../../public/duty/pages/duty-page.js';
import { ConsoleSender } from '../frame/console-sender.js';
import type { Visit } from '../frame/visit.js';
import { PORTAL_PARTS, type PortalParts } from './portal-parts.js';
import { PortalFrame } from './pages/portal-frame.js';

/** A dispatch that was opened, and who looks at it. */
export interface OpenedDuty extends Visit {
  duty: Duty;
}

/** Sends a dispatch's pages inside the console's frame. */
@Injectable()
export class PortalSender {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(DutyForms) private readonly forms: DutyForms,
    @Inject(PORTAL_PARTS) private readonly parts: PortalParts,
  ) {}

  async ticket(
    opened: OpenedDuty,
    status: number,
    { errors = [], done }: Partial<Pick<FilledForm, 'errors'>> & { done?: DutyDone | undefined } = {},
  ): Promise<void> {
    const { user, duty, request } = opened;
    const words = this.pages.words(request, user);
    const body = DutyBody({
      words: words.public,
      duty,
      now: this.parts.clock.now(),
      formToken: this.forms.freshToken(duty),
      csrf: this.pages.csrf(user),
      errors,
      ...(done && { done }),
    });
    await this.send(opened, status, words.public('duty.title', { number: duty.view.number }), body);
  }

  /** @param filled its token is a fresh one where absent */
  async form(opened: OpenedDuty, status: number, action: DutyAction, filled: FilledForm): Promise<void> {
    if (isOnPage(action)) return await this.ticket(opened, status, filled);
    const { user, duty, request } = opened;
    const words = this.pages.words(request, user).public;
    const formToken = filled.formToken ?? this.forms.freshToken(duty);
    const shown = {
      words,
      duty,
      action,
      limits: this.parts.uploads,
      ...filled,
      formToken,
      csrf: this.pages.csrf(user),
    };
    await this.send(opened, status, dutyFormTitle(shown), DutyFormBody(shown));
  }

  /** After a post; the page then says what was done. */
  async backTo({ reply, duty }: OpenedDuty, done?: DutyDone): Promise<void> {
    await this.pages.redirect(reply, `${duty.base}${done ? `?hasil=${done}` : ''}`);
  }

  private async send({ request, reply, user }: OpenedDuty, status: number, title: string, body: VNode): Promise<void> {
    const words = this.pages.words(request, user);
    await this.pages.page(request, reply, {
      user,
      title,
      active: 'portal',
      status,
      body: PortalFrame({ words, children: body }),
    });
  }
}
