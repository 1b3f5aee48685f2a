import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { openSentFiles, sentFiles, type SealedFile } from '../outbox/sent-files.js';
import { agencyNames, categoryName } from '../tenants/names.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { parseTrackingCode, trackingCode, trackingHash } from '../tickets/tracking-code.js';
import { TRANSITIONS, type TicketState } from '../tickets/transitions.js';
import type { PublicTicketEvent, PublicTickets, PublicTicketView, PublicVerdict } from './public-tickets.js';

interface Row {
  id: string;
  tenant: string;
  number: string;
  inboundId: string;
  trackingHash: Buffer;
  state: TicketState;
  openedAt: Date;
  dueAt: Date;
  category: string | null;
  agency: string | null;
  urgency: string;
  contactId: string | null;
  splitOff: boolean;
  /** The ticket that speaks for it, and since when. */
  leaderId: string | null;
  mergedAt: Date | null;
  round: number;
  answeredAt: Date | null;
  closedAt: Date | null;
  fixed: boolean | null;
  mark: number | null;
  surveyed: boolean;
}

interface SealedAnswer {
  id: string;
  at: Date;
  keyId: string;
  body: Buffer;
  /** Null on answers that were written before it was kept. */
  words: Buffer | null;
  files: SealedFile[] | null;
}

const TICKET = `
  SELECT t.id, t.tenant, t.number, t.opening_message_id AS "inboundId", t.tracking_hash AS "trackingHash",
    coalesce(l.state, t.state) AS state, t.opened_at AS "openedAt", coalesce(l.due_at, t.due_at) AS "dueAt", t.category,
    CASE WHEN l.id IS NULL THEN t.agency ELSE l.agency END AS agency, t.urgency, t.contact_id AS "contactId",
    t.split_from IS NOT NULL AS "splitOff", l.id AS "leaderId",
    (SELECT max(e.at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'merged' AND l.id IS NOT NULL) AS "mergedAt",
    t.round, t.answered_at AS "answeredAt", CASE WHEN l.id IS NULL THEN t.closed_at ELSE l.closed_at END AS "closedAt", f.fixed, f.mark, f.elements IS NOT NULL AS surveyed
  FROM ticket t LEFT JOIN ticket l ON l.id = t.merged_into LEFT JOIN feedback f ON f.ticket_id = t.id AND f.round = t.round`;

/**
 * A ticket's own story, where what a message has brought about says more than that it came; and of one that is merged what the office did since on the one that speaks for it: nothing of
 * what another citizen wrote or said.
 */
const EVENTS = `
  SELECT e.at, e.type AS kind, e.data FROM ticket_event e WHERE e.ticket_id = $1 AND NOT (e.type = 'message-added' AND EXISTS (
    SELECT 1 FROM ticket_event b WHERE b.ticket_id = $1 AND b.inbound_id = e.inbound_id
      AND b.type IN ('citizen-replied', 'confirmed-fixed', 'not-fixed', 'rated', 'cancelled', 'cancel-noted')))
  UNION ALL
  SELECT at, CASE WHEN type = 'not-fixed' THEN 'reopened' ELSE type END, '{}' FROM ticket_event
  WHERE ticket_id = $2 AND at >= $3 AND type IN ('dispatched', 'accepted', 'returned', 'responded', 'closed', 'not-fixed', 'reopened', 'archived')
    AND NOT (type = 'archived' AND EXISTS (SELECT 1 FROM ticket_event o WHERE o.ticket_id = $1 AND o.type = 'archived' AND o.at >= $3))
  ORDER BY at`;

