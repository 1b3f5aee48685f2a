import { reconcile } from '../../../src/reports/reconcile.js';
import { ChannelPauses } from '../../../src/watch/channel-pauses.js';
import { FailedInboundMessages } from '../../../src/watch/failed-inbound.js';
import type { MessageScope } from '../../../src/watch/message-scope.js';
import { StuckOutboundMessages } from '../../../src/watch/stuck-outbound.js';
import { CHATTY, failOnce } from '../../kit/stuck.js';
import { World } from '../../kit/world.js';

const ACTOR = 'user:01900000-0000-7000-8000-000000000001';
const ALL: MessageScope = { channelId: 'sms-1708', tenant: null, ownerless: true };
const OFFICE: MessageScope = { channelId: 'sms-1708', tenant: 'tanah-bumbu', ownerless: false };

let world: World;
let inbound: FailedInboundMessages;
let outbound: StuckOutboundMessages;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.now = () => new Date();
  world.sender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
  delete world.sender.lookup;
  const parts = { database: world.database, vault: world.vault, channels: world.channels, doorbell: world.bell, clock: { now: () => world.now() } }; // prettier-ignore
  inbound = new FailedInboundMessages(parts);
  outbound = new StuckOutboundMessages(parts);
});

async function outboundState(id: string): Promise<Record<string, unknown>> {
  const [row] = await world.sql('SELECT state, attempts, parts_sent AS "partsSent", provider_hash IS NULL AS nameless FROM outbound_message WHERE id = $1', [id]); // prettier-ignore
  return row ?? {};
}

const acts = (): Promise<Record<string, unknown>[]> =>
  world.sql('SELECT act, actor, messages FROM channel_act ORDER BY id');

describe('messages that failed on their way in', () => {
  it('are handled again and become tickets, each once', async () => {
    const id = await failOnce(world, CHATTY);
    expect(await inbound.list(ALL, 10)).toEqual([
      expect.objectContaining({ id, reason: 'test-failure', readable: true, raw: true }),
    ]);
    const both = await Promise.all([inbound.retry(ALL, ACTOR, id), inbound.retry(ALL, ACTOR, id)]);
    expect(both.sort()).toEqual([0, 1]);
    await world.process();
    expect(await world.inbound(id)).toMatchObject({ state: 'done', outcome: 'ticket' });
    expect(await world.sql('SELECT id FROM ticket')).toHaveLength(1);
    expect(await acts()).toEqual([{ act: 'inbound-retried', actor: ACTOR, messages: 1 }]);
    expect((await reconcile(world.database, [])).ok).toBe(true);
  });

  it('are all handled again at once, but for those that cannot be read', async () => {
    await failOnce(world, CHATTY, '+6281100000001');
    await failOnce(world, CHATTY, '+6281100000002');
    const raw = { contentType: 'text/plain', bytes: Buffer.from('\u0000<script>alert(1)</script>') };
    await world.intake.reject('sms-1708', raw, { code: 'malformed-payload' });
    expect(await inbound.retry(ALL, ACTOR)).toBe(2);
    await world.process();
    const left = await inbound.list(ALL, 10);
    expect(left).toEqual([expect.objectContaining({ reason: 'malformed-payload', readable: false })]);
    expect(await inbound.retry(ALL, ACTOR)).toBe(0);
  });

  it('show what came as it came, and log the look first', async () => {
    const bytes = Buffer.from('nama: Contoh <img src=x onerror=alert(1)>');
    await world.intake.reject('sms-1708', { contentType: 'text/plain', bytes }, { code: 'malformed-payload' });
    const [message] = await inbound.list(ALL, 1);
    const id = message?.id ?? '';
    expect(await inbound.look(OFFICE, id, ACTOR)).toBeUndefined();
    expect(await world.sql('SELECT 1 FROM access_log')).toEqual([]);
    expect(await inbound.look(ALL, id, ACTOR)).toEqual({
      contentType: 'text/plain',
      text: bytes.toString(),
      cut: false,
      bytes: bytes.length,
    });
    expect(await world.sql('SELECT actor, action, subject_id, ticket_id FROM access_log')).toEqual([
      { actor: ACTOR, action: 'inbound-raw', subject_id: id, ticket_id: null },
    ]);
  });

  it('end as ignored with a reason, and everything still adds up', async () => {
    const id = await failOnce(world, CHATTY);
    expect(await inbound.ignore(ALL, id, 'hand-test', ACTOR)).toBe(true);
    expect(await inbound.ignore(ALL, id, 'hand-spam', ACTOR)).toBe(false);
    expect(await world.inbound(id)).toMatchObject({ state: 'done', outcome: 'ignored', reason: 'hand-test' });
    const { ok, channels } = await reconcile(world.database, ['sms-1708']);
    expect(ok).toBe(true);
    expect(channels).toEqual([expect.objectContaining({ received: 1, ignored: 1, failed: 0 })]);
  });

  it('of a shared channel are seen by the office that they are for, and by no other', async () => {
    const id = await failOnce(world, CHATTY);
    expect(await inbound.list(OFFICE, 10)).toEqual([]);
    expect(await inbound.retry(OFFICE, ACTOR, id)).toBe(0);
    await world.sql(`UPDATE inbound_message SET tenant = 'badung' WHERE id = $1`, [id]);
    expect(await inbound.find(OFFICE, id)).toBeUndefined();
    expect(await inbound.find({ ...OFFICE, tenant: 'badung' }, id)).toMatchObject({ id });
  });
});

