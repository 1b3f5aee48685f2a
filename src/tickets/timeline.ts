import { newId } from '../database/new-id.js';
import type { WriteSet } from '../database/write-set.js';
import type { Actor, TransitionEvent } from './transitions.js';

/** What a ticket's timeline gets: the changes of its state (tickets/transitions.ts), and what happens beside them. */
export type TimelineEvent =
  | TransitionEvent
  | 'message-added'
  /** Somebody of the office wrote a note for the others. */
  | 'noted'
  | 'thanked'
  | 'duplicate-added'
  | 'attachment-quarantined'
  | 'attachment-refused'
  | 'attachment-failed'
  | 'location-offered'
  | 'location-accepted'
  | 'task-done'
  | 'task-not-reached'
  | 'task-given-up'
  /** The office's own people were told of a new ticket. */
  | 'announced'
  /** Somebody was to be told, and no running channel reaches them. */
  | 'staff-not-reached'
  | 'dispatch-added'
  | 'dispatch-withdrawn'
  | 'dispatch-returned'
  | 'unit-assigned'
  | 'response-drafted'
  /** Somebody submitted a draft for its agency; `edited`: in other words. What follows from it is an event of its own. */
  | 'draft-submitted'
  | 'response-added'
  /** A draft that nobody will submit. */
  | 'response-dropped'
  /** What an officer wrote came by mail, chat or SMS; what it meant is an event of its own. */
  | 'officer-replied'
  | 'recategorised'
  | 'rerouted'
  | 'split'
  | 'split-off'
  | 'merged-in'
  | 'unmerged-from'
  | 'overruling-undone'
  /** A reporter of a merged ticket wrote; of this one, which speaks for it. */
  | 'merged-message-added'
  /** It has a number in another system. */
  | 'reference-added'
  /** People shall copy the answer into a system that has the report too. */
  | 'relay-queued'
  /** What its reporter was to hear could not be queued: their channel is no longer configured. */
  | 'not-told'
  /** Its reporter wants to take it back; it speaks for others too, and goes on for them. */
  | 'cancel-noted'
  | 'rated'
  /** Somebody of the office took it on, or no longer has it; `to` is the user's id. */
  | 'assigned'
  | 'unassigned'
  | 'deadline-warned'
  | 'deadline-breached'
  | 'escalated'
  | 'deadlines-recomputed'
  | 'identity-erased';

export interface NewEvent {
  ticketId: string;
  type: TimelineEvent;
  actor: Actor;
  inboundId?: string;
  outboundId?: string;
  /** Codes and ids, never people's words. `by`: `cli`, or an account's, key's or officer's id. */
  data?: Record<string, unknown>;
  at: Date;
}

/**
 * Adds to a ticket's timeline, in the transaction of what happened.
 * @returns the event's id
 */
export function addEvent(writes: WriteSet, event: NewEvent): string {
  const id = newId();
  writes.insert('ticket_event', {
    id,
    ticket_id: event.ticketId,
    type: event.type,
    actor: event.actor,
    inbound_id: event.inboundId ?? null,
    outbound_id: event.outboundId ?? null,
    data: event.data ?? {},
    at: event.at,
  });
  return id;
}
