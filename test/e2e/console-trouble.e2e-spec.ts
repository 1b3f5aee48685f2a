import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';

let gateway: TestGateway;
let operator: ConsoleClient;

// A request that is never answered fails its test by that test's own, shorter limit.
jest.setTimeout(120_000);
beforeAll(async () => {
  gateway = await TestGateway.start({ role: 'web' });
  operator = await ConsoleClient.signIn(gateway, 'operator');
});
afterAll(() => gateway.stop());

/** Rejections that nobody took: in production each ends the process. */
async function rejectionsDuring(work: () => Promise<void>): Promise<unknown[]> {
  const left: unknown[] = [];
  const [note, others] = [(reason: unknown): number => left.push(reason), process.listeners('unhandledRejection')];
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  try {
    await work();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const each of others) process.on('unhandledRejection', each);
  }
  return left;
}

/** Every query on this table fails, those of the page and those of its frame. */
async function without(table: string, work: () => Promise<void>): Promise<void> {
  const { database } = gateway.gateway.core;
  await database.query(`ALTER TABLE ${table} RENAME TO ${table}_gone`);
  try {
    await work();
  } finally {
    await database.query(`ALTER TABLE ${table}_gone RENAME TO ${table}`);
  }
}

it.each([
  ['ticket', '/console'],
  ['ticket', '/console/aduan'],
  ['saved_view', '/console/aduan'],
  ['user_account', '/console/aduan'],
])(
  'without the table %s, %s is an error page and nothing else',
  async (table, path) => {
    const left = await rejectionsDuring(() =>
      without(table, async () => {
        const answer = await operator.get(path, { accept: 'text/html' });
        expect(answer.status).toBe(500);
        expect(answer.headers.get('content-type')).toContain('text/html');
        expect(answer.body).toContain('Ada gangguan di sistem kami');
        expect(answer.body).not.toContain('does not exist');
      }),
    );
    expect(left).toEqual([]);
    expect((await operator.get(path)).status).toBe(200);
  },
  30_000,
);

it('is no trouble that somebody has to sign in first', async () => {
  const before = gateway.logs.lines.length;
  const { status, location } = await ConsoleClient.nobody(gateway).get('/console/aduan');
  expect([status, location]).toEqual([303, '/console/masuk?kembali=%2Fconsole%2Faduan']);
  expect(gateway.logs.lines.slice(before).filter(({ level }) => level === 'error')).toEqual([]);
});
