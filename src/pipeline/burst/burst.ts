import type { BurstWindow, PipelineLimits } from '../types.js';
import type { TicketRef } from '../ticket-ref.js';

type Ticket = Pick<TicketRef, 'openedAt' | 'burstFrom' | 'burstUntil' | 'state' | 'leaderId'>;
type Limits = Pick<PipelineLimits, 'burstQuietSeconds' | 'burstMostSeconds'>;

/** States in which nobody has taken the ticket in hand yet. */
const UNTOUCHED = ['received', 'triage'];

/**
 * Whether a message belongs to what the citizen is just writing ("Pak", a photo, "di depan SD"): it was received
 * before the ticket's quiet time was over. Times of receipt count, so that a queue that lags tears nothing apart.
 */
export function inBurst(ticket: Ticket, receivedAt: Date, limits: Limits): boolean {
  const until = ticket.burstUntil ?? after(ticket.openedAt, limits.burstQuietSeconds);
  return receivedAt <= until && receivedAt >= ticket.openedAt;
}

/**
 * The ticket's burst after a message has joined: each one makes it longer, up to the most that a burst lasts; one that
 * came later, by number or quote, begins another. What is being written while the ticket is opened, or
 * while it waits for a human to sort it, is categorised as a whole once it is quiet.
 */
export function burstAfter(ticket: Ticket, receivedAt: Date, limits: Limits): BurstWindow {
  const running = inBurst(ticket, receivedAt, limits);
  const from = running ? (ticket.burstFrom ?? ticket.openedAt) : receivedAt;
  const most = after(from, limits.burstMostSeconds);
  const quiet = after(receivedAt, limits.burstQuietSeconds);
  const opening = from.getTime() === ticket.openedAt.getTime();
  return {
    from,
    until: quiet < most ? quiet : most,
    settles:
      ticket.leaderId === undefined && UNTOUCHED.includes(ticket.state) && (opening || ticket.state === 'triage'),
  };
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
