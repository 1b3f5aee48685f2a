import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { fold, storable } from '../pipeline/text.js';
import type { AreaDirectory } from '../tenants/areas.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { withoutIdentityNumbers } from '../tickets/identity-numbers.js';
import { send, type Ring, type TicketChange, type TicketChangeListener } from '../tickets/ticket-actions.js';
import type { Missing } from './missing.js';
import { placeColumns } from './missing-questions.js';
import { nameIn } from './name-in-answer.js';
import { placeNamed } from './place-words.js';

/** What was asked for last, and the message that has come. */
const ANSWER: Statement = {
  name: 'missing-answer',
  text: `
    SELECT m.ticket_id = t.id AS own, m.key_id AS "keyId", m.event_sealed AS "eventSealed", c.name_sealed IS NOT NULL AS named, t.landmark,
      t.burst_until AS "burstUntil", (SELECT e.data -> 'missing' FROM ticket_event e
        WHERE e.ticket_id = t.id AND e.type = 'asked' ORDER BY e.at DESC, e.id DESC LIMIT 1) AS missing
    FROM ticket t JOIN inbound_message m ON m.id = $2 LEFT JOIN contact c ON c.id = t.contact_id WHERE t.id = $1`,
};

interface AnswerRow extends Record<string, unknown> {
  /** Else it is of somebody whose report follows this one: they say where it is, not who reported it. */
  own: boolean;
  keyId: string;
  eventSealed: Buffer | null;
  named: boolean | null;
  landmark: string | null;
  burstUntil: Date | null;
  /** Null: people asked, in their own words. */
  missing: Missing[] | null;
}

/** Longest landmark that is kept of an answer, in characters. */
const LANDMARK_LENGTH = 200;

export interface MissingAnswerParts {
  vault: Vault;
  tenants: TenantRegistry;
  areas: AreaDirectory;
}

/**
 * Takes what was asked for out of the citizen's answer: the place, by the names of districts and villages where it
 * names one, else as a landmark in their words; their name, sealed. A ticket that nobody could be found for is sorted
 * again by what is known now.
 */
export class MissingAnswers implements TicketChangeListener {
  constructor(private readonly parts: MissingAnswerParts) {}

  async changed(tx: Transaction, change: TicketChange): Promise<readonly Ring[]> {
    const { action, ticket, inboundId, to } = change;
    if (action !== 'citizen-reply' || inboundId === undefined) return [];
    const [row] = await tx.query<AnswerRow>(ANSWER, [ticket.id, inboundId]);
    const text = row && this.textOf(row, inboundId);
    if (!row || text === undefined || !row.missing) return [];
    const writes = new WriteSet();
    const asked = row.missing;
    const place = asked.includes('place')
      ? await this.placeIn(ticket.tenant, text, row.own && row.landmark === null)
      : {};
    // More of it may be on its way: it is sorted when it is quiet (pipeline/burst).
    const sorted = to === 'triage' ? { wake_at: row.burstUntil ?? change.now } : {};
    writes.update('ticket', { id: ticket.id, ...place, ...sorted, updated_at: change.now });
    const name = row.own && asked.includes('identity') && !row.named ? nameIn(text, asked.length === 1) : undefined;
    if (name !== undefined && ticket.contactId !== null) {
      const { vault } = this.parts;
      const sealed = vault.seal(name, sealedIn.contactName(ticket.contactId));
      writes.update('contact', { id: ticket.contactId, key_id: vault.keyId, name_sealed: sealed });
    }
    send(tx, writes);
    return [];
  }

  private textOf({ eventSealed, keyId }: AnswerRow, inboundId: string): string | undefined {
    if (!eventSealed) return undefined;
    const json = this.parts.vault.openText(eventSealed, keyId, sealedIn.inboundEvent(inboundId));
    const event = JSON.parse(json) as StoredEvent;
    return event.type === 'message' ? storable(event.text).trim() : undefined;
  }

  /** @param inWords their own words too; never another reporter's, who may say who they are in them */
  private async placeIn(slug: string, text: string, inWords: boolean): Promise<Record<string, string>> {
    const tenant = this.parts.tenants.bySlug(slug);
    const place = tenant ? placeNamed(fold(text), await this.parts.areas.of(tenant)) : {};
    const words = withoutIdentityNumbers(text).slice(0, LANDMARK_LENGTH).trim();
    return { ...placeColumns(place), ...(inWords && words !== '' && { landmark: words }) };
  }
}
