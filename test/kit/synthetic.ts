import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/database.js';
import { newId } from '../../src/database/new-id.js';
import { WriteSet } from '../../src/database/write-set.js';
import type { TicketState } from '../../src/tickets/transitions.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers that are the same on every run: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface LifeEvent {
  type: string;
  at: number;
}
interface LifeDispatch {
  agency: string;
  state: string;
  dispatchedAt: number;
  acceptedAt: number | null;
  respondedAt: number | null;
  endedAt: number | null;
  dueAt: number | null;
}
interface LifeRound {
  startedAt: number;
  dueAt: number;
  metAt: number | null;
}
interface Life {
  state: TicketState;
  bounces: number;
  round: number;
  archiveReason: string | null;
  mergedEarlier: boolean;
  events: LifeEvent[];
  dispatches: LifeDispatch[];
  rounds: LifeRound[];
  endedAt: number | null;
  feedback: {
    round: number;
    at: number;
    fixed: boolean;
    mark: number | null;
    elements: Record<string, number> | null;
  }[];
}

/** One made-up ticket's life up to `now`: paused, handed back, merged, archived, reopened, or plainly answered. */
export function lifeOf(random: () => number, receivedAt: number, agencies: readonly string[], now: number): Life {
  let at = receivedAt;
  let state: TicketState = 'received';
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const life: Life = { state, bounces: 0, round: 0, archiveReason: null, mergedEarlier: false, events: [], dispatches: [], rounds: [], endedAt: null, feedback: [] }; // prettier-ignore
  /** @returns false once the present is reached: nothing happens after it */
  const go = (type: string, wait: number, to?: TicketState): boolean => {
    if (at + wait > now) return false;
    at += Math.max(1, Math.round(wait));
    life.events.push({ type, at });
    if (to) state = to;
    return true;
  };
  const done = (): Life => ({ ...life, state });
  const upTo = (ms: number): number => ms * random() ** 2;
  const dispatch = (): LifeDispatch => {
    const one: LifeDispatch = { agency: pick(agencies), state: 'sent', dispatchedAt: at, acceptedAt: null, respondedAt: null, endedAt: null, dueAt: chance(0.8) ? at + 2 * DAY : null }; // prettier-ignore
    life.dispatches.push(one);
    return one;
  };
  const pause = (from: TicketState): boolean => {
    if (!chance(0.12)) return true;
    if (!go('asked', upTo(3 * HOUR), 'awaiting-citizen')) return false;
    return chance(0.75) ? go('citizen-replied', upTo(3 * DAY), from) : go('resumed', upTo(6 * DAY), from);
  };
  /** From the office's desk to an answer. */
  const work = (): boolean => {
    const round: LifeRound = { startedAt: at, dueAt: at + (1 + Math.floor(random() * 3)) * DAY, metAt: null };
    life.rounds.push(round);
    if (!pause(life.round === 0 ? 'received' : 'reopened')) return false;
    if (chance(0.08)) {
      if (!go('answered', upTo(DAY), 'answered')) return false;
      round.metAt = at;
      return true;
    }
    if (!go('dispatched', upTo(30 * HOUR), 'dispatched')) return false;
    let current = dispatch();
    while (chance(0.15)) {
      if (!go('returned', upTo(DAY), 'returned')) return false;
      Object.assign(current, { state: 'returned', endedAt: at });
      life.bounces += 1;
      if (!go('dispatched', upTo(DAY), 'dispatched')) return false;
      current = dispatch();
    }
    if (chance(0.8)) {
      if (!go('accepted', upTo(10 * HOUR), 'in-progress')) return false;
      Object.assign(current, { state: 'accepted', acceptedAt: at });
      if (!pause('in-progress')) return false;
    }
    if (!go('responded', upTo(4 * DAY), 'responded')) return false;
    Object.assign(current, { state: 'responded', respondedAt: at });
    if (chance(0.06)) {
      if (!go('asked-again', upTo(5 * HOUR), 'in-progress')) return false;
      if (!go('responded', upTo(2 * DAY), 'responded')) return false;
    }
    if (!go('answered', upTo(8 * HOUR), 'answered')) return false;
    Object.assign(current, { state: 'done', endedAt: at });
    round.metAt = at;
    // A correction.
    return !chance(0.04) || go('answered', upTo(6 * HOUR), 'answered');
  };
  const say = (fixed: boolean): void => {
    const mark = chance(0.6) ? 1 + Math.floor(random() * 4) : null;
    const elements = chance(0.15) ? Object.fromEntries(Array.from({ length: 9 }, (_none, index) => [`U${String(index + 1)}`, 1 + Math.floor(random() * 4)])) : null; // prettier-ignore
    life.feedback.push({ round: life.round, at, fixed, mark, elements });
  };

  if (!go('opened', upTo(20_000))) return done();
  if (chance(0.15) && !go('sorted', upTo(MINUTE))) return done();
  if (!go('announced', upTo(12 * MINUTE))) return done();
  if (chance(0.05)) {
    if (!go('merged', upTo(2 * DAY), 'merged')) return done();
    life.mergedEarlier = true;
    life.rounds.push({ startedAt: receivedAt, dueAt: receivedAt + 2 * DAY, metAt: null });
    life.endedAt = at;
    if (!chance(0.3) || !go('unmerged', upTo(2 * DAY), 'received')) return done();
    Object.assign(life, { mergedEarlier: false, endedAt: null, rounds: [] });
  }
  if (chance(0.06)) {
    life.rounds.push({ startedAt: receivedAt, dueAt: receivedAt + 2 * DAY, metAt: null });
    if (!go('archived', upTo(2 * DAY), 'archived')) return done();
    life.archiveReason = pick(['incomplete', 'outside-authority', 'duplicate', 'abusive', 'already-answered']);
    life.endedAt = at;
    return done();
  }
  for (let round = 0; round < 3; round += 1) {
    if (!work()) return done();
    if (chance(0.14)) {
      if (!go('not-fixed', upTo(9 * DAY), 'reopened')) return done();
      say(false);
      life.round += 1;
      continue;
    }
    if (chance(0.35)) {
      if (go('confirmed-fixed', upTo(9 * DAY), 'closed')) say(true);
      return done();
    }
    if (!go('closed', 10 * DAY, 'closed')) return done();
    if (!chance(0.03) || !go('reopened', upTo(5 * DAY), 'reopened')) return done();
    life.round += 1;
  }
  return done();
}

