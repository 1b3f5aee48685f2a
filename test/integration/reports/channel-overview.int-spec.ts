import { channelOverview } from '../../../src/reports/channel-overview.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const overview = () => channelOverview(world.database, world.channels.all());

describe('the list of channels', () => {
  it('has every configured channel in the order of the configuration, the silent ones too', async () => {
    const channels = await overview();
    expect(channels.map(({ id }) => id)).toEqual(world.channels.all().map(({ id }) => id));
    expect(channels[0]).toEqual({
      id: 'sms-1708',
      kind: 'sms',
      provider: 'scripted',
      enabled: true,
      address: '1708',
      tenant: null,
      paused: false,
      connection: null,
      connectionSince: null,
      processes: null,
      words: null,
      lastHeard: null,
      lastError: null,
      failuresInRow: 0,
      restsUntil: null,
      waiting: { in: 0, out: 0, oldestSeconds: null },
      failed: { in: 0, out: 0 },
    });
  });

  it('says what was heard, what waits and what failed, each of its own channel', async () => {
    await world.receive('TANAHBUMBU jalan berlubang');
    const [waiting, other] = await overview();
    expect(waiting).toMatchObject({ waiting: { in: 1, out: 0 }, lastHeard: expect.stringMatching(/^20/) as string });
    expect(waiting?.waiting.oldestSeconds).toBeGreaterThanOrEqual(0);
    expect(other).toMatchObject({ id: 'sms-other', waiting: { in: 0, out: 0, oldestSeconds: null }, lastHeard: null });
    await world.process();
    world.sender.next = () => ({ outcome: 'rejected', code: 'test:1', reason: 'no' });
    await world.deliver();
    await world.intake.reject(
      'sms-other',
      { contentType: 'text/plain', bytes: Buffer.from('x') },
      { code: 'malformed-payload' },
    );
    expect((await overview()).slice(0, 2)).toEqual([
      expect.objectContaining({ waiting: { in: 0, out: 0, oldestSeconds: null }, failed: { in: 0, out: 1 } }),
      expect.objectContaining({ id: 'sms-other', failed: { in: 1, out: 0 } }),
    ]);
  });

  it('shows connection, last error, a pause and a rest', async () => {
    await world.sql(`INSERT INTO channel_state (channel_id, paused, failures_in_row, last_error_code, last_error_at, breaker_until)
      VALUES ('sms-1708', true, 12, 'login-refused', '2026-11-20T03:00:01Z', now() + interval '1 minute'),
        ('sms-other', false, 0, NULL, NULL, now() - interval '1 minute')`);
    await world.sql(`INSERT INTO channel_connection (channel_id, process_id, state, since, code, words, seen_at) VALUES
      ('sms-1708', gen_random_uuid(), 'connected', '2026-11-20T04:00:00Z', NULL, NULL, now()),
      ('sms-1708', gen_random_uuid(), 'failing', '2026-11-20T03:00:00Z', 'login-refused', 'sandi ditolak', now())`);
    const [failing, rested] = await overview();
    expect(failing).toMatchObject({
      paused: true,
      connection: 'failing',
      connectionSince: '2026-11-20T03:00:00.000Z',
      processes: { all: 2, connected: 1 },
      words: 'sandi ditolak',
      failuresInRow: 12,
      lastError: { code: 'login-refused', at: '2026-11-20T03:00:01.000Z' },
    });
    expect(failing?.restsUntil).not.toBeNull();
    expect(rested?.restsUntil).toBeNull();
  });
});
