import { newId } from '../database/new-id.js';
import type { WriteSet } from '../database/write-set.js';

export type TimelineEvent =
  | 'opened'
  | 'message-added'
  | 'thanked'
  | 'duplicate-added'
  | 'sorted'
  | 'answered'
  | 'attachment-quarantined'
  | 'attachment-refused'
  | 'attachment-failed'
  | 'location-offered'
  | 'location-accepted'
  | 'task-done'
  | 'task-not-reached'
  | 'task-given-up';

export interface NewEvent {
  ticketId: string;
  type: TimelineEvent;
  actor: 'citizen' | 'gateway' | 'operator';
  inboundId?: string;
  outboundId?: string;
  /** Codes and ids, never people's words. */
  data?: Record<string, unknown>;
  at: Date;
}

/** Adds to a ticket's timeline, in the transaction of what happened. */
export function addEvent(writes: WriteSet, event: NewEvent): void {
  writes.insert('ticket_event', {
    id: newId(),
    ticket_id: event.ticketId,
    type: event.type,
    actor: event.actor,
    inbound_id: event.inboundId ?? null,
    outbound_id: event.outboundId ?? null,
    data: event.data ?? {},
    at: event.at,
  });
}
