import type { ReplyComposer } from '../../replies/reply-composer.js';
import type { Cancelled } from '../../replies/cancellations.js';
import type { Channel } from '../../messaging/ports.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { HeldTicket } from '../../tickets/ticket-actions.js';
import type { ReplyDraft } from '../types.js';

/**
 * What whoever takes a report back hears. It is said of the ticket as it is held: the office may have answered it, or
 * others may have joined it, since the message was read.
 */
export function cancelReply(
  composer: Pick<ReplyComposer, 'cancelled' | 'status'>,
  { tenant, channel }: { tenant: Tenant; channel: Channel },
  ticket: HeldTicket,
  became: Cancelled,
): ReplyDraft {
  const { number, amount, budgetUnit } = ticket;
  if (became === 'over') {
    const facts = { ...ticket, budget: { amount, unit: budgetUnit } };
    return { purpose: 'status', text: composer.status(tenant, channel, facts) };
  }
  return { purpose: 'command', text: composer.cancelled(tenant, channel, { number, leads: became === 'noted' }) };
}
