import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import { send, type HeldTicket, type TicketActor } from '../tickets/ticket-actions.js';
import type { ResponseVia } from './response.entity.js';
import { refusal, type ResponseFlow, type WaitingResponse } from './response-flow.js';
import { addResponse, checkedResponse, wordsOf } from './response-records.js';
import { repeated, type ResponseTaking } from './response-taking.js';
import type { ResponseParts, Submission, Submitted, Taken } from './response-types.js';
import * as sql from './response.statements.js';

/** Pages whose form shows what was kept, and goes on with it. */
const FORMS: readonly ResponseVia[] = ['link', 'console'];

/** What agencies say of the tickets that they were handed, on its way to an answer. */
export class Responses {
  constructor(
    private readonly parts: Pick<ResponseParts, 'actions' | 'vault' | 'clock'>,
    private readonly flow: ResponseFlow,
    private readonly taking: ResponseTaking,
  ) {}

  /** In a transaction of its own. @throws as `submitWithin` */
  async submit(submission: Submission): Promise<Submitted> {
    return this.parts.actions.transaction((tx) => this.submitWithin(tx, submission));
  }

  /**
   * Takes a response: to the admin, or on to the citizen where nobody checks and no other agency is still at work.
   * The same message, or the same nonce with the same text, is taken once.
   * @throws CodedError `dispatch-unknown`, `response-empty`, `response-too-long`, `nonce-reused`, or a `ResponseRefusal`
   */
  async submitWithin(tx: Transaction, submission: Submission): Promise<Taken> {
    const { dispatchId, inboundId, nonce, officerId, via } = submission;
    const text = checkedResponse(submission.text, inboundId !== undefined);
    const [at] = await tx.query<{ ticketId: string }>(sql.DISPATCH_TICKET, [dispatchId]);
    if (!at) throw new CodedError('dispatch-unknown', `there is no dispatch ${dispatchId}`, false);
    const ticket = await this.parts.actions.hold(tx, { id: at.ticketId });
    const earlierValues = [dispatchId, inboundId ?? null, nonce ?? null];
    const [earlier] = await tx.query<sql.ResponseRecord>(sql.EARLIER_RESPONSE, earlierValues);
    if (earlier) return { value: repeated(this.parts.vault, ticket, earlier, text), rings: [] };
    const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
    const waiting = await this.flow.waiting(tx, ticket);
    const own = dispatches.find(({ id }) => id === dispatchId);
    const whole = this.flow.textOf(ticket, [...waiting, { agency: own?.agency ?? '', lead: own?.lead ?? false, text }]);
    const verdict = this.flow.decide('submit', ticket, dispatches, dispatchId, whole);
    if (!verdict.ok && submission.keepRefused !== true) throw refusal(verdict.code);
    const before =
      text === ''
        ? waiting.findLast((said) => said.dispatchId === dispatchId && said.officerId === officerId)
        : undefined;
    if (before && inboundId !== undefined) return this.addPhotos(tx, ticket, before, submission);
    const draft = submission.draft === true || !verdict.ok || text === '';
    const value = await this.write(tx, ticket, { ...submission, text }, draft);
    const actor = submission.actor ?? officerActor(officerId);
    const data = { dispatch: dispatchId, response: value.responseId, agency: own?.agency ?? null, via };
    if (draft) {
      this.parts.actions.note(tx, ticket, 'response-drafted', actor, { data });
      return { value: { ...value, ...(!verdict.ok && { refused: verdict.code }) }, rings: [] };
    }
    const last = { id: value.responseId, agency: own?.agency ?? '' };
    return this.taking.taken(tx, ticket, { verdict, whole, last, actor, data }, value);
  }

  private async write(tx: Transaction, ticket: HeldTicket, submission: Submission, draft: boolean): Promise<Submitted> {
    const { dispatchId, inboundId } = submission;
    const now = this.parts.clock.now();
    const state = draft ? 'draft' : 'submitted';
    const writes = new WriteSet();
    const responseId = addResponse(writes, this.parts.vault, { ...submission, ticketId: ticket.id, state, now });
    send(tx, writes);
    if (inboundId !== undefined) tx.send(sql.FILES_OF_MESSAGE, [responseId, inboundId]);
    if (!draft) {
      await this.takeAlong(tx, submission, responseId);
      tx.send(sql.RESPONDED, [dispatchId, now]);
    }
    return { responseId, ticketId: ticket.id, number: ticket.number, state, repeated: false };
  }

  /**
   * What an officer sent ahead of their words (photos, mostly) belongs to these; a form began with what was kept, and takes
   * its place. Words that were kept by message or by a program were said by themselves, and stay.
   */
  private async takeAlong(
    tx: Transaction,
    { dispatchId, officerId, via }: Submission,
    responseId: string,
  ): Promise<void> {
    const { vault } = this.parts;
    const before = [dispatchId, officerId ?? null, via, responseId];
    const drafts = await tx.query<sql.DraftRecord>(sql.DRAFTS_BEFORE, before);
    const replaced = drafts.filter((draft) => FORMS.includes(via) || wordsOf(draft, vault) === '').map(({ id }) => id);
    if (replaced.length > 0) tx.send(sql.TAKE_DRAFTS_ALONG, [replaced, responseId]);
  }

  /** Photos that follow an officer's words are part of what they said, while nobody has dealt with it. */
  private addPhotos(
    tx: Transaction,
    ticket: HeldTicket,
    { id, dispatchId, agency }: WaitingResponse,
    { inboundId, officerId, via, actor }: Submission,
  ): Taken {
    tx.send(sql.FILES_OF_MESSAGE, [id, inboundId]);
    const data = { dispatch: dispatchId, response: id, agency, via, files: true };
    this.parts.actions.note(tx, ticket, 'response-added', actor ?? officerActor(officerId), { data });
    const value = { responseId: id, ticketId: ticket.id, number: ticket.number, state: 'submitted' } as const;
    return { value: { ...value, repeated: false }, rings: [] };
  }
}

function officerActor(officerId: string | undefined): TicketActor {
  return { kind: 'officer', ...(officerId !== undefined && { by: officerId }) };
}
