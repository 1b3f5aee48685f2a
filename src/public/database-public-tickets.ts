import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { openSentFiles, sentFiles, type SealedFile } from '../outbox/sent-files.js';
import { agencyNames, categoryName } from '../tenants/names.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { readStory, type StoryOf } from './read-story.js';
import { parseTrackingCode, trackingCode, trackingHash } from '../tickets/tracking-code.js';
import { TRANSITIONS, type TicketState } from '../tickets/transitions.js';
import type { PublicTickets, PublicTicketView, PublicVerdict } from './public-tickets.js';

interface Row extends StoryOf {
  tenant: string;
  number: string;
  trackingHash: Buffer;
  state: TicketState;
  openedAt: Date;
  dueAt: Date;
  category: string | null;
  agency: string | null;
  urgency: string;
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

/** Of one that is merged, what became of the one that speaks for it; what its own reporter was asked is no question to this one. */
const TICKET = `
  SELECT t.id, t.tenant, t.number, t.opening_message_id AS "inboundId", t.tracking_hash AS "trackingHash",
    CASE l.state WHEN 'awaiting-citizen' THEN 'in-progress' ELSE coalesce(l.state, t.state) END AS state, t.opened_at AS "openedAt", coalesce(l.due_at, t.due_at) AS "dueAt", t.category,
    CASE WHEN l.id IS NULL THEN t.agency ELSE l.agency END AS agency, t.urgency, t.contact_id AS "contactId",
    t.split_from IS NOT NULL AS "splitOff", t.description, l.id AS "leaderId",
    (SELECT max(e.at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'merged' AND l.id IS NOT NULL) AS "mergedAt",
    t.round, t.answered_at AS "answeredAt", CASE WHEN l.id IS NULL THEN t.closed_at ELSE l.closed_at END AS "closedAt", f.fixed, f.mark, f.elements IS NOT NULL AS surveyed
  FROM ticket t LEFT JOIN ticket l ON l.id = t.merged_into LEFT JOIN feedback f ON f.ticket_id = t.id AND f.round = t.round`;

const ANSWERS = `
  SELECT id, created_at AS at, key_id AS "keyId", body_sealed AS body, words_sealed AS words, ${sentFiles('outbound_message')} FROM outbound_message
  WHERE ticket_id = $1 AND (purpose = 'answer'
    OR id IN (SELECT outbound_id FROM ticket_event WHERE ticket_id = $1 AND type = 'archived')) ORDER BY created_at, id`;

/** What a reporter may see, from the database. */
export class DatabasePublicTickets implements PublicTickets {
  constructor(
    readonly database: Database,
    readonly vault: Vault,
    readonly keys: KeyRing,
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
    const tenant = this.tenants.bySlug(row.tenant);
    const replies = await this.database.query<SealedAnswer & Record<string, unknown>>(ANSWERS, [row.id]);
    const events = await readStory(this, tenant, row, replies.map(({ id }) => id)); // prettier-ignore
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
      events,
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

function verdictOf({ round, closedAt, fixed, mark, surveyed }: Row, answeredAt: Date): PublicVerdict {
  return { round, answeredAt, closedAt, fixed, mark, surveyed };
}
