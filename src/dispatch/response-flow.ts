import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import { MAX_ANSWER_LENGTH, type Answers } from '../replies/answer.service.js';
import type { StoredFile } from '../outbox/outbound-files.js';
import { agencyName } from '../tenants/names.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import { answerText } from './answer-text.js';
import { wordsOf } from './response-records.js';
import {
  decideResponse,
  type ResponseConsequence,
  type ResponseRefusal,
  type ResponseVerdict,
} from './response-rules.js';
import { ANSWERED_WITH, RESPONSES_OF_TICKET, type DispatchRow, type ResponseRecord } from './response.statements.js';

export interface FlowParts {
  vault: Vault;
  clock: Clock;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  actions: TicketActions;
  answers: Answers;
}

/** What an agency said and what is to become part of the answer. */
export interface AgencyText {
  agency: string;
  lead: boolean;
  text: string;
}

/** A response that waits to be forwarded, opened. */
export type WaitingResponse = Pick<ResponseRecord, 'id' | 'dispatchId' | 'officerId'> & AgencyText;

/** Who sends the answer, what it was made of, and the photos that it shows. */
export interface AnswerMade {
  actor: TicketActor;
  responses: readonly string[];
  attachments: readonly StoredFile[];
}

export function refusal(code: ResponseRefusal): CodedError {
  return new CodedError(code, REFUSALS[code], false);
}

const REFUSALS: Record<ResponseRefusal, string> = {
  'ticket-answered': 'the ticket is answered already',
  'ticket-closed': 'the ticket is closed',
  'ticket-archived': 'the ticket is archived',
  'ticket-merged': 'the ticket was merged into another one',
  'dispatch-withdrawn': 'the office took the dispatch back',
  'dispatch-returned': 'the agency handed the dispatch back',
  'dispatch-done': 'the dispatch is done',
  'no-response': 'no response waits here',
};

/** What responses do to their ticket; callers hold it. */
export class ResponseFlow {
  constructor(private readonly parts: FlowParts) {}

  /** Responses that nobody has checked yet, as they make up an answer. */
  async waiting(tx: Transaction, ticket: Pick<HeldTicket, 'id'>): Promise<WaitingResponse[]> {
    const records = await tx.query<ResponseRecord>(RESPONSES_OF_TICKET, [ticket.id]);
    return records
      .filter(({ state }) => state === 'submitted')
      .map((record) => {
        const { id, dispatchId, officerId, agency, lead } = record;
        return { id, dispatchId, officerId, agency, lead, text: wordsOf(record, this.parts.vault) };
      });
  }

  /** As one answer: the leading agency's words first. */
  textOf({ tenant }: Pick<HeldTicket, 'tenant'>, said: readonly AgencyText[]): string {
    const known = this.parts.tenants.bySlug(tenant);
    const ordered = [...said.filter(({ lead }) => lead), ...said.filter(({ lead }) => !lead)];
    const slugs = [...new Set(ordered.map(({ agency }) => agency))];
    return answerText(
      slugs.map((slug) => ({
        agency: known ? agencyName(known, slug) : slug,
        texts: ordered.filter(({ agency }) => agency === slug).map(({ text }) => text),
      })),
    );
  }

  /** @param whole what would go out as the answer */
  decide(
    action: 'submit' | 'send-back' | 'forward',
    ticket: HeldTicket,
    dispatches: readonly DispatchRow[],
    dispatchId: string,
    whole: string,
  ): ResponseVerdict {
    return decideResponse(action, {
      ticket: ticket.state,
      before: ticket.stateBefore,
      dispatch: dispatches.find(({ id }) => id === dispatchId)?.state ?? 'withdrawn',
      others: dispatches.filter(({ id }) => id !== dispatchId).map(({ state }) => state),
      checked: this.parts.tenants.bySlug(ticket.tenant)?.responsesCheckedByAdmin !== false,
      sendable: whole !== '' && whole.length <= MAX_ANSWER_LENGTH,
    });
  }

  /** Changes the ticket's state as decided, or only notes what happened. */
  async follow(
    tx: Transaction,
    ticket: HeldTicket,
    { resumes, action }: ResponseConsequence,
    {
      note,
      actor,
      data,
    }: { note: 'response-added' | 'asked-again'; actor: TicketActor; data: Record<string, unknown> },
  ): Promise<Ring[]> {
    const { actions } = this.parts;
    const rings: Ring[] = [];
    let held = ticket;
    if (resumes) {
      const resumed = await actions.within(tx, held, 'resume', { kind: 'gateway', by: 'gateway' });
      rings.push(...resumed.rings);
      held = { ...held, state: resumed.change.to };
    }
    if (action) rings.push(...(await actions.within(tx, held, action, actor, { data })).rings);
    else actions.note(tx, held, note, actor, { data });
    return rings;
  }

  /** Sends what agencies said to the citizen, and keeps with which message it went. */
  async answer(
    tx: Transaction,
    ticket: HeldTicket,
    text: string,
    { actor, responses, attachments }: AnswerMade,
  ): Promise<{ outboundId: string; rings: Ring[] }> {
    const { value, rings } = await this.parts.answers.within(tx, ticket, text, actor, { attachments });
    tx.send(ANSWERED_WITH, [responses, value.outboundId]);
    return { outboundId: value.outboundId, rings };
  }
}
