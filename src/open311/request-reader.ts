import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { findPlace, type AreaDirectory } from '../tenants/areas.js';
import type { Locales } from '../tenants/locales.js';
import type { Tenant } from '../tenants/tenant.js';
import type { RequestSearch } from './request-search.js';
import { CLOSED_STATES, requestView, statusOf, type RequestFacts, type ServiceRequest } from './request-view.js';
import { publishedCategories } from './services.js';

/**
 * Newest first. A ticket that follows another has that one's state and agency; its answer is its own reporter's. The
 * last word is an answer, or why it was set aside.
 */
const REQUESTS = `
  SELECT t.number, coalesce(l.state, t.state) AS state, t.category, CASE WHEN l.id IS NULL THEN t.agency ELSE l.agency END AS agency,
    t.description, t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude, t.longitude,
    t.channel_id AS "channelId", t.opened_at AS "openedAt",
    CASE WHEN coalesce(l.state, t.state) IN ('answered', 'closed') THEN coalesce(l.answered_at, t.answered_at, l.closed_at, t.closed_at)
      WHEN coalesce(l.state, t.state) = 'archived' THEN coalesce(l.closed_at, t.closed_at) END AS "endedAt",
    greatest(t.updated_at, l.updated_at) AS "updatedAt",
    coalesce(l.due_at, t.due_at) AS "dueAt", c.id AS "contactId", c.key_id AS "contactKeyId", c.name_sealed AS "contactName",
    l.id IS NOT NULL AS merged, t.opening_message_id AS "openingId",
    w.id AS "wordId", w.key_id AS "wordKeyId", w.body_sealed AS "wordBody", w.words_sealed AS words
  FROM ticket t
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

/** A message holds all that was written, and a mail's is long: few are in memory at a time. */
const OPENED_AT_A_TIME = 25;
const OPENINGS = `
  SELECT id, key_id AS "keyId", event_sealed AS sealed FROM inbound_message WHERE id = ANY($1::uuid[]) AND event_sealed IS NOT NULL`;

interface Opening extends Record<string, unknown> {
  id: string;
  keyId: string;
  sealed: Buffer;
}

interface Row extends Record<string, unknown>, RequestFacts {
  /** Its answer was written for another reporter, and may name them. */
  merged: boolean;
  districtCode: string | null;
  landmark: string | null;
  contactId: string | null;
  contactKeyId: string | null;
  contactName: Buffer | null;
  openingId: string;
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
    const requests: ServiceRequest[] = [];
    for (let at = 0; at < rows.length; at += OPENED_AT_A_TIME) {
      const some = rows.slice(at, at + OPENED_AT_A_TIME);
      const words = new Map(some.map((row) => [row, showsWord(row, whole) ? this.wordOf(row) : null]));
      // Where nothing that anybody wrote is shown, there are no names to be taken out of it.
      const names = await this.namesIn(some.filter((row) => whole || words.get(row) !== null));
      for (const row of some) {
        const place = findPlace(areas, row.districtCode ?? '', row.villageCode ?? '') ?? {};
        const word = words.get(row) ?? null;
        requests.push(requestView(row, { tenant, place, whole, names: names.get(row) ?? [], word, states }));
      }
    }
    return requests;
  }

  private wordOf({ wordId, wordKeyId, wordBody, words }: Row): string | null {
    if (wordId === null || wordKeyId === null || !wordBody) return null;
    const { vault } = this.parts;
    return words
      ? vault.openText(words, wordKeyId, sealedIn.outboundWords(wordId))
      : vault.openText(wordBody, wordKeyId, sealedIn.outboundBody(wordId));
  }

  /** The reporters', for taking out. */
  private async namesIn(rows: readonly Row[]): Promise<Map<Row, string[]>> {
    const { vault, database } = this.parts;
    if (rows.length === 0) return new Map();
    const openings = await database.query<Opening>(OPENINGS, [rows.map(({ openingId }) => openingId)]);
    const byMessage = new Map(openings.map((opening) => [opening.id, this.namesInOpening(opening)]));
    return new Map(
      rows.map((row) => {
        const { contactId, contactKeyId, contactName, openingId } = row;
        const names = byMessage.get(openingId) ?? [];
        if (contactId === null || contactKeyId === null || !contactName) return [row, names];
        return [row, [vault.openText(contactName, contactKeyId, sealedIn.contactName(contactId)), ...names]];
      }),
    );
  }

  private namesInOpening({ id, keyId, sealed }: Opening): string[] {
    const event = JSON.parse(this.parts.vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
    if (event.type !== 'message') return [];
    return [event.form?.reporterName, event.from?.name].filter((name) => name !== undefined);
  }
}

/** What was said of one that is open is not shown, nor to whoever may not read them whole what was written for another's reporter. */
function showsWord({ state, merged }: Row, whole: boolean): boolean {
  return statusOf(state) === 'closed' && (whole || !merged);
}
