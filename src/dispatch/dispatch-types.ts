import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import type { Clock } from '../observability/clock.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import type { DispatchNotices } from './dispatch-notices.js';
import type { ReturnReason } from './dispatch-rules.js';

/** What happened to a dispatch, for those who follow it. */
export interface DispatchEvent {
  type: 'dispatched' | 'unit-assigned' | 'withdrawn' | 'sent-back';
  dispatchId: string;
  tenant: string;
  agency: string;
  /** Where it can happen to a dispatch more than once: what makes it this time and no other. */
  cause?: string;
  now: Date;
}

/** Tells agencies' own systems; in the transaction of what happened, or not at all. */
export interface DispatchFollower {
  followed(tx: Transaction, event: DispatchEvent): Promise<readonly Ring[]>;
}

export interface DispatchParts {
  vault: Vault;
  clock: Clock;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  holidays: HolidayCalendar;
  actions: TicketActions;
  notices: DispatchNotices;
  followers: readonly DispatchFollower[];
}

export interface DispatchRequest {
  agency: string;
  /** Null: none of its units, also where one has it; absent: whoever of the agency has it keeps it. */
  unit?: string | null;
  /** It leads; the first agency does by itself. */
  lead?: boolean;
  /** The admin's words to the agency. */
  note?: string;
  /** When the agency shall have responded; by the tenant's standard where absent. */
  dueAt?: Date;
  actor: TicketActor;
}

export interface Dispatched {
  dispatchId: string;
  number: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  dueAt: Date | null;
  /** The agency had it already. */
  repeated: boolean;
}

export interface ReturnRequest {
  reason: ReturnReason;
  /** The agency whose it is, for all that this one knows. */
  to?: string;
  words?: string;
  actor: TicketActor;
}
