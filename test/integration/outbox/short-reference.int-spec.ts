import type { ReceiptEvent } from '../../../src/messaging/inbound-event.js';
import { shortReference } from '../../../src/messaging/short-reference.js';
import { CLAIM } from '../../../src/outbox/outbox.statements.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.otherSender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
});

/** Help texts for these many citizens. */
async function queued(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    await world.receive('TANAHBUMBU BANTUAN', `+62811000000${String(10 + index)}`, 'sms-other');
    await world.process();
    ids.push(...world.bell.take('outbox'));
  }
  return ids;
}

describe('receipts that have room for the end of our id only', () => {
  const say = (id: string, over: Partial<ReceiptEvent> = {}) =>
    world.receipts.apply('sms-other', [
      {
        type: 'receipt',
        providerId: 'far-1',
        shortReference: shortReference(id),
        recipient: '+6281100000010',
        state: 'delivered',
        ...over,
      },
    ]);
  async function unknown(count = 1): Promise<string[]> {
    const ids = await queued(count);
    world.otherSender.next = () => ({ outcome: 'unknown', code: 'timeout', reason: 'no answer' });
    await world.outbox.process(ids);
    return ids;
  }

  it.each([
    ['delivered', 'delivered', null],
    ['failed', 'failed', 'kotak penuh'],
  ] as const)('settle what was unknown: %s', async (state, becomes, reason) => {
    const [id = ''] = await unknown();
    await say(id, { state, ...(state === 'failed' && { error: { code: 'far:9', text: 'kotak penuh' } }) });
    expect(await world.outbound(id)).toMatchObject({ state: becomes, reason });
    await say(id, { state });
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('wait while the send is under way, and settle it when its process died', async () => {
    const [id = ''] = await queued(1);
    await world.database.query(CLAIM, [[id], 60, 0, [], [], 20, new Date()]);
    await say(id);
    expect(await world.outbound(id)).toMatchObject({ state: 'sending' });
    await world.timePasses('outbound_message');
    await world.outbox.process([id]);
    await world.receipts.sweepParked();
    expect(await world.outbound(id)).toMatchObject({ state: 'delivered' });
  });

  it.each<[string, Partial<ReceiptEvent>]>([
    ['of another citizen', { recipient: '+6281100000011' }],
    ['without a citizen', { recipient: undefined }],
    ['of another message', { shortReference: 0 }],
  ])('say nothing %s', async (_name, over) => {
    const [id = ''] = await unknown(2);
    const reference = { ...over, ...(over.shortReference === 0 && { shortReference: shortReference(id) ^ 1 }) };
    await say(id, reference);
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown' });
  });

  it('say nothing where two messages end alike, of one that is a week old, or of one whose id is known', async () => {
    const [id = ''] = await unknown();
    const twin = `${id.slice(0, -8)}${id.slice(-8, -4) === 'ffff' ? '0000' : 'ffff'}${id.slice(-4)}`;
    await world.sql(
      `INSERT INTO outbound_message SELECT (jsonb_populate_record(o, jsonb_build_object('id', $2::text, 'idempotency_key', $2::text))).*
       FROM outbound_message o WHERE o.id = $1`,
      [id, twin],
    );
    await say(id);
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown' });
    await world.sql("UPDATE outbound_message SET state = 'sent', provider_hash = '\\x01' WHERE id = $1", [twin]);
    await world.sql("UPDATE outbound_message SET created_at = created_at - interval '8 days' WHERE id = $1", [id]);
    await say(id, { providerId: 'far-2' });
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown' });
    expect(await world.outbound(twin)).toMatchObject({ state: 'sent' });
    await world.sql('UPDATE outbound_message SET created_at = now() WHERE id = $1', [id]);
    await say(id, { providerId: 'far-3' });
    expect(await world.outbound(id)).toMatchObject({ state: 'delivered' });
  });
});
