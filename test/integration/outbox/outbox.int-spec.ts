import { OutboxSweep } from '../../../src/outbox/outbox-sweep.js';
import { CLAIM } from '../../../src/outbox/outbox.statements.js';
import { MAX_SEND_ATTEMPTS } from '../../../src/outbox/send-decision.js';
import type { SendOutcome } from '../../../src/messaging/outbound-message.js';
import { ScriptedSender } from '../../kit/scripted-far-ends.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  const fresh = new ScriptedSender();
  world.sender.next = fresh.next;
  delete world.sender.lookup;
  world.sender.lookedUp.length = 0;
});

/** A queued message to a citizen. */
async function queued(text = 'TANAHBUMBU BANTUAN', from = '+6281100000001'): Promise<string> {
  await world.receive(text, from);
  await world.process();
  const [id] = world.bell.take('outbox');
  if (id === undefined) throw new Error('nothing was queued');
  return id;
}
const RETRY: SendOutcome = { outcome: 'retry', code: 'far:503', reason: 'unavailable' };
const UNKNOWN: SendOutcome = { outcome: 'unknown', code: 'timeout', reason: 'no answer' };
const sweep = (): OutboxSweep => new OutboxSweep(world.database, world.receipts, 15);
const receipt = (providerId: string, state: 'sent' | 'delivered' | 'read' | 'failed', at?: string) =>
  world.receipts.apply('sms-1708', [{ type: 'receipt', providerId, state, ...(at && { at }) }]);

describe('sending', () => {
  it('hands the sender what the citizen shall read, and records the result', async () => {
    const id = await queued();
    await world.outbox.process([id]);
    expect(world.sender.sent).toEqual([
      expect.objectContaining({
        id,
        channelId: 'sms-1708',
        to: { kind: 'phone', value: '+6281100000001' },
        purpose: 'help',
        text: expect.stringContaining('TANAHBUMBU') as string,
      }),
    ]);
    expect(await world.outbound(id)).toMatchObject({ state: 'sent', attempts: 1, error_code: null });
  });

  it('promise 3: rung for ten times at once, it leaves once', async () => {
    const id = await queued();
    await Promise.all(Array.from({ length: 10 }, () => world.outbox.process([id, id])));
    expect(world.sender.sent).toHaveLength(1);
  });

  it('promise 3: the claim is committed before anything leaves', async () => {
    const id = await queued();
    const seen: string[] = [];
    world.sender.next = async (message) => {
      seen.push((await world.outbound(message.id)).state);
      return { outcome: 'sent', providerId: 'P-1' };
    };
    await world.outbox.process([id]);
    expect(seen).toEqual(['sending']);
  });

  it('waits longer after each failure, keeps its place in the row, and gives up in the end', async () => {
    const id = await queued();
    world.sender.next = () => RETRY;
    const pauses: number[] = [];
    for (let attempt = 1; attempt < MAX_SEND_ATTEMPTS; attempt += 1) {
      await world.outbox.process([id]);
      const row = await world.outbound(id);
      expect(row).toMatchObject({ state: 'queued', attempts: attempt, error_code: 'far:503', reason: 'unavailable' });
      pauses.push(Math.round(row.next_in));
      await world.outbox.process([id]);
      expect(world.sender.sent).toHaveLength(attempt);
      await world.timePasses('outbound_message');
      await world.sql('UPDATE channel_state SET breaker_until = NULL');
    }
    expect(pauses).toEqual([5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 21_600, 21_600, 21_600]);
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({
      state: 'failed',
      error_code: 'far:503',
      reason: 'gave up: unavailable',
    });
  });

  it('does not try again what was rejected, and remembers who wants silence', async () => {
    const id = await queued();
    world.sender.next = () => ({ outcome: 'rejected', code: 'far:400', reason: 'bad number' });
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'failed', error_code: 'far:400' });
    const silent = await queued('BADUNG BANTUAN');
    world.sender.next = () => ({ outcome: 'opted-out', code: 'far:21610' });
    await world.outbox.process([silent]);
    expect(await world.outbound(silent)).toMatchObject({ state: 'failed', reason: 'opted-out' });
    expect(await world.count('opt_out')).toBe(1);
    const next = await queued('BANGLI BANTUAN');
    world.sender.sent.length = 0;
    await world.outbox.process([next]);
    expect(world.sender.sent).toEqual([]);
    expect(await world.outbound(next)).toMatchObject({ state: 'failed', reason: 'opted-out' });
  });

  it('a sender that throws leaves its message unknown, and others of the batch sent', async () => {
    const [one, two] = [await queued(), await queued('BADUNG BANTUAN', '+6281100000002')];
    world.sender.next = (message) => {
      if (message.id === one) throw new TypeError('kepada +6281100000001');
      return { outcome: 'sent', providerId: `P-${message.id}` };
    };
    await world.outbox.process([one, two]);
    expect(await world.outbound(one)).toMatchObject({ state: 'unknown', error_code: 'TypeError' });
    expect(await world.outbound(two)).toMatchObject({ state: 'sent' });
    expect(world.logs.text()).not.toContain('62811');
  });

  it('promise 5: a provider that gives two messages the same id spoils neither', async () => {
    const [one, two, three] = [
      await queued(),
      await queued('BADUNG BANTUAN', '+6281100000002'),
      await queued('BANGLI BANTUAN', '+6281100000003'),
    ];
    world.sender.next = (message) => ({ outcome: 'sent', providerId: message.id === three ? 'P-3' : 'OK' });
    await world.outbox.process([one, two, three]);
    for (const id of [one, two, three]) expect(await world.outbound(id)).toMatchObject({ state: 'sent' });
  });

  it('a paused channel keeps its messages', async () => {
    const id = await queued();
    await world.sql(`INSERT INTO channel_state (channel_id, paused) VALUES ('sms-1708', true)`);
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'queued', attempts: 0 });
    await world.timePasses('outbound_message');
    expect(await sweep().due(10)).toEqual([]);
  });
});

