import { channelKind } from '../../jobs/job-map.js';
import { addContact } from '../../contacts/contact.writes.js';
import type { KeyRing } from '../../contacts/key-ring.js';
import type { Vault } from '../../contacts/vault.js';
import { newId } from '../../database/new-id.js';
import type { Database } from '../../database/database.js';
import { WriteSet } from '../../database/write-set.js';
import { CodedError } from '../../messaging/errors.js';
import type { Address } from '../../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../../messaging/ports.js';
import { formatTicketNumber } from '../../pipeline/identify/ticket-number.js';
import type { AreaDirectory } from '../../tenants/areas.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import type { Tenant } from '../../tenants/tenant.js';
import { send } from '../../tickets/ticket-actions.js';
import type { TicketNumbers } from '../../tickets/ticket-numbers.js';
import { Chance } from './chance.js';
import { writeDemoTicket } from './demo-ticket.js';
import type { DemoCitizen } from './demo-types.js';
import { Regency } from './regency.js';

/** Tickets of one transaction. */
const BATCH = 250;
/** 0811-0000-0000 to 0811-0000-9999: numbers that nobody has. */
const CITIZENS = 10_000;
/** How often complaints come by which kind of channel. */
const KINDS = { sms: 40, whatsapp: 30, web: 15, email: 9, manual: 6 } as const;

export interface SeedParts {
  database: Database;
  vault: Vault;
  keys: KeyRing;
  channels: ChannelRegistry;
  holidays: HolidayCalendar;
  areas: AreaDirectory;
  numbers: TicketNumbers;
}

export interface SeedOptions {
  tenant: Tenant;
  tickets: number;
  seed: number;
  /** Over how many days up to `now` they came in. */
  days: number;
  now: Date;
  /** Told after each batch. */
  progress?: (written: number) => void;
}

export interface SeedResult {
  tenant: string;
  tickets: number;
  contacts: number;
  /** How many ended in which state. */
  states: Record<string, number>;
  firstNumber: string;
  lastNumber: string;
}

/**
 * Fills a database with an invented regency: complaints, what became of them, deadlines, answers and the citizens'
 * word. The same seed gives the same regency. For trying out and for measuring, never beside real people's reports.
 * @throws CodedError `demo-no-channel`
 */
export async function seedDemo(parts: SeedParts, options: SeedOptions): Promise<SeedResult> {
  const { tenant, now } = options;
  const chance = new Chance(options.seed);
  const regency = new Regency(chance, tenant, await parts.areas.of(tenant));
  const channels = weightedChannels(parts.channels, tenant);
  const states: Record<string, number> = {};
  const citizens = new Map<string, DemoCitizen>();
  const arrivals = regency.arrivals(options.tickets, options.days, now);
  let firstNumber = '';
  let lastNumber = '';
  for (let from = 0; from < arrivals.length; from += BATCH) {
    const batch = arrivals.slice(from, from + BATCH);
    await parts.database.transaction(async (tx) => {
      const taken = await parts.numbers.take(tx, new Map([[tenant.slug, batch.length]]));
      const numbers = taken.get(tenant.slug) ?? [];
      const received = new Map<string, number>();
      const people = new WriteSet();
      const writes = new WriteSet();
      for (const [index, openedAt] of batch.entries()) {
        const number = formatTicketNumber(tenant.ticketPrefix, numbers[index] ?? 0);
        firstNumber ||= number;
        lastNumber = number;
        const channel = chance.weighted(channels);
        const address = addressOn(channel, chance.whole(0, CITIZENS - 1));
        const key = `${address.kind}:${address.value}`;
        const known = citizens.get(key);
        const citizen = known ?? { address, ...addContact(people, parts.vault, { tenant: tenant.slug, address, now: openedAt }) }; // prettier-ignore
        citizens.set(key, citizen);
        const complaint = regency.complaint(openedAt, now);
        const state = writeDemoTicket(
          writes,
          { ...parts, chance, tenant, regency, now },
          { number, channel, citizen, complaint },
        );
        states[state] = (states[state] ?? 0) + 1;
        received.set(channel.id, (received.get(channel.id) ?? 0) + 1);
      }
      for (const [channelId, count] of received)
        writes.insert('intake_ledger', { id: newId(), channel_id: channelId, received: count, at: now });
      send(tx, people);
      send(tx, writes);
    });
    options.progress?.(Math.min(from + BATCH, arrivals.length));
  }
  return { tenant: tenant.slug, tickets: arrivals.length, contacts: citizens.size, states, firstNumber, lastNumber };
}

/** Text channels that reach this tenant; a clerk's desk and the form have reporters of their own kind. */
function weightedChannels(registry: ChannelRegistry, tenant: Tenant): (readonly [Channel, number])[] {
  const mine = registry.all().filter((channel) => channel.enabled && (channel.tenant === tenant.slug || (channel.tenant === undefined && channel.kind === 'sms'))); // prettier-ignore
  if (mine.length === 0)
    throw new CodedError('demo-no-channel', `no running channel belongs to ${tenant.slug}; enable one`, false);
  return mine.map((channel) => {
    const same = mine.filter(({ kind }) => kind === channel.kind).length;
    return [channel, KINDS[channelKind(channel.kind)] / same] as const;
  });
}

function addressOn({ kind, provider }: Channel, person: number): Address {
  const digits = String(person).padStart(4, '0');
  if (kind === 'email') return { kind: 'email', value: `warga${digits}@contoh.example` };
  if (provider === 'telegram' || provider === 'messenger') return { kind: provider, value: `90000${digits}` };
  return { kind: kind === 'whatsapp' ? 'whatsapp' : 'phone', value: `+628110000${digits}` };
}
