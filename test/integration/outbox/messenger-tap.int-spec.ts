import { parseMeta } from '../../../src/channels/whatsapp/meta/meta.parse.js';
import { WriteSet } from '../../../src/database/write-set.js';
import type { StoredEvent } from '../../../src/messaging/inbound-event.js';
import { queueOutbound } from '../../../src/outbox/outbox.writes.js';
import { World } from '../../kit/world.js';

const PSID = '24500000000000001';
const ANSWER = 'Jalan sudah ditambal. Terima kasih atas laporan Anda.';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.pageSender.next = (message) =>
    message.windowOpen === false
      ? { outcome: 'window-closed', code: 'meta:window-closed' }
      : { outcome: 'sent', providerId: `P-${message.id}` };
});

/** An answer to somebody who wrote to the page days ago. */
async function queued(): Promise<string> {
  const channel = world.channels.get('fb-window');
  if (!channel) throw new Error('no such channel');
  const writes = new WriteSet();
  const id = queueOutbound(writes, world.vault, {
    idempotencyKey: 'answer:1', channel, tenant: 'tanah-bumbu', purpose: 'answer', automatic: false,
    to: { kind: 'messenger', value: PSID }, text: ANSWER, now: new Date(), ringAfterSeconds: 15,
  }); // prettier-ignore
  const { statement, values } = writes.compile();
  await world.database.query(statement, values);
  return id;
}

it('a text that waits goes out when a button on Messenger is tapped, which says nothing else', async () => {
  const id = await queued();
  await world.outbox.process([id]);
  expect(await world.outbound(id)).toMatchObject({ state: 'waiting' });
  const postback = { sender: { id: PSID }, recipient: { id: '682498302938465' }, timestamp: Date.now(), postback: { title: 'Lihat jawaban', payload: 'X' } }; // prettier-ignore
  const body = { object: 'page', entry: [{ id: '682498302938465', messaging: [postback] }] };
  const events = parseMeta(Buffer.from(JSON.stringify(body))).flatMap((delivery) => delivery.events) as StoredEvent[];
  const [inbound = ''] = await world.accept(events, 'fb-window');
  await world.process();
  await world.deliver();
  expect(world.pageSender.sent.filter(({ windowOpen }) => windowOpen !== false).map(({ text }) => text)).toEqual([
    ANSWER,
  ]);
  expect(await world.outbound(id)).toMatchObject({ state: 'sent' });
  expect(await world.inbound(inbound)).toMatchObject({ state: 'done', outcome: 'command' });
  expect(await world.count('ticket')).toBe(0);
});