export interface SyntheticOptions {
  tenant: string;
  prefix: string;
  tickets: number;
  /** Messages come in from `from` on, until `now`. */
  from: Date;
  now: Date;
  categories: readonly string[];
  agencies: readonly string[];
  districts: readonly string[];
  channels: readonly string[];
  seed?: number;
  /** First ticket number. */
  first?: number;
}

const CHUNK = 1_000;

/** Writes made-up tickets with their timelines, dispatches, deadlines and citizens' words. The same seed makes the same lives. */
export async function writeSynthetic(database: Database, options: SyntheticOptions): Promise<void> {
  const { tickets, from, now, seed = 1 } = options;
  const random = randomFrom(seed);
  const span = now.getTime() - from.getTime();
  const arrivals = Array.from({ length: tickets }, () => from.getTime() + Math.floor(random() * span)).sort(
    (a, b) => a - b,
  );
  let earlier: string | undefined;
  for (let start = 0; start < arrivals.length; start += CHUNK) {
    const writes = new WriteSet();
    for (const [index, receivedAt] of arrivals.slice(start, start + CHUNK).entries()) {
      const number = `${options.prefix}-${String((options.first ?? 1) + start + index).padStart(6, '0')}`;
      earlier = addTicket(writes, random, options, { number, receivedAt, mergedInto: earlier }) ?? earlier;
    }
    const { statement, values } = writes.compile();
    await database.query(statement, values);
  }
  await database.query('ANALYZE');
}

