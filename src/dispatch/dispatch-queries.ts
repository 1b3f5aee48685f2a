import type { Reads } from '../agencies/staff-directory.js';
import { CodedError } from '../messaging/errors.js';
import type { DispatchState } from './dispatch.entity.js';

/** A dispatch as lists have it. */
export interface DispatchSummary {
  id: string;
  number: string;
  tenant: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: DispatchState;
  dispatchedAt: Date;
  acceptedAt: Date | null;
  respondedAt: Date | null;
  endedAt: Date | null;
  dueAt: Date | null;
  returnReason: string | null;
  returnTo: string | null;
}

export interface DispatchFilter {
  tenant?: string;
  agency?: string;
  number?: string;
  state?: DispatchState;
  /** The last one of the page before. */
  after?: { dispatchedAt: Date; id: string };
  limit: number;
}

const COLUMNS = `d.id, t.number, d.tenant, d.agency, d.unit, d.lead, d.state, d.dispatched_at AS "dispatchedAt",
  d.accepted_at AS "acceptedAt", d.responded_at AS "respondedAt", d.ended_at AS "endedAt", d.due_at AS "dueAt",
  d.return_reason AS "returnReason", d.return_to AS "returnTo"`;

const LIST = `
  SELECT ${COLUMNS} FROM dispatch d JOIN ticket t ON t.id = d.ticket_id
  WHERE ($1::text IS NULL OR d.tenant = $1) AND ($2::text IS NULL OR d.agency = $2) AND ($3::text IS NULL OR t.number = $3)
    AND ($4::text IS NULL OR d.state = $4) AND ($5::timestamptz IS NULL OR (d.dispatched_at, d.id) < ($5, $6::uuid))
  ORDER BY d.dispatched_at DESC, d.id DESC LIMIT $7`;

/** Newest first. */
export async function listDispatches(reads: Reads, filter: DispatchFilter): Promise<DispatchSummary[]> {
  const { tenant, agency, number, state, after, limit } = filter;
  return reads.query<DispatchSummary & Record<string, unknown>>(LIST, [
    tenant ?? null,
    agency ?? null,
    number ?? null,
    state ?? null,
    after?.dispatchedAt ?? null,
    after?.id ?? null,
    limit,
  ]);
}

/**
 * The latest dispatch of a ticket to an agency: the one at work where there is one.
 * @throws CodedError `dispatch-unknown`
 */
export async function dispatchToAgency(reads: Reads, number: string, agency: string): Promise<DispatchSummary> {
  const all = await listDispatches(reads, { number, agency, limit: 100 });
  const [latest] = all;
  const open = all.find(({ state }) => state === 'sent' || state === 'accepted' || state === 'responded') ?? latest;
  if (!open) throw new CodedError('dispatch-unknown', `${number} was never handed to ${agency}`, false);
  return open;
}
