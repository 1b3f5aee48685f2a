import type { Tenant } from '../../tenants/tenant.js';
import type { TicketRef } from '../ticket-ref.js';
import type { CitizenWord } from './citizen-word.js';

const DAY_MS = 86_400_000;

/** Whether a ticket's answer can still be judged: it is answered, or closed for no longer than the tenant allows. */
export function isOpenToWord(
  { state, answeredAt, closedAt }: Pick<TicketRef, 'state' | 'answeredAt' | 'closedAt'>,
  { reopenWithinDays }: Pick<Tenant, 'reopenWithinDays'>,
  at: Date,
): boolean {
  if (state === 'answered') return true;
  const since = closedAt ?? answeredAt;
  return state === 'closed' && since !== null && at.getTime() - since.getTime() <= reopenWithinDays * DAY_MS;
}

/**
 * Whether a word that names no ticket and quotes nothing is meant for the one that its sender was last answered on.
 * What is not sure is so only while that answer is the last that they heard of us, and nothing begins it anew.
 */
export function isMeantFor(
  word: CitizenWord,
  ticket: TicketRef,
  { spoken, keyword }: { spoken: TicketRef | undefined; keyword: boolean },
): boolean {
  const bare = !word.tells;
  return word.sure || (spoken?.id === ticket.id && (bare || !keyword));
}
