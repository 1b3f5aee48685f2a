import type { KeyRing } from '../contacts/key-ring.js';
import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { budgetOf } from '../pipeline/budget.js';
import { categorise } from '../pipeline/categorise/categorise.js';
import { route } from '../pipeline/route/route.js';
import type { Categorised, CitizenMessage, DecisionDraft, Identity, Routed } from '../pipeline/types.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { Tenant } from '../tenants/tenant.js';
import { dueAt, workCalendar } from '../tenants/working-time.js';
import { send, type HeldTicket, type TicketActor } from '../tickets/ticket-actions.js';
import { addEvent } from '../tickets/timeline.js';
import { trackingCode, trackingHash } from '../tickets/tracking-code.js';

export interface Sorted {
  categorised: Categorised;
  routed: Routed;
  decisions: readonly DecisionDraft[];
}

/** What the machine makes of what was split off, as of any new complaint. */
export function sortSplitOff(message: CitizenMessage, identity: Identity & { tenant: Tenant }): Sorted {
  const { categorised, decisions = [] } = categorise({ message, identity });
  if (!categorised) throw new RangeError('a ticket has a tenant');
  const { routed = {}, decisions: routing = [] } = route({ message, identity, categorised });
  return { categorised, routed, decisions: [...decisions, ...routing] };
}

export interface SplitOff {
  id: string;
  number: string;
  origin: HeldTicket;
  tenant: Tenant;
  message: CitizenMessage;
  identity: Identity;
  sorted: Sorted;
  holidays: HolidayCalendar;
  keys: KeyRing;
  actor: TicketActor;
  now: Date;
}

/** Of the ticket that it comes from: whose it is, how they are answered and what may be said of them. */
const REPORTER = [
  'tenant', 'opening_message_id', 'contact_id', 'channel_id', 'reply_channel_id', 'reply_address_id', 'reply_method', 'anonymous',
  'confidential',
] as const; // prettier-ignore

/** Writes the rows of a ticket that was split off. Its time runs from now: before, there was no such ticket to work on. */
export function insertSplitOff(tx: Transaction, made: SplitOff): void {
  const { id, number, origin, tenant, message, identity, sorted, holidays, keys, actor, now } = made;
  const { categorised, routed, decisions } = sorted;
  const budget = budgetOf(tenant, categorised);
  const state = routed.agency === undefined ? 'triage' : 'received';
  const { location } = message.event;
  const own: Record<string, unknown> = {
    id,
    number,
    tracking_hash: trackingHash(keys, trackingCode(keys, id)),
    kind: categorised.kind,
    state,
    category: categorised.category?.slug ?? null,
    level: categorised.level,
    urgency: categorised.danger ? 'danger' : 'normal',
    agency: routed.agency ?? null,
    unit: routed.unit ?? null,
    description: identity.text,
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
    standard_version: tenant.standard.version,
    calendar_version: holidays.version,
    budget_amount: budget.amount,
    budget_unit: budget.unit,
    opened_at: now,
    due_at: dueAt(now, budget, workCalendar(tenant, holidays)),
    updated_at: now,
    // What its reporter writes next belongs to no burst of this one.
    burst_until: now,
    split_from: origin.id,
  };
  const names = Object.keys(own);
  const places = names.map((_, index) => `$${String(index + 2)}`);
  tx.send(
    `INSERT INTO ticket (${[...REPORTER, ...names].join(', ')})
     SELECT ${[...REPORTER, ...places].join(', ')} FROM ticket WHERE id = $1`,
    [origin.id, ...Object.values(own)],
  );
  const writes = new WriteSet();
  const data = { state, splitFrom: origin.id };
  const by = actor.by === undefined ? {} : { by: actor.by };
  addEvent(writes, { ticketId: id, type: 'opened', actor: 'operator', data: { ...data, ...by }, at: now });
  const from = { of: origin.id, number: origin.number };
  addEvent(writes, { ticketId: id, type: 'split-off', actor: 'operator', data: { ...from, ...by }, at: now });
  for (const decision of decisions)
    writes.insert('decision', {
      id: newId(),
      inbound_id: message.id,
      ticket_id: id,
      step: decision.step,
      outcome: decision.outcome,
      rule: `split off; ${decision.rule ?? ''}`,
      score: decision.score ?? null,
      runner_up: decision.runnerUp ?? null,
      version: tenant.standard.version,
      at: now,
    });
  send(tx, writes);
}
