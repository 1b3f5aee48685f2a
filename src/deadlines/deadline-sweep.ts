import type { StaffDirectory, StaffMember } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { DispatchLinks } from '../dispatch/dispatch-links.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { OFFICE_ROLES, type StaffRole } from '../tenants/staff-role.js';
import type { Tenant } from '../tenants/tenant.js';
import { send, type HeldTicket, type Ring, type TicketActions } from '../tickets/ticket-actions.js';
import { addEvent } from '../tickets/timeline.js';
import { noteBreach, noteThreshold } from './deadline.writes.js';
import type { Deadlines, KeptDeadline } from './deadlines.service.js';
import { passedThresholds, type Passed } from './passed.js';
import type { ReminderWords } from './reminder-words.js';

/** Tickets of which a threshold has come; a ticket that can't be looked at keeps no other one waiting. */
const DUE: Statement = {
  name: 'deadline-due',
  text: `
    SELECT ticket_id AS id FROM ticket_deadline WHERE wake_at <= $1 GROUP BY ticket_id ORDER BY min(wake_at) LIMIT $2`,
};
const SETTLE: Statement = {
  name: 'deadline-settle',
  text: 'UPDATE ticket_deadline SET wake_at = $2, breached_at = coalesce(breached_at, $3) WHERE id = $1',
};
/** Who has it in hand now. */
const AT_WORK: Statement = {
  name: 'deadline-at-work',
  text: `SELECT id, agency, unit FROM dispatch WHERE ticket_id = $1 AND state IN ('sent', 'accepted') ORDER BY lead DESC, id`,
};

interface OpenDispatch extends Record<string, unknown> {
  id: string;
  agency: string;
  unit: string | null;
}

export interface DeadlineSweepParts {
  database: Database;
  actions: TicketActions;
  deadlines: Deadlines;
  staff: StaffDirectory;
  notices: StaffNotices;
  links: DispatchLinks;
  words: ReminderWords;
  clock: Clock;
  logger: Logger;
  /** Without a slash at the end. */
  publicUrl: string;
}

/**
 * Looks at deadlines whose next threshold has come: warns, records the breach, tells those above. Each threshold is
 * noted once, in the transaction that queues what is told of it, so that nothing is said twice whatever is killed.
 */
export class DeadlineSweep implements SweepSource {
  readonly name = 'deadlines';

  constructor(private readonly parts: DeadlineSweepParts) {}

  /** Nothing is to be rung for by the sweeper: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, clock, logger, actions } = this.parts;
    const rows = await database.query<{ id: string }>(DUE, [clock.now(), limit]);
    for (const { id } of rows) {
      try {
        await actions.transaction(async (tx) => ({ value: undefined, rings: await this.look(tx, id) }));
      } catch (error) {
        logger.error({ ticket: id, error: errorCode(error) }, 'a deadline could not be looked at; it is tried again');
      }
    }
    return [];
  }

  private async look(tx: Transaction, ticketId: string): Promise<Ring[]> {
    const { actions, deadlines, clock } = this.parts;
    const now = clock.now();
    const ticket = await actions.hold(tx, { id: ticketId });
    // The timeline may have gone on since: what is met or waits has no threshold any more.
    const standing = await deadlines.follow(tx, ticketId, now);
    if (!standing || standing.waiting) return [];
    const rings: Ring[] = [];
    for (const deadline of standing.deadlines) {
      const passed = passedThresholds(deadline, standing.tenant.escalation, now);
      if (passed) rings.push(...(await this.tell(tx, { ticket, tenant: standing.tenant, deadline, passed, now })));
    }
    return rings;
  }

  private async tell(
    tx: Transaction,
    { ticket, tenant, deadline, passed, now }: { ticket: HeldTicket; tenant: Tenant; deadline: KeptDeadline; passed: Passed; now: Date }, // prettier-ignore
  ): Promise<Ring[]> {
    const { dueAt, budget } = deadline;
    if (!dueAt || !budget) return [];
    const members = await this.members(tx, ticket, passed.to);
    const told = members.length === 0 ? 'nobody' : passed.to.join('+');
    const writes = new WriteSet();
    for (const percent of passed.percents) {
      const to = percent === passed.highest ? told : 'nobody';
      if (percent === 100) noteBreach(writes, { ticketId: ticket.id, deadline, told: to, now });
      else {
        noteThreshold(writes, { deadlineId: deadline.id, percent, told: to, now });
        const { id, step, round } = deadline;
        addEvent(writes, {
          ticketId: ticket.id,
          type: percent < 100 ? 'deadline-warned' : 'escalated',
          actor: 'gateway',
          data: { deadline: id, step, round, percent, told: to },
          at: now,
        });
      }
    }
    send(tx, writes);
    tx.send(SETTLE, [deadline.id, passed.next, passed.breached ? dueAt : null]);
    const rings: Ring[] = [];
    for (const { member, dispatchId } of members) {
      const { links, notices, publicUrl, words } = this.parts;
      const url = dispatchId === undefined ? {} : { url: `${publicUrl}${links.path(dispatchId, member.id)}` };
      const { number, category } = ticket;
      const about = { number, category, step: deadline.step, dueAt, budget, percent: passed.highest, now, ...url };
      rings.push(
        ...(await notices.queue(tx, member, {
          ...words.reminder(tenant, about),
          idempotencyKey: `deadline:${deadline.id}:${String(passed.highest)}:${member.id}`,
          purpose: 'reminder',
          ticketId: ticket.id,
          ...(dispatchId !== undefined && { dispatchId }),
          now,
        })),
      );
    }
    return rings;
  }

  /** Everybody of these roles whom it concerns, each once: officers with the dispatch that they work on. */
  private async members(
    tx: Transaction,
    { id, tenant }: HeldTicket,
    roles: readonly StaffRole[],
  ): Promise<{ member: StaffMember; dispatchId?: string }[]> {
    const { staff } = this.parts;
    const found = new Map<string, { member: StaffMember; dispatchId?: string }>();
    const add = (member: StaffMember, dispatchId?: string): void => {
      if (!found.has(member.id)) found.set(member.id, { member, ...(dispatchId !== undefined && { dispatchId }) });
    };
    for (const { id: dispatchId, agency, unit } of await tx.query<OpenDispatch>(AT_WORK, [id])) {
      if (roles.includes('officer')) {
        const { members, standIns } = await staff.recipients(tx, { tenant, agency, unit });
        for (const member of members) add(member, standIns ? undefined : dispatchId);
      }
      if (roles.includes('agency-head'))
        for (const member of await staff.list(tx, { tenant, agency, roles: ['agency-head'] })) add(member, dispatchId);
    }
    const office = OFFICE_ROLES.filter((role) => roles.includes(role));
    if (office.length > 0)
      for (const member of await staff.list(tx, { tenant, agency: null, roles: office })) add(member);
    return [...found.values()];
  }
}
