import { channelKind } from '../../jobs/job-map.js';
import { addContact } from '../../contacts/contact.writes.js';
import type { KeyRing } from '../../contacts/key-ring.js';
import type { Vault } from '../../contacts/vault.js';
import { newId } from '../../database/new-id.js';
import type { Database } from '../../database/database.js';
import { CodedError } from '../../messaging/errors.js';
import type { Address } from '../../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../../messaging/ports.js';
import { formatTicketNumber } from '../../pipeline/identify/ticket-number.js';
import { LikelyRepeats } from '../../overruling/repeats/likely-repeats.js';
import type { AreaDirectory } from '../../tenants/areas.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import type { Tenant } from '../../tenants/tenant.js';
import { workCalendar } from '../../tenants/working-time.js';
import type { TicketNumbers } from '../../tickets/ticket-numbers.js';
import { Client } from 'pg';
import { Chance } from './chance.js';
import { CopySet } from './copy-set.js';
import { knownCitizens } from './demo-citizens.js';
import { writeDemoTicket } from './demo-ticket.js';
import { Regency } from './regency.js';

/** Tickets of one transaction. */
const BATCH = 500;
/** The tables that grow most. */
const FILLED = ['ticket', 'ticket_signature', 'ticket_event', 'ticket_deadline', 'inbound_message', 'outbound_message', 'dispatch', 'contact_address']; // prettier-ignore
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
  const repeats = new LikelyRepeats(parts.vault);
  const calendar = workCalendar(tenant, parts.holidays);
  const states: Record<string, number> = {};
  const citizens = await knownCitizens(parts, tenant);
  const arrivals = regency.arrivals(options.tickets, options.days, now);
  const batchOf = async (batch: readonly Date[]): Promise<{ writes: CopySet; first: string; last: string }> => {
    const taken = await parts.database.transaction((tx) => parts.numbers.take(tx, new Map([[tenant.slug, batch.length]]))); // prettier-ignore
    const numbers = (taken.get(tenant.slug) ?? []).map((number) => formatTicketNumber(tenant.ticketPrefix, number));
    const received = new Map<string, number>();
    const writes = new CopySet();
    for (const [index, openedAt] of batch.entries()) {
      const channel = chance.weighted(channels);
      const address = addressOn(channel, chance.whole(0, CITIZENS - 1));
      const citizen = citizens.of(address, () => addContact(writes, parts.vault, { tenant: tenant.slug, address, now: openedAt })); // prettier-ignore
      const complaint = regency.complaint(openedAt, now);
      const demo = { number: numbers[index] ?? '', channel, citizen, complaint };
      const state = writeDemoTicket(writes, { ...parts, chance, tenant, regency, repeats, calendar, now }, demo);
      states[state] = (states[state] ?? 0) + 1;
      received.set(channel.id, (received.get(channel.id) ?? 0) + 1);
    }
    for (const [channelId, count] of received)
      writes.insert('intake_ledger', { id: newId(), channel_id: channelId, received: count, at: now });
    return { writes, first: numbers[0] ?? '', last: numbers.at(-1) ?? '' };
  };

  const ends: string[] = [];
  await withBulkClient(parts.database, async (client) => {
    let written: Promise<void> = Promise.resolve();
    try {
      for (let from = 0; from < arrivals.length; from += BATCH) {
        // The next rows are made while the database takes the last ones.
        const { writes, first, last } = await batchOf(arrivals.slice(from, from + BATCH));
        await written;
        written = writes.copyBy(client);
        // Its failure is waited for above; until then it must not count as nobody's.
        written.catch(() => undefined);
        ends.push(...(ends.length === 0 ? [first] : []), last);
        options.progress?.(Math.min(from + BATCH, arrivals.length));
      }
    } finally {
      await written;
    }
  });
  return {
    tenant: tenant.slug,
    tickets: arrivals.length,
    contacts: citizens.size,
    states,
    firstNumber: ends[0] ?? '',
    lastNumber: ends.at(-1) ?? '',
  };
}

/**
 * A connection of its own, for COPY: the pool's are pipelined. Invented rows may be lost with a power cut, which makes
 * the wait for the disk needless.
 */
async function withBulkClient(database: Database, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: database.pool.options.connectionString, keepAlive: true });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    await work(client);
    // What so many rows have changed is known to the planner at once, and not when a daemon comes by.
    for (const table of FILLED) await client.query(`VACUUM (ANALYZE) ${table}`);
  } finally {
    await client.end();
  }
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
