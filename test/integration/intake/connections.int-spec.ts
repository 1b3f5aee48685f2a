import { ConnectionManager } from '../../../src/intake/connection-manager.js';
import { CONNECTIONS, type ChannelConnectionRow } from '../../../src/intake/connection-states.js';
import type { ConnectedContext, ConnectedPort } from '../../../src/messaging/connected.js';
import type { Channel } from '../../../src/messaging/ports.js';
import { systemClock } from '../../../src/observability/clock.js';
import { smsEvent } from '../../kit/messages.js';
import { until } from '../../kit/wait.js';
import { World } from '../../kit/world.js';

/** A connection whose fate the test tells. */
class Line implements ConnectedPort {
  context: ConnectedContext | undefined;

  constructor(readonly exclusive: boolean) {}

  async start(context: ConnectedContext): Promise<void> {
    this.context = context;
    context.report({ state: 'connected' });
  }

  async stop(): Promise<void> {
    this.context = undefined;
  }
}

const ROUND_MS = 50;
let world: World;
const managers: ConnectionManager[] = [];

beforeAll(async () => {
  world = await World.open();
});
afterEach(async () => {
  for (const manager of managers.splice(0)) await manager.stop();
  await world.empty();
  await world.sql('TRUNCATE channel_connection');
});
afterAll(() => world.close());

it('tells a connection which messages of its channel are stored', async () => {
  const { smsc } = await process();
  const context = await until('its turn', () => smsc.context);
  const [id] = await world.accept([smsEvent('Jalan rusak')], 'sms-other');
  const hash = world.vault.externalIdHash('sms-smsc', '<satu@desa.example>');
  await world.sql("UPDATE inbound_message SET channel_id = 'sms-smsc', external_hash = $2 WHERE id = $1", [id, hash]);
  const asked = ['<dua@desa.example>', '<satu@desa.example>'];
  expect([...(await context.known(asked))]).toEqual(['<satu@desa.example>']);
  expect([...(await context.known([]))]).toEqual([]);
});

/** A process of the gateway, as far as its connections go. */
async function process(): Promise<{ mailbox: Line; smsc: Line; manager: ConnectionManager }> {
  const [mailbox, smsc] = [new Line(true), new Line(false)];
  const of = (id: string, connected: Line): Channel => ({
    id,
    kind: 'sms',
    provider: 'scripted',
    enabled: true,
    adapter: { connected },
  });
  const all = [of('email-desa', mailbox), of('sms-smsc', smsc)];
  const manager = new ConnectionManager(
    {
      database: world.database,
      databaseUrl: world.url,
      vault: world.vault,
      channels: { all: () => all, get: (id) => all.find((channel) => channel.id === id) },
      inbound: world.intake,
      receipts: world.receipts,
      attachments: world.store,
      clock: systemClock,
      logger: world.logs.logger,
    },
    ROUND_MS,
  );
  managers.push(manager);
  await manager.start();
  return { mailbox, smsc, manager };
}

async function shown(channelId: string): Promise<ChannelConnectionRow | undefined> {
  return (await world.sql<ChannelConnectionRow>(CONNECTIONS)).find((row) => row.channel_id === channelId);
}
const becomes = (channelId: string, wanted: Partial<ChannelConnectionRow>): Promise<unknown> =>
  until(`${channelId} ${JSON.stringify(wanted)}`, async () => {
    const row = await shown(channelId);
    return Object.entries(wanted).every(([name, value]) => row?.[name] === value);
  });

describe('connections of several processes', () => {
  it('are kept one by one, and the worst of them is shown', async () => {
    const [first, second] = [await process(), await process()];
    await becomes('sms-smsc', { connection: 'connected', processes: 2, connected: 2 });
    first.smsc.context?.report({ state: 'failing', code: 'smpp-link-silent', words: 'the SMSC did not answer' });
    second.smsc.context?.report({ state: 'connected' });
    await becomes('sms-smsc', { connection: 'failing', code: 'smpp-link-silent', processes: 2, connected: 1 });
    const [state] = await world.sql('SELECT last_error_code FROM channel_state WHERE channel_id = $1', ['sms-smsc']);
    expect(state).toEqual({ last_error_code: 'smpp-link-silent' });
    await first.manager.stop();
    await becomes('sms-smsc', { connection: 'connected', processes: 1, connected: 1 });
    await second.manager.stop();
    await becomes('sms-smsc', { connection: 'stopped', processes: 0, connected: 0 });
  });

  it('are written in the order in which they were said', async () => {
    const { smsc } = await process();
    for (let turn = 0; turn < 30; turn += 1) {
      smsc.context?.report({ state: 'failing', code: `try-${String(turn)}` });
      smsc.context?.report({ state: 'connecting' });
    }
    smsc.context?.report({ state: 'failing', code: 'last-word' });
    await becomes('sms-smsc', { connection: 'failing', code: 'last-word' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await shown('sms-smsc')).toMatchObject({ connection: 'failing', code: 'last-word' });
  });

  it('of a process that died are not shown as standing, and go when another one holds the channel', async () => {
    await process();
    await becomes('sms-smsc', { connected: 1 });
    await world.sql(`INSERT INTO channel_connection (channel_id, process_id, state, since, seen_at) VALUES
      ('sms-smsc', gen_random_uuid(), 'failing', now() - interval '1 hour', now() - interval '2 minutes'),
      ('sms-alone', gen_random_uuid(), 'connected', now() - interval '1 hour', now() - interval '2 minutes')`);
    expect(await shown('sms-smsc')).toMatchObject({ connection: 'connected', processes: 1 });
    expect(await shown('sms-alone')).toMatchObject({ connection: 'stopped', processes: 0, connected: 0 });
    await until(
      'the old row to go',
      async () => (await world.count('channel_connection', `channel_id = 'sms-smsc'`)) === 1,
    );
  });
});

describe('a channel that one process may hold', () => {
  it('is taken over when its holder stops', async () => {
    const [first, second] = [await process(), await process()];
    expect([first.mailbox.context, second.mailbox.context].filter(Boolean)).toHaveLength(1);
    await first.manager.stop();
    await until('the other one', () => second.mailbox.context !== undefined);
    await becomes('email-desa', { connection: 'connected', processes: 1 });
  });

  it('is held again after the database broke the connection of the locks, by one of them', async () => {
    const [first, second] = [await process(), await process()];
    for (let round = 0; round < 3; round += 1) {
      await world.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'kentongan-locks' AND datname = current_database()`);
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS * 6));
      const holders = [first, second].filter(({ mailbox }) => mailbox.context !== undefined);
      expect(holders).toHaveLength(1);
      expect(
        await world.sql(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 7312
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`),
      ).toHaveLength(1);
    }
  });
});
