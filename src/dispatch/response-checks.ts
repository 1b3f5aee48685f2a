import { sealPortable } from '../contacts/portable-seal.js';
import { sealedIn } from '../contacts/vault-context.js';
import { CodedError } from '../messaging/errors.js';
import type { Transaction } from '../database/transaction.js';
import type { HeldTicket, Ring } from '../tickets/ticket-actions.js';
import { answerPhotos, type AnswerPhoto } from './response-files.js';
import { refusal, type ResponseFlow } from './response-flow.js';
import { checkedResponse } from './response-records.js';
import * as sql from './response.statements.js';
import type { ResponseParts } from './response-types.js';

/** What the admin does with responses: asks again, or makes them the answer. */
export class ResponseChecks {
  constructor(
    private readonly parts: ResponseParts,
    private readonly flow: ResponseFlow,
  ) {}

  /** In a transaction of its own. @throws as `sendBackWithin`, and `ticket-unknown` */
  async sendBack(number: string, remark: string, by: string, of: { agency?: string } = {}): Promise<SentBack> {
    const { actions } = this.parts;
    return actions.transaction(async (tx) =>
      this.sendBackWithin(tx, await actions.hold(tx, { number }), remark, by, of),
    );
  }

  /**
   * Sends what an agency said back to it, with what the admin wants to know.
   * @param of the agency, where several have responded
   * @returns the response that was sent back
   * @throws CodedError `response-empty`, `agency-needed`, or a `ResponseRefusal`
   */
  async sendBackWithin(
    tx: Transaction,
    ticket: HeldTicket,
    remark: string,
    by: string,
    of: { agency?: string },
  ): Promise<{ value: SentBack; rings: Ring[] }> {
    const { vault, notices, clock, followers } = this.parts;
    const words = checkedResponse(remark, false);
    const waiting = await this.flow.waiting(tx, ticket);
    const meant = of.agency === undefined ? waiting : waiting.filter(({ agency }) => agency === of.agency);
    const last = meant.at(-1);
    if (!last) throw refusal('no-response');
    if (meant.some(({ dispatchId }) => dispatchId !== last.dispatchId))
      throw new CodedError('agency-needed', 'several agencies have responded: say whose response is meant', false);
    const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
    const verdict = this.flow.decide('send-back', ticket, dispatches, last.dispatchId, '');
    if (!verdict.ok) throw refusal(verdict.code);
    const now = clock.now();
    const sealed = sealPortable(vault, words, sealedIn.responseRemark(last.id));
    tx.send(sql.SENT_BACK, [meant.map(({ id }) => id), last.id, sealed, now, by]);
    tx.send(sql.AT_WORK_AGAIN, [last.dispatchId, now]);
    const { id: responseId, dispatchId, officerId, agency } = last;
    const data = { dispatch: dispatchId, response: responseId, agency };
    const actor = { kind: 'operator', by } as const;
    const rings = await this.flow.follow(tx, ticket, verdict, { note: 'asked-again', actor, data });
    rings.push(...(await notices.sentBack(tx, ticket, { responseId, dispatchId, officerId, remark: words })));
    const event = { type: 'sent-back', dispatchId, tenant: ticket.tenant, agency, cause: responseId, now } as const;
    for (const follower of followers) rings.push(...(await follower.followed(tx, event)));
    return { value: { responseId, agency }, rings };
  }

  /** In a transaction of its own. @throws as `forwardWithin` */
  async forward(number: string, by: string, text?: string): Promise<Forwarded> {
    const photos = await this.photosFor(number);
    return this.parts.actions.transaction((tx) => this.forwardWithin(tx, number, photos, by, text));
  }

  /** What an answer to a ticket would show now. Read before anything is held: the storage may take its time. */
  async photosFor(number: string): Promise<AnswerPhoto[]> {
    const { database, store } = this.parts;
    const [found] = await database.query<{ id: string }>('SELECT id FROM ticket WHERE number = $1', [number]);
    return found ? answerPhotos(database, store, found.id, true) : [];
  }

  /**
   * Makes what agencies said the answer, the leading agency's words first, with the photos that show what was done.
   * @param photos of `photosFor`
   * @param text what goes out in their place; what they wrote is kept
   * @throws CodedError `ticket-unknown`, those of an answer and of the storage, or a `ResponseRefusal`
   */
  async forwardWithin(
    tx: Transaction,
    number: string,
    photos: readonly AnswerPhoto[],
    by: string,
    text?: string,
  ): Promise<{ value: Forwarded; rings: Ring[] }> {
    const ticket = await this.parts.actions.hold(tx, { number });
    const waiting = await this.flow.waiting(tx, ticket);
    const [first] = waiting;
    if (!first) throw refusal('no-response');
    const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
    const verdict = this.flow.decide('forward', ticket, dispatches, first.dispatchId, '');
    if (!verdict.ok) throw refusal(verdict.code);
    const words = text ?? this.flow.textOf(ticket, waiting);
    const responses = waiting.map(({ id }) => id);
    const attachments = photos.filter(({ responseId }) => responses.includes(responseId));
    const made = { actor: { kind: 'operator', by } as const, responses, attachments };
    const { outboundId, rings } = await this.flow.answer(tx, ticket, words, made);
    return { value: { outboundId, responses: waiting.length }, rings };
  }
}

export interface SentBack {
  responseId: string;
  agency: string;
}

export interface Forwarded {
  outboundId: string;
  responses: number;
}
