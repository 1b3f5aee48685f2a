import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { openSentFiles, sentFiles, type SealedFile, type SentFile } from '../outbox/sent-files.js';

/** One message of a ticket's conversation, either way. */
export interface ConversationMessage {
  direction: 'in' | 'out';
  text: string;
  /** ISO 8601. */
  at: string;
  state: string;
  /** Of what we sent: the files that went with it, and those that are on the tracking page alone. */
  files?: Omit<SentFile, 'id'>[];
}

/** As the command line and the API give it; `CONTRACTS` fixes the names. */
export interface TicketSummary {
  number: string;
  tenant: string;
  state: string;
  channelId: string;
  category: string | null;
  agency: string | null;
  openedAt: string;
  dueAt: string;
}

/** A deadline, or a step that is only measured; times in ISO 8601. */
export interface TicketDeadlineView {
  /** `resolve` is the whole; else the step's slug in the standard. */
  step: string;
  round: number;
  run: number;
  startedAt: string;
  budget: { amount: number; unit: string } | null;
  dueAt: string | null;
  metAt: string | null;
  breachedAt: string | null;
  endedAt: string | null;
}

export interface TicketDetail extends TicketSummary {
  urgency: string;
  level: string;
  decisions: { step: string; outcome: string; rule: string | null; score: number | null; runnerUp: string | null }[];
  /** `remarks`: what was odd about the message that it speaks of (`over-limit`, `no-text`). */
  events: { at: string; type: string; actor: string; remarks?: string[] }[];
  deadlines: TicketDeadlineView[];
  attachments: { contentType: string; size: number | null; state: string; reason: string | null }[];
  messages: ConversationMessage[];
}

const SUMMARY = `id, number, tenant, state, channel_id AS "channelId", category, agency, opened_at AS "openedAt", due_at AS "dueAt", urgency, level`;

type Row = Omit<TicketSummary, 'openedAt' | 'dueAt'> & {
  id: string;
  openedAt: Date;
  dueAt: Date;
  urgency: string;
  level: string;
};

interface SentRow extends Record<string, unknown> {
  id: string;
  keyId: string;
  bodySealed: Buffer;
  createdAt: Date;
  state: string;
  files: SealedFile[] | null;
}

interface DeadlineRow {
  step: string;
  round: number;
  run: number;
  amount: number | null;
  unit: string | null;
  startedAt: Date;
  dueAt: Date | null;
  metAt: Date | null;
  breachedAt: Date | null;
  endedAt: Date | null;
}

const DEADLINES = `SELECT step, round, run, budget_amount AS amount, budget_unit AS unit, started_at AS "startedAt", due_at AS "dueAt",
    met_at AS "metAt", breached_at AS "breachedAt", ended_at AS "endedAt"
  FROM ticket_deadline WHERE ticket_id = $1 ORDER BY round, started_at, id`;

/** Reads tickets with their conversations; opens what is sealed, so callers must have a right to it. */
export class TicketQueries {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** Newest first. */
  async list(filter: { tenant?: string; state?: string; limit?: number }): Promise<TicketSummary[]> {
    const rows = await this.database.query<Row>(
      `SELECT ${SUMMARY} FROM ticket WHERE ($1::text IS NULL OR tenant = $1) AND ($2::text IS NULL OR state = $2)
       ORDER BY opened_at DESC, id DESC LIMIT $3`,
      [filter.tenant ?? null, filter.state ?? null, filter.limit ?? 10_000],
    );
    return rows.map(summaryOf);
  }

  async show(number: string): Promise<TicketDetail | undefined> {
    const [row] = await this.database.query<Row>(`SELECT ${SUMMARY} FROM ticket WHERE number = $1`, [number]);
    if (!row) return undefined;
    const [decisions, events, deadlines, attachments, messages] = await Promise.all([
      this.database.query<TicketDetail['decisions'][number]>(
        'SELECT step, outcome, rule, score, runner_up AS "runnerUp" FROM decision WHERE ticket_id = $1 ORDER BY at, id', [row.id]),
      this.database.query<{ at: Date; type: string; actor: string; remarks: string[] | null }>(
        `SELECT at, type, actor, data -> 'remarks' AS remarks FROM ticket_event WHERE ticket_id = $1 ORDER BY at, id`, [row.id]),
      this.database.query<DeadlineRow>(DEADLINES, [row.id]),
      this.database.query<{ contentType: string; size: string | null; state: string; reason: string | null }>(
        'SELECT content_type AS "contentType", size, state, reason FROM attachment WHERE ticket_id = $1 ORDER BY id', [row.id]),
      this.conversation(row.id),
    ]); // prettier-ignore
    return {
      ...summaryOf(row),
      urgency: row.urgency,
      level: row.level,
      decisions,
      events: events.map(({ remarks, ...event }) => ({
        ...event,
        at: event.at.toISOString(),
        ...(remarks && { remarks }),
      })),
      deadlines: deadlines.map(deadlineOf),
      attachments: attachments.map((file) => ({ ...file, size: file.size === null ? null : Number(file.size) })),
      messages,
    };
  }

  /** Everything said, oldest first. */
  async conversation(ticketId: string): Promise<ConversationMessage[]> {
    const [received, sent] = await Promise.all([
      this.database.query<{ id: string; keyId: string; eventSealed: Buffer; receivedAt: Date; outcome: string }>(
        `SELECT id, key_id AS "keyId", event_sealed AS "eventSealed", received_at AS "receivedAt", outcome
         FROM inbound_message WHERE ticket_id = $1 AND event_sealed IS NOT NULL`,
        [ticketId],
      ),
      this.database.query<SentRow>(
        `SELECT id, key_id AS "keyId", body_sealed AS "bodySealed", created_at AS "createdAt", state, ${sentFiles('outbound_message')}
         FROM outbound_message WHERE ticket_id = $1 AND audience = 'citizen'`,
        [ticketId],
      ),
    ]);
    const messages: ConversationMessage[] = [
      ...received.map((row) => {
        const event = JSON.parse(
          this.vault.openText(row.eventSealed, row.keyId, sealedIn.inboundEvent(row.id)),
        ) as StoredEvent;
        return {
          direction: 'in' as const,
          text: event.type === 'message' ? event.text : '',
          at: row.receivedAt.toISOString(),
          state: row.outcome,
        };
      }),
      ...sent.map((row) => ({
        direction: 'out' as const,
        text: this.vault.openText(row.bodySealed, row.keyId, sealedIn.outboundBody(row.id)),
        at: row.createdAt.toISOString(),
        state: row.state,
        files: openSentFiles(this.vault, row.files).map(({ id: _id, ...file }) => file),
      })),
    ];
    return messages.sort((a, b) => a.at.localeCompare(b.at));
  }
}

function summaryOf(row: Row): TicketSummary {
  const { number, tenant, state, channelId, category, agency, openedAt, dueAt } = row;
  return {
    number,
    tenant,
    state,
    channelId,
    category,
    agency,
    openedAt: openedAt.toISOString(),
    dueAt: dueAt.toISOString(),
  };
}

function deadlineOf(row: DeadlineRow): TicketDeadlineView {
  const { step, round, run, amount, unit } = row;
  const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
  return {
    step,
    round,
    run,
    startedAt: row.startedAt.toISOString(),
    budget: amount === null || unit === null ? null : { amount, unit },
    dueAt: iso(row.dueAt),
    metAt: iso(row.metAt),
    breachedAt: iso(row.breachedAt),
    endedAt: iso(row.endedAt),
  };
}
