import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { DurationUnit } from '../tenants/tenant.js';
import type { Known, LinkHow, StaffDispatch } from './types.js';
import type { CancellableTicket, TicketRef } from './ticket-ref.js';

/** The context query's row. */
export interface KnownRow {
  /** The inbound message's. */
  id: string;
  addressId: string | null;
  contactId: string | null;
  namedTicket: JsonTicket | null;
  lastTicket: JsonTicket | null;
  sameText: JsonTicket | null;
  spokenTicket: JsonTicket | null;
  askedTicket: JsonTicket | null;
  answeredTicket: JsonTicket | null;
  cancellable: (JsonTicket & Pick<CancellableTicket, 'leads'>)[] | null;
  dispatches: StaffDispatch[] | null;
  answerId: string | null;
  answerTicketId: string | null;
  answerKeyId: string | null;
  answerSealed: Buffer | null;
  optedOut: boolean;
  automaticToday: number;
  sharedHelpToday: number;
  pending: string[] | null;
}

/** JSON has no dates. */
type JsonTicket = Omit<
  TicketRef,
  'openedAt' | 'dueAt' | 'budget' | 'burstFrom' | 'burstUntil' | 'answeredAt' | 'closedAt' | 'leaderId'
> & {
  openedAt: string;
  dueAt: string;
  burstFrom: string | null;
  burstUntil: string | null;
  answeredAt: string | null;
  closedAt: string | null;
  amount: number;
  unit: DurationUnit;
  leader:
    | (Pick<TicketRef, 'id' | 'state' | 'agency'> &
        Pick<JsonTicket, 'dueAt' | 'answeredAt' | 'closedAt' | 'amount' | 'unit'>)
    | null;
};

/** The links query's row. */
export interface LinkRow {
  /** The inbound message's. */
  id: string;
  place: number;
  how: LinkHow;
  toSender: boolean;
  outcome: string | null;
  ticket: JsonTicket | null;
  staff: StaffDispatch | null;
}

export function readKnown(row: KnownRow | undefined, links: readonly LinkRow[], vault: Pick<Vault, 'openText'>): Known {
  if (!row) return { links: [], optedOut: false, automaticToday: 0, sharedHelpToday: 0 };
  return {
    ...(row.contactId !== null && { contactId: row.contactId }),
    ...(row.addressId !== null && { addressId: row.addressId }),
    ...(row.namedTicket && { namedTicket: ticketRef(row.namedTicket) }),
    ...(row.lastTicket && { lastTicket: ticketRef(row.lastTicket) }),
    ...(row.sameText && { sameText: ticketRef(row.sameText) }),
    ...(row.spokenTicket && { spokenTicket: ticketRef(row.spokenTicket) }),
    ...(row.askedTicket && { askedTicket: ticketRef(row.askedTicket) }),
    ...(row.answeredTicket && { answeredTicket: ticketRef(row.answeredTicket) }),
    ...(row.cancellable && { cancellable: row.cancellable.map(cancellableRef) }),
    ...(row.dispatches && { dispatches: row.dispatches }),
    ...answerOf(row, vault),
    links: links.map(({ how, toSender, outcome, ticket, staff }) => ({
      how,
      toSender,
      ...(outcome !== null && { outcome }),
      ...(ticket && { ticket: ticketRef(ticket) }),
      ...(staff && { staff }),
    })),
    optedOut: row.optedOut,
    automaticToday: row.automaticToday,
    sharedHelpToday: row.sharedHelpToday,
  };
}

function answerOf(row: KnownRow, vault: Pick<Vault, 'openText'>): Pick<Known, 'answer'> {
  const { answerId, answerTicketId, answerKeyId, answerSealed } = row;
  if (answerId === null || answerTicketId === null || answerKeyId === null || answerSealed === null) return {};
  const text = vault.openText(answerSealed, answerKeyId, sealedIn.outboundWords(answerId));
  return { answer: { ticketId: answerTicketId, text } };
}

function cancellableRef({ leads, ...ticket }: JsonTicket & Pick<CancellableTicket, 'leads'>): CancellableTicket {
  return { ...ticketRef(ticket), leads };
}

function ticketRef(ticket: JsonTicket): TicketRef {
  const { leader, openedAt, burstFrom, burstUntil, ...own } = ticket;
  const { amount, unit, dueAt, answeredAt, closedAt, ...rest } = leader
    ? { ...own, ...leader, id: own.id, leaderId: leader.id }
    : own;
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    ...rest,
    openedAt: new Date(openedAt),
    dueAt: new Date(dueAt),
    burstFrom: date(burstFrom),
    burstUntil: date(burstUntil),
    answeredAt: date(answeredAt),
    closedAt: date(closedAt),
    budget: { amount, unit },
  };
}
