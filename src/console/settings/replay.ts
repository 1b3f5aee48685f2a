import { categorise } from '../../pipeline/categorise/categorise.js';
import { route } from '../../pipeline/route/route.js';
import { fold } from '../../pipeline/text.js';
import type { CitizenMessage } from '../../pipeline/types.js';
import type { Channel } from '../../messaging/ports.js';
import type { Tenant } from '../../tenants/tenant.js';

/** A ticket as it came: what the rules saw of it. */
export interface PastTicket {
  number: string;
  text: string;
  channelId: string;
  districtCode: string | null;
  villageCode: string | null;
  /** What the citizen or a human said that it is; null where the words decided. */
  chosen: string | null;
}

export interface Outcome {
  category: string | null;
  agency: string | null;
  unit: string | null;
  /** Of the rule that decided; null: a human does. */
  rule: string | null;
}

export interface ReplayedTicket {
  number: string;
  before: Outcome;
  after: Outcome;
}

export interface Replay {
  looked: number;
  /** Those that would have another category or go elsewhere, newest first. */
  changed: readonly ReplayedTicket[];
}

/** Runs past tickets through the rules as they are and as they would be. Pure: nothing is moved. */
export function replay(tickets: readonly PastTicket[], before: Tenant, after: Tenant): Replay {
  const changed = tickets.flatMap((ticket) => {
    const [old, now] = [outcomeOf(ticket, before), outcomeOf(ticket, after)];
    return goesElsewhere(old, now) ? [{ number: ticket.number, before: old, after: now }] : [];
  });
  return { looked: tickets.length, changed };
}

/** The way that a new ticket takes, from its words to its agency. */
export function outcomeOf(ticket: PastTicket, tenant: Tenant): Outcome {
  const { text, districtCode, villageCode, chosen } = ticket;
  const message = asMessage(ticket);
  const identity = { tenant, text, folded: fold(text), proven: true };
  const { categorised } = categorise({ message, identity });
  if (!categorised) return { category: null, agency: null, unit: null, rule: null };
  const category = tenant.categories.find(({ slug }) => slug === chosen) ?? categorised.category;
  const sorted = { ...categorised, ...(category && { category }) };
  const { routed, decisions = [] } = route({
    message,
    identity,
    categorised: sorted,
    place: { districtCode, villageCode },
  });
  const agency = routed?.agency ?? null;
  return {
    category: category?.slug ?? null,
    agency,
    unit: routed?.unit ?? null,
    rule: agency === null ? null : (decisions[0]?.rule?.split(';')[0] ?? null),
  };
}

/** The number of tickets by where they would have gone and where they would go, most first. */
export function countByWay({ changed }: Replay): { from: string | null; to: string | null; count: number }[] {
  const ways = new Map<string, { from: string | null; to: string | null; count: number }>();
  for (const { before, after } of changed) {
    const key = `${before.agency ?? ''}>${after.agency ?? ''}`;
    const way = ways.get(key) ?? { from: before.agency, to: after.agency, count: 0 };
    ways.set(key, { ...way, count: way.count + 1 });
  }
  return [...ways.values()].sort((a, b) => b.count - a.count);
}

function goesElsewhere(a: Outcome, b: Outcome): boolean {
  return a.category !== b.category || a.agency !== b.agency || a.unit !== b.unit;
}

/** What the two steps look at of a message: its channel, and what a form chose. */
function asMessage({ channelId, text, number }: PastTicket): CitizenMessage {
  const channel: Channel = { id: channelId, kind: 'web', provider: 'replay', enabled: true };
  return {
    id: number,
    channel,
    event: { type: 'message', externalId: number, from: null, to: [], text, attachments: [], thread: {}, nature: 'person' },
    senderHash: null,
    receivedAt: new Date(0),
  };
} // prettier-ignore
