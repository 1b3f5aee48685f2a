import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { newId } from '../database/new-id.js';
import { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import { send, type TicketActions } from './ticket-actions.js';

/** Longest note, in characters. */
export const MAX_NOTE_LENGTH = 5_000;

export interface NoteParts {
  actions: TicketActions;
  vault: Vault;
  clock: Clock;
}

export interface Noted {
  noteId: string;
  /** It was written before. */
  repeated: boolean;
}

export interface NewNote {
  by: string;
  /** The caller's own name for the note: given again, nothing more is written. */
  nonce: string;
}

const EARLIER = 'SELECT id FROM ticket_note WHERE ticket_id = $1 AND nonce = $2';

/** The office's notes on its tickets, sealed at rest; the timeline knows only that there is one. */
export class TicketNotes {
  constructor(private readonly parts: NoteParts) {}

  /** In a transaction of its own. @throws as `addWithin` */
  async add(number: string, text: string, named: NewNote): Promise<Noted> {
    const { actions } = this.parts;
    return actions.transaction(async (tx) => ({ value: await this.addWithin(tx, number, text, named), rings: [] }));
  }

  /** @throws CodedError `ticket-unknown`, `note-empty`, `note-too-long` */
  async addWithin(tx: Transaction, number: string, text: string, { by, nonce }: NewNote): Promise<Noted> {
    const { actions, vault, clock } = this.parts;
    const words = checkedNote(text);
    const ticket = await actions.hold(tx, { number });
    const [earlier] = await tx.query<{ id: string }>(EARLIER, [ticket.id, nonce]);
    if (earlier) return { noteId: earlier.id, repeated: true };
    const id = newId();
    const writes = new WriteSet();
    writes.insert('ticket_note', {
      id,
      ticket_id: ticket.id,
      nonce,
      key_id: vault.keyId,
      body_sealed: vault.seal(words, sealedIn.ticketNote(id)),
      by,
      created_at: clock.now(),
    });
    send(tx, writes);
    actions.note(tx, ticket, 'noted', { kind: 'operator', by }, { data: { note: id } });
    return { noteId: id, repeated: false };
  }
}

function checkedNote(text: string): string {
  const words = text.replaceAll('\u0000', '').trim();
  if (words === '') throw new CodedError('note-empty', 'the note has no text', false);
  if (words.length > MAX_NOTE_LENGTH) {
    const lengths = `${String(words.length)} characters; at most ${String(MAX_NOTE_LENGTH)} are kept`;
    throw new CodedError('note-too-long', `the note has ${lengths}`, false);
  }
  return words;
}
