import { ChannelHours } from '../../../src/watch/channel-hours.js';
import { SilenceWatch } from '../../../src/watch/silence-watch.js';
import { silences } from '../../../src/watch/silences.js';
import { accountDesk } from '../../kit/account-desk.js';
import { shippedConfig } from '../../kit/shipped.js';
import { seedStaff } from '../../kit/staff.js';
import { World } from '../../kit/world.js';

/** Friday, 15:00 in Makassar. */
const NOW = new Date('2026-11-20T07:00:00Z');
const HOUR_MS = 3_600_000;

let world: World;
let clock: Date;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  clock = new Date(NOW.getTime() - HOUR_MS);
  world.now = () => clock;
  await seedStaff(world);
});

function watch(): SilenceWatch {
  const { tenants, locales } = shippedConfig();
  return new SilenceWatch({
    database: world.database,
    channels: world.channels,
    tenants,
    locales,
    staff: world.staff,
    notices: world.staffNotices,
    hours: new ChannelHours(world.database),
    central: accountDesk(world).central,
    doorbell: world.bell,
    clock: { now: () => clock },
    publicUrl: 'https://aduan.example',
  });
}

/** Messages in each hour of weeks, until `hours` ago. */
async function history(
  channelId: string,
  { weeks, perHour, until }: { weeks: number; perHour: number; until: Date },
): Promise<void> {
  await world.sql(
    `INSERT INTO intake_ledger (id, channel_id, received, at)
     SELECT gen_random_uuid(), $1, $2, $3::timestamptz - make_interval(hours => n) FROM generate_series(0, $4::int * 168) AS n`,
    [channelId, perHour, until, weeks],
  );
}

/** As the sweeper does: once to settle, and then again. */
async function look(silence: SilenceWatch): Promise<void> {
  await silence.due();
  clock = NOW;
  await silence.due();
}

const told = (): Promise<{ tenant: string; channel: string }[]> =>
  world.sql(`SELECT tenant, channel_id AS channel FROM outbound_message WHERE idempotency_key LIKE 'channel-silent:%' ORDER BY id`); // prettier-ignore

describe('channels by the hour', () => {
  it('are counted once, however often, and anew while the hour lasts', async () => {
    const hours = new ChannelHours(world.database);
    await history('sms-1708', { weeks: 3, perHour: 2, until: new Date(NOW.getTime() - 5 * 60_000) });
    await world.complaint();
    await world.deliver();
    await hours.count(['sms-1708'], NOW);
    await world.receive('TANAHBUMBU satu lagi');
    await hours.count(['sms-1708'], NOW);
    await hours.count(['sms-1708'], NOW);
    const [sum] = await world.sql(
      `SELECT sum(received)::int AS received FROM channel_hour WHERE channel_id = 'sms-1708'`,
    );
    const [ledger] = await world.sql(
      `SELECT sum(received)::int AS received FROM intake_ledger WHERE channel_id = 'sms-1708'`,
    );
    expect(sum).toEqual(ledger);
  });

  it('show the last day beside the weeks before', async () => {
    const hours = new ChannelHours(world.database);
    await history('sms-1708', { weeks: 3, perHour: 2, until: new Date(NOW.getTime() - 5 * 60_000) });
    // Sent half an hour ago by this clock; the row is as the outbox leaves it.
    const { outboundId } = await world.complaint();
    await world.sql(`UPDATE outbound_message SET state = 'sent', sent_at = $2 WHERE id = $1`, [
      outboundId,
      new Date(NOW.getTime() - 30 * 60_000),
    ]);
    await hours.count(['sms-1708'], NOW);
    const day = (await hours.rhythm(['sms-1708', 'sms-other'], NOW)).get('sms-1708');
    expect(day).toHaveLength(24);
    expect(day?.at(-1)).toEqual({ hour: NOW, received: 0, sent: 0, usuallyReceived: 2, usuallySent: 0 });
    // An hour ago also the complaint itself came.
    expect(day?.at(-2)).toMatchObject({ received: 3, sent: 1, usuallyReceived: 2 });
    expect((await hours.rhythm(['sms-other'], NOW)).get('sms-other')?.[0]).toMatchObject({
      received: 0,
      usuallyReceived: null,
    });
  });
});

