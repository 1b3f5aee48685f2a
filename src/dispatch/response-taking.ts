import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { HeldTicket, Ring, TicketActor } from '../tickets/ticket-actions.js';
import { answerPhotos } from './response-files.js';
import type { ResponseFlow } from './response-flow.js';
import { wordsOf } from './response-records.js';
import type { ResponseVerdict } from './response-rules.js';
import type { ResponseParts, Submitted, Taken } from './response-types.js';
import { DISPATCHES, type DispatchRow, type ResponseRecord } from './response.statements.js';

const GATEWAY: TicketActor = { kind: 'gateway', by: 'gateway' };

/** What follows once an agency's word is written: the ticket changes, and it goes to the admin or on to the citizen. */
export class ResponseTaking {
  constructor(
    private readonly parts: Pick<ResponseParts, 'notices' | 'store'>,
    private readonly flow: ResponseFlow,
  ) {}

  /** Changes the ticket and hands on what was said, once its row is written; callers hold the ticket. */
  async taken(
    tx: Transaction,
    ticket: HeldTicket,
    said: {
      verdict: Extract<ResponseVerdict, { ok: true }>;
      whole: string;
      last: { id: string; agency: string };
      actor: TicketActor;
      data: Record<string, unknown>;
    },
    value: Submitted,
  ): Promise<Taken> {
    const { verdict, whole, last, actor, data } = said;
    const rings = await this.flow.follow(tx, ticket, verdict, { note: 'response-added', actor, data });
    const held = { ...ticket, state: verdict.action === 'respond' ? ('responded' as const) : ticket.state };
    const { answered, rings: more } = await this.handOn(tx, held, verdict, whole, last);
    return { value: { ...value, ...(answered && { state: 'used' }) }, rings: [...rings, ...more] };
  }

  /**
   * The last agency that had not responded is out of it, so that what the others said is complete.
   * @param ticket as it is now
   */
  async completedWithin(tx: Transaction, ticket: HeldTicket): Promise<Ring[]> {
    const waiting = await this.flow.waiting(tx, ticket);
    const last = waiting.at(-1);
    if (!last) return [];
    const dispatches = await tx.query<DispatchRow>(DISPATCHES, [ticket.id]);
    const whole = this.flow.textOf(ticket, waiting);
    const verdict = this.flow.decide('submit', ticket, dispatches, last.dispatchId, whole);
    if (!verdict.ok || !verdict.answers) return [];
    return [...(await this.handOn(tx, ticket, verdict, whole, last)).rings];
  }

  /** Nobody checks: it goes out with all that was said before. Else the admin is told. */
  private async handOn(
    tx: Transaction,
    ticket: HeldTicket,
    verdict: Extract<ResponseVerdict, { ok: true }>,
    whole: string,
    last: { id: string; agency: string },
  ): Promise<{ answered: boolean; rings: readonly Ring[] }> {
    if (!verdict.answers) return { answered: false, rings: await this.parts.notices.waits(tx, ticket, last) };
    const responses = (await this.flow.waiting(tx, ticket)).map(({ id }) => id);
    const attachments = await answerPhotos(tx, this.parts.store, ticket.id, false);
    const { rings } = await this.flow.answer(tx, ticket, whole, { actor: GATEWAY, responses, attachments });
    return { answered: true, rings };
  }
}

/** What came before, said again. @throws CodedError `nonce-reused` where it is in other words now */
export function repeated(vault: Vault, ticket: HeldTicket, earlier: ResponseRecord, text: string): Submitted {
  if (earlier.nonce !== null && wordsOf(earlier, vault) !== text)
    throw new CodedError('nonce-reused', 'another response was given under this key', false);
  const { state } = earlier;
  const shown = state === 'draft' || state === 'used' ? state : 'submitted';
  return { responseId: earlier.id, ticketId: ticket.id, number: ticket.number, state: shown, repeated: true };
}
