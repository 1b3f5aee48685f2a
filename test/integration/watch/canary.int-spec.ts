import type { ChannelRegistry } from '../../../src/messaging/ports.js';
import { canaries } from '../../../src/watch/canaries.js';
import { CanaryWatch } from '../../../src/watch/canary-watch.js';
import { canaryToken } from '../../../src/watch/canary-token.js';
import { ChannelHours } from '../../../src/watch/channel-hours.js';
import { accountDesk } from '../../kit/account-desk.js';
import { smsEvent } from '../../kit/messages.js';
import { shippedConfig } from '../../kit/shipped.js';
import { seedStaff } from '../../kit/staff.js';
import { World } from '../../kit/world.js';

const SLOT = new Date('2026-11-20T07:00:00Z');
const MINUTE_MS = 60_000;
const CHANNEL = 'email-tanahbumbu';
const MAILBOX = { kind: 'email', value: 'pantul@aduan.example' } as const;

let world: World;
let clock: Date;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  clock = SLOT;
  world.now = () => clock;
  await seedStaff(world);
});

/** The world's channels, with a canary on one. */
function channels(): ChannelRegistry {
  const all = world.channels.all().map((channel) =>
    channel.id === CHANNEL ? { ...channel, canary: { everyMinutes: 60, withinMinutes: 10, to: MAILBOX } } : channel,
  ); // prettier-ignore
  return { all: () => all, get: (id) => all.find((channel) => channel.id === id) };
}

function watch(): CanaryWatch {
  const { tenants, locales } = shippedConfig();
  return new CanaryWatch({
    ...world.parts,
    channels: channels(),
    tenants,
    locales,
    staff: world.staff,
    notices: world.staffNotices,
    central: accountDesk(world).central,
    clock: { now: () => clock },
    publicUrl: 'https://aduan.example',
  });
}

const at = (minutes: number): Date => new Date(SLOT.getTime() + minutes * MINUTE_MS);
const token = (slot = SLOT): string => canaryToken(world.keys, CHANNEL, slot);
const sent = () => world.mailSender.sent.filter(({ purpose }) => purpose === 'canary');
const told = () => world.count('outbound_message', `idempotency_key LIKE 'canary-missing:%'`);
const news = async () => (await canaries(world.database, channels().all())).get(CHANNEL);
const balance = async () => (await world.balance()).channels.find(({ channelId }) => channelId === CHANNEL);

/** A worker that has been there for long enough to judge. */
async function settled(): Promise<CanaryWatch> {
  clock = at(-20);
  const canary = watch();
  await canary.due();
  await world.sql('TRUNCATE canary_trip, outbound_message CASCADE');
  world.bell.rung.length = 0;
  return canary;
}

async function look(canary: CanaryWatch, minutes: number): Promise<void> {
  clock = at(minutes);
  await canary.due();
}

/** Comes in by the channel, as our own mail does that was sent back. */
async function comesIn(text: string, minutes: number, channelId = CHANNEL): Promise<string> {
  clock = at(minutes);
  const [id = ''] = await world.accept([smsEvent(text, { from: MAILBOX, nature: 'auto-reply' })], channelId);
  return id;
}

