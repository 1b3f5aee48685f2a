import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { findPlace, type AreaDirectory } from '../tenants/areas.js';
import type { Locales } from '../tenants/locales.js';
import type { Tenant } from '../tenants/tenant.js';
import type { RequestSearch } from './request-search.js';
import { CLOSED_STATES, requestView, type RequestFacts, type ServiceRequest } from './request-view.js';
import { publishedCategories } from './services.js';

/**
 * Newest first. A ticket that follows another has that one's state and agency; its answer is its own reporter's. The
 * last word is an answer, or why it was set aside.
 */
const REQUESTS = `
  SELECT t.number, coalesce(l.state, t.state) AS state, t.category, CASE WHEN l.id IS NULL THEN t.agency ELSE l.agency END AS agency,
    t.description, t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude, t.longitude,
    t.channel_id AS "channelId", t.opened_at AS "openedAt", greatest(t.updated_at, l.updated_at) AS "updatedAt",
    coalesce(l.due_at, t.due_at) AS "dueAt", c.id AS "contactId", c.key_id AS "contactKeyId", c.name_sealed AS "contactName",
    l.id IS NOT NULL AS merged, m.id AS "openingId", m.key_id AS "openingKeyId", m.event_sealed AS "openingSealed",
    w.id AS "wordId", w.key_id AS "wordKeyId", w.body_sealed AS "wordBody", w.words_sealed AS words
  FROM ticket t JOIN inbound_message m ON m.id = t.opening_message_id
  LEFT JOIN ticket l ON l.id = t.merged_into LEFT JOIN contact c ON c.id = t.contact_id
  LEFT JOIN LATERAL (
    SELECT o.id, o.key_id, o.body_sealed, o.words_sealed FROM outbound_message o
    WHERE o.ticket_id = t.id AND (o.purpose = 'answer'
      OR o.id IN (SELECT e.outbound_id FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'archived'))
    ORDER BY o.created_at DESC, o.id DESC LIMIT 1) w ON true
  WHERE t.tenant = $1 AND ($2::text[] IS NULL OR t.number = ANY($2))
    AND ($3::timestamptz IS NULL OR t.opened_at >= $3) AND ($4::timestamptz IS NULL OR t.opened_at < $4)
    AND ($5::text[] IS NULL OR t.category = ANY($5))
    AND ($6::boolean IS NULL OR (coalesce(l.state, t.state) = ANY($7)) = $6)
    AND ($8::text[] IS NULL OR (NOT t.confidential AND t.category = ANY($8)))
  ORDER BY t.opened_at DESC, t.id DESC LIMIT $9 OFFSET $10`;

interface Row extends Record<string, unknown>, RequestFacts {
  /** Its answer was written for another reporter, and may name them. */
  merged: boolean;
  districtCode: string | null;
  landmark: string | null;
  contactId: string | null;
  contactKeyId: string | null;
  contactName: Buffer | null;
  openingId: string;
  openingKeyId: string;
  openingSealed: Buffer | null;
  wordId: string | null;
  wordKeyId: string | null;
  wordBody: Buffer | null;
  /** Null on answers that were written before it was kept. */
  words: Buffer | null;
}

export interface RequestReaderParts {
  database: Database;
  vault: Vault;
  areas: AreaDirectory;
  texts: Locales;
}

/** Tickets as requests of the specification, without who reported them. */
export class RequestReader {
  constructor(private readonly parts: RequestReaderParts) {}

  /** @param whole with the citizen's words and the exact place; else what may be known of any ticket, and not of every one */
  async list(tenant: Tenant, search: RequestSearch, whole: boolean): Promise<ServiceRequest[]> {
    const { numbers, from, until, categories, status, limit, offset } = search;
    const rows = await this.parts.database.query<Row>(REQUESTS, [
      tenant.slug,
      numbers ?? null,
      numbers ? null : from,
      numbers ? null : until,
      numbers ? null : (categories ?? null),
      numbers || status === undefined ? null : status === 'closed',
      CLOSED_STATES,
      whole ? null : publishedCategories(tenant),
      limit,
      offset,
    ]);
    const areas = await this.parts.areas.of(tenant);
    const states = (state: string): string => this.parts.texts.translate(tenant.locale, `public.states.${state}`);
    return rows.map((row) => {
      const place = findPlace(areas, row.districtCode ?? '', row.villageCode ?? '') ?? {};
      const shown = {
        tenant,
        place,
        whole,
        names: this.namesOf(row),
        word: row.merged && !whole ? null : this.wordOf(row),
        states,
      };
      return requestView(row, shown);
    });
  }

  private wordOf({ wordId, wordKeyId, wordBody, words }: Row): string | null {
    if (wordId === null || wordKeyId === null || !wordBody) return null;
    const { vault } = this.parts;
    return words
      ? vault.openText(words, wordKeyId, sealedIn.outboundWords(wordId))
      : vault.openText(wordBody, wordKeyId, sealedIn.outboundBody(wordId));
  }

  /** The reporter's, for taking out. */
  private namesOf({ contactId, contactKeyId, contactName, openingId, openingKeyId, openingSealed }: Row): string[] {
    const { vault } = this.parts;
    const names: (string | undefined)[] = [];
    if (contactId !== null && contactKeyId !== null && contactName)
      names.push(vault.openText(contactName, contactKeyId, sealedIn.contactName(contactId)));
    if (openingSealed) {
      const text = vault.openText(openingSealed, openingKeyId, sealedIn.inboundEvent(openingId));
      const event = JSON.parse(text) as StoredEvent;
      if (event.type === 'message') names.push(event.form?.reporterName, event.from?.name);
    }
    return names.filter((name) => name !== undefined);
  }
}
