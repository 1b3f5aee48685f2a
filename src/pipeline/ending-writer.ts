import { newId } from '../database/new-id.js';
import { addEvent } from '../tickets/timeline.js';
import type { EndingInput, WriterParts, Written } from './ending-writer.types.js';
import { remarksOf } from './remarks.js';
import { ReplyWriter } from './reply-writer.js';
import { TicketOpener } from './ticket-opener.js';
import type { Ending, ReplyDraft } from './types.js';

type AddedEnding = Extract<Ending, { event: 'message-added' }>;
type OfficerEnding = Extract<Ending, { event: 'officer-replied' }>;

/** What a message belongs to. */
interface Belongs {
  ticketId?: string;
  contactId?: string;
  /** The ticket that its decisions are about, where it is not one of that ticket's messages. */
  decidedFor?: string;
  /** Whose it is, where its own text does not say. */
  tenant?: string;
}

/** Turns an ending into the rows that make it true. No database: the rows are written by whoever holds the transaction. */
export class EndingWriter {
  private readonly replies: ReplyWriter;
  private readonly opener: TicketOpener;

  constructor(parts: WriterParts) {
    this.replies = new ReplyWriter(parts);
    this.opener = new TicketOpener(parts, this.replies);
  }

  /** @param sequence the ticket's running number; only endings that open one use it */
  write(input: EndingInput, result: Written, sequence?: number): void {
    const { ending, message, known, now } = input;
    switch (ending.outcome) {
      case 'ticket':
        this.finish(input, result, this.opener.open(input, ending, sequence ?? 0, result));
        break;
      case 'follow-up':
      case 'duplicate': {
        const { ticketId } = ending;
        if (ending.outcome === 'follow-up' && ending.event === 'officer-replied') {
          this.officerReplied(input, ending, result);
          break;
        }
        const type = ending.outcome === 'duplicate' ? 'duplicate-added' : ending.event;
        const data = remarksOf(message);
        addEvent(result.writes, { ticketId, type, actor: 'citizen', inboundId: message.id, data, at: now });
        if (ending.outcome === 'follow-up' && ending.event === 'message-added') this.append(input, ending, result);
        this.replies.addAttachments(input, ticketId, result);
        this.finish(input, result, { ticketId, contactId: known.contactId });
        this.replies.reply(input, 'reply' in ending ? ending.reply : undefined, ticketId, result);
        break;
      }
      case 'command':
        this.replies.addAttachments(input, undefined, result);
        this.finish(input, result, { contactId: known.contactId });
        this.replies.reply(input, ending.reply, undefined, result);
        break;
      case 'ignored':
        this.finish(input, result, {}, ending.reason);
        break;
    }
  }

  /** What the sender hears of what their message has come to. */
  tell(input: EndingInput, reply: ReplyDraft, ticketId: string, result: Written): void {
    this.replies.reply(input, reply, ticketId, result);
  }

  /** The message stays out of the ticket's conversation: that one is its reporter's. */
  private officerReplied(
    input: EndingInput,
    { ticketId, event, dispatch, saying }: OfficerEnding,
    result: Written,
  ): void {
    const { message, now } = input;
    const data = { ...remarksOf(message), dispatch: dispatch.dispatchId, says: saying.says, by: dispatch.officerId };
    addEvent(result.writes, { ticketId, type: event, actor: 'officer', inboundId: message.id, data, at: now });
    this.replies.addAttachments(input, undefined, result);
    this.finish(input, result, { decidedFor: ticketId, tenant: dispatch.tenant });
  }

  /** What a message that joins changes of its ticket: the burst goes on, a danger is flagged, a place becomes known. */
  private append({ now }: EndingInput, { ticketId: id, burst, danger, place }: AddedEnding, { writes }: Written): void {
    // One update: of two in one statement PostgreSQL would do only one.
    writes.update('ticket', {
      id,
      updated_at: now,
      burst_from: burst.from,
      burst_until: burst.until,
      ...(burst.settles && { wake_at: burst.until }),
      ...(danger && { urgency: 'danger' }),
      ...(place && { latitude: place.latitude, longitude: place.longitude }),
    });
  }

  /** The message's own end and the decisions that led to it. */
  private finish(
    { message, identity, ending, decisions, textHash, now }: EndingInput,
    { writes }: Written,
    refs: Belongs,
    reason?: string,
  ): void {
    for (const decision of decisions) {
      writes.insert('decision', {
        id: newId(),
        inbound_id: message.id,
        ticket_id: refs.decidedFor ?? refs.ticketId ?? null,
        step: decision.step,
        outcome: decision.outcome,
        rule: decision.rule ?? null,
        score: decision.score ?? null,
        runner_up: decision.runnerUp ?? null,
        version: identity.tenant?.standard.version ?? 'gateway',
        at: now,
      });
    }
    writes.update(
      'inbound_message',
      {
        id: message.id,
        state: 'done',
        outcome: ending.outcome,
        reason: reason ?? null,
        tenant: refs.tenant ?? identity.tenant?.slug ?? null,
        contact_id: refs.contactId ?? null,
        ticket_id: refs.ticketId ?? null,
        text_hash: textHash,
        processed_at: now,
        lease_until: null,
      },
      "t.state = 'pending'",
    );
  }
}