describe('a channel that falls silent', () => {
  it('is told of once to the admins of its office, and clears when it hears again', async () => {
    await history('email-tanahbumbu', { weeks: 9, perHour: 3, until: new Date(NOW.getTime() - 5 * HOUR_MS) });
    const silence = watch();
    await look(silence);
    expect([...(await silences(world.database)).keys()]).toEqual(['email-tanahbumbu']);
    expect((await silences(world.database)).get('email-tanahbumbu')?.expected).toBeCloseTo(15, 0);
    expect(await told()).toEqual([{ tenant: 'tanah-bumbu', channel: 'email-tanahbumbu' }]);
    expect(world.bell.take('outbox')).toHaveLength(1);

    clock = new Date(NOW.getTime() + 2 * 60_000);
    await silence.due();
    await look(watch());
    expect(await told()).toHaveLength(1);

    clock = new Date(NOW.getTime() + 10 * 60_000);
    await world.receive('Jalan rusak', '+6281100000002', 'email-tanahbumbu');
    await silence.due();
    expect((await silences(world.database)).size).toBe(0);
    expect(await told()).toHaveLength(1);
    expect((await world.sql('SELECT act, actor FROM channel_act ORDER BY id')).map(({ act }) => act)).toEqual(['fell-silent', 'heard-again']); // prettier-ignore
  });

  it('of several offices is told of to the admins of each', async () => {
    await history('sms-1708', { weeks: 9, perHour: 3, until: new Date(NOW.getTime() - 5 * HOUR_MS) });
    await look(watch());
    // Only one office of these has an admin.
    expect(await told()).toEqual([{ tenant: 'tanah-bumbu', channel: 'email-tanahbumbu' }]);
  });

  it('is told of once to each central admin who has a mailbox, whatever office it belongs to', async () => {
    const { accounts } = accountDesk(world);
    const central = { role: 'central-admin', tenant: null, name: 'Contoh' } as const;
    const { id } = await accounts.add({ ...central, username: 'pusat', email: 'pusat@aduan.example' });
    await accounts.add({ ...central, username: 'tanpa-surel' });
    await history('email-tanahbumbu', { weeks: 9, perHour: 3, until: new Date(NOW.getTime() - 5 * HOUR_MS) });
    const silence = watch();
    await look(silence);
    clock = new Date(NOW.getTime() + 2 * 60_000);
    await silence.due();
    const keys = await world.sql(`SELECT right(idempotency_key, 41) AS key FROM outbound_message WHERE purpose = 'account'`);
    expect(keys).toEqual([{ key: `user:${id}` }]);
    await world.sql('TRUNCATE user_account CASCADE');
  }); // prettier-ignore

  it('is none where few messages come, where it has hardly begun, and none that clerks type into', async () => {
    const until = new Date(NOW.getTime() - 5 * HOUR_MS);
    await history('sms-1708', { weeks: 2, perHour: 3, until });
    const manual = world.channels.all().find(({ kind, enabled }) => kind === 'manual' && enabled);
    await history(manual?.id ?? '', { weeks: 9, perHour: 3, until });
    await world.sql(
      `INSERT INTO intake_ledger (id, channel_id, received, at)
       SELECT gen_random_uuid(), 'sms-other', 1, $1::timestamptz - make_interval(hours => n * 55 + 200) FROM generate_series(0, 24) AS n`,
      [NOW],
    );
    await look(watch());
    expect((await silences(world.database)).size).toBe(0);
    expect(await told()).toEqual([]);
  });

  it('is judged by no process that has just begun', async () => {
    await history('sms-1708', { weeks: 9, perHour: 3, until: new Date(NOW.getTime() - 5 * HOUR_MS) });
    clock = NOW;
    await watch().due();
    expect((await silences(world.database)).size).toBe(0);
  });
});
