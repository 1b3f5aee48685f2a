import { costOf, type SendCost } from '../../../outbox/cost.js';
import type { ReplyComposer } from '../../../replies/reply-composer.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ReplyWay } from '../read/reply-way.js';
import type { TicketHead } from '../read/ticket-head.js';

/** What an answer comes to before it is sent. */
export interface Measured extends SendCost {
  /** Of the whole text. */
  characters: number;
  /** What the citizen reads, with the words around the answer; as the outbox will queue it. */
  text: string;
  /** A template goes out first, and this text when the citizen asks for it. */
  templateFirst: boolean;
}

/** @param answer as typed; undefined is returned while there is nothing to measure */
export function measureOf(
  composer: Pick<ReplyComposer, 'answered'>,
  tenant: Tenant,
  { head, way }: { head: TicketHead; way: ReplyWay },
  answer: string,
): Measured | undefined {
  const { channel, task, addressed, openUntil } = way;
  if (answer === '' || !channel) return undefined;
  const facts = { ...head, budget: { amount: head.amount, unit: head.unitOfBudget } };
  // People who carry it, and the tracking page, have the answer alone (replies/reporter-messages.ts).
  const text = task === null && addressed ? composer.answered(tenant, channel, facts, answer) : answer;
  const characters = text.length;
  if (task !== null || !addressed) return { characters, text, templateFirst: false };
  const segmented = channel.adapter?.sender?.capabilities.segmented === true;
  return { characters, text, templateFirst: openUntil === null, ...costOf({ text, template: false, segmented }, channel.cost) };
} // prettier-ignore
