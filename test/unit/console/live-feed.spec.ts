import type { ConsoleUser } from '../../../src/accounts/console-user.js';
import { LiveFeed, type Listener } from '../../../src/console/live/live-feed.js';
import { Presences } from '../../../src/console/live/presences.js';
import type { Database } from '../../../src/database/database.js';
import { CapturedLogs } from '../../kit/captured-logs.js';

const clock = { now: () => new Date('2026-11-25T04:00:00Z') };
/** As it is while the database restarts. */
const away = {
  query: async () => {
    throw new Error('connection refused');
  },
} as unknown as Database;

const listener: Listener = {
  id: '1',
  sessionId: '2',
  userId: '3',
  tenant: 'tanah-bumbu',
  ticket: { id: '4', number: 'TBU-000001' },
  send: () => undefined,
  pulse: () => undefined,
  end: () => undefined,
};

it('lets browsers come and go while the database is away', async () => {
  const logs = new CapturedLogs();
  const feed = new LiveFeed(
    {
      database: away,
      presences: new Presences({ database: away, clock }),
      sessions: { going: async () => new Map() },
      clock,
      logger: logs.logger,
    },
    60_000,
  );
  const leave = await feed.join(listener);
  expect(feed.size).toBe(1);
  await leave();
  expect(feed.size).toBe(0);
  expect(logs.find('who has a ticket open could not be noted')).toHaveLength(2);
  await feed.stop();
});

it.each<[string, Pick<ConsoleUser, 'role' | 'tenant'> | undefined, string]>([
  ['goes on', { role: 'operator', tenant: 'tanah-bumbu' }, 'pulse'],
  ['goes on for a central admin', { role: 'central-admin', tenant: null }, 'pulse'],
  ['ends where another office is theirs now', { role: 'operator', tenant: 'badung' }, 'end'],
  ['ends where they are an agency’s officer now', { role: 'officer', tenant: 'tanah-bumbu' }, 'end'],
  ['ends with the session', undefined, 'end'],
])('%s', async (_what, session, expected) => {
  const database = { query: async () => [] } as unknown as Database;
  const sessions = { going: async () => new Map(session ? [[listener.sessionId, session]] : []) };
  const feed = new LiveFeed(
    { database, presences: new Presences({ database, clock }), sessions, clock, logger: new CapturedLogs().logger },
    1,
  );
  const heard = new Promise<string>((resolve) => {
    const { ticket: _ticket, ...rest } = listener;
    void feed.join({ ...rest, pulse: () => resolve('pulse'), end: () => resolve('end') });
    // A feed that goes on for ever would keep the run from ending.
    setTimeout(() => resolve('nothing'), 2_000).unref();
  });
  const said = await heard;
  await feed.stop();
  expect(said).toBe(expected);
});

it('has room for the tabs of a person, and not for lines without end', async () => {
  const parts = {
    database: away,
    presences: new Presences({ database: away, clock }),
    sessions: { going: async () => new Map() },
  };
  const feed = new LiveFeed({ ...parts, clock, logger: new CapturedLogs().logger }, 60_000);
  const { ticket: _ticket, ...rest } = listener;
  const tabs = Array.from({ length: 20 }, (_, index) => ({ ...rest, id: `tab-${String(index)}` }));
  const leave = await Promise.all(tabs.map((each) => feed.join(each)));
  expect(feed.hasRoom(listener.sessionId)).toBe(false);
  expect(feed.hasRoom('another')).toBe(true);
  await leave[0]?.();
  expect(feed.hasRoom(listener.sessionId)).toBe(true);
  await feed.stop();
});
