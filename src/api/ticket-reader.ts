import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import { reporterNames } from '../console/inbox/withheld-rows.js';
import { withoutIdentity } from '../dispatch/without-identity.js';
import { TicketQueries, type ConversationMessage } from '../replies/ticket-queries.js';
import { recordAccess } from '../tickets/access-log.writes.js';
import type { ApiKey } from './api-keys.js';
import { mayTouch } from './caller.js';
import { Problem } from './problem.js';
import type { ReporterAnswer, TicketAnswer } from './responses.dto.js';

interface Head extends Record<string, unknown> {
  id: string;
  tenant: string;
  anonymous: boolean;
  replyMethod: string | null;
  openingId: string;
  keyId: string;
  eventSealed: Buffer | null;
}

const HEAD = `
  SELECT t.id, t.tenant, t.anonymous, t.reply_method AS "replyMethod", m.id AS "openingId", m.key_id AS "keyId",
    m.event_sealed AS "eventSealed"
  FROM ticket t JOIN inbound_message m ON m.id = t.opening_message_id WHERE t.number = $1`;

const WITH_MERGED = `SELECT id FROM ticket WHERE id = $1 OR merged_into = $1`;

/** Tickets as the API gives them. */
export class TicketReader {
  private readonly queries: TicketQueries;

  constructor(private readonly parts: { database: Database; vault: Vault; clock: Clock }) {
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
    const answer: TicketAnswer = {
      number: own, tenant, state, channelId, category, agency, openedAt, dueAt, urgency, level,
      messages: detail.messages,
      decisions: detail.decisions,
      events: detail.events.map(({ at, type, actor, by, data }) => ({ at, type, actor, by, data })),
      deadlines: detail.deadlines.map(({ step, startedAt, dueAt: until, metAt, breachedAt, endedAt }) => ({ step, startedAt, dueAt: until, metAt, breachedAt, endedAt })),
      replyMethod: head.replyMethod,
      references: detail.references,
      mergedInto: detail.mergedInto?.number ?? null,
      merged: detail.merged.map((follower) => follower.number),
    }; // prettier-ignore
    if (looker === undefined) {
      answer.messages = await this.withheld(head.id, detail.messages);
      return answer;
    }
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

  /** The conversation for whoever must not learn who reported, as the console shows it to them. */
  private async withheld(id: string, messages: readonly ConversationMessage[]): Promise<TicketAnswer['messages']> {
    const tickets = await this.parts.database.query<{ id: string }>(WITH_MERGED, [id]);
    const names = await reporterNames(
      this.parts,
      tickets.map((ticket) => ticket.id),
    );
    const all = [...names.values()].flat();
    return messages.map((message) => ({ ...message, text: withoutIdentity(message.text, all) }));
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
