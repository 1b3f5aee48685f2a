import type { DurationUnit } from '../tenants/tenant.js';
import type { Known, TicketRef } from './types.js';

/** The context query's row. */
export interface KnownRow {
  /** The inbound message's. */
  id: string;
  addressId: string | null;
  contactId: string | null;
  namedTicket: JsonTicket | null;
  lastTicket: JsonTicket | null;
  sameText: JsonTicket | null;
  automaticToday: number;
  sharedHelpToday: number;
  pending: string[] | null;
}

/** JSON has no dates. */
type JsonTicket = Omit<TicketRef, 'dueAt' | 'budget'> & { dueAt: string; amount: number; unit: DurationUnit };

export function readKnown(row: KnownRow | undefined): Known {
  if (!row) return { automaticToday: 0, sharedHelpToday: 0 };
  return {
    ...(row.contactId !== null && { contactId: row.contactId }),
    ...(row.addressId !== null && { addressId: row.addressId }),
    ...(row.namedTicket && { namedTicket: ticketRef(row.namedTicket) }),
    ...(row.lastTicket && { lastTicket: ticketRef(row.lastTicket) }),
    ...(row.sameText && { sameText: ticketRef(row.sameText) }),
    automaticToday: row.automaticToday,
    sharedHelpToday: row.sharedHelpToday,
  };
}

function ticketRef(ticket: JsonTicket): TicketRef {
  const { amount, unit, dueAt, ...rest } = ticket;
  return { ...rest, dueAt: new Date(dueAt), budget: { amount, unit } };
}
