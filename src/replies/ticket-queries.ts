import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { openSentFiles, sentFiles, type SealedFile, type SentFile } from '../outbox/sent-files.js';
import { relatedOf, type TicketRelated } from './ticket-related.js';

/** One message of a ticket's conversation, either way. */
export interface ConversationMessage {
  direction: 'in' | 'out';
  text: string;
  /** ISO 8601. */
  at: string;
  state: string;
  /** Of what we sent: the files that went with it, and those that are on the tracking page alone. */
  files?: Omit<SentFile, 'id'>[];
  /** Of a citizen's message. */
  id?: string;
  /** The merged ticket whose citizen wrote it; absent: this ticket's own. */
  number?: string;
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

export interface TicketDetail extends TicketSummary, TicketRelated {
  urgency: string;
  level: string;
  decisions: TicketDecision[];
  /**
   * `by`: which operator, key or officer; `data`: codes and ids; `remarks`: what was odd about the message that it speaks
   * of (`over-limit`, `no-text`).
   */
  events: {
    at: string;
    type: string;
    actor: string;
    by: string | null;
    data: Record<string, unknown>;
    remarks?: string[];
  }[];
  attachments: { contentType: string; size: number | null; state: string; reason: string | null }[];
  messages: ConversationMessage[];
}

export interface TicketDecision {
  step: string;
  outcome: string;
  rule: string | null;
  score: number | null;
  runnerUp: string | null;
  decidedBy: 'machine' | 'human';
  /** The human: `cli`, or an account's or key's id. */
  by: string | null;
  /** A human decided otherwise later, and stands by it. */
  overruled: boolean;
  /** The human took it back. */
  undone: boolean;
}

const DECISIONS = `
  SELECT d.step, d.outcome, d.rule, d.score, d.runner_up AS "runnerUp", d.decided_by AS "decidedBy", d.actor AS by,
    d.undone_at IS NOT NULL AS undone,
    EXISTS (SELECT 1 FROM decision o WHERE o.ticket_id = d.ticket_id AND o.step = d.step AND o.decided_by = 'human'
      AND o.undone_at IS NULL AND (o.at, o.id) > (d.at, d.id)) AS overruled
  FROM decision d WHERE d.ticket_id = $1 ORDER BY d.at, d.id`;
const EVENTS = `
  SELECT at, type, actor, data ->> 'by' AS by, data - 'remarks' AS data, data -> 'remarks' AS remarks
  FROM ticket_event WHERE ticket_id = $1 ORDER BY at, id`;

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

interface EventRow extends Record<string, unknown> {
  at: Date;
  type: string;
  actor: string;
  by: string | null;
  data: Record<string, unknown>;
  remarks: string[] | null;
}

interface ReceivedRow extends Record<string, unknown> {
  id: string;
  keyId: string;
  eventSealed: Buffer;
  receivedAt: Date;
  outcome: string;
  number: string | null;
}

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
    const [decisions, events, attachments, messages, related] = await Promise.all([
      this.database.query<TicketDecision & Record<string, unknown>>(DECISIONS, [row.id]),
      this.database.query<EventRow>(EVENTS, [row.id]),
      this.database.query<{ contentType: string; size: string | null; state: string; reason: string | null }>(
        'SELECT content_type AS "contentType", size, state, reason FROM attachment WHERE ticket_id = $1 ORDER BY id', [row.id]),
      this.conversation(row.id),
      relatedOf({ database: this.database, vault: this.vault }, row.id),
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
      attachments: attachments.map((file) => ({ ...file, size: file.size === null ? null : Number(file.size) })),
      messages,
      ...related,
    };
  }

  /** Everything said, oldest first; what the citizens of merged tickets wrote, with those tickets' numbers. */
  async conversation(ticketId: string): Promise<ConversationMessage[]> {
    const [received, sent] = await Promise.all([
      this.database.query<ReceivedRow>(
        `SELECT m.id, m.key_id AS "keyId", m.event_sealed AS "eventSealed", m.received_at AS "receivedAt", m.outcome,
           CASE WHEN t.id <> $1 THEN t.number END AS number
         FROM ticket t JOIN inbound_message m ON m.ticket_id = t.id
         WHERE (t.id = $1 OR t.merged_into = $1) AND m.event_sealed IS NOT NULL ORDER BY m.id`,
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
          id: row.id,
          ...(row.number !== null && { number: row.number }),
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
