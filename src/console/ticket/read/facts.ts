import type { Reads } from '../../../agencies/staff-directory.js';
import { openPortable } from '../../../contacts/portable-seal.js';
import { sealedIn } from '../../../contacts/vault-context.js';
import type { Vault } from '../../../contacts/vault.js';
import type { DispatchState } from '../../../dispatch/dispatch.entity.js';
import type { ResponseVia } from '../../../dispatch/response.entity.js';
import type { TaskMethod } from '../../../messaging/inbound-event.js';
import type { DurationUnit } from '../../../tenants/tenant.js';
import type { TicketState } from '../../../tickets/transitions.js';
import * as sql from './facts.statements.js';

/** At most so many of each are read: what a page can show, and a bound for what goes wrong. */
export const MOST_EVENTS = 200;
const MOST = 50;

export interface DecisionFact {
  id: string;
  step: string;
  outcome: string;
  rule: string | null;
  score: number | null;
  runnerUp: string | null;
  decidedBy: 'machine' | 'human';
  by: string | null;
  at: Date;
  undone: boolean;
  overruled: boolean;
}

export interface EventFact {
  id: string;
  at: Date;
  type: string;
  actor: string;
  data: Record<string, unknown>;
}

export interface DeadlineFact {
  /** `resolve` is the whole; else the step's slug in the standard. */
  step: string;
  round: number;
  run: number;
  startedAt: Date;
  budget: { amount: number; unit: DurationUnit } | null;
  dueAt: Date | null;
  metAt: Date | null;
  breachedAt: Date | null;
  endedAt: Date | null;
}

export interface PauseFact {
  from: Date;
  until: Date | null;
}

export interface DispatchFact {
  id: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: DispatchState;
  /** The admin's words to the agency. */
  note: string | null;
  dueAt: Date | null;
  by: string;
  at: Date;
  acceptedAt: Date | null;
  respondedAt: Date | null;
  endedAt: Date | null;
  returnReason: string | null;
  returnTo: string | null;
  returnWords: string | null;
}

export interface LinkedTicket {
  how: 'merged' | 'split' | 'same-citizen';
  number: string;
  state: TicketState;
  at: Date;
}

export interface OpenTask {
  id: string;
  method: TaskMethod;
  attempts: number;
  at: Date;
  purpose: string;
}

/** What an agency said and nobody has dealt with. */
export interface OpenResponse {
  id: string;
  state: 'submitted' | 'draft';
  agency: string;
  unit: string | null;
  dispatchState: DispatchState;
  via: ResponseVia;
  /** The officer; null: a program of the agency's, or the office for it. */
  by: string | null;
  at: Date;
  text: string;
}

/** What belongs to a ticket beside its conversation; newest first where there is an order of time. */
export interface TicketFactsRead {
  decisions: DecisionFact[];
  events: EventFact[];
  deadlines: DeadlineFact[];
  pauses: PauseFact[];
  dispatches: DispatchFact[];
  references: { system: string; reference: string }[];
  linked: LinkedTicket[];
  feedback: { round: number; fixed: boolean | null; mark: number | null; at: Date }[];
  tasks: OpenTask[];
  /** Nobody has checked them; as they make up an answer. */
  waiting: OpenResponse[];
  /** They were kept, and went nowhere yet. */
  drafts: OpenResponse[];
  /** A human overruled something; perhaps it can be taken back. */
  undoable: boolean;
}

type Row<T> = T & Record<string, unknown>;
type Sealed = { keyId: string; sealed: Buffer };
type DispatchRow = Omit<DispatchFact, 'note' | 'returnWords'> & {
  keyId: string;
  noteSealed: Buffer | null;
  returnSealed: Buffer | null;
};

/** Eleven queries, however much there is. Opens what is sealed. */
export async function readFacts(reads: Reads, vault: Vault, ticketId: string): Promise<TicketFactsRead> {
  const rows = <T>(statement: string, most = MOST): Promise<Row<T>[]> => reads.query<Row<T>>(statement, [ticketId, most]);
  const [decisions, events, deadlines, pauses, dispatches, references, linked, feedback, tasks, responses, overruled] =
    await Promise.all([
      rows<DecisionFact>(sql.DECISIONS),
      rows<EventFact>(sql.EVENTS, MOST_EVENTS + 1),
      rows<Omit<DeadlineFact, 'budget'> & { amount: number | null; unit: DurationUnit | null }>(sql.DEADLINES),
      rows<PauseFact>(sql.PAUSES),
      rows<DispatchRow>(sql.DISPATCHES),
      rows<Sealed & { id: string; system: string }>(sql.REFERENCES),
      rows<LinkedTicket>(sql.LINKED, 10),
      rows<TicketFactsRead['feedback'][number]>(sql.FEEDBACK),
      rows<OpenTask>(sql.TASKS),
      rows<Sealed & Omit<OpenResponse, 'text'>>(sql.OPEN_RESPONSES),
      rows<{ type: string }>(sql.OVERRULED, 1),
    ]);
  const open = responses.map(({ keyId, sealed, ...rest }) => ({ ...rest, text: vault.openText(sealed, keyId, sealedIn.responseBody(rest.id)) }));
  return {
    decisions, events, pauses, linked, feedback, tasks,
    deadlines: deadlines.map(({ amount, unit, ...rest }) => ({ ...rest, budget: amount === null || unit === null ? null : { amount, unit } })),
    dispatches: dispatches.map((row) => dispatchOf(vault, row)),
    references: references.map(({ id, system, keyId, sealed }) => ({ system, reference: vault.openText(sealed, keyId, sealedIn.outsideReference(id)) })),
    waiting: open.filter(({ state }) => state === 'submitted'),
    drafts: open.filter(({ state }) => state === 'draft'),
    undoable: overruled.length > 0,
  };
} // prettier-ignore

function dispatchOf(vault: Vault, { keyId, noteSealed, returnSealed, ...rest }: DispatchRow): DispatchFact {
  return {
    ...rest,
    note: noteSealed && vault.openText(noteSealed, keyId, sealedIn.dispatchNote(rest.id)),
    returnWords: returnSealed && openPortable(vault, returnSealed, sealedIn.dispatchReturn(rest.id)).toString(),
  };
}
