import { sealedIn } from '../../contacts/vault-context.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { StoredEvent } from '../../messaging/inbound-event.js';
import type { Clock } from '../../observability/clock.js';
import { groupStatement, OWNERLESS } from './group.statements.js';
import { INBOX_GROUPS, type InboxGroup } from './inbox-group.js';
import { ticketRows, type TicketRow } from './ticket-rows.js';

/** More are not counted: "99+". */
export const MOST_COUNTED = 99;
/** What the navigation counts. */
export const PRESSING: readonly InboxGroup[] = ['danger', 'overdue'];
const OWNERLESS_DAYS = 30;
const DAY_MS = 86_400_000;

/** The first rows of a group. */
export interface GroupPart {
  group: InboxGroup;
  /** At most `MOST_COUNTED + 1`, which stands for more. */
  count: number;
  rows: TicketRow[];
}

/** A message on a shared number whose office nobody knows. */
export interface OwnerlessMessage {
  id: string;
  channelId: string;
  receivedAt: Date;
  text: string;
}

interface SealedMessage extends Record<string, unknown> {
  id: string;
  channelId: string;
  receivedAt: Date;
  keyId: string;
  eventSealed: Buffer;
}

/** What needs somebody in an office, by urgency. None of it costs more with more tickets. */
export class InboxQueries {
  constructor(private readonly parts: { database: Database; vault: Vault; clock: Clock }) {}

  /** Every group with its count and its first rows. @param shown rows of each */
  async groups(tenant: string, shown: number): Promise<GroupPart[]> {
    const ids = await Promise.all(INBOX_GROUPS.map((group) => this.ids(group, tenant, MOST_COUNTED + 1)));
    const rows = await ticketRows(this.parts.database, [...new Set(ids.flatMap((each) => each.slice(0, shown)))]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return INBOX_GROUPS.map((group, index) => ({
      group,
      count: ids[index]?.length ?? 0,
      rows: (ids[index] ?? []).slice(0, shown).flatMap((id) => byId.get(id) ?? []),
    }));
  }

  /** One group's, up to `MOST_COUNTED + 1`. */
  async group(group: InboxGroup, tenant: string): Promise<GroupPart> {
    const ids = await this.ids(group, tenant, MOST_COUNTED + 1);
    return { group, count: ids.length, rows: await ticketRows(this.parts.database, ids.slice(0, MOST_COUNTED)) };
  }

  /** Tickets in danger or late: what the navigation counts. */
  async pressing(tenant: string): Promise<number> {
    const ids = await Promise.all(PRESSING.map((group) => this.ids(group, tenant, MOST_COUNTED + 1))); // prettier-ignore
    return ids.flat().length;
  }

  /** For central admins. The words are personal data. */
  async ownerless(shown: number): Promise<{ count: number; messages: OwnerlessMessage[] }> {
    const { database, vault, clock } = this.parts;
    const since = new Date(clock.now().getTime() - OWNERLESS_DAYS * DAY_MS);
    const rows = await database.query<SealedMessage>(OWNERLESS, [since, MOST_COUNTED + 1]);
    const messages = rows.slice(0, shown).map(({ id, channelId, receivedAt, keyId, eventSealed }) => {
      const event = JSON.parse(vault.openText(eventSealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
      return { id, channelId, receivedAt, text: event.type === 'message' ? event.text : '' };
    });
    return { count: rows.length, messages };
  }

  private async ids(group: InboxGroup, tenant: string, most: number): Promise<string[]> {
    const { database, clock } = this.parts;
    const rows = await database.query<{ id: string }>(groupStatement(group), [tenant, clock.now(), most]);
    return rows.map(({ id }) => id);
  }
}
