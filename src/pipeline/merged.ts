import type { Transaction } from '../database/transaction.js';
import type { TicketActions } from '../tickets/ticket-actions.js';
import type { EndingInput } from './ending-writer.types.js';
import type { Ending } from './types.js';

type Added = Extract<Ending, { event: 'message-added' }>;

const CITIZEN = { kind: 'citizen' } as const;

/**
 * Locks the tickets that speak for those which messages were added to: leading tickets before the ones that follow
 * them, as everybody does. Callers have not yet written to any of them.
 */
export async function lockLeaders(tx: Transaction, endings: readonly EndingInput[]): Promise<void> {
  const ids = endings.flatMap(({ ending }) => leaderOf(ending) ?? []);
  if (ids.length === 0) return;
  await tx.query('SELECT id FROM ticket WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
}

/** What is written on a merged ticket shows on the one that speaks for it, and so does a danger; nothing of who wrote. */
export function showOnLeader(tx: Transaction, actions: TicketActions, { ending }: EndingInput): void {
  const id = leaderOf(ending);
  if (id === undefined) return;
  const { ticketId, danger } = ending as Added;
  actions.note(tx, { id }, 'merged-message-added', CITIZEN, {
    data: { ticket: ticketId },
    ...(danger && { columns: { urgency: 'danger' } }),
  });
}

function leaderOf(ending: Ending): string | undefined {
  return ending.outcome === 'follow-up' && ending.event === 'message-added' ? ending.leaderId : undefined;
}
