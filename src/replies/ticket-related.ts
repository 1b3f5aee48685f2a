import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';

/** A deadline, or a step that is only measured; times in ISO 8601. */
export interface TicketDeadlineView {
  /** `resolve` is the whole; else the step's slug in the standard. */
  step: string;
  round: number;
  run: number;
  startedAt: string;
  budget: { amount: number; unit: string } | null;
  dueAt: string | null;
  metAt: string | null;
  breachedAt: string | null;
  endedAt: string | null;
}

/** What belongs to a ticket beside its decisions, its timeline and its conversation. */
export interface TicketRelated {
  /** The ticket that speaks for it. */
  mergedInto: { number: string; state: string } | null;
  /** The tickets that it speaks for. */
  merged: { number: string; channelId: string }[];
  /** `from`: it was split off that one; `off`: that one was split off it. */
  split: { number: string; how: 'from' | 'off' }[];
  /** What other systems call it. */
  references: { system: string; reference: string }[];
  deadlines: TicketDeadlineView[];
  dispatches: { agency: string; unit: string | null; lead: boolean; state: string; at: string; dueAt: string | null; returnReason: string | null }[];
  responses: { agency: string; state: string; via: string; at: string; text: string }[];
  feedback: { round: number; fixed: boolean | null; mark: number | null; channelId: string; at: string }[];
} // prettier-ignore

interface DeadlineRow {
  step: string;
  round: number;
  run: number;
  amount: number | null;
  unit: string | null;
  startedAt: Date;
  dueAt: Date | null;
  metAt: Date | null;
  breachedAt: Date | null;
  endedAt: Date | null;
}

const DEADLINES = `SELECT step, round, run, budget_amount AS amount, budget_unit AS unit, started_at AS "startedAt", due_at AS "dueAt",
    met_at AS "metAt", breached_at AS "breachedAt", ended_at AS "endedAt"
  FROM ticket_deadline WHERE ticket_id = $1 ORDER BY round, started_at, id`;

type Sealed = { id: string; keyId: string; sealed: Buffer };
type At<T extends { at: string }> = Omit<T, 'at'> & { at: Date };
type Dispatch = TicketRelated['dispatches'][number];

const MERGED_INTO = 'SELECT l.number, l.state FROM ticket t JOIN ticket l ON l.id = t.merged_into WHERE t.id = $1';
const MERGED = 'SELECT number, channel_id AS "channelId" FROM ticket WHERE merged_into = $1 ORDER BY opened_at, id';
const SPLIT = `
  SELECT o.number, 'from' AS how FROM ticket t JOIN ticket o ON o.id = t.split_from WHERE t.id = $1
  UNION ALL SELECT n.number, 'off' FROM ticket_event e JOIN ticket n ON n.id = (e.data ->> 'ticket')::uuid
    WHERE e.ticket_id = $1 AND e.type = 'split' ORDER BY 1`;
const REFERENCES = `
  SELECT id, system, key_id AS "keyId", reference_sealed AS sealed FROM outside_reference WHERE ticket_id = $1 ORDER BY created_at, id`;
const DISPATCHES = `
  SELECT agency, unit, lead, state, dispatched_at AS at, due_at AS "dueAt", return_reason AS "returnReason"
  FROM dispatch WHERE ticket_id = $1 ORDER BY dispatched_at, id`;
const RESPONSES = `
  SELECT r.id, d.agency, r.state, r.via, coalesce(r.submitted_at, r.created_at) AS at, r.key_id AS "keyId", r.body_sealed AS sealed
  FROM response r JOIN dispatch d ON d.id = r.dispatch_id WHERE r.ticket_id = $1 ORDER BY r.created_at, r.id`;
const FEEDBACK = `SELECT round, fixed, mark, channel_id AS "channelId", at FROM feedback WHERE ticket_id = $1 ORDER BY round`;

/** Opens what is sealed: callers must have a right to it. */
export async function relatedOf(
  { database, vault }: { database: Database; vault: Vault },
  id: string,
): Promise<TicketRelated> {
  const rows = <R extends object>(sql: string): Promise<R[]> =>
    database.query<R & Record<string, unknown>>(sql, [id]);
  const [into, merged, split, references, deadlines, dispatches, responses, feedback] = await Promise.all([
    rows<{ number: string; state: string }>(MERGED_INTO),
    rows<TicketRelated['merged'][number]>(MERGED),
    rows<TicketRelated['split'][number]>(SPLIT),
    rows<Sealed & { system: string }>(REFERENCES),
    rows<DeadlineRow>(DEADLINES),
    rows<Omit<At<Dispatch>, 'dueAt'> & { dueAt: Date | null }>(DISPATCHES),
    rows<Sealed & At<Omit<TicketRelated['responses'][number], 'text'>>>(RESPONSES),
    rows<At<TicketRelated['feedback'][number]>>(FEEDBACK),
  ]);
  return {
    mergedInto: into[0] ?? null,
    merged,
    split,
    references: references.map(({ id: own, system, keyId, sealed }) => ({
      system,
      reference: vault.openText(sealed, keyId, sealedIn.outsideReference(own)),
    })),
    deadlines: deadlines.map(deadlineOf),
    dispatches: dispatches.map(({ at, dueAt, ...rest }) => ({
      ...rest,
      at: at.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
    })),
    responses: responses.map(({ id: own, keyId, sealed, at, ...rest }) => ({
      ...rest,
      at: at.toISOString(),
      text: vault.openText(sealed, keyId, sealedIn.responseBody(own)),
    })),
    feedback: feedback.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
  };
} // prettier-ignore

function deadlineOf(row: DeadlineRow): TicketDeadlineView {
  const { step, round, run, amount, unit } = row;
  const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
  return {
    step,
    round,
    run,
    startedAt: row.startedAt.toISOString(),
    budget: amount === null || unit === null ? null : { amount, unit },
    dueAt: iso(row.dueAt),
    metAt: iso(row.metAt),
    breachedAt: iso(row.breachedAt),
    endedAt: iso(row.endedAt),
  };
}
