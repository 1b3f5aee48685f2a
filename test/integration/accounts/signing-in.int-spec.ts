import { AttemptCounter } from '../../../src/accounts/attempt-counter.js';
import { AccountSweep } from '../../../src/accounts/account-sweep.js';
import type { Credentials } from '../../../src/accounts/sign-in.js';
import type { AccountDesk } from '../../../src/app/open-accounts.js';
import { accountDesk } from '../../kit/account-desk.js';
import { World } from '../../kit/world.js';

const START = Date.parse('2026-11-25T02:00:00Z');
const MINUTE = 60_000;
const PASSWORD = 'kopi pagi di dermaga lama';

let world: World;
let desk: AccountDesk;
let now = START;

beforeAll(async () => {
  world = await World.open();
  world.now = () => new Date(now);
  desk = accountDesk(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  now = START;
  await world.sql('TRUNCATE user_account, sign_in_attempts, access_log, outbound_message CASCADE');
});

/** @returns its id */
async function member(username = 'siti', more: { email?: string } = {}): Promise<string> {
  const { id } = await desk.accounts.add({
    role: 'operator',
    tenant: 'tanah-bumbu',
    name: 'Siti Contoh',
    username,
    ...more,
  });
  await desk.own.setPassword(id, PASSWORD, id);
  return id;
}

/** What a process does once an hour. */
const sweep = async (): Promise<void> => {
  const { database, vault } = world;
  await new AccountSweep({ database, vault, clock: { now: () => world.now() }, config: { forgetDays: 730 } }).due();
};

const attempt = (change: Partial<Credentials> = {}) =>
  desk.signIn.attempt({
    name: 'siti',
    password: PASSWORD,
    network: '203.0.113.7',
    device: 'Firefox, Linux',
    ...change,
  });

async function tokenOf(change: Partial<Credentials> = {}): Promise<string> {
  const result = await attempt(change);
  if (result.kind !== 'in') throw new Error(result.kind);
  return result.token;
}

describe('a session', () => {
  it('is opened by user name or mailbox, however they are written, and knows whose it is', async () => {
    const id = await member('siti', { email: 'Siti@Instansi.example' });
    for (const name of ['siti', ' SITI ', 'siti@instansi.example', 'SITI@instansi.EXAMPLE']) {
      const found = await desk.sessions.find(await tokenOf({ name }));
      expect(found).toMatchObject({
        owes: undefined,
        user: { id, name: 'Siti Contoh', role: 'operator', tenant: 'tanah-bumbu' },
      });
    }
    expect(await desk.sessions.list(id)).toHaveLength(4);
  });

  it('keeps neither its token nor anything of the person in the database in the clear', async () => {
    await member('siti', { email: 'siti@instansi.example' });
    const token = await tokenOf();
    const rows = await world.sql('SELECT s.*, u.* FROM session s JOIN user_account u ON u.id = s.user_id');
    const text = rows.flatMap((row) => Object.values(row).map((each) => (Buffer.isBuffer(each) ? each.toString('latin1') : String(each)))).join('\n'); // prettier-ignore
    for (const secret of [token, PASSWORD, 'siti', 'Siti', 'instansi.example']) expect(text).not.toContain(secret);
    expect(text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('ends by itself when nobody comes, and after its hours in any case', async () => {
    await member();
    const idle = await tokenOf();
    now += 119 * MINUTE;
    expect(await desk.sessions.find(idle)).toBeDefined();
    now += 121 * MINUTE;
    expect(await desk.sessions.find(idle)).toBeUndefined();
    const busy = await tokenOf();
    const opened = now;
    while (now < opened + 11.5 * 60 * MINUTE) {
      now += 30 * MINUTE;
      expect(await desk.sessions.find(busy)).toBeDefined();
    }
    now = opened + 12 * 60 * MINUTE;
    expect(await desk.sessions.find(busy)).toBeUndefined();
    await sweep();
    expect(await world.count('session')).toBe(0);
  });

  it('is not kept alive by what pages ask by themselves, nor by an open line', async () => {
    await member();
    const token = await tokenOf();
    const session = (await desk.sessions.find(token))?.user.sessionId ?? '';
    now += 119 * MINUTE;
    expect(await desk.sessions.find(token, false)).toBeDefined();
    expect((await desk.sessions.going([session])).get(session)).toEqual({ role: 'operator', tenant: 'tanah-bumbu' });
    now += 2 * MINUTE;
    expect(await desk.sessions.find(token, false)).toBeUndefined();
    expect((await desk.sessions.going([session])).size).toBe(0);
  });

  it('ends at once where its owner, or an admin, ends it; nobody ends another one by its id', async () => {
    const id = await member();
    const other = await member('budi');
    const [first, second] = [await tokenOf(), await tokenOf()];
    const session = (await desk.sessions.find(first))?.user.sessionId ?? '';
    await desk.sessions.end(other, session);
    expect(await desk.sessions.find(first)).toBeDefined();
    await desk.sessions.end(id, session);
    expect(await desk.sessions.find(first)).toBeUndefined();
    expect(await desk.sessions.find(second)).toBeDefined();
    await desk.accounts.disable(id);
    expect(await desk.sessions.find(second)).toBeUndefined();
    expect(await attempt()).toEqual({ kind: 'refused' });
    await desk.accounts.enable(id);
    expect((await attempt()).kind).toBe('in');
  });

  it('takes only whole tokens, and none from before a new password', async () => {
    const id = await member();
    const token = await tokenOf();
    for (const wrong of [undefined, '', token.slice(1), `${token}x`, `${token.slice(0, 42)}*`])
      expect(await desk.sessions.find(wrong)).toBeUndefined();
    const password = await desk.accounts.resetPassword(id);
    expect(await desk.sessions.find(token)).toBeUndefined();
    expect(await attempt()).toEqual({ kind: 'refused' });
    expect(await desk.sessions.find(await tokenOf({ password }))).toMatchObject({ owes: 'password' });
  });
});

describe('guessing', () => {
  it('tells nobody whether the name or the password was wrong', async () => {
    await member();
    expect(await attempt({ password: 'salah sekali ini' })).toEqual({ kind: 'refused' });
    expect(await attempt({ name: 'tidak-ada' })).toEqual({ kind: 'refused' });
  });

  it('waits longer and longer, minutes and never for ever, and knows the right password after that', async () => {
    await member();
    const waits: number[] = [];
    for (let round = 0; round < 14; round += 1) {
      const result = await attempt({ password: 'salah' });
      if (result.kind === 'wait') {
        waits.push(result.seconds);
        now += result.seconds * 1000;
      } else expect(result).toEqual({ kind: 'refused' });
    }
    expect(waits.slice(0, 4)).toEqual([30, 60, 120, 240]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * 60);
    const last = await attempt({ password: 'salah' });
    if (last.kind === 'wait') now += last.seconds * 1000;
    else now += 15 * MINUTE;
    expect((await attempt()).kind).toBe('in');
    // The right one wipes the slate.
    expect(await attempt({ password: 'salah' })).toEqual({ kind: 'refused' });
    expect((await attempt()).kind).toBe('in');
  });

  it('from one place locks nobody out at another', async () => {
    await member();
    for (let round = 0; round < 6; round += 1) await attempt({ password: 'salah', network: '198.51.100.9' });
    expect((await attempt({ network: '198.51.100.9' })).kind).toBe('wait');
    expect((await attempt()).kind).toBe('in');
  });

  it('gets no more tries by asking all at once', async () => {
    await member();
    const results = await Promise.all(Array.from({ length: 30 }, () => attempt({ password: 'salah' })));
    expect(results.filter(({ kind }) => kind === 'refused')).toHaveLength(5);
    expect(results.filter(({ kind }) => kind === 'wait')).toHaveLength(25);
  });

  it('of many accounts from everywhere and one network is slowed, too', async () => {
    await member();
    for (let round = 0; round < 50; round += 1)
      await attempt({ password: 'salah', network: `198.51.100.${String(round)}` });
    expect((await attempt({ network: '192.0.2.1' })).kind).toBe('wait');
    for (let round = 0; round < 100; round += 1)
      await attempt({ name: `orang-${String(round)}`, network: '192.0.2.77' });
    expect((await attempt({ name: 'orang-lain', network: '192.0.2.77' })).kind).toBe('wait');
  }, 60_000);

  it('is kept in the access log by the account, without addresses; unknown names are not', async () => {
    const id = await member();
    await attempt({ password: 'salah' });
    await attempt({ name: 'tidak-ada' });
    await attempt();
    const rows = await world.sql(
      `SELECT actor, action, subject_id AS subject, ticket_id AS ticket FROM access_log
       WHERE action LIKE 'sign-in%' ORDER BY at, id`,
    );
    expect(rows).toEqual([
      { actor: `user:${id}`, action: 'sign-in-refused', subject: id, ticket: null },
      { actor: `user:${id}`, action: 'sign-in', subject: id, ticket: null },
    ]);
  });
});

describe('the first account', () => {
  it('is a central admin, made once by whoever starts first, and never again', async () => {
    const made = await Promise.all([
      desk.accounts.first(false),
      desk.accounts.first(false),
      desk.accounts.first(false),
    ]);
    const [first, ...more] = made.filter((each) => each !== undefined);
    expect(more).toEqual([]);
    const found = await desk.sessions.find(await tokenOf({ name: 'admin', password: first?.password ?? '' }));
    expect(found).toMatchObject({ owes: 'password', user: { role: 'central-admin', tenant: null } });
    expect(await desk.accounts.first(false)).toBeUndefined();
    expect(world.logs.text()).not.toContain(first?.password);
  });

  it('keeps its password in the sandbox, and owes a second factor outside it', async () => {
    const sandbox = accountDesk(world, { sandbox: true });
    const first = await sandbox.accounts.first(true);
    const token = await tokenOf({ name: 'admin', password: first?.password ?? '' });
    expect(await sandbox.sessions.find(token)).toMatchObject({ owes: undefined });
    expect(await desk.sessions.find(token)).toMatchObject({ owes: 'factor' });
  });
});

describe('an attempt that is given back', () => {
  const limit = { name: 'ujian', free: 2, firstWaitSeconds: 30, mostWaitSeconds: 900 };
  const counter = (): AttemptCounter => new AttemptCounter({ ...world.parts, clock: { now: () => world.now() } });

  it('ends the wait that it began itself', async () => {
    await counter().take(limit, 'satu');
    const mine = await counter().attempt(limit, 'satu');
    expect(await counter().take(limit, 'satu')).toBe(30);
    await mine.giveBack();
    expect(await counter().take(limit, 'satu')).toBe(0);
  });

  it('leaves the wait that others began while it was made', async () => {
    const mine = await counter().attempt(limit, 'dua');
    await counter().take(limit, 'dua');
    await mine.giveBack();
    expect(await counter().take(limit, 'dua')).toBe(30);
  });
});

describe("one's own password, asked for again", () => {
  it('is guessed no faster than at the sign-in, and each try that failed is written down', async () => {
    const id = await member();
    for (let tries = 0; tries < 5; tries += 1)
      expect(await desk.own.checkPassword(id, 'bukan yang benar')).toEqual({ kind: 'wrong' });
    expect(await desk.own.checkPassword(id, PASSWORD)).toEqual({ kind: 'wait', seconds: 30 });
    now += 31_000;
    expect(await desk.own.checkPassword(id, PASSWORD)).toEqual({ kind: 'right' });
    expect(await deeds(id)).toEqual(['password-changed', ...Array<string>(5).fill('password-refused')]);
  });
});

describe('an account that was disabled', () => {
  it('keeps its id and loses its names when its time is over, and never comes back', async () => {
    const id = await member('siti', { email: 'siti@instansi.example' });
    await desk.accounts.disable(id);
    now += 729 * 24 * 60 * MINUTE;
    await sweep();
    expect(await desk.directory.byId(id)).toMatchObject({ name: 'Siti Contoh', forgotten: false });
    now += 2 * 24 * 60 * MINUTE;
    await sweep();
    expect(await desk.directory.byId(id)).toMatchObject({ name: `#${id.slice(-6)}`, username: null, email: null, forgotten: true });
    await expect(desk.accounts.enable(id)).rejects.toMatchObject({ code: 'account-unknown' });
    expect(await desk.directory.byName('siti')).toBeUndefined();
    // Its user name is free again.
    expect(await member('siti')).not.toBe(id);
  }); // prettier-ignore
});

async function deeds(id: string): Promise<unknown[]> {
  const rows = await world.sql(`SELECT action FROM access_log WHERE subject_id = '${id}' ORDER BY id`);
  return rows.map(({ action }) => action);
}
