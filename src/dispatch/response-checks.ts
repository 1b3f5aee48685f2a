import { sealPortable } from '../contacts/portable-seal.js';
import { sealedIn } from '../contacts/vault-context.js';
import { CodedError } from '../messaging/errors.js';
import { answerPhotos } from './response-files.js';
import { refusal, ResponseFlow } from './response-flow.js';
import { checkedResponse } from './response-records.js';
import * as sql from './response.statements.js';
import type { ResponseParts } from './responses.service.js';

/** What the admin does with responses: asks again, or makes them the answer. */
export class ResponseChecks {
  private readonly flow: ResponseFlow;

  constructor(private readonly parts: ResponseParts) {
    this.flow = new ResponseFlow(parts);
  }

  /**
   * Sends what an agency said back to it, with what the admin wants to know.
   * @param of the agency, where several have responded
   * @returns the response that was sent back
   * @throws CodedError `ticket-unknown`, `response-empty`, `agency-needed`, or a `ResponseRefusal`
   */
  async sendBack(
    number: string,
    remark: string,
    by: string,
    of: { agency?: string } = {},
  ): Promise<{ responseId: string; agency: string }> {
    const { actions, vault, notices, clock } = this.parts;
    const words = checkedResponse(remark, false);
    return actions.transaction(async (tx) => {
      const ticket = await actions.hold(tx, { number });
      const waiting = await this.flow.waiting(tx, ticket);
      const meant = of.agency === undefined ? waiting : waiting.filter(({ agency }) => agency === of.agency);
      const last = meant.at(-1);
      if (!last) throw refusal('no-response');
      if (meant.some(({ dispatchId }) => dispatchId !== last.dispatchId))
        throw new CodedError('agency-needed', 'several agencies have responded: say whose response is meant', false);
      const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
      const verdict = this.flow.decide('send-back', ticket, dispatches, last.dispatchId, '');
      if (!verdict.ok) throw refusal(verdict.code);
      const sealed = sealPortable(vault, words, sealedIn.responseRemark(last.id));
      tx.send(sql.SENT_BACK, [meant.map(({ id }) => id), last.id, sealed, clock.now(), by]);
      tx.send(sql.AT_WORK_AGAIN, [last.dispatchId, clock.now()]);
      const { id: responseId, dispatchId, officerId, agency } = last;
      const data = { dispatch: dispatchId, response: responseId, agency };
      const actor = { kind: 'operator', by } as const;
      const rings = await this.flow.follow(tx, ticket, verdict, { note: 'asked-again', actor, data });
      rings.push(...(await notices.sentBack(tx, ticket, { responseId, dispatchId, officerId, remark: words })));
      return { value: { responseId, agency }, rings };
    });
  }

  /**
   * Makes what agencies said the answer, the leading agency's words first, with the photos that show what was done.
   * @param text what goes out in their place; what they wrote is kept
   * @throws CodedError `ticket-unknown`, those of an answer and of the storage, or a `ResponseRefusal`
   */
  async forward(number: string, by: string, text?: string): Promise<{ outboundId: string; responses: number }> {
    const { actions, database, store } = this.parts;
    const [found] = await database.query<{ id: string }>('SELECT id FROM ticket WHERE number = $1', [number]);
    // Read before anything is held: the storage may take its time.
    const photos = found ? await answerPhotos(database, store, found.id, true) : [];
    return actions.transaction(async (tx) => {
      const ticket = await actions.hold(tx, { number });
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
    });
  }
}
