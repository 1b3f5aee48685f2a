import { inBurst } from '../burst/burst.js';
import { isStatusQuestion } from '../command/status-question.js';
import { findTicketNumber } from '../identify/ticket-number.js';
import type { TenantLookup } from '../identify/identify.js';
import type { CitizenMessage, DecisionDraft, Identity, Known, PipelineLimits, TicketRef } from '../types.js';
import { isThanks } from './thanks.js';

/** What `identify` could not find out without the database. */
export interface Adopted {
  identity: Identity;
  known: Known;
  decision: DecisionDraft;
}

/**
 * On a shared number a message without keyword belongs to nobody, unless it goes on with a ticket that its sender
 * opened: it answers a message about it, thanks for it, asks how it stands, names it without its letters, or is
 * part of what is being written. Then the ticket says whose it is.
 */
export function adopt(
  message: CitizenMessage,
  identity: Identity,
  known: Known,
  limits: PipelineLimits,
  tenants: Pick<TenantLookup, 'bySlug'>,
): Adopted | undefined {
  if (identity.tenant || !identity.proven) return undefined;
  const linked = known.links.find(({ how, toSender }) => how !== 'foreign-address' && toSender)?.ticket;
  const goesOn = (ticket: TicketRef): boolean =>
    isThanks(message, identity) ||
    isStatusQuestion(identity) ||
    (ticket.channelId === message.channel.id && inBurst(ticket, message.receivedAt, limits));
  const { askedTicket, spokenTicket } = known;
  for (const ticket of [linked, askedTicket, spokenTicket]) {
    const tenant = ticket?.bySender ? tenants.bySlug(ticket.tenant) : undefined;
    if (!ticket || !tenant || ticket.contactId === null) continue;
    const number = findTicketNumber(identity.text, [tenant])?.number;
    if (number !== undefined && number !== ticket.number) continue;
    if (number === undefined && ticket === spokenTicket && !goesOn(ticket)) continue;
    return {
      identity: { ...identity, tenant, ...(number !== undefined && { ticketNumber: number }) },
      known: {
        ...known,
        contactId: ticket.contactId,
        lastTicket: ticket,
        ...(number !== undefined && { namedTicket: ticket }),
      },
      decision: { step: 'identify', outcome: tenant.slug, rule: `the sender's ticket ${ticket.number}`, score: 1 },
    };
  }
  return undefined;
}
