import type { Tenant } from '../../tenants/tenant.js';
import { inBurst } from '../burst/burst.js';
import { isStatusQuestion } from '../command/status-question.js';
import { findTicketNumber } from '../identify/ticket-number.js';
import type { TenantLookup } from '../identify/identify.js';
import type { CitizenMessage, DecisionDraft, Identity, Known, PipelineLimits } from '../types.js';
import type { TicketRef } from '../ticket-ref.js';
import { isMeantFor, isOpenToWord } from '../word/open-to-word.js';
import { isThanks } from './thanks.js';

/** What `identify` could not find out without the database. */
export interface Adopted {
  identity: Identity;
  known: Known;
  decision: DecisionDraft;
}

/**
 * On a shared number a message without keyword belongs to nobody, unless it goes on with a ticket that its sender
 * opened: it answers a message about it, is their word on our answer, takes a report back, thanks for it, asks how it stands, names it
 * without its letters, or is part of what is being written. Then the ticket says whose it is.
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
  const { askedTicket, answeredTicket, spokenTicket, cancellable = [] } = known;
  const always = (): boolean => true;
  const judges = (ticket: TicketRef, tenant: Tenant): boolean =>
    identity.word !== undefined &&
    isOpenToWord(ticket, tenant, message.receivedAt) &&
    isMeantFor(identity.word, ticket, { spoken: spokenTicket, keyword: false });
  const goesOn = (ticket: TicketRef): boolean =>
    isThanks(message, identity) ||
    isStatusQuestion(identity) ||
    (ticket.channelId === message.channel.id && inBurst(ticket, message.receivedAt, limits));
  for (const [ticket, unnamedFits] of [
    [linked, always],
    [askedTicket, always],
    [answeredTicket, judges],
    ...cancellable.map((ticket) => [ticket, always] as const),
    [spokenTicket, goesOn],
  ] as const) {
    const tenant = ticket?.bySender ? tenants.bySlug(ticket.tenant) : undefined;
    if (!ticket || !tenant || ticket.contactId === null) continue;
    const number = findTicketNumber(identity.text, [tenant], identity.cancels ?? identity.word)?.number;
    if (number === undefined ? !unnamedFits(ticket, tenant) : number !== ticket.number) continue;
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
