import type { Transaction } from '../database/transaction.js';
import type { Missing } from '../replies/missing.js';
import type { Ring, TicketActions } from '../tickets/ticket-actions.js';
import type { EndingInput } from './ending-writer.types.js';
import { answersForLeader } from './thread/answers-for-leader.js';
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

/**
 * What the leader's reporter was last asked, while it waits for them; $2 what came before counts for nothing. What an agency
 * asked is left out: it reads nothing of what those who follow write.
 */
const ASKED = `
  SELECT e.data -> 'missing' AS missing FROM ticket t JOIN LATERAL (
    SELECT data, at FROM ticket_event WHERE ticket_id = t.id AND type = 'asked' ORDER BY at DESC, id DESC LIMIT 1) e ON e.at <= $2 AND NOT e.data ? 'dispatch'
  WHERE t.id = $1 AND t.state = 'awaiting-citizen'`;

/**
 * What is written on a merged ticket shows on the one that speaks for it, and so does a danger; nothing of who wrote. Where
 * it may be what the leader's own reporter is asked for, that one waits no longer: the office has what it needs.
 */
export async function showOnLeader(
  tx: Transaction,
  actions: TicketActions,
  input: EndingInput,
): Promise<readonly Ring[]> {
  const { ending, message } = input;
  const id = leaderOf(ending);
  if (id === undefined) return [];
  const { ticketId, danger } = ending as Added;
  actions.note(tx, { id }, 'merged-message-added', CITIZEN, {
    data: { ticket: ticketId },
    ...(danger && { columns: { urgency: 'danger' } }),
  });
  const [asked] = await tx.query<{ missing: Missing[] | null }>(ASKED, [id, message.receivedAt]);
  const { text } = input.identity;
  const word = { text, files: message.event.attachments.length, located: message.event.location !== undefined };
  if (!asked || !answersForLeader(asked.missing, word)) return [];
  const leader = await actions.hold(tx, { id });
  const options = { data: { ticket: ticketId }, inboundId: message.id };
  return (await actions.within(tx, leader, 'citizen-reply', CITIZEN, options)).rings;
}

function leaderOf(ending: Ending): string | undefined {
  return ending.outcome === 'follow-up' && ending.event === 'message-added' ? ending.leaderId : undefined;
}
