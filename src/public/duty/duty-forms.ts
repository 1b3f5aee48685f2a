import { Logger } from '@nestjs/common';
import { errorCode } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import { mintFormToken, readFormToken } from '../form-token.js';
import type { Submission, UploadLimits } from '../submission.js';
import type { WebSecrets } from '../web-secrets.js';
import type { DutyActions, DutyDone } from './duty-actions.js';
import type { Duty } from './duty-desk.js';
import { checkDuty, readDutyValues, type DutyError, type DutyValues } from './duty-form.js';
import { checkDutyPhotos } from './duty-photos.js';
import { refusalOf, TROUBLE } from './duty-refusals.js';
import type { DutyAction } from './duty-rules.js';

/** A form as it comes back with errors. */
export interface FilledForm {
  /** As it was posted; a fresh one where absent. */
  formToken?: string;
  values: DutyValues;
  errors: readonly DutyError[];
  photosLost: boolean;
}

/** A form before anybody typed. What was kept of the agency's words is what it goes on with; submitted, it takes the draft's place. */
export function firstForm({ responses }: Pick<Duty, 'responses'>, action: DutyAction): FilledForm {
  const draft = action === 'respond' ? responses.findLast(({ state }) => state === 'draft')?.text : undefined;
  return { values: { ...readDutyValues({}), text: draft ?? '' }, errors: [], photosLost: false };
}

/** What came of a form that was posted. */
export type DutyOutcome =
  | { ok: true; done: DutyDone }
  /** 503: worth another try. */
  | { ok: false; status: 409 | 422 | 503; filled: FilledForm };

export interface DutyFormsParts {
  actions: Pick<DutyActions, 'perform'>;
  secrets: WebSecrets;
  limits: UploadLimits;
  clock: Clock;
}

/** The forms of officers' pages, behind a link and in the portal: their tokens, and what is done with what was posted. */
export class DutyForms {
  private readonly logger = new Logger(DutyForms.name);

  constructor(private readonly parts: DutyFormsParts) {}

  /** A form's token counts for its own officer and dispatch alone. */
  freshToken(duty: Duty): string {
    return mintFormToken(subjectOf(duty), this.parts.clock.now(), this.parts.secrets).value;
  }

  /** Checks what was typed and does it; never throws for what it was. */
  async take(duty: Duty, action: DutyAction, submission: Submission): Promise<DutyOutcome> {
    const { actions, secrets, limits, clock } = this.parts;
    const token = readFormToken(subjectOf(duty), submission.fields['token'] ?? '', clock.now(), secrets);
    const values = readDutyValues(submission.fields);
    const checked = checkDuty(action, values, duty.view, duty.tenant);
    const { photos, errors: photoErrors } = await checkDutyPhotos(submission, limits);
    const errors = [...checked.errors, ...photoErrors];
    if (!token.ok) errors.unshift({ field: 'form', key: token.reason === 'expired' ? 'errors.form.expired' : 'errors.form.forged' }); // prettier-ignore
    const filled: FilledForm = { values, errors, photosLost: submission.fileCount > 0 };
    if (!token.ok) return { ok: false, status: 422, filled };
    const kept = { ...filled, formToken: token.token.value };
    if (errors.length > 0 || !checked.facts) return { ok: false, status: 422, filled: kept };
    try {
      return { ok: true, done: await actions.perform(duty, checked.facts, photos, token.token.nonce) };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) this.logger.error(`${action} on dispatch ${duty.view.dispatchId} not done: ${errorCode(error)}`);
      const { status, errors: why, freshToken } = refusal ?? TROUBLE;
      return { ok: false, status, filled: { ...(freshToken ? filled : kept), errors: why } };
    }
  }
}

/** A form that was not looked at for a reason of its own, as it comes back. */
export function refusedForm({ fields, fileCount }: Submission, why: 'foreign' | 'tooMany' | 'trouble'): FilledForm {
  const errors: DutyError[] = [{ field: 'form', key: `duty.errors.${why}` }];
  return { values: readDutyValues(fields), errors, photosLost: fileCount > 0 };
}

function subjectOf({ view, officer }: Duty): string {
  return `duty ${view.dispatchId} ${officer.actor.by}`;
}