/** What a reporter may see, from the database. */
export class DatabasePublicTickets implements PublicTickets {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly keys: KeyRing,
    private readonly tenants: TenantRegistry,
  ) {}

  async byInbound(inboundId: string): Promise<PublicTicketView | undefined> {
    const [row] = await this.database.query<Row & Record<string, unknown>>(
      `${TICKET} WHERE t.id = (SELECT ticket_id FROM inbound_message WHERE id = $1) OR (t.id = $1 AND t.split_from IS NOT NULL)`,
      [inboundId],
    );
    return row && this.view(row);
  }

  async byNumberAndCode(tenant: string, number: string, code: string): Promise<PublicTicketView | undefined> {
    const prefix = this.tenants.bySlug(tenant)?.ticketPrefix;
    const digits = /^\s*(?:([a-z]{2,4})[\s\-–.]*)?0*(\d{1,9})\s*$/i.exec(number);
    const typed = parseTrackingCode(code);
    if (!prefix || !digits?.[2] || !typed || (digits[1] !== undefined && digits[1].toUpperCase() !== prefix))
      return undefined;
    const [row] = await this.database.query<Row & Record<string, unknown>>(
      `${TICKET} WHERE t.number = $1 AND t.tenant = $2`,
      [`${prefix}-${digits[2].padStart(6, '0')}`, tenant],
    );
    return row && timingSafeEqual(row.trackingHash, trackingHash(this.keys, typed)) ? this.view(row) : undefined;
  }

  trackingCode(inboundId: string): string {
    return trackingCode(this.keys, inboundId);
  }

  private async view(row: Row): Promise<PublicTicketView> {
    const [events, replies, photos] = await Promise.all([
      this.database.query<{ at: Date; kind: string; data: Record<string, unknown> }>(EVENTS, [
        row.id,
        row.leaderId,
        row.mergedAt,
      ]),
      this.database.query<SealedAnswer & Record<string, unknown>>(
        `SELECT id, created_at AS at, key_id AS "keyId", body_sealed AS body, words_sealed AS words, ${sentFiles('outbound_message')} FROM outbound_message
         WHERE ticket_id = $1 AND (purpose = 'answer'
           OR id IN (SELECT outbound_id FROM ticket_event WHERE ticket_id = $1 AND type = 'archived')) ORDER BY created_at, id`,
        [row.id],
      ),
      // Only what the reporter sent: another's message may have been added to the ticket.
      this.database.query<{ id: string }>(
        `SELECT a.id FROM attachment a JOIN inbound_message m ON m.id = a.inbound_id
         WHERE a.ticket_id = $1 AND a.state = 'stored' AND a.view_key IS NOT NULL AND (m.id = $2 OR m.contact_id = $3)
         ORDER BY a.id LIMIT 30`,
        [row.id, row.inboundId, row.contactId],
      ),
    ]);
    const tenant = this.tenants.bySlug(row.tenant);
    const category = tenant && categoryName(tenant, row.category);
    const agencyName = tenant && agencyNames(tenant, row.agency)?.name;
    return {
      number: row.number,
      tenant: row.tenant,
      inboundId: row.splitOff ? row.id : row.inboundId,
      state: row.state,
      openedAt: row.openedAt,
      dueAt: row.dueAt,
      ...(category !== undefined && { category }),
      ...(row.category !== null && { categorySlug: row.category }),
      ...(agencyName !== undefined && { agencyName }),
      ...(TRANSITIONS.cancel.from.includes(row.state) && { cancellable: { round: row.round } }),
      danger: row.urgency === 'danger',
      // Of one that is merged too: its reporter was told the answer, and has a word of their own on it.
      ...(row.answeredAt && { verdict: verdictOf(row, row.answeredAt) }),
      events: events.map((event) => this.eventOf(event)),
      photos: photos.map(({ id }) => id),
      replies: replies.map((answer) => ({
        at: answer.at,
        text: this.wordsOf(answer),
        files: openSentFiles(this.vault, answer.files),
      })),
    };
  }

  /** A part that was split off has a number and a code of its own, which its reporter reads here if nowhere else. */
  private eventOf({ at, kind, data }: { at: Date; kind: string; data: Record<string, unknown> }): PublicTicketEvent {
    const { ticket, number } = data;
    if (kind !== 'split' || typeof ticket !== 'string' || typeof number !== 'string') return { at, kind };
    return { at, kind, text: `${number} · ${trackingCode(this.keys, ticket)}` };
  }

  /** What the office wrote; around it, on its way to the reporter, stand words for that channel ("Balas TAMBAH 1"). */
  private wordsOf({ id, keyId, body, words }: SealedAnswer): string {
    return words
      ? this.vault.openText(words, keyId, sealedIn.outboundWords(id))
      : this.vault.openText(body, keyId, sealedIn.outboundBody(id));
  }
}

function verdictOf({ round, closedAt, fixed, mark, surveyed }: Row, answeredAt: Date): PublicVerdict {
  return { round, answeredAt, closedAt, fixed, mark, surveyed };
}
