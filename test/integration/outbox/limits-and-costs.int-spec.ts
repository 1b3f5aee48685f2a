import { WriteSet } from '../../../src/database/write-set.js';
import { RELEASE } from '../../../src/outbox/window.statements.js';
import { costs } from '../../../src/reports/costs.js';
import { CLAIM } from '../../../src/outbox/outbox.statements.js';
import type { SendOutcome } from '../../../src/messaging/outbound-message.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.otherSender.sent.length = 0;
  world.otherSender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
  delete world.otherSender.lookup;
});

/** Help texts for these many citizens on the channel with a price. */
async function queued(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    await world.receive('TANAHBUMBU BANTUAN', `+62811000000${String(10 + index)}`, 'sms-other');
    await world.process();
    ids.push(...world.bell.take('outbox'));
  }
  return ids;
}

const tenants = shippedConfig()
  .tenants.all()
  .map(({ slug, zone }) => ({ slug, zone }));
const THROTTLED: SendOutcome = {
  outcome: 'retry',
  code: 'far:429',
  reason: 'too often',
  afterMs: 60_000,
  throttled: true,
};

describe('a far end that asks for a pause', () => {
  it('gets it for the whole channel, and no message loses an attempt', async () => {
    const ids = await queued(12);
    world.otherSender.next = () => THROTTLED;
    await world.outbox.process(ids.slice(0, 10));
    // Those that were under way when it was said; none after that.
    expect(world.otherSender.sent.length).toBeLessThanOrEqual(8);
    for (const id of ids) expect(await world.outbound(id)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(
      await world.count(
        'channel_state',
        "throttled_until > now() + interval '50 seconds' AND failures_in_row = 0 AND breaker_until IS NULL",
      ),
    ).toBe(1);
    const before = world.otherSender.sent.length;
    await world.timePasses('outbound_message');
    await world.outbox.process(ids);
    expect(world.otherSender.sent).toHaveLength(before);
    await world.sql("UPDATE channel_state SET throttled_until = now() - interval '1 second'");
    world.otherSender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
    await world.outbox.process(ids);
    for (const id of ids) expect(await world.outbound(id)).toMatchObject({ state: 'sent', attempts: 1 });
  });
});

describe('a recipient', () => {
  it('gets no more automatic messages in a day than the cap, whoever queued them', async () => {
    const [first = ''] = await queued(1);
    await world.sql(
      `INSERT INTO outbound_message (id, idempotency_key, channel_id, kind, purpose, automatic, recipient_hash, key_id, to_sealed, body_sealed, state, next_attempt_at, wake_at, created_at)
       SELECT gen_random_uuid(), gen_random_uuid()::text, channel_id, kind, 'notice', true, recipient_hash, key_id, to_sealed, body_sealed, 'sent', now(), now(), created_at - interval '1 minute'
       FROM outbound_message, generate_series(1, 20) WHERE id = $1`,
      [first],
    );
    await world.outbox.process([first]);
    expect(world.otherSender.sent).toEqual([]);
    expect(await world.outbound(first)).toMatchObject({ state: 'failed', error_code: 'recipient-cap' });
  });

  it('gets what an operator wrote all the same', async () => {
    const [first = ''] = await queued(1);
    await world.sql(
      `INSERT INTO outbound_message (id, idempotency_key, channel_id, kind, purpose, automatic, recipient_hash, key_id, to_sealed, body_sealed, state, next_attempt_at, wake_at, created_at)
       SELECT gen_random_uuid(), gen_random_uuid()::text, channel_id, kind, 'notice', true, recipient_hash, key_id, to_sealed, body_sealed, 'sent', now(), now(), created_at - interval '1 minute'
       FROM outbound_message, generate_series(1, 20) WHERE id = $1`,
      [first],
    );
    await world.sql('UPDATE outbound_message SET automatic = false WHERE id = $1', [first]);
    await world.outbox.process([first]);
    expect(await world.outbound(first)).toMatchObject({ state: 'sent' });
  });
});

describe('what sends cost', () => {
  it('is counted in segments before they leave, and summed by tenant, channel and month', async () => {
    const ids = await queued(2);
    await world.outbox.process(ids);
    const [sums] = await costs(world.database, tenants);
    const segments = await world.sql<{ n: number }>('SELECT sum(segments)::int AS n FROM outbound_message');
    expect(segments[0]?.n).toBeGreaterThanOrEqual(2);
    expect(sums).toMatchObject({
      tenant: 'tanah-bumbu',
      channelId: 'sms-other',
      messages: 2,
      segments: segments[0]?.n,
      templates: 0,
      cost: 350 * (segments[0]?.n ?? 0),
      currency: 'IDR',
    });
    expect(await costs(world.database, tenants, { tenant: 'badung' })).toEqual([]);
    expect(await costs(world.database, tenants, { month: '2020-01' })).toEqual([]);
  });

  it('believes the provider’s own count', async () => {
    world.otherSender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}`, segments: 7 });
    await world.outbox.process(await queued(1));
    expect((await costs(world.database, tenants))[0]).toMatchObject({ segments: 7, cost: 2_450 });
  });

  it('counts what may have left, until the provider is sure that it has not', async () => {
    const [id = ''] = await queued(1);
    world.otherSender.next = () => ({ outcome: 'unknown', code: 'timeout', reason: 'no answer' });
    await world.outbox.process([id]);
    expect((await costs(world.database, tenants))[0]?.cost).toBeGreaterThan(0);
    world.otherSender.answerLookups({ found: 'absent' });
    await world.timePasses('outbound_message');
    await world.outbox.process([id]);
    expect(await costs(world.database, tenants)).toEqual([]);
  });

  it('counts nothing for what was refused', async () => {
    world.otherSender.next = () => ({ outcome: 'rejected', code: 'far:1', reason: 'no' });
    await world.outbox.process(await queued(1));
    expect(await costs(world.database, tenants)).toEqual([]);
  });

  it('replaces what would make an SMS dearer and says the same', async () => {
    const [id = ''] = await queued(1);
    const { sealedIn } = await import('../../../src/contacts/vault-context.js');
    const body = world.vault.seal('“Selesai” – terima kasih…', sealedIn.outboundBody(id));
    await world.sql('UPDATE outbound_message SET body_sealed = $2 WHERE id = $1', [id, body]);
    await world.outbox.process([id]);
    expect(world.otherSender.sent[0]?.text).toBe('"Selesai" - terima kasih...');
    expect((await costs(world.database, tenants))[0]).toMatchObject({ segments: 1, cost: 350 });
  });
});

describe('receipts that name our own id', () => {
  const say = (id: string, state: 'sent' | 'delivered' | 'failed', providerId = 'far-1') =>
    world.receipts.apply('sms-other', [
      {
        type: 'receipt',
        providerId,
        reference: id,
        state,
        ...(state === 'failed' && { error: { code: 'far:9', text: 'kotak penuh' } }),
      },
    ]);

  it.each([
    ['delivered', 'delivered', null],
    ['failed', 'failed', 'kotak penuh'],
  ] as const)('settle what was unknown: %s', async (said, state, reason) => {
    const [id = ''] = await queued(1);
    world.otherSender.next = () => ({ outcome: 'unknown', code: 'timeout', reason: 'no answer' });
    await world.outbox.process([id]);
    await say(id, said);
    expect(await world.outbound(id)).toMatchObject({ state, reason });
    // Said again: nothing more; and by its provider's id alone it is known now.
    await say(id, said);
    await world.timePasses('outbound_message');
    await world.outbox.process([id]);
    expect(world.otherSender.sent).toHaveLength(1);
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('wait while the send is under way, and settle it when its process died', async () => {
    const [id = ''] = await queued(1);
    await world.database.query(CLAIM, [[id], 60, 0, [], [], 20, new Date()]);
    await say(id, 'delivered');
    expect(await world.outbound(id)).toMatchObject({ state: 'sending' });
    expect(await world.count('parked_receipt')).toBe(1);
    await world.timePasses('outbound_message');
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown' });
    await world.receipts.sweepParked();
    expect(await world.outbound(id)).toMatchObject({ state: 'delivered' });
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('of a try that the closed window undid say nothing of the next one', async () => {
    const [id = ''] = await queued(1);
    world.otherSender.next = () => ({ outcome: 'unknown', code: 'timeout', reason: 'no answer' });
    await world.outbox.process([id]);
    await world.sql('UPDATE outbound_message SET refused_hashes = ARRAY[$2::bytea] WHERE id = $1', [
      id,
      world.vault.externalIdHash('sms-other', 'far-1'),
    ]);
    await say(id, 'failed');
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown' });
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('of another channel settle nothing', async () => {
    const [id = ''] = await queued(1);
    world.otherSender.next = () => ({ outcome: 'unknown', code: 'timeout', reason: 'no answer' });
    await world.outbox.process([id]);
    await world.receipts.apply('sms-1708', [
      { type: 'receipt', providerId: 'far-1', reference: id, state: 'delivered' },
    ]);
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown' });
  });

  it('a delay undoes nothing', async () => {
    const [id = ''] = await queued(1);
    await world.outbox.process([id]);
    await world.receipts.apply('sms-other', [
      { type: 'receipt', providerId: `P-${id}`, state: 'delivered' },
      { type: 'receipt', providerId: `P-${id}`, state: 'sent', error: { code: 'smtp:4.4.1', permanent: false } },
    ]);
    await world.receipts.apply('sms-other', [
      { type: 'receipt', providerId: `P-${id}`, state: 'sent', error: { code: 'smtp:4.4.1', permanent: false } },
    ]);
    expect(await world.outbound(id)).toMatchObject({ state: 'delivered', error_code: null });
  });

  it('what nobody knows is forgotten after a month', async () => {
    await say('01990000-0000-7000-8000-00000000dead', 'delivered');
    await world.sql("UPDATE parked_receipt SET created_at = created_at - interval '31 days'");
    await world.receipts.sweepParked();
    expect(await world.count('parked_receipt')).toBe(0);
  });
});

it('promise 3: what has left meanwhile is not let go a second time', async () => {
  const [id = ''] = await queued(1);
  await world.outbox.process([id]);
  const writes = new WriteSet();
  writes.statement(RELEASE, [new Date(), new Date(), `{${id}}`]);
  const { statement, values } = writes.compile();
  await world.database.query(statement, values);
  expect(await world.outbound(id)).toMatchObject({ state: 'sent' });
});
