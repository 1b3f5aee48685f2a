import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { send, type HeldTicket, type TicketActor } from '../tickets/ticket-actions.js';

/** A human's word on one thing that the machine had decided, or would. */
export interface Correction {
  /** Of the training example. */
  field: 'category' | 'level' | 'kind' | 'agency' | 'unit' | 'same' | 'different';
  was: string | null;
  correct: string | null;
}

export interface Overruling {
  ticket: Pick<HeldTicket, 'id' | 'tenant'>;
  /** The timeline's. */
  eventId: string;
  /** The pipeline's step that is overruled. */
  step: 'categorise' | 'route' | 'dedupe';
  outcome: string;
  /** What it was. */
  was: string | null;
  corrections: readonly Correction[];
  actor: TicketActor;
  /** Of the service standard that it was decided under. */
  version: string;
  now: Date;
}

/** Keeps that a human decided, beside what the machine had decided, and what the categoriser may learn of it. */
export function recordOverruling(tx: Transaction, overruling: Overruling): void {
  const { ticket, eventId, step, outcome, was, corrections, actor, version, now } = overruling;
  const by = actor.by ?? actor.kind;
  const writes = new WriteSet();
  writes.insert('decision', {
    id: newId(),
    inbound_id: null,
    ticket_id: ticket.id,
    step,
    outcome,
    rule: was === null ? 'a human decided' : `a human decided; it was ${was}`,
    version,
    at: now,
    decided_by: 'human',
    actor: by,
    event_id: eventId,
  });
  for (const { field, was: before, correct } of corrections) {
    if (before === correct) continue;
    const example = { tenant: ticket.tenant, ticket_id: ticket.id, field, was: before, correct };
    writes.insert('training_example', { id: newId(), ...example, event_id: eventId, by, at: now });
  }
  send(tx, writes);
}

/** Nobody learns from what was taken back. */
export function withdrawOverruling(tx: Transaction, eventId: string, now: Date): void {
  tx.send('UPDATE decision SET undone_at = $2 WHERE event_id = $1 AND undone_at IS NULL', [eventId, now]);
  tx.send('UPDATE training_example SET undone_at = $2 WHERE event_id = $1 AND undone_at IS NULL', [eventId, now]);
}
