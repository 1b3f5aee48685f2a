import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
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

const EARLIER = 'SELECT id FROM ticket_note WHERE ticket_id = $1 AND nonce = $2';

/** The office's notes on its tickets, sealed at rest; the timeline knows only that there is one. */
export class TicketNotes {
  constructor(private readonly parts: NoteParts) {}

  /**
   * @param nonce the caller's own name for the note: given again, nothing more is written
   * @throws CodedError `ticket-unknown`, `note-empty`, `note-too-long`
   */
  async add(number: string, text: string, { by, nonce }: { by: string; nonce: string }): Promise<Noted> {
    const { actions, vault, clock } = this.parts;
    const words = checkedNote(text);
    return actions.transaction<Noted>(async (tx) => {
      const ticket = await actions.hold(tx, { number });
      const [earlier] = await tx.query<{ id: string }>(EARLIER, [ticket.id, nonce]);
      if (earlier) return { value: { noteId: earlier.id, repeated: true }, rings: [] };
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
      return { value: { noteId: id, repeated: false }, rings: [] };
    });
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