function addTicket(
  writes: WriteSet,
  random: () => number,
  { tenant, categories, agencies, districts, channels, now }: SyntheticOptions,
  { number, receivedAt, mergedInto }: { number: string; receivedAt: number; mergedInto: string | undefined },
): string | undefined {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() ** 1.5 * items.length)] as T;
  const life = lifeOf(random, receivedAt, agencies, now.getTime());
  const [id, messageId] = [newId(), newId()];
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const channelId = pick(channels);
  const received = time(receivedAt);
  const lastEvent = life.events.at(-1)?.at ?? receivedAt;
  writes.insert('inbound_message', {
    id: messageId, channel_id: channelId, kind: 'sms', external_hash: Buffer.from(randomUUID()), event_type: 'message', key_id: 'none',
    received_at: received, state: 'done', outcome: 'ticket', attempts: 1, next_attempt_at: received, wake_at: received, tenant, ticket_id: null,
  }); // prettier-ignore
  const last = (type: string): number | null => life.events.filter((event) => event.type === type).at(-1)?.at ?? null;
  writes.insert('ticket', {
    id, tenant, number, tracking_hash: Buffer.from(randomUUID()), opening_message_id: messageId, contact_id: null, channel_id: channelId,
    reply_channel_id: channelId, kind: random() < 0.1 ? 'information-request' : random() < 0.1 ? 'aspiration' : 'complaint',
    state: life.state, category: random() < 0.04 ? null : pick(categories), level: 'standar', urgency: random() < 0.03 ? 'danger' : 'normal',
    agency: life.dispatches.at(-1)?.agency ?? null, unit: null, description: '', district_code: random() < 0.2 ? null : pick(districts),
    anonymous: false, confidential: false, standard_version: '1', calendar_version: '1', budget_amount: 3, budget_unit: 'days',
    opened_at: received, due_at: time(life.rounds.at(-1)?.dueAt ?? receivedAt + 2 * DAY), updated_at: time(lastEvent), taken_up_at: received,
    merged_into: life.mergedEarlier ? (mergedInto ?? null) : null, bounces: life.bounces, round: life.round,
    answered_at: time(last('answered')), closed_at: null, archive_reason: life.archiveReason,
  }); // prettier-ignore
  for (const { type, at } of life.events)
    writes.insert('ticket_event', { id: newId(), ticket_id: id, type, actor: 'gateway', data: {}, at: time(at) });
  for (const each of life.dispatches)
    writes.insert('dispatch', {
      id: newId(), ticket_id: id, tenant, agency: each.agency, unit: null, lead: true, state: each.state, key_id: 'none', dispatched_by: 'gateway',
      dispatched_at: time(each.dispatchedAt), accepted_at: time(each.acceptedAt), responded_at: time(each.respondedAt),
      ended_at: time(each.endedAt), due_at: time(each.dueAt),
    }); // prettier-ignore
  life.rounds.forEach(({ startedAt, dueAt, metAt }, round) => {
    writes.insert('ticket_deadline', {
      id: newId(), ticket_id: id, tenant, step: 'resolve', round, started_at: time(startedAt), budget_amount: 3, budget_unit: 'days',
      standard_version: '1', calendar_version: '1', due_at: time(dueAt), warn_at: time(dueAt), met_at: time(metAt),
      breached_at: time((metAt ?? now.getTime()) > dueAt ? dueAt : null), ended_at: time(metAt === null ? life.endedAt : null),
    }); // prettier-ignore
  });
  for (const { round, at, fixed, mark, elements } of life.feedback)
    writes.insert('feedback', {
      id: newId(), ticket_id: id, tenant, round, channel_id: channelId, fixed, mark, elements, at: time(at), updated_at: time(at),
    }); // prettier-ignore
  return life.mergedEarlier ? undefined : id;
}
