import type { Address, MessageEvent } from '../../../messaging/inbound-event.js';
import type { ChannelRegistry } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import { findPlace, type AreaDirectory } from '../../../tenants/areas.js';
import type { Tenant } from '../../../tenants/tenant.js';
import { readConversation, type ConversationPage } from './conversation.js';
import { readFacts, type TicketFactsRead } from './facts.js';
import { readNames } from './names.js';
import { readRepeats, type RepeatsParts } from './repeats.js';
import { readReplyWay, type ReplyWay } from './reply-way.js';
import { readHead, type TicketHead } from './ticket-head.js';
import type { ReporterHint, TicketView } from './ticket-view.js';
import { withheld } from './withheld.js';

export interface TicketPagesParts extends RepeatsParts {
  clock: Clock;
  channels: ChannelRegistry;
  areas: AreaDirectory;
}

export interface Wish {
  /** A page of the conversation: `earlier` of another one. */
  before?: string;
  /** The reader must not see who reported. */
  withhold: boolean;
}

const OWN = 'SELECT 1 FROM ticket WHERE number = $1 AND tenant = $2';

/**
 * Reads tickets for their page: nineteen queries at most, whatever the ticket holds (its head; its conversation and that
 * page's files; eleven of what belongs to it; three for likely repeats; the way of replies; names), all by keys or by the ticket's own indexes.
 */
export class TicketPages {
  constructor(private readonly parts: TicketPagesParts) {}

  /** Whether this office has such a ticket. */
  async has(tenant: Tenant, number: string): Promise<boolean> {
    return (await this.parts.database.query(OWN, [number, tenant.slug])).length > 0;
  }

  /** The way of its replies alone: two queries. Undefined where this office has no such ticket. */
  async way(tenant: Tenant, number: string): Promise<{ head: TicketHead; way: ReplyWay } | undefined> {
    const { database, vault, clock } = this.parts;
    const opened = await readHead(database, vault, tenant.slug, number);
    return opened && { head: opened.head, way: await readReplyWay(database, this.parts, opened, clock.now()) };
  }

  /** Undefined where this office has no such ticket. */
  async read(tenant: Tenant, number: string, { before, withhold }: Wish): Promise<TicketView | undefined> {
    const { database, vault, clock, areas } = this.parts;
    const opened = await readHead(database, vault, tenant.slug, number);
    if (!opened) return undefined;
    const { head } = opened;
    const now = clock.now();
    const [conversation, facts, way, region, repeats] = await Promise.all([
      readConversation(database, vault, head.id, before),
      readFacts(database, vault, head.id),
      readReplyWay(database, this.parts, opened, now),
      areas.of(tenant),
      readRepeats(this.parts, head.id, withhold),
    ]);
    const names = await readNames(database, vault, [
      ...actorsOf(conversation, facts),
      head.assignedTo && `user:${head.assignedTo}`,
    ]);
    const { districtCode, villageCode, landmark, latitude, longitude } = head;
    const known = findPlace(region, districtCode ?? '', villageCode ?? '');
    const view: TicketView = {
      head, conversation, facts, repeats, names, way, now,
      place: {
        ...(known?.district && { district: known.district.name }),
        ...(known?.village && { village: known.village.name }),
        ...(landmark !== null && { landmark }),
        ...(latitude !== null && longitude !== null && { latitude, longitude }),
      },
      reporter: hintOf(opened),
      withheld: withhold,
    };
    return withhold ? withheld(view, opened.reporterNames) : view;
  } // prettier-ignore
}

function actorsOf({ entries }: ConversationPage, facts: TicketFactsRead): (string | null)[] {
  const { decisions, events, dispatches, drafts } = facts;
  return [
    ...entries.flatMap((entry) => ('by' in entry ? [entry.by] : [])),
    ...decisions.map(({ by }) => by),
    ...dispatches.map(({ by }) => by),
    ...drafts.map(({ by }) => by),
    ...events.flatMap(({ data: { by } }) => (typeof by === 'string' ? [by] : [])),
  ];
}

function hintOf({ head, replyTo, opening }: { head: TicketHead; replyTo: Address | null; opening: MessageEvent | undefined }): ReporterHint {
  const { anonymous, confidential, erasedAt } = head;
  const address = replyTo ?? opening?.form?.replyTo ?? opening?.from ?? null;
  const form = opening?.form;
  const has = [
    ...(form?.reporterName !== undefined || opening?.from?.name !== undefined ? (['name'] as const) : []),
    ...(form?.postalAddress !== undefined ? (['postal-address'] as const) : []),
    ...(form?.document ? (['document'] as const) : []),
  ];
  return {
    anonymous,
    confidential,
    address: address && !anonymous ? { kind: address.kind, masked: maskedAddress(address) } : null,
    has: anonymous ? [] : has,
    erased: erasedAt !== null,
  };
} // prettier-ignore

/** `•••• 01` of a number, `•••@contoh.id` of a mailbox; of other addresses nothing. */
export function maskedAddress({ kind, value }: Address): string {
  if (kind === 'email') return `•••@${value.split('@').at(-1) ?? ''}`;
  if (kind === 'messenger' || kind === 'telegram' || !/^\+?\d{6,}$/.test(value)) return '••••';
  return `•••• ${value.slice(-2)}`;
}