describe('messages that were not sent', () => {
  async function refused(): Promise<string> {
    world.sender.next = () => ({ outcome: 'rejected', code: 'test:1', reason: 'not now' });
    const { outboundId } = await world.complaint();
    await world.deliver();
    world.sender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
    return outboundId;
  }

  it('leave once when they are sent again, however often that is pressed', async () => {
    const id = await refused();
    expect(await outbound.list(OFFICE, 10)).toEqual([
      expect.objectContaining({
        id,
        state: 'failed',
        purpose: 'acknowledgement',
        errorCode: 'test:1',
        reason: 'not now',
        byHand: false,
      }),
    ]);
    const before = world.sender.sent.length;
    const both = await Promise.all([outbound.resend(OFFICE, ACTOR, id), outbound.resend(OFFICE, ACTOR, id)]);
    expect(both.sort()).toEqual([0, 1]);
    await world.deliver();
    expect(world.sender.sent.length - before).toBe(1);
    expect(await outboundState(id)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('that failed by a receipt are followed by their new id alone', async () => {
    const { outboundId: id } = await world.complaint();
    await world.deliver();
    await world.sql(`UPDATE outbound_message SET state = 'failed' WHERE id = $1`, [id]);
    expect(await outbound.resend(ALL, ACTOR)).toBe(1);
    expect(await outboundState(id)).toMatchObject({ state: 'queued', nameless: true });
    expect(await world.sql('SELECT cardinality(refused_hashes) AS refused FROM outbound_message WHERE id = $1', [id])).toEqual([{ refused: 1 }]); // prettier-ignore
  });

  it('of other offices stay', async () => {
    const id = await refused();
    expect(await outbound.resend({ ...OFFICE, tenant: 'badung' }, ACTOR, id)).toBe(0);
    expect(await outboundState(id)).toMatchObject({ state: 'failed' });
  });
});

describe('messages of unknown outcome', () => {
  async function unsure(): Promise<string> {
    world.sender.next = () => ({ outcome: 'unknown', code: 'test:2', reason: 'the line broke' });
    const { outboundId } = await world.complaint();
    await world.deliver();
    expect(await outboundState(outboundId)).toMatchObject({ state: 'unknown' });
    world.sender.next = (message) => ({ outcome: 'sent', providerId: `P-${message.id}` });
    return outboundId;
  }

  it('are not sent again by what sends the failed ones', async () => {
    const id = await unsure();
    expect(await outbound.resend(ALL, ACTOR, id)).toBe(0);
    expect(await outbound.resend(ALL, ACTOR)).toBe(0);
    expect(await outboundState(id)).toMatchObject({ state: 'unknown' });
  });

  it('are looked up at once where the provider can be asked', async () => {
    const id = await unsure();
    expect(outbound.canLookUp('sms-1708')).toBe(false);
    world.sender.answerLookups({ found: 'sent', providerId: 'P-found' });
    expect(outbound.canLookUp('sms-1708')).toBe(true);
    expect(await outbound.lookUp(OFFICE, ACTOR, id)).toBe(1);
    await world.deliver();
    expect(world.sender.lookedUp).toEqual([id]);
    expect(await outboundState(id)).toMatchObject({ state: 'sent', nameless: false });
  });

  it('count as sent when somebody knows that they arrived, and nothing leaves', async () => {
    const id = await unsure();
    const before = world.sender.sent.length;
    expect(await outbound.wasSent(OFFICE, ACTOR, id)).toBe(1);
    await world.deliver();
    expect(await outboundState(id)).toMatchObject({ state: 'sent', partsSent: 1 });
    expect(world.sender.sent.length).toBe(before);
    expect(await outbound.sendAgain(OFFICE, ACTOR, id)).toBe(0);
  });

  it('leave once more when somebody decides so, and no third time', async () => {
    const id = await unsure();
    const before = world.sender.sent.length;
    const both = await Promise.all([outbound.sendAgain(OFFICE, ACTOR, id), outbound.sendAgain(OFFICE, ACTOR, id)]);
    expect(both.sort()).toEqual([0, 1]);
    await world.deliver();
    expect(world.sender.sent.length - before).toBe(1);
    expect(await outboundState(id)).toMatchObject({ state: 'sent' });
    expect(await acts()).toEqual([{ act: 'outbound-sent-again', actor: ACTOR, messages: 1 }]);
  });

  it('that a worker asks about at this moment are left to it', async () => {
    const id = await unsure();
    await world.sql(`UPDATE outbound_message SET lease_until = now() + interval '1 minute' WHERE id = $1`, [id]);
    expect(await outbound.sendAgain(ALL, ACTOR, id)).toBe(0);
    expect(await outbound.wasSent(ALL, ACTOR, id)).toBe(0);
  });
});

describe('a pause', () => {
  it('holds what comes in and what goes out until somebody ends it', async () => {
    const pauses = new ChannelPauses({
      database: world.database,
      doorbell: world.bell,
      clock: { now: () => world.now() },
    });
    expect(await pauses.pause('sms-1708', ACTOR)).toBe(true);
    expect(await pauses.pause('sms-1708', ACTOR)).toBe(false);
    const id = await world.receive(CHATTY);
    await world.process();
    expect(await world.inbound(id)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await pauses.resume('sms-1708', ACTOR)).toBe(true);
    expect(await pauses.resume('sms-1708', ACTOR)).toBe(false);
    await world.process();
    expect(await world.inbound(id)).toMatchObject({ state: 'done', outcome: 'ticket' });
    expect((await acts()).map(({ act }) => act)).toEqual(['paused', 'resumed']);
  });
});
