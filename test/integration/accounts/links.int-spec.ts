import type { AccountDesk } from '../../../src/app/open-accounts.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { accountDesk } from '../../kit/account-desk.js';
import { World } from '../../kit/world.js';

const START = Date.parse('2026-11-25T02:00:00Z');
const HOUR = 3_600_000;
const NEW = 'perahu biru menunggu hujan';

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
  await world.sql('TRUNCATE user_account, outbound_message CASCADE');
  ({ id } = await desk.accounts.add({
    role: 'operator',
    tenant: 'tanah-bumbu',
    name: 'Siti Contoh',
    username: 'siti',
    email: 'siti@instansi.example',
  }));
});

async function mails(): Promise<{ text: string; audience: string; automatic: boolean; purpose: string }[]> {
  const rows = await world.sql<{
    id: string;
    key: string;
    body: Buffer;
    audience: string;
    automatic: boolean;
    purpose: string;
  }>(
    'SELECT id, key_id AS key, body_sealed AS body, audience, automatic, purpose FROM outbound_message ORDER BY created_at, id',
  );
  return rows.map(({ body, key, id: row, ...more }) => ({
    text: world.vault.openText(body, key, sealedIn.outboundBody(row)),
    ...more,
  }));
}

const tokenIn = (text: string | undefined): string => /\/console\/sandi\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';

it('mails a link for a forgotten password that works once, for an hour, and ends what was open', async () => {
  await desk.own.setPassword(id, 'kopi pagi di dermaga lama', id);
  const session = await desk.sessions.open(id, '', false);
  await desk.links.forgotten('SITI');
  const [mail] = await mails();
  expect(mail).toMatchObject({ audience: 'staff', automatic: true, purpose: 'account' });
  expect(mail?.text).toContain('Siti Contoh');
  const token = tokenIn(mail?.text);
  expect(await desk.links.open(token)).toMatchObject({ purpose: 'reset', account: { id } });
  const both = await Promise.all([desk.links.redeem(token, NEW), desk.links.redeem(token, 'kata yang lain lagi')]);
  expect(both.filter(Boolean)).toHaveLength(1);
  expect(await desk.sessions.find(session)).toBeUndefined();
  expect(await desk.links.open(token)).toBeUndefined();
  expect(await desk.links.redeem(token, NEW)).toBe(false);
  expect(world.bell.rung.some(({ queue }) => queue === 'outbox.email')).toBe(true);
});

it('is too old after its hour, an invitation after its week', async () => {
  await desk.links.forgotten('siti@instansi.example');
  const reset = tokenIn((await mails())[0]?.text);
  now += HOUR;
  expect(await desk.links.open(reset)).toBeUndefined();
  expect(await desk.links.redeem(reset, NEW)).toBe(false);
  expect(await desk.links.invite(id)).toBe(true);
  const invitation = tokenIn((await mails())[1]?.text);
  now += 6 * 24 * HOUR;
  expect(await desk.links.open(invitation)).toMatchObject({ purpose: 'invitation' });
  expect(await desk.links.redeem(invitation, NEW)).toBe(true);
  expect((await desk.directory.byId(id))?.passwordTemporary).toBe(false);
});

it('says nothing of accounts that are not there, disabled, or without a mailbox', async () => {
  await desk.accounts.add({ role: 'operator', tenant: 'tanah-bumbu', name: 'Budi Contoh', username: 'budi' });
  await desk.links.forgotten('tidak-ada');
  await desk.links.forgotten('budi');
  await desk.accounts.disable(id);
  await desk.links.forgotten('siti');
  expect(await mails()).toEqual([]);
});

it('fills nobody’s mailbox: three an hour, and the newest password spends them all', async () => {
  for (let round = 0; round < 6; round += 1) await desk.links.forgotten('siti');
  const sent = await mails();
  expect(sent).toHaveLength(3);
  const [first = '', second = ''] = sent.map(({ text }) => tokenIn(text));
  expect(await desk.links.redeem(first, NEW)).toBe(true);
  expect(await desk.links.open(second)).toBeUndefined();
});

it('keeps the token in the sealed mail alone', async () => {
  await desk.links.forgotten('siti');
  const token = tokenIn((await mails())[0]?.text);
  const rows = await world.sql('SELECT l.*, o.* FROM account_link l, outbound_message o');
  expect(token).toHaveLength(43);
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(world.logs.text()).not.toContain(token);
});

const change = {
  role: 'operator',
  tenant: 'tanah-bumbu',
  agency: null,
  unit: null,
  name: 'Siti Contoh',
  username: 'siti',
} as const;

it.each([
  ['their own new password', () => desk.own.setPassword(id, NEW, id), false],
  ['a password that an admin gave', () => desk.accounts.resetPassword(id), false],
  ['being disabled, for good', () => desk.accounts.disable(id).then(() => desk.accounts.enable(id)), false],
  ['another mailbox', () => desk.accounts.change(id, { ...change, email: 'siti-baru@instansi.example' }), false],
  [
    'no other change',
    () => desk.accounts.change(id, { ...change, name: 'Siti', email: 'siti@instansi.example' }),
    true,
  ],
])('a link is spent by %s', async (_what, work, open) => {
  await desk.links.invite(id);
  const token = tokenIn((await mails())[0]?.text);
  expect(await desk.links.open(token)).toBeDefined();
  await work();
  expect((await desk.links.open(token)) !== undefined).toBe(open);
});