describe('a test message', () => {
  it('leaves once in a slot, whoever looks, and nothing leaves where none is configured', async () => {
    await Promise.all([watch().due(), watch().due(), watch().due()]);
    await look(watch(), 20);
    await world.deliver();
    expect(sent()).toMatchObject([{ to: MAILBOX, channelId: CHANNEL, automatic: true }]);
    expect(sent()[0]?.text).toContain(token());
    expect(await world.count('canary_trip')).toBe(1);
    await look(watch(), 60);
    await world.deliver();
    expect(sent()).toHaveLength(2);
    expect(sent()[1]?.text).toContain(token(at(60)));
  });

  it('comes back: no ticket, no answer, no contact; its time is kept and everything adds up', async () => {
    await watch().due();
    await world.deliver();
    const id = await comesIn(sent()[0]?.text ?? '', 3);
    await world.process();
    expect(await world.inbound(id)).toMatchObject({ state: 'done', outcome: 'canary', reason: 'test-message-returned' });
    expect([await world.count('ticket'), await world.count('contact'), await world.count('outbound_message')]).toEqual([0, 0, 1]);
    expect(await news()).toEqual({ lastBack: { at: at(3), seconds: 180 }, missing: undefined });
    expect(await balance()).toMatchObject({ received: 1, canary: 1, ticket: 0, ignored: 0 });
    expect((await world.balance()).ok).toBe(true);
    await world.sql(`DELETE FROM decision WHERE step = 'canary'`);
    expect((await world.balance()).ok).toBe(false);
  }); // prettier-ignore

  it('that is delivered twice counts twice and keeps the time of the first', async () => {
    await watch().due();
    await comesIn(token(), 3);
    await comesIn(token(), 8);
    await world.process();
    expect((await news())?.lastBack?.seconds).toBe(180);
    expect(await balance()).toMatchObject({ received: 2, canary: 2 });
  });

  it('is known in a person’s words too, and a forged one or another channel’s is a citizen’s message', async () => {
    await watch().due();
    const other = canaryToken(world.keys, 'sms-1708', SLOT);
    const forged = `${token().slice(0, -4)}0000`;
    const texts = [`Diteruskan: ${token()}`, `TANAHBUMBU jalan rusak ${forged}`, `TANAHBUMBU lampu mati ${other}`];
    const ids: string[] = [];
    for (const [index, text] of texts.entries()) ids.push(await world.receive(text, `+628110000000${String(index)}`, CHANNEL));
    await world.process();
    const ends = await Promise.all(ids.map((id) => world.inbound(id)));
    expect(ends.map(({ outcome }) => outcome)).toEqual(['canary', 'ticket', 'ticket']);
    expect((await world.balance()).ok).toBe(true);
  }); // prettier-ignore

  it('survives a worker that ends between the claim and the commit', async () => {
    await watch().due();
    const id = await comesIn(token(), 3);
    await world.sql(`UPDATE inbound_message SET attempts = 1, lease_until = now() - interval '1 second' WHERE id = $1`, [id]);
    await world.pipeline.process([id]);
    await world.pipeline.process([id]);
    expect(await world.count('decision', `step = 'canary'`)).toBe(1);
    expect((await news())?.lastBack?.seconds).toBe(180);
  }); // prettier-ignore

  it('is ended wholly or not at all, and in the end once', async () => {
    await watch().due();
    await world.sql('ALTER TABLE canary_trip ADD CONSTRAINT away CHECK (returned_at IS NULL)');
    const id = await comesIn(token(), 3);
    await world.process();
    expect(await world.inbound(id)).toMatchObject({ state: 'pending', outcome: null });
    expect(await world.count('decision')).toBe(0);
    await world.sql('ALTER TABLE canary_trip DROP CONSTRAINT away');
    await world.timePasses('inbound_message');
    await world.pipeline.process([id]);
    expect(await balance()).toMatchObject({ received: 1, canary: 1, pending: 0 });
    expect((await news())?.lastBack?.seconds).toBe(180);
  });

  it('is queued with its trip or not at all', async () => {
    await world.sql(`ALTER TABLE outbound_message ADD CONSTRAINT none CHECK (purpose <> 'canary')`);
    await expect(watch().due()).rejects.toThrow();
    expect(await world.count('canary_trip')).toBe(0);
    await world.sql('ALTER TABLE outbound_message DROP CONSTRAINT none');
    await watch().due();
    await world.deliver();
    expect(sent()).toHaveLength(1);
  });

  it('does not pile up behind one that cannot leave', async () => {
    await watch().due();
    await look(watch(), 60);
    expect(await world.count('outbound_message', `purpose = 'canary'`)).toBe(1);
  });

  it('is not what the silence alarm hears, nor part of the habit', async () => {
    await watch().due();
    await comesIn(token(), 3);
    await world.process();
    const hours = new ChannelHours(world.database);
    await hours.count([CHANNEL], at(5));
    expect((await hours.rhythm([CHANNEL], at(5))).get(CHANNEL)?.at(-1)).toMatchObject({ received: 0 });
    await comesIn('Jalan rusak', 6);
    await hours.count([CHANNEL], at(7));
    expect((await hours.rhythm([CHANNEL], at(7))).get(CHANNEL)?.at(-1)).toMatchObject({ received: 1 });
  });
});

describe('a test message that does not come back', () => {
  it('is told of once, and again only after one was back in time', async () => {
    const canary = await settled();
    await look(canary, 0);
    await world.deliver();
    await look(canary, 9);
    expect(await told()).toBe(0);
    await look(canary, 11);
    expect(await told()).toBe(1);
    expect((await news())?.missing).toEqual({ begunAt: SLOT, noticedAt: at(11) });

    // Too late for this one, and the next is missing as well: the same alarm.
    await comesIn(token(), 40);
    await world.process();
    await look(canary, 60);
    await world.deliver();
    await look(canary, 72);
    expect(await told()).toBe(1);
    expect(await news()).toMatchObject({ lastBack: { seconds: 2400 }, missing: { begunAt: SLOT } });

    await look(canary, 120);
    await world.deliver();
    await comesIn(token(at(120)), 122);
    await world.process();
    await look(canary, 131);
    expect((await news())?.missing).toBeUndefined();
    expect((await world.sql('SELECT act FROM channel_act ORDER BY id')).map(({ act }) => act)).toEqual(['canary-missing', 'canary-back']);

    await look(canary, 180);
    await look(canary, 191);
    expect(await told()).toBe(2);
  }); // prettier-ignore

  it('is told of by one of several workers', async () => {
    const workers = [await settled(), await settled(), await settled()];
    await look(workers[0] as CanaryWatch, 0);
    clock = at(11);
    await Promise.all(workers.map((worker) => worker.due()));
    expect(await told()).toBe(1);
  });

  it('is no alarm of a process that has just begun', async () => {
    await watch().due();
    await look(watch(), 30);
    expect(await told()).toBe(0);
  });

  it('is no alarm while something that came in by then waits for the pipeline', async () => {
    const canary = await settled();
    await look(canary, 0);
    await comesIn(token(), 9);
    await look(canary, 12);
    expect(await told()).toBe(0);
    await world.process();
    await look(canary, 14);
    expect(await told()).toBe(0);
    expect((await news())?.lastBack?.seconds).toBe(540);
  });

  it('is neither sent nor missed while the channel is paused', async () => {
    const canary = await settled();
    await look(canary, 0);
    await world.sql(`INSERT INTO channel_state (channel_id, paused) VALUES ($1, true)`, [CHANNEL]);
    await look(canary, 5);
    await look(canary, 61);
    expect(await world.count('canary_trip')).toBe(1);
    await world.sql('UPDATE channel_state SET paused = false');
    await look(canary, 63);
    expect(await told()).toBe(0);
  });

  it('is what an address gets that said STOP', async () => {
    const canary = await settled();
    await world.sql('INSERT INTO opt_out (channel_id, address_hash, at) VALUES ($1, $2, now())', [CHANNEL, world.vault.addressHash(MAILBOX)]);
    await look(canary, 0);
    await world.deliver();
    expect(sent()).toHaveLength(0);
    await look(canary, 11);
    expect(await told()).toBe(1);
  }); // prettier-ignore
});