describe('an outcome that is not known', () => {
  it('promise 3: a lease that ran out while sending is looked up, not sent again', async () => {
    const id = await queued();
    // What a process leaves behind that was killed while sending.
    await world.database.query(CLAIM, [[id], 60, 0, [], [], 20, new Date()]);
    await world.outbox.process([id]);
    expect((await world.outbound(id)).state).toBe('sending');
    await world.timePasses('outbound_message');
    expect((await sweep().due(10)).map((row) => row.id)).toEqual([id]);
    world.sender.answerLookups({ found: 'sent', providerId: 'P-found' });
    await world.outbox.process([id]);
    expect(world.sender.sent).toEqual([]);
    expect(world.sender.lookedUp).toEqual([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'sent', attempts: 1 });
    await receipt('P-found', 'delivered');
    expect((await world.outbound(id)).state).toBe('delivered');
  });

  it('promise 3: where the provider can not be asked, an operator decides; nothing is sent', async () => {
    const id = await queued();
    world.sender.next = () => UNKNOWN;
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown', error_code: 'timeout' });
    for (let rings = 0; rings < 3; rings += 1) {
      await world.timePasses('outbound_message');
      await world.outbox.process([id]);
    }
    expect(world.sender.sent).toHaveLength(1);
    const row = await world.outbound(id);
    expect(row).toMatchObject({ state: 'unknown', error_code: 'outcome-unknown' });
    expect(row.wake_in).toBeGreaterThan(3_600);
  });

  it('is sent again once the provider is sure that it has nothing', async () => {
    const id = await queued();
    world.sender.next = () => UNKNOWN;
    await world.outbox.process([id]);
    await world.outbox.process([id]);
    expect(world.sender.lookedUp).toEqual([]);
    await world.timePasses('outbound_message');
    world.sender.answerLookups({ found: 'absent' });
    await world.outbox.process([id]);
    expect((await world.outbound(id)).state).toBe('queued');
    world.sender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
    await world.outbox.process([id]);
    expect(world.sender.sent).toHaveLength(2);
    expect(await world.outbound(id)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('is asked for again while the provider is not sure, and never sent meanwhile', async () => {
    const id = await queued();
    world.sender.next = () => UNKNOWN;
    await world.outbox.process([id]);
    world.sender.answerLookups({ found: 'unsure', reason: 'list lags' });
    for (let turn = 0; turn < 4; turn += 1) {
      await world.timePasses('outbound_message');
      await world.outbox.process([id]);
    }
    expect(world.sender.lookedUp).toHaveLength(4);
    expect(world.sender.sent).toHaveLength(1);
    expect((await world.outbound(id)).state).toBe('unknown');
  });
});

describe('receipts', () => {
  it('only advance, whatever their order and number', async () => {
    const id = await queued();
    await world.outbox.process([id]);
    const provider = `P-${id}`;
    await receipt(provider, 'read', '2026-11-21T01:00:00Z');
    for (const state of ['sent', 'delivered', 'failed', 'sent', 'delivered', 'read'] as const) {
      await receipt(provider, state);
      expect((await world.outbound(id)).state).toBe('read');
    }
    expect((await world.sql('SELECT read_at, delivered_at FROM outbound_message'))[0]).toMatchObject({
      read_at: new Date('2026-11-21T01:00:00Z'),
      delivered_at: new Date('2026-11-21T01:00:00Z'),
    });
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('lead to the same state when many come at once', async () => {
    const id = await queued();
    await world.outbox.process([id]);
    await Promise.all(
      (['failed', 'delivered', 'sent', 'failed', 'delivered'] as const).map((state) => receipt(`P-${id}`, state)),
    );
    await receipt(`P-${id}`, 'failed');
    expect(await world.outbound(id)).toMatchObject({ state: 'delivered', reason: null, error_code: null });
  });

  it('that come before the send is recorded are parked and then matched', async () => {
    const id = await queued();
    world.sender.next = async (message) => {
      await receipt(`P-${message.id}`, 'delivered');
      return { outcome: 'sent', providerId: `P-${message.id}` };
    };
    await world.outbox.process([id]);
    expect((await world.outbound(id)).state).toBe('delivered');
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('that crossed with the recording are found by the sweep', async () => {
    const id = await queued();
    await world.outbox.process([id]);
    await world.sql(`INSERT INTO parked_receipt (id, channel_id, provider_hash, state, at, created_at)
      SELECT gen_random_uuid(), channel_id, provider_hash, 'delivered', now(), now() FROM outbound_message`);
    await sweep().due(10);
    expect((await world.outbound(id)).state).toBe('delivered');
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('of messages that we did not send stay parked and disturb nobody', async () => {
    const id = await queued();
    await world.outbox.process([id]);
    await receipt('P-nobody', 'delivered');
    await world.receipts.apply('sms-other', [{ type: 'receipt', providerId: `P-${id}`, state: 'delivered' }]);
    expect((await world.outbound(id)).state).toBe('sent');
    expect(await world.count('parked_receipt')).toBe(2);
  });

  it('a failure says the code, and is not sent again', async () => {
    const id = await queued();
    await world.outbox.process([id]);
    await world.receipts.apply('sms-1708', [
      { type: 'receipt', providerId: `P-${id}`, state: 'failed', error: { code: 'twilio:30003' } },
    ]);
    expect(await world.outbound(id)).toMatchObject({ state: 'failed', error_code: 'twilio:30003', reason: 'receipt' });
    await world.timePasses('outbound_message');
    await world.outbox.process([id]);
    expect(world.sender.sent).toHaveLength(1);
  });
});

describe('limits', () => {
  it('the breaker rests a channel after ten failures in a row, and no other', async () => {
    world.sender.next = () => RETRY;
    const ids: string[] = [];
    for (let index = 0; index < 11; index += 1)
      ids.push(await queued('TANAHBUMBU BANTUAN', `+62811000000${String(10 + index)}`));
    for (const id of ids.slice(0, 9)) await world.outbox.process([id]);
    expect(await world.count('channel_state', 'breaker_until > now()')).toBe(0);
    await world.outbox.process([ids[9] ?? '']);
    expect(await world.count('channel_state', `breaker_until > now() AND failures_in_row = 10`)).toBe(1);
    const before = world.sender.sent.length;
    await world.outbox.process([ids[10] ?? '']);
    expect(world.sender.sent).toHaveLength(before);
    expect(await world.outbound(ids[10] ?? '')).toMatchObject({ state: 'queued', attempts: 0 });
    await world.receive('TANAHBUMBU BANTUAN', '+6281100000077', 'sms-other');
    await world.process();
    await world.deliver();
    expect(world.otherSender.sent).toHaveLength(1);
    // After its rest one success makes it whole.
    world.sender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
    await world.sql(`UPDATE channel_state SET breaker_until = now() - interval '1 second'`);
    await world.outbox.process([ids[10] ?? '']);
    expect(await world.sql('SELECT failures_in_row, breaker_until FROM channel_state')).toEqual([
      { failures_in_row: 0, breaker_until: null },
    ]);
  });

  it('a success of another process ends the row of failures too', async () => {
    world.sender.next = () => RETRY;
    await world.outbox.process([await queued()]);
    const { Outbox } = await import('../../../src/outbox/outbox.service.js');
    const other = new Outbox({
      ...world.parts,
      receipts: world.receipts,
      files: { read: (key) => world.store.get(key), url: (id) => id },
      leaseSeconds: 60,
      concurrency: 2,
      automaticMessagesPerDay: 20,
    });
    world.sender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
    await other.process([await queued('BADUNG BANTUAN')]);
    expect(await world.sql('SELECT failures_in_row FROM channel_state')).toEqual([{ failures_in_row: 0 }]);
  });

  it('hands out the slots of a rate limit, and gives the attempt back to who waits', async () => {
    const limited = await World.open({ ratePerSecond: 2 });
    try {
      const ids: string[] = [];
      for (let index = 0; index < 6; index += 1) {
        await limited.receive('TANAHBUMBU BANTUAN', `+62811000000${String(10 + index)}`);
        await limited.process();
        ids.push(...limited.bell.take('outbox'));
      }
      await limited.outbox.process(ids);
      expect(limited.sender.sent).toHaveLength(1);
      const waiting = await limited.sql<{ attempts: number; state: string; reason: string; wait: number }>(
        `SELECT attempts, state, reason, extract(epoch FROM next_attempt_at - now())::float8 AS wait FROM outbound_message WHERE state = 'queued' ORDER BY next_attempt_at`,
      );
      expect(waiting).toHaveLength(5);
      for (const row of waiting) expect(row).toMatchObject({ attempts: 0, reason: 'rate-limit' });
      const gaps = waiting.slice(1).map((row, index) => row.wait - (waiting[index]?.wait ?? 0));
      for (const gap of gaps) expect(gap).toBeCloseTo(0.5, 1);
      // Rung for too early, they keep waiting; when their time has come all of them leave.
      await limited.outbox.process(ids);
      expect(limited.sender.sent).toHaveLength(1);
      for (let turn = 0; turn < 6; turn += 1) {
        await limited.timePasses('outbound_message');
        await limited.sql(`UPDATE channel_state SET next_slot_at = now() - interval '1 second'`);
        await limited.outbox.process(ids);
      }
      expect(new Set(limited.sender.sent.map(({ id }) => id)).size).toBe(6);
      expect(limited.sender.sent).toHaveLength(6);
    } finally {
      await limited.close();
    }
  });
});

describe('the sweep', () => {
  it('promise 2: rings for what nobody rang for, once', async () => {
    const id = await queued();
    expect(await sweep().due(10)).toEqual([]);
    await world.timePasses('outbound_message');
    expect(await sweep().due(10)).toEqual([{ queue: 'outbox.sms', id }]);
    expect(await sweep().due(10)).toEqual([]);
    await world.outbox.process([id]);
    await world.timePasses('outbound_message');
    expect(await sweep().due(10)).toEqual([]);
  });
});
