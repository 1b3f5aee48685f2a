import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { budgetOf } from '../pipeline/budget.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { REPORT_KINDS, type Tenant } from '../tenants/tenant.js';
import { workCalendar } from '../tenants/working-time.js';
import type { TakeUpListener } from '../tickets/take-up.js';
import { send, type HeldTicket, type TicketChange, type TicketChangeListener } from '../tickets/ticket-actions.js';
import { COURSE_EVENTS, courseOf, RESOLVE, type Course } from './course.js';
import { EVENTS, PAUSES, ROWS, TICKET } from './deadline.statements.js';
import type { DeadlineRow, DeadlineTicket, EventRow, PauseRow } from './deadline.statements.js';
import { noteBreach, noteRecomputed, writeOwed, writePauses } from './deadline.writes.js';
import { owedOf, type Owed } from './owed.js';

/** A deadline of a ticket with the row that keeps it. */
export interface KeptDeadline extends Owed {
  id: string;
}

/** A ticket's deadlines as they stand now. */
export interface Standing {
  tenant: Tenant;
  deadlines: KeptDeadline[];
  /** The office waits for the citizen. */
  waiting: boolean;
  /** How many another calendar moved. */
  moved: number;
}

export interface DeadlineParts {
  tenants: TenantRegistry;
  holidays: HolidayCalendar;
}

/**
 * Keeps a ticket's deadlines: the whole (`resolve`) and each step of the tenant's standard. They are read off the
 * timeline each time, so that it does not matter who changed the ticket, in which order it is reckoned again, or
 * what died in between.
 */
export class Deadlines implements TakeUpListener, TicketChangeListener {
  constructor(private readonly parts: DeadlineParts) {}

  async takenUp(tx: Transaction, ticket: HeldTicket, now: Date): Promise<never[]> {
    await this.follow(tx, ticket.id, now);
    return [];
  }

  async changed(tx: Transaction, change: TicketChange): Promise<never[]> {
    await this.follow(tx, change.ticket.id, change.now);
    return [];
  }

  /**
   * Writes how a ticket's deadlines stand; the caller holds the ticket. `ticket.due_at` is that of the whole in its
   * present round. It tells nobody: the sweep does.
   * @returns nothing for a ticket that is not there, or whose tenant the configuration no longer has
   */
  async follow(tx: Transaction, ticketId: string, now: Date): Promise<Standing | undefined> {
    const [ticket] = await tx.query<DeadlineTicket>(TICKET, [ticketId]);
    const tenant = ticket && this.parts.tenants.bySlug(ticket.tenant);
    if (!ticket || !tenant) return undefined;
    const values = [ticketId];
    const [events, rows] = await tx.queryBoth<EventRow, DeadlineRow>(
      { statement: EVENTS, values: [ticketId, COURSE_EVENTS] },
      { statement: ROWS, values },
    );
    const pauses = await tx.query<PauseRow>(PAUSES, values);
    const resolve = { amount: ticket.amount, unit: ticket.unit };
    const course = courseOf({ openedAt: ticket.openedAt, resolve, steps: tenant.standard.steps, events });
    const writes = new WriteSet();
    writePauses(writes, ticketId, course.pauses, pauses);
    const { deadlines, moved } = this.settle(writes, { ticket, tenant, course, rows, now });
    send(tx, writes);
    return { tenant, deadlines, moved, waiting: course.pauses.some(({ until }) => until === null) };
  }

  /**
   * Gives a ticket the time of its present kind and level, from its opening on; the caller holds it and has written
   * both already.
   */
  async relevel(tx: Transaction, ticket: Pick<HeldTicket, 'id'>, now: Date): Promise<void> {
    const [row] = await tx.query<DeadlineTicket>(TICKET, [ticket.id]);
    const tenant = row && this.parts.tenants.bySlug(row.tenant);
    const kind = REPORT_KINDS.find((known) => known === row?.kind);
    if (!row || !tenant || !kind) return;
    const budget = budgetOf(tenant, { kind, level: row.level });
    const writes = new WriteSet();
    writes.update('ticket', {
      id: row.id,
      budget_amount: budget.amount,
      budget_unit: budget.unit,
      standard_version: tenant.standard.version,
    });
    send(tx, writes);
    await this.follow(tx, row.id, now);
  }

  private settle(
    writes: WriteSet,
    { ticket, tenant, course, rows, now }: { ticket: DeadlineTicket; tenant: Tenant; course: Course; rows: readonly DeadlineRow[]; now: Date }, // prettier-ignore
  ): { deadlines: KeptDeadline[]; moved: number } {
    const { holidays } = this.parts;
    const circumstances = {
      calendar: workCalendar(tenant, holidays),
      pauses: course.pauses,
      percents: tenant.escalation.map(({ percent }) => percent),
      now,
    };
    const kept = course.runs.map((run) => {
      const row = rows.find(({ step, round, run: n }) => step === run.step && round === run.round && n === run.run);
      const deadline = { ...owedOf(run, row, circumstances), id: row?.id ?? newId() };
      const versions = { standard: tenant.standard.version, calendar: holidays.version };
      writeOwed(writes, { ticketId: ticket.id, tenant: tenant.slug, deadline, row, versions });
      if (deadline.breachedAt && !row?.breachedAt)
        noteBreach(writes, { ticketId: ticket.id, deadline, told: 'nobody', now });
      return { deadline, row };
    });
    const known = new Set(kept.map(({ deadline }) => deadline.id));
    // The standard has the step no longer.
    for (const { id, metAt, endedAt } of rows)
      if (!known.has(id) && !metAt && !endedAt) writes.update('ticket_deadline', { id, ended_at: now, wake_at: null });
    const moved = noteRecomputed(writes, { ticketId: ticket.id, kept, calendar: holidays.version, now });
    const deadlines = kept.map(({ deadline }) => deadline);
    const whole = deadlines.find(({ step, round }) => step === RESOLVE && round === course.round);
    const dueAt = whole?.dueAt ?? ticket.dueAt;
    if (dueAt.getTime() !== ticket.dueAt.getTime() || ticket.calendarVersion !== holidays.version)
      writes.update('ticket', { id: ticket.id, due_at: dueAt, calendar_version: holidays.version });
    return { deadlines, moved };
  }
}
