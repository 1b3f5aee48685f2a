import { Secret, TOTP } from 'otpauth';
import type { AccountDesk } from '../../../src/app/open-accounts.js';
import { accountDesk } from '../../kit/account-desk.js';
import { World } from '../../kit/world.js';

const START = Date.parse('2026-11-25T02:00:00Z');
const STEP = 30_000;

let world: World;
let desk: AccountDesk;
let id: string;
let now = START;

beforeAll(async () => {
  world = await World.open();
  world.now = () => new Date(now);
  desk = accountDesk(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  now = START;
  await world.sql('TRUNCATE user_account, sign_in_attempts CASCADE');
  ({ id } = await desk.accounts.add({ role: 'admin', tenant: 'tanah-bumbu', name: 'Budi Contoh', username: 'budi' }));
});

function codeAt(secret: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
}

async function offered(): Promise<string> {
  const offer = await desk.factor.offered(id, 'budi');
  if (!offer) throw new Error('nothing is offered');
  return offer.secret;
}

async function setUp(): Promise<{ secret: string; codes: string[] }> {
  const secret = await offered();
  const result = await desk.factor.confirm(id, codeAt(secret, now));
  if (!('codes' in result)) throw new Error(result.kind);
  return { secret, codes: result.codes };
}

it('counts for nothing until a first code proves that the secret arrived, which is the same until then', async () => {
  const [one, two] = await Promise.all([offered(), offered()]);
  expect(two).toBe(one);
  expect(await offered()).toBe(one);
  expect(await desk.factor.confirm(id, '000000')).toEqual({ kind: 'wrong' });
  expect(await desk.factor.state(id)).toEqual({ on: false, recoveryCodes: 0 });
  const { codes } = await setUp();
  expect(codes).toHaveLength(10);
  expect(await desk.factor.state(id)).toEqual({ on: true, recoveryCodes: 10 });
  // From now on nobody is shown the secret, and none is set over it.
  expect(await desk.factor.offered(id, 'budi')).toBeUndefined();
  expect(await desk.factor.confirm(id, codeAt(one, now + STEP))).toEqual({ kind: 'wrong' });
});

it('takes a code once, within a step of the right time', async () => {
  const { secret } = await setUp();
  // The very code that set it up was taken.
  expect(await desk.factor.take(id, codeAt(secret, now))).toEqual({ kind: 'wrong' });
  now += 2 * STEP;
  const code = codeAt(secret, now);
  const both = await Promise.all([desk.factor.take(id, code), desk.factor.take(id, code)]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['right', 'wrong']);
  expect(await desk.factor.take(id, codeAt(secret, now - STEP))).toEqual({ kind: 'wrong' });
  expect(await desk.factor.take(id, ` ${codeAt(secret, now + STEP).replace(/^(...)/, '$1 ')} `)).toEqual({
    kind: 'right',
  });
  now += 10 * STEP;
  expect(await desk.factor.take(id, codeAt(secret, now - 2 * STEP))).toEqual({ kind: 'wrong' });
  expect(await desk.factor.take(id, codeAt(secret, now + 2 * STEP))).toEqual({ kind: 'wrong' });
});

it('takes each recovery code once, however it is written, and nobody else’s', async () => {
  const { codes } = await setUp();
  const [first = '', second = ''] = codes;
  const both = await Promise.all([desk.factor.take(id, first), desk.factor.take(id, first)]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['right', 'wrong']);
  expect(await desk.factor.take(id, second.replaceAll('-', ' ').toUpperCase())).toEqual({ kind: 'right' });
  expect(await desk.factor.state(id)).toEqual({ on: true, recoveryCodes: 8 });
  const other = await desk.accounts.add({ role: 'admin', tenant: 'tanah-bumbu', name: 'Ani Contoh', username: 'ani' });
  expect(await desk.factor.take(other.id, codes[2] ?? '')).toEqual({ kind: 'wrong' });
});

it('slows down who guesses codes', async () => {
  const { secret } = await setUp();
  now += 4 * STEP;
  for (let round = 0; round < 5; round += 1) expect(await desk.factor.take(id, '000000')).toEqual({ kind: 'wrong' });
  expect(await desk.factor.take(id, codeAt(secret, now))).toEqual({ kind: 'wait', seconds: 30 });
  now += 31_000;
  expect(await desk.factor.take(id, codeAt(secret, now))).toEqual({ kind: 'right' });
});

it('is asked for after the password, and the session goes on under another token', async () => {
  await desk.own.setPassword(id, 'kopi pagi di dermaga lama', id);
  const { secret } = await setUp();
  now += 2 * STEP;
  const result = await desk.signIn.attempt({
    name: 'budi',
    password: 'kopi pagi di dermaga lama',
    network: '203.0.113.7',
    device: '',
  });
  if (result.kind !== 'in') throw new Error(result.kind);
  const before = await desk.sessions.find(result.token);
  expect(before?.owes).toBe('code');
  expect(await desk.factor.take(id, codeAt(secret, now))).toEqual({ kind: 'right' });
  const token = await desk.sessions.raise(before?.user.sessionId ?? '');
  expect(await desk.sessions.find(result.token)).toBeUndefined();
  expect(await desk.sessions.find(token)).toMatchObject({ owes: undefined });
  await desk.factor.remove(id);
  expect(await desk.sessions.find(token)).toMatchObject({ owes: 'factor' });
});

it('keeps the secret sealed and the recovery codes hashed', async () => {
  const { secret, codes } = await setUp();
  const [row] = await world.sql<{ sealed: Buffer; hashes: Buffer[] }>(
    'SELECT totp_sealed AS sealed, recovery_hashes AS hashes FROM user_account WHERE id = $1',
    [id],
  );
  expect(row?.sealed.includes(Buffer.from(Secret.fromBase32(secret).bytes))).toBe(false);
  expect(row?.hashes.map((hash) => hash.length)).toEqual(Array<number>(10).fill(32));
  expect(Buffer.concat(row?.hashes ?? []).toString('latin1')).not.toContain(codes[0]);
});
