import type { People } from '../../console/inbox/people.js';
import { reporterNames } from '../../console/inbox/withheld-rows.js';
import { readRepeats } from '../../console/ticket/read/repeats.js';
import type { RepeatLine } from './story.dto.js';
import { sealedIn } from '../../contacts/vault-context.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import { newId } from '../../database/new-id.js';
import type { Transaction } from '../../database/transaction.js';
import type { CitizenQuestions } from '../../dispatch/citizen-questions.js';
import { withoutIdentity } from '../../dispatch/without-identity.js';
import { CodedError } from '../../messaging/errors.js';
import type { LikelyRepeats } from '../../overruling/repeats/likely-repeats.js';
import type { Splitting } from '../../overruling/splitting.js';
import type { OfficeEndings } from '../../replies/office-endings.js';
import type { Assignments } from '../../tickets/assignments.js';
import type { Ring, TicketActions } from '../../tickets/ticket-actions.js';
import type { TicketNotes } from '../../tickets/ticket-notes.js';
import type { TicketState } from '../../tickets/transitions.js';
import type { ApiKey } from '../api-keys.js';
import { actorOf, ticketActorOf } from '../caller.js';
import type { SplitAnswer, SplitDto } from '../overruling.dto.js';
import { Problem } from '../problem.js';
import { named, type Answered, type Call, type RequestsOnce } from '../requests-once.js';
import type { ArchiveDto, ArchivedAnswer, AssignDto, AssignedAnswer, CitizenAskedAnswer, NotedAnswer, NoteLine, PersonAnswer, TicketStanding } from './work.dto.js'; // prettier-ignore

export interface TicketWorkParts {
  database: Database;
  vault: Vault;
  once: RequestsOnce;
  people: People;
  actions: TicketActions;
  assignments: Assignments;
  notes: TicketNotes;
  repeats: LikelyRepeats;
  splitting: Splitting;
  questions: CitizenQuestions;
  endings: OfficeEndings;
}

const ID = 'SELECT id FROM ticket WHERE number = $1';
const STATE = 'SELECT number, state FROM ticket WHERE number = $1';
const NOTES = `
  SELECT n.id, n.by, n.created_at AS at, n.key_id AS "keyId", n.body_sealed AS sealed
  FROM ticket_note n JOIN ticket t ON t.id = n.ticket_id WHERE t.number = $1 ORDER BY n.created_at, n.id LIMIT $2`;
/** No ticket has so many; a program that writes them by itself shall not fill an answer without end. */
const MOST_NOTES = 500;

interface StandingRow extends Record<string, unknown> {
  number: string;
  state: TicketState;
}

interface NoteRow extends Record<string, unknown> {
  id: string;
  by: string;
  at: Date;
  keyId: string;
  sealed: Buffer;
}

/**
 * What the office does with its tickets, by the services of the console; each is done once under one name. Whether the
 * ticket is the caller's own has been asked.
 */
export class TicketWork {
  constructor(private readonly parts: TicketWorkParts) {}

  /** Who may be given the tickets of an office. @throws Problem 422 where no office is named */
  async people(caller: ApiKey, wanted: string | undefined): Promise<PersonAnswer[]> {
    const office = officeOf(caller, wanted);
    return office === undefined ? [] : [...(await this.parts.people.takers({ slug: office }))];
  }

  /** @param tenant the ticket's office */
  async assign(number: string, { to, seen }: AssignDto, tenant: string, call: Call): Promise<Answered<AssignedAnswer>> {
    const { once, assignments, people } = this.parts;
    const asked = named(call, ['assign', number, to, seen]);
    // Before who is there is asked, which may be somebody else by now; and not within, where it would take a second connection.
    const earlier = await once.earlier<AssignedAnswer>(asked);
    if (earlier) return earlier;
    if (to !== null && !(await people.takers({ slug: tenant })).some(({ id }) => id === to))
      throw new CodedError('person-unknown', 'nobody of this id may be given a ticket of the office', false);
    const request = { to, by: actorOf(call.caller), ...(seen !== undefined && { seen }) };
    return once.run(asked, async (tx) => {
      await assignments.assignWithin(tx, number, request);
      return { value: { number, assignedTo: to }, rings: [] };
    });
  }

  /** What may be about the same thing, as whoever must not learn who reported may read it. */
  async repeats(number: string): Promise<RepeatLine[]> {
    const { database, vault, repeats } = this.parts;
    const [ticket] = await database.query<{ id: string }>(ID, [number]);
    const found = ticket ? await readRepeats({ database, vault, overruling: { repeats } }, ticket.id, true) : [];
    return found.map(({ openedAt, ...rest }) => ({ ...rest, openedAt: openedAt.toISOString() }));
  }

