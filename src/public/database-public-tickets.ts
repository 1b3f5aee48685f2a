import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { openSentFiles, sentFiles, type SealedFile } from '../outbox/sent-files.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { parseTrackingCode, trackingCode, trackingHash } from '../tickets/tracking-code.js';
import type { TicketState } from '../tickets/transitions.js';
import type { PublicTickets, PublicTicketView } from './public-tickets.js';

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
  SELECT t.id, t.tenant, t.number, t.opening_message_id AS "inboundId", t.tracking_hash AS "trackingHash", t.state,
    t.opened_at AS "openedAt", t.due_at AS "dueAt", t.category, t.agency, t.urgency, t.contact_id AS "contactId"
  FROM ticket t`;

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
      `${TICKET} WHERE t.id = (SELECT ticket_id FROM inbound_message WHERE id = $1)`,
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
      this.database.query<{ at: Date; kind: string }>(
        // What a message has brought about says more than that it came.
        `SELECT e.at, e.type AS kind FROM ticket_event e WHERE e.ticket_id = $1 AND NOT (e.type = 'message-added' AND EXISTS (
           SELECT 1 FROM ticket_event b WHERE b.ticket_id = $1 AND b.inbound_id = e.inbound_id
             AND b.type IN ('citizen-replied', 'confirmed-fixed', 'not-fixed', 'rated'))) ORDER BY e.at, e.id`,
        [row.id],
      ),
      this.database.query<SealedAnswer & Record<string, unknown>>(
        `SELECT id, created_at AS at, key_id AS "keyId", body_sealed AS body, words_sealed AS words, ${sentFiles('outbound_message')} FROM outbound_message
         WHERE ticket_id = $1 AND purpose = 'answer' ORDER BY created_at, id`,
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
    const category = tenant?.categories.find(({ slug }) => slug === row.category)?.name;
    const agencyName = tenant?.agencies.find(({ slug }) => slug === row.agency)?.name;
    return {
      number: row.number,
      tenant: row.tenant,
      inboundId: row.inboundId,
      state: row.state,
      openedAt: row.openedAt,
      dueAt: row.dueAt,
      ...(category !== undefined && { category }),
      ...(agencyName !== undefined && { agencyName }),
      danger: row.urgency === 'danger',
      events,
      photos: photos.map(({ id }) => id),
      replies: replies.map((answer) => ({
        at: answer.at,
        text: this.wordsOf(answer),
        files: openSentFiles(this.vault, answer.files),
      })),
    };
  }

  /** What the office wrote; around it, on its way to the reporter, stand words for that channel ("Balas TAMBAH 1"). */
  private wordsOf({ id, keyId, body, words }: SealedAnswer): string {
    return words
      ? this.vault.openText(words, keyId, sealedIn.outboundWords(id))
      : this.vault.openText(body, keyId, sealedIn.outboundBody(id));
  }
}
