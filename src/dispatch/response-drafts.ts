import { sealedIn } from '../contacts/vault-context.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { HeldTicket, TicketActor } from '../tickets/ticket-actions.js';
import { refusal, type ResponseFlow } from './response-flow.js';
import { checkedResponse, wordsOf } from './response-records.js';
import { repeated, type ResponseTaking } from './response-taking.js';
import type { ResponseParts, Submitted, Taken } from './response-types.js';
import * as sql from './response.statements.js';

/** Who submits a draft, and what is said in place of the words that were kept. */
export interface DraftSaid {
  actor: TicketActor;
  text?: string;
}

/** What was kept of agencies' words and went nowhere yet. */
export class ResponseDrafts {
  constructor(
    private readonly parts: Pick<ResponseParts, 'actions' | 'vault' | 'clock'>,
    private readonly flow: ResponseFlow,
    private readonly taking: ResponseTaking,
  ) {}

  /** In a transaction of its own. @throws as `submitDraftWithin` */
  async submitDraft(responseId: string, said: DraftSaid): Promise<Submitted> {
    return this.parts.actions.transaction((tx) => this.submitDraftWithin(tx, responseId, said));
  }

  /**
   * Submits what was kept as a draft, as it stands or in other words; submitted before in these, nothing more happens.
   * @throws CodedError `response-unknown`, `response-withdrawn`, `response-submitted` where it is a response in other words
   *   by now, `response-empty`, `response-too-long`, or a `ResponseRefusal`
   */
  async submitDraftWithin(tx: Transaction, responseId: string, { actor, text }: DraftSaid): Promise<Taken> {
    const { actions, vault, clock } = this.parts;
    const { ticket, record } = await this.holdResponse(tx, responseId);
    const { dispatchId, agency, lead, via, state } = record;
    if (state === 'withdrawn')
      throw new CodedError('response-withdrawn', 'the draft was dropped, or went along with a later response', false);
    const kept = wordsOf(record, vault);
    const words = checkedResponse(text ?? kept, false);
    const edited = words !== checkedResponse(kept, true);
    if (state !== 'draft' && edited) throw noDraft();
    if (state !== 'draft') return { value: repeated(vault, ticket, record, kept), rings: [] };
    const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
    const whole = this.flow.textOf(ticket, [...(await this.flow.waiting(tx, ticket)), { agency, lead, text: words }]);
    const verdict = this.flow.decide('submit', ticket, dispatches, dispatchId, whole);
    if (!verdict.ok) throw refusal(verdict.code);
    const now = clock.now();
    tx.send(sql.SUBMIT_DRAFT, [responseId, now, vault.keyId, vault.seal(words, sealedIn.responseBody(responseId))]);
    tx.send(sql.RESPONDED, [dispatchId, now]);
    const data = { dispatch: dispatchId, response: responseId, agency };
    actions.note(tx, ticket, 'draft-submitted', actor, { data: { ...data, edited } });
    const value = { responseId, ticketId: ticket.id, number: ticket.number, state: 'submitted', repeated: false } as const;
    const last = { id: responseId, agency };
    return this.taking.taken(tx, ticket, { verdict, whole, last, actor, data: { ...data, via } }, value);
  } // prettier-ignore

  /** In a transaction of its own. @throws as `dropDraftWithin` */
  async dropDraft(responseId: string, actor: TicketActor): Promise<void> {
    await this.parts.actions.transaction(async (tx) => {
      await this.dropDraftWithin(tx, responseId, actor);
      return { value: undefined, rings: [] };
    });
  }

  /** A draft that is not wanted; dropped before, nothing more happens. @throws CodedError `response-unknown`, `response-submitted` */
  async dropDraftWithin(tx: Transaction, responseId: string, actor: TicketActor): Promise<void> {
    const { ticket, record } = await this.holdResponse(tx, responseId);
    const { state, dispatchId, agency } = record;
    if (state !== 'draft' && state !== 'withdrawn') throw noDraft();
    if (state === 'withdrawn') return;
    tx.send(sql.DROP_DRAFT, [responseId]);
    this.parts.actions.note(tx, ticket, 'response-dropped', actor, {
      data: { dispatch: dispatchId, response: responseId, agency },
    });
  }

  private async holdResponse(tx: Transaction, id: string): Promise<{ ticket: HeldTicket; record: sql.ResponseRecord }> {
    const unknown = new CodedError('response-unknown', `there is no response ${id}`, false);
    const [at] = await tx.query<sql.ResponseRecord>(sql.RESPONSE, [id]);
    if (!at) throw unknown;
    const ticket = await this.parts.actions.hold(tx, { id: at.ticketId });
    // Read again: whoever held the ticket before may have dealt with it.
    const [record] = await tx.query<sql.ResponseRecord>(sql.RESPONSE, [id]);
    if (!record) throw unknown;
    return { ticket, record };
  }
}

function noDraft(): CodedError {
  return new CodedError('response-submitted', 'the response is no draft any more', false);
}
