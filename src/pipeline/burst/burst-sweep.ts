import { newId } from '../../database/new-id.js';
import type { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import { WriteSet } from '../../database/write-set.js';
import { sealedIn } from '../../contacts/vault-context.js';
import type { Vault } from '../../contacts/vault.js';
import type { SweepSource } from '../../jobs/sweeper.js';
import { errorCode } from '../../messaging/errors.js';
import type { MessageEvent } from '../../messaging/inbound-event.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import type { Logger } from '../../observability/logger.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import { dueAt, workCalendar } from '../../tenants/working-time.js';
import { withoutIdentityNumbers } from '../../tickets/identity-numbers.js';
import { addEvent } from '../../tickets/timeline.js';
import { decideTransition, type TicketState } from '../../tickets/transitions.js';
import { budgetOf } from '../budget.js';
import { categorise } from '../categorise/categorise.js';
import { identify, type TenantLookup } from '../identify/identify.js';
import { route } from '../route/route.js';
import { fold } from '../text.js';
import type { CitizenMessage, Identity } from '../types.js';
import { CLAIM, HOLD, PARTS, type BurstPart, type BurstTicket } from './burst.statements.js';

/** Until a ticket whose worker died, or that could not be sorted, is looked at again. */
const AGAIN_SECONDS = 30;

export interface BurstParts {
  database: Database;
  vault: Vault;
  channels: ChannelRegistry;
  tenants: TenantLookup;
  holidays: HolidayCalendar;
  clock: Clock;
  logger: Logger;
  /** Told of a ticket that was taken up before it was sorted: another level has another time, other words other likes. */
  followers: readonly { follow(tx: Transaction, ticketId: string, now: Date): Promise<unknown> }[];
}

/**
 * Categorises and routes what a citizen wrote in pieces, as a whole and once it is quiet. The ticket's row says when;
 * it is done here and not by a job, since it is short and PostgreSQL alone knows what waits. What people have taken
 * in hand is left as they have it.
 */
export class BurstSweep implements SweepSource {
  readonly name = 'bursts';

  constructor(private readonly parts: BurstParts) {}

  /** Nothing is to be rung for: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, clock, logger } = this.parts;
    const now = clock.now();
    const again = new Date(now.getTime() + AGAIN_SECONDS * 1000);
    const claimed = await database.query<{ id: string }>(CLAIM, [now, again, limit]);
    for (const { id } of claimed) {
      try {
        await database.transaction((tx) => this.settle(tx, id, now));
      } catch (error) {
        // One that can't be sorted keeps no other one waiting.
        logger.error({ ticket: id, error: errorCode(error) }, 'a burst could not be sorted; it is tried again');
      }
    }
    return [];
  }

  private async settle(tx: Transaction, id: string, now: Date): Promise<void> {
    const [ticket] = await tx.query<BurstTicket & Record<string, unknown>>(HOLD, [id]);
    if (!ticket) return;
    const writes = new WriteSet();
    const { burstUntil } = ticket;
    if (ticket.overruled) writes.update('ticket', { id, wake_at: null });
    else if (burstUntil && burstUntil > now) writes.update('ticket', { id, wake_at: burstUntil });
    else this.sort(ticket, await tx.query<BurstPart & Record<string, unknown>>(PARTS, [id]), writes, now);
    const { statement, values } = writes.compile();
    tx.send(statement, values);
    if (ticket.takenUp) for (const each of this.parts.followers) await each.follow(tx, id, now);
  }

  private sort(ticket: BurstTicket, rows: readonly BurstPart[], writes: WriteSet, now: Date): void {
    const { tenants, holidays } = this.parts;
    const { id } = ticket;
    const whole = this.read(rows);
    const tenant = tenants.bySlug(ticket.tenant);
    const { categorised, decisions = [] } =
      whole && tenant ? categorise({ ...whole, identity: { ...whole.identity, tenant } }) : {};
    if (!whole || !tenant || !categorised) return writes.update('ticket', { id, wake_at: null });
    const identity = { ...whole.identity, tenant };
    const { routed = {}, decisions: routing = [] } = route({
      message: whole.message,
      identity,
      categorised,
      place: ticket,
    });
    const action = routed.agency === undefined ? 'sort-unrouted' : 'sort';
    const result = decideTransition(ticket.state as TicketState, action, 'gateway');
    if (!result.ok) return writes.update('ticket', { id, wake_at: null });
    const budget = budgetOf(tenant, categorised);
    const state = result.transition.to;
    writes.update('ticket', {
      id,
      wake_at: null,
      state,
      kind: categorised.kind,
      category: categorised.category?.slug ?? null,
      level: categorised.level,
      urgency: categorised.danger ? 'danger' : ticket.urgency,
      agency: routed.agency ?? null,
      unit: routed.unit ?? null,
      description: withoutIdentityNumbers(identity.text),
      standard_version: tenant.standard.version,
      calendar_version: holidays.version,
      budget_amount: budget.amount,
      budget_unit: budget.unit,
      due_at: dueAt(ticket.openedAt, budget, workCalendar(tenant, holidays)),
      updated_at: now,
    });
    const messages = rows.length;
    addEvent(writes, {
      ticketId: id,
      type: 'sorted',
      actor: 'gateway',
      data: { from: ticket.state, state, messages },
      at: now,
    });
    for (const decision of [...decisions, ...routing]) {
      writes.insert('decision', {
        id: newId(),
        inbound_id: rows.at(-1)?.id,
        ticket_id: id,
        step: decision.step,
        outcome: decision.outcome,
        rule: `${String(messages)} messages as a whole; ${decision.rule ?? ''}`,
        score: decision.score ?? null,
        runner_up: decision.runnerUp ?? null,
        version: tenant.standard.version,
        at: now,
      });
    }
  }

  /** The messages as if they had come as one: the first one's circumstances, everybody's words. */
  private read(rows: readonly BurstPart[]): { message: CitizenMessage; identity: Identity } | undefined {
    const read = rows.flatMap((row) => {
      const channel = this.parts.channels.get(row.channelId);
      if (!channel) return [];
      const json = this.parts.vault.openText(row.eventSealed, row.keyId, sealedIn.inboundEvent(row.id));
      const { id, senderHash, receivedAt } = row;
      const message: CitizenMessage = { id, channel, event: JSON.parse(json) as MessageEvent, senderHash, receivedAt };
      return [{ message, identity: identify(message, this.parts.tenants).identity }];
    });
    const [first] = read;
    if (!first) return undefined;
    const text = read
      .map(({ identity }) => identity.text)
      .filter((part) => part !== '')
      .join('\n');
    return { message: first.message, identity: { ...first.identity, text, folded: fold(text) } };
  }
}