  /** Without what says who reported, for whoever must not learn that. */
  async notes(number: string, { scopes }: ApiKey): Promise<NoteLine[]> {
    const { database, vault } = this.parts;
    const rows = await database.query<NoteRow>(NOTES, [number, MOST_NOTES]);
    const withheld = !scopes.includes('identities:read');
    const [ticket] = rows.length === 0 || !withheld ? [] : await database.query<{ id: string }>(ID, [number]);
    const names = ticket && [...(await reporterNames({ database, vault }, [ticket.id])).values()].flat();
    const shown = (text: string): string => (withheld ? withoutIdentity(text, names ?? []) : text);
    return rows.map(({ id, by, at, keyId, sealed }) => ({
      id,
      text: shown(vault.openText(sealed, keyId, sealedIn.ticketNote(id))),
      by,
      at: at.toISOString(),
    }));
  }

  async note(number: string, text: string, call: Call): Promise<Answered<NotedAnswer>> {
    const { once, notes } = this.parts;
    return once.run(named(call, ['note', number, text]), async (tx) => {
      const { noteId } = await notes.addWithin(tx, number, text, { by: actorOf(call.caller), nonce: newId() });
      return { value: { number, noteId }, rings: [] };
    });
  }

  /** Asks the reporter something; the clock stands until they say it. */
  async ask(number: string, text: string, call: Call): Promise<Answered<CitizenAskedAnswer>> {
    const { once, actions, questions } = this.parts;
    return once.run(named(call, ['ask-citizen', number, text]), async (tx) => {
      const ticket = await actions.hold(tx, { number });
      const asker = { actor: ticketActorOf(call.caller), nonce: newId() };
      const { value, rings } = await questions.askWithin(tx, ticket, text, asker);
      return { value: { ...(await standing(tx, number)), outboundId: value.outboundId }, rings };
    });
  }

  /** Makes a ticket of its own of what else it is about. */
  async split(number: string, wish: SplitDto, call: Call): Promise<Answered<SplitAnswer>> {
    const { once, splitting } = this.parts;
    return once.run(named(call, ['split', number, wish]), (tx) =>
      splitting.splitWithin(tx, number, wish, actorOf(call.caller)),
    );
  }

  /** Goes on without what the reporter was asked for. */
  async resume(number: string, call: Call): Promise<Answered<TicketStanding>> {
    const { actions } = this.parts;
    return this.ended(['resume', number], call, number, async (tx) => {
      const ticket = await actions.hold(tx, { number });
      return (await actions.within(tx, ticket, 'resume', ticketActorOf(call.caller))).rings;
    });
  }

  async archive(number: string, { reason, text }: ArchiveDto, call: Call): Promise<Answered<ArchivedAnswer>> {
    const { once, endings } = this.parts;
    const wish = { reason, actor: ticketActorOf(call.caller), ...(text !== undefined && { text }) };
    return once.run(named(call, ['archive', number, reason, text]), async (tx) => {
      const { value, rings } = await endings.archiveWithin(tx, number, wish);
      return { value: { ...(await standing(tx, number)), outboundId: value.outboundId }, rings };
    });
  }

  async close(number: string, call: Call): Promise<Answered<TicketStanding>> {
    return this.ended(['close', number], call, number, (tx) =>
      this.parts.endings.closeWithin(tx, number, ticketActorOf(call.caller)),
    );
  }

  async reopen(number: string, call: Call): Promise<Answered<TicketStanding>> {
    return this.ended(['reopen', number], call, number, (tx) =>
      this.parts.endings.reopenWithin(tx, number, ticketActorOf(call.caller)),
    );
  }

  private ended(
    request: readonly unknown[],
    call: Call,
    number: string,
    work: (tx: Transaction) => Promise<Ring[]>,
  ): Promise<Answered<TicketStanding>> {
    return this.parts.once.run(named(call, request), async (tx) => {
      const rings = await work(tx);
      return { value: await standing(tx, number), rings };
    });
  }
}

/** A key's own office, or the one that is asked for; undefined where that is another's. @throws Problem 422 */
export function officeOf({ tenant: own }: ApiKey, wanted: string | undefined): string | undefined {
  if (own === null && wanted === undefined)
    throw new Problem(422, { code: 'invalid', errors: [{ field: 'tenant', code: 'required' }] });
  return own !== null && wanted !== undefined && own !== wanted ? undefined : (own ?? wanted);
}

async function standing(tx: Transaction, number: string): Promise<StandingRow> {
  const [row] = await tx.query<StandingRow>(STATE, [number]);
  if (!row) throw new CodedError('ticket-unknown', `there is no ticket ${number}`, false);
  return row;
}
