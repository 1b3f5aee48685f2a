import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { ReplyComposer } from '../replies/reply-composer.js';
import type { ReporterMessages } from '../replies/reporter-messages.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import { decideTransition } from '../tickets/transitions.js';

/** Longest question, in characters: some four segments of SMS. */
export const MAX_QUESTION_LENGTH = 500;

export interface QuestionParts {
  clock: Clock;
  actions: TicketActions;
  composer: ReplyComposer;
  reporters: ReporterMessages;
}

/** Who asks, and under what name. */
export interface Asker {
  actor: TicketActor;
  /** The dispatch that its agency asks on. */
  dispatchId?: string;
  /** The caller's own name for the question: asked again, nothing more is sent. */
  nonce?: string;
}

export interface Asked {
  outboundId: string;
  /** It was asked before. */
  repeated: boolean;
}

const EARLIER = 'SELECT id FROM outbound_message WHERE idempotency_key = $1';

/** Asks a ticket's reporter something, on their channel; the clock stands still until they say it. */
export class CitizenQuestions {
  constructor(private readonly parts: QuestionParts) {}

  /** In a transaction of its own. @throws as `askWithin`, and `ticket-unknown` */
  async ask(number: string, question: string, asker: Asker): Promise<Asked> {
    const { actions } = this.parts;
    return actions.transaction(async (tx) => this.askWithin(tx, await actions.hold(tx, { number }), question, asker));
  }

  /**
   * On a ticket that the caller holds.
   * @throws CodedError `question-empty`, `question-too-long`, `transition-refused`, `channel-unknown`
   */
  async askWithin(
    tx: Transaction,
    ticket: HeldTicket,
    question: string,
    { actor, dispatchId, nonce }: Asker,
  ): Promise<{ value: Asked; rings: Ring[] }> {
    const { actions, composer, reporters, clock } = this.parts;
    const words = checkedQuestion(question);
    // An officer's and the office's question of one moment are two; the same form sent twice is one.
    const key = `question:${ticket.id}:${nonce ?? `${String(ticket.round)}:${clock.now().toISOString()}`}`;
    const [earlier] = await tx.query<{ id: string }>(EARLIER, [key]);
    if (earlier) return { value: { outboundId: earlier.id, repeated: true }, rings: [] };
    const decision = decideTransition(ticket.state, 'ask', actor.kind);
    if (!decision.ok) throw new CodedError('transition-refused', decision.reason, false);
    const { outboundId, rings } = await reporters.queue(tx, ticket.id, {
      idempotencyKey: key,
      purpose: 'question',
      automatic: false,
      words,
      text: ({ tenant, channel }) => composer.question(tenant, channel, ticket, words),
      now: clock.now(),
    });
    const data = dispatchId === undefined ? {} : { dispatch: dispatchId };
    const asked = await actions.within(tx, ticket, 'ask', actor, { data, outboundId });
    return { value: { outboundId, repeated: false }, rings: [...rings, ...asked.rings] };
  }
}

function checkedQuestion(text: string): string {
  const words = text.replaceAll('\u0000', '').trim();
  if (words === '') throw new CodedError('question-empty', 'the question has no text', false);
  if (words.length > MAX_QUESTION_LENGTH) {
    const lengths = `${String(words.length)} characters; at most ${String(MAX_QUESTION_LENGTH)} are sent`;
    throw new CodedError('question-too-long', `the question has ${lengths}`, false);
  }
  return words;
}
