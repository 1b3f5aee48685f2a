import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import { reporterNames } from '../console/inbox/withheld-rows.js';
import { withoutIdentity } from '../dispatch/without-identity.js';
import { TicketQueries, type ConversationMessage } from '../replies/ticket-queries.js';
import { findPlace, type AreaDirectory } from '../tenants/areas.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { recordAccess } from '../tickets/access-log.writes.js';
import type { ApiKey } from './api-keys.js';
import { mayTouch } from './caller.js';
import { Problem } from './problem.js';
import type { ReporterAnswer, TicketAnswer } from './responses.dto.js';
import type { TicketPlace } from './work/story.dto.js';

interface Head extends Record<string, unknown> {
  id: string;
  tenant: string;
  kind: string;
  unit: string | null;
  anonymous: boolean;
  confidential: boolean;
  replyMethod: string | null;
  assignedTo: string | null;
  archiveReason: string | null;
  districtCode: string | null;
  villageCode: string | null;
  landmark: string | null;
  latitude: number | null;
  longitude: number | null;
  openingId: string;
  keyId: string;
  eventSealed: Buffer | null;
}

const HEAD = `
  SELECT t.id, t.tenant, t.kind, t.unit, t.anonymous, t.confidential, t.reply_method AS "replyMethod", t.assigned_to AS "assignedTo",
    t.archive_reason AS "archiveReason", t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude,
    t.longitude, m.id AS "openingId", m.key_id AS "keyId", m.event_sealed AS "eventSealed"
  FROM ticket t JOIN inbound_message m ON m.id = t.opening_message_id WHERE t.number = $1`;

const WITH_MERGED = `SELECT id FROM ticket WHERE id = $1 OR merged_into = $1`;

export interface TicketReaderParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  areas: AreaDirectory;
}

/** Tickets as the API gives them. */
export class TicketReader {
  private readonly queries: TicketQueries;

  constructor(private readonly parts: TicketReaderParts) {
    this.queries = new TicketQueries(parts.database, parts.vault);
  }

  private async tenantOf(number: string): Promise<string | undefined> {
    const [head] = await this.parts.database.query<Head>(HEAD, [number]);
    return head?.tenant;
  }

  /** Another office's ticket is answered like one that is not there. @throws Problem 404 */
  async assertOwn(number: string, caller: ApiKey): Promise<{ tenant: string }> {
    const tenant = await this.tenantOf(number);
    if (tenant === undefined || !mayTouch(caller, tenant)) throw new Problem(404, { code: 'ticket-unknown' });
    return { tenant };
  }

  /** @param looker who may see the reporter: the look is recorded before it is shown */
  async show(number: string, looker?: string): Promise<TicketAnswer | undefined> {
    const { database, clock } = this.parts;
    const [head] = await database.query<Head>(HEAD, [number]);
    const detail = head && (await this.queries.show(number));
    if (!detail) return undefined;
    const { number: own, tenant, state, channelId, category, agency, openedAt, dueAt, urgency, level } = detail;
    const clean = looker === undefined ? await this.withheld(head.id) : (text: string): string => text;
    const answer: TicketAnswer = {
      number: own, tenant, state, channelId, category, agency, openedAt, dueAt, urgency, level,
      messages: detail.messages.map((message) => shown(message, clean)),
      decisions: detail.decisions,
      events: detail.events.map(({ at, type, actor, by, data }) => ({ at, type, actor, by, data })),
      deadlines: detail.deadlines.map(({ step, startedAt, dueAt: until, metAt, breachedAt, endedAt }) => ({ step, startedAt, dueAt: until, metAt, breachedAt, endedAt })),
      kind: head.kind, unit: head.unit, anonymous: head.anonymous, confidential: head.confidential,
      assignedTo: head.assignedTo, archiveReason: head.archiveReason, replyMethod: head.replyMethod,
      place: await this.placeOf(head, clean),
      // Of a social medium it is the address of what the reporter wrote there.
      references: looker === undefined ? [] : detail.references,
      mergedInto: detail.mergedInto?.number ?? null,
      merged: detail.merged.map((follower) => follower.number),
      split: detail.split,
      feedback: detail.feedback.map(({ round, fixed, mark, at }) => ({ round, fixed, mark, at })),
    }; // prettier-ignore
    if (looker === undefined) return answer;
    await recordAccess(database, {
      actor: looker,
      action: 'reporter',
      subjectId: head.id,
      ticketId: head.id,
      at: clock.now(),
    });
    answer.reporter = this.reporterOf(head);
    return answer;
  }

  /** Takes out what says who reported, as the console does for whoever must not learn it (console/ticket/read/withheld.ts). */
  private async withheld(id: string): Promise<(text: string) => string> {
    const tickets = await this.parts.database.query<{ id: string }>(WITH_MERGED, [id]);
    const names = await reporterNames(this.parts, tickets.map((ticket) => ticket.id)); // prettier-ignore
    const all = [...names.values()].flat();
    return (text) => withoutIdentity(text, all);
  }

  private async placeOf(head: Head, clean: (text: string) => string): Promise<TicketPlace> {
    const { tenant: slug, districtCode, villageCode, landmark, latitude, longitude } = head;
    const tenant = this.parts.tenants.bySlug(slug);
    const known = tenant && findPlace(await this.parts.areas.of(tenant), districtCode ?? '', villageCode ?? '');
    const [district, village] = [known?.district?.name ?? null, known?.village?.name ?? null];
    const words = landmark === null ? null : clean(landmark);
    return { districtCode, district, villageCode, village, landmark: words, latitude, longitude };
  }

  private reporterOf({ anonymous, openingId, keyId, eventSealed }: Head): ReporterAnswer | null {
    if (anonymous || !eventSealed) return null;
    const event = JSON.parse(
      this.parts.vault.openText(eventSealed, keyId, sealedIn.inboundEvent(openingId)),
    ) as StoredEvent;
    if (event.type !== 'message') return null;
    const { form, from } = event;
    return {
      name: form?.reporterName ?? from?.name ?? null,
      address: from?.value ?? null,
      postalAddress: form?.postalAddress ?? null,
      documentType: form?.document?.type ?? null,
      documentNumber: form?.document?.number ?? null,
    };
  }
}

function shown({ files, ...message }: ConversationMessage, clean: (text: string) => string): ConversationMessage {
  const named = files?.map((file) => ({ ...file, filename: clean(file.filename) }));
  return { ...message, text: clean(message.text), ...(named && { files: named }) };
}
