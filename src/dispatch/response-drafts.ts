import { sealedIn } from '../contacts/vault-context.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { HeldTicket, TicketActor } from '../tickets/ticket-actions.js';
import { refusal, type ResponseFlow } from './response-flow.js';
import { checkedResponse, wordsOf } from './response-records.js';
import { repeated, type ResponseTaking } from './response-taking.js';
import type { ResponseParts, Submitted } from './response-types.js';
import * as sql from './response.statements.js';

/** What was kept of agencies' words and went nowhere yet. */
export class ResponseDrafts {
  constructor(
    private readonly parts: Pick<ResponseParts, 'actions' | 'vault' | 'clock'>,
    private readonly flow: ResponseFlow,
    private readonly taking: ResponseTaking,
  ) {}

  /**
   * Submits what was kept as a draft, as it stands or in other words; submitted before, nothing more happens.
   * @throws CodedError `response-unknown`, `response-withdrawn`, `response-empty`, `response-too-long`, or a `ResponseRefusal`
   */
  async submitDraft(responseId: string, { actor, text }: { actor: TicketActor; text?: string }): Promise<Submitted> {
    const { actions, vault, clock } = this.parts;
    return actions.transaction(async (tx) => {
      const { ticket, record } = await this.holdResponse(tx, responseId);
      const { dispatchId, agency, lead, via } = record;
      if (record.state === 'withdrawn')
        throw new CodedError('response-withdrawn', 'the draft was dropped, or went along with a later response', false);
      if (record.state !== 'draft')
        return { value: repeated(vault, ticket, record, wordsOf(record, vault)), rings: [] };
      const words = checkedResponse(text ?? wordsOf(record, vault), false);
      const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
      const whole = this.flow.textOf(ticket, [...(await this.flow.waiting(tx, ticket)), { agency, lead, text: words }]);
      const verdict = this.flow.decide('submit', ticket, dispatches, dispatchId, whole);
      if (!verdict.ok) throw refusal(verdict.code);
      const now = clock.now();
      tx.send(sql.SUBMIT_DRAFT, [responseId, now, vault.keyId, vault.seal(words, sealedIn.responseBody(responseId))]);
      tx.send(sql.RESPONDED, [dispatchId, now]);
      const data = { dispatch: dispatchId, response: responseId, agency, via };
      const value = {
        responseId,
        ticketId: ticket.id,
        number: ticket.number,
        state: 'submitted',
        repeated: false,
      } as const;
      return this.taking.taken(tx, ticket, { verdict, whole, last: { id: responseId, agency }, actor, data }, value);
    });
  }

  /** A draft that is not wanted; dropped before, nothing more happens. @throws CodedError `response-unknown`, `response-submitted` */
  async dropDraft(responseId: string, actor: TicketActor): Promise<void> {
    await this.parts.actions.transaction(async (tx) => {
      const { ticket, record } = await this.holdResponse(tx, responseId);
      if (record.state !== 'draft' && record.state !== 'withdrawn')
        throw new CodedError('response-submitted', 'the response is no draft any more', false);
      if (record.state === 'draft') {
        tx.send(sql.DROP_DRAFT, [responseId]);
        const data = { dispatch: record.dispatchId, response: responseId, agency: record.agency };
        this.parts.actions.note(tx, ticket, 'response-dropped', actor, { data });
      }
      return { value: undefined, rings: [] };
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
