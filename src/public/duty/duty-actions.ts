import { createHash } from 'node:crypto';
import type { Database } from '../../database/database.js';
import type { CitizenQuestions } from '../../dispatch/citizen-questions.js';
import type { Dispatches } from '../../dispatch/dispatch.service.js';
import type { StaffResponseNotices } from '../../dispatch/response-notices.js';
import type { ResponseDrafts } from '../../dispatch/response-drafts.js';
import type { Responses } from '../../dispatch/responses.service.js';
import type { OfficeFiles } from '../../manual/office-files.js';
import { CodedError } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import type { TicketActions } from '../../tickets/ticket-actions.js';
import type { Duty } from './duty-desk.js';
import type { DutyFacts } from './duty-form.js';
import { keepDutyPhotos, type DutyPhoto } from './duty-photos.js';

/** What the page says once it is done; each has its sentence. */
export const DUTY_DONE = ['accepted', 'returned', 'asked', 'assigned', 'submitted', 'sent', 'kept', 'dropped'] as const;
export type DutyDone = (typeof DUTY_DONE)[number];

export interface DutyActionParts {
  database: Database;
  clock: Clock;
  actions: TicketActions;
  dispatches: Pick<Dispatches, 'accept' | 'returnIt' | 'assign' | 'hold'>;
  questions: Pick<CitizenQuestions, 'ask'>;
  responses: Pick<Responses, 'submit'>;
  drafts: Pick<ResponseDrafts, 'dropDraft'>;
  notices: Pick<StaffResponseNotices, 'freshLink'>;
  files: Pick<OfficeFiles, 'keep'>;
}

const HOUR_MS = 3_600_000;
const EARLIER = 'SELECT 1 FROM response WHERE dispatch_id = $1 AND nonce = $2';

/** Does what an officer decided on a page, in their name. The same form sent twice is done once. */
export class DutyActions {
  constructor(private readonly parts: DutyActionParts) {}

  /**
   * @param nonce the form's
   * @throws PhotosRefused, and CodedErrors of the services
   */
  async perform(duty: Duty, facts: DutyFacts, photos: readonly DutyPhoto[], nonce: string): Promise<DutyDone> {
    const { dispatches, questions } = this.parts;
    const { dispatchId, number } = duty.view;
    const { actor } = duty.officer;
    if (facts.action === 'accept') {
      await dispatches.accept(dispatchId, actor);
      return 'accepted';
    }
    if (facts.action === 'return') {
      const { action: _action, ...request } = facts;
      await dispatches.returnIt(dispatchId, { ...request, actor });
      return 'returned';
    }
    if (facts.action === 'assign') {
      await dispatches.assign(dispatchId, facts.unit, actor);
      return 'assigned';
    }
    if (facts.action === 'drop') {
      await this.drop(duty, facts.draft);
      return 'dropped';
    }
    if (facts.action === 'ask') {
      // Other words in the same form (the browser's "back") are another question.
      const digest = createHash('sha256').update(facts.question).digest('base64url').slice(0, 12);
      await questions.ask(number, facts.question, { actor, dispatchId, nonce: `${nonce}.${digest}` });
      return 'asked';
    }
    return this.respond(duty, facts.text, photos, nonce);
  }

  /** Sends the holder of a link that has run out another one, to their own address; one an hour. */
  async sendFreshLink({ dispatchId, officerId }: { dispatchId: string; officerId: string }): Promise<void> {
    const { actions, clock, dispatches, notices } = this.parts;
    await actions.transaction(async (tx) => {
      const { ticket, row } = await dispatches.hold(tx, dispatchId);
      const hour = Math.floor(clock.now().getTime() / HOUR_MS).toString(36);
      const over = row.state === 'withdrawn' || row.state === 'returned';
      const rings = over ? [] : await notices.freshLink(tx, ticket, officerId, dispatchId, hour);
      return { value: undefined, rings };
    });
  }

  /** @throws CodedError `response-unknown` for another agency's too, `response-submitted` */
  private async drop({ officer: { actor }, responses }: Duty, draft: string): Promise<void> {
    if (!responses.some(({ id }) => id === draft))
      throw new CodedError('response-unknown', 'it is no response of this agency', false);
    await this.parts.drafts.dropDraft(draft, actor);
  }

  private async respond(
    { officer: { actor, officerId, via }, view: { dispatchId } }: Duty,
    text: string,
    photos: readonly DutyPhoto[],
    nonce: string,
  ): Promise<DutyDone> {
    const { database, files, responses } = this.parts;
    const earlier = await database.query(EARLIER, [dispatchId, nonce]);
    const kept = earlier.length > 0 ? [] : await keepDutyPhotos(files, photos);
    // What comes too late is kept for the admin, as a reply by mail would be: nobody types it twice.
    const { state } = await responses.submit({
      dispatchId, text, nonce, via, actor, files: kept, keepRefused: true,
      ...(officerId !== undefined && { officerId }),
    }); // prettier-ignore
    return state === 'used' ? 'sent' : state === 'draft' ? 'kept' : 'submitted';
  }
}
