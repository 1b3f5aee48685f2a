import type { Transaction } from '../database/transaction.js';
import type { Ring, TicketChange, TicketChangeListener } from '../tickets/ticket-actions.js';
import type { StaffResponseNotices } from './response-notices.js';
import type { ResponseTaking } from './response-taking.js';
import { LAST_ASKED, USE_RESPONSES } from './response.statements.js';

/**
 * Whoever answers, what agencies said until then is dealt with: it waits for nobody any more. And where the last
 * agency that was still at work is out of it, what the others said is complete.
 */
export class ResponseEndings implements TicketChangeListener {
  constructor(private readonly taking: Pick<ResponseTaking, 'completedWithin'>) {}

  async changed(tx: Transaction, { action, ticket, to, now, actor, data }: TicketChange): Promise<readonly Ring[]> {
    if (action === 'answer') tx.send(USE_RESPONSES, [ticket.id, now, actor.by ?? actor.kind]);
    // A response sees to the rest itself.
    if (action !== 'respond' || data['response'] !== undefined) return [];
    return this.taking.completedWithin(tx, { ...ticket, state: to });
  }
}

/** Tells the officer who asked the citizen something, else whoever has the ticket in their place, that they have replied. */
export class CitizenReplies implements TicketChangeListener {
  constructor(private readonly notices: Pick<StaffResponseNotices, 'citizenReplied'>) {}

  async changed(tx: Transaction, { action, ticket, eventId }: TicketChange): Promise<readonly Ring[]> {
    if (action !== 'citizen-reply') return [];
    const [asked] = await tx.query<{ dispatchId: string | null; by: string | null; actor: string }>(LAST_ASKED, [
      ticket.id,
    ]);
    if (!asked?.dispatchId) return [];
    const officerId = asked.actor === 'officer' && isId(asked.by) ? asked.by : null;
    return this.notices.citizenReplied(tx, ticket, { dispatchId: asked.dispatchId, officerId, eventId });
  }
}

/** Tells the office that a ticket is open again: it comes before others, and somebody has to hand it on. */
export class Reopenings implements TicketChangeListener {
  constructor(private readonly notices: Pick<StaffResponseNotices, 'reopened'>) {}

  async changed(tx: Transaction, { action, ticket, eventId, actor }: TicketChange): Promise<readonly Ring[]> {
    if (action !== 'not-fixed' && action !== 'reopen') return [];
    const key = action === 'reopen' ? 'reopened' : 'notFixed';
    return this.notices.reopened(tx, ticket, { eventId, key, ...(actor.by !== undefined && { by: actor.by }) });
  }
}

/** An agency's program asks under its key's name. */
function isId(by: string | null): by is string {
  return by !== null && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(by);
}
