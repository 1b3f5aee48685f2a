import type { ConsoleUser } from '../../../src/accounts/console-user.js';
import { InboxQueries } from '../../../src/console/inbox/inbox.queries.js';
import { ListDesk } from '../../../src/console/inbox/list-desk.js';
import { TicketFinder, type PageWish, type TicketPage } from '../../../src/console/inbox/ticket-finder.js';
import { readFilter } from '../../../src/console/inbox/ticket-filter.js';
import { withheldRows } from '../../../src/console/inbox/withheld-rows.js';
import { ticketRows } from '../../../src/console/inbox/ticket-rows.js';
import { TicketPages } from '../../../src/console/ticket/read/ticket-pages.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { consoleUser, ticketRow } from '../../kit/console-tickets.js';
import { shippedTenant } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const tenant = shippedTenant('tanah-bumbu');

let world: World;
let desk: ListDesk;
let operator: ConsoleUser;
let leader: ConsoleUser;
beforeAll(async () => {
  world = await World.open();
  operator = await consoleUser(world, 'operator');
  leader = await consoleUser(world, 'leadership');
  const { database, vault } = world;
  const parts = { database, vault, clock: { now: () => world.now() } };
  const [finder, inbox] = [new TicketFinder(parts), new InboxQueries(parts)];
  desk = new ListDesk({ ...parts, finder, inbox } as unknown as ConstructorParameters<typeof ListDesk>[0]);
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const rows = async (user: ConsoleUser, query: Record<string, string> = {}) =>
  desk.page(user, tenant, readFilter(query, tenant, []), {});

it('shows no list’s reader who reported unless they may ask', async () => {
  await world.complaint('TANAHBUMBU saya Siti Contoh, hubungi 0811-0000-0042, lampu mati', '+6281100000042');
  const queries: Record<string, string>[] = [{}, { kelompok: 'new' }, { kelompok: 'sorting' }, { q: 'lampu' }];
  for (const query of queries) {
    const [seen, asked] = [await rows(leader, query), await rows(operator, query)];
    expect(seen.rows).toHaveLength(asked.rows.length);
    expect(JSON.stringify(seen)).not.toContain('0042');
  }
  expect(JSON.stringify(await rows(operator))).toContain('0811-0000-0042');
  expect((await rows(leader)).rows[0]?.text).toContain('lampu mati');
});

it('leaves out the name that the reporter was asked for later', async () => {
  const { number } = await world.complaint('TANAHBUMBU rumah Wayan Contoh gelap, lampu mati', '+6281100000043');
  const [contact] = await world.database.query<{ id: string }>('SELECT contact_id AS id FROM ticket');
  const id = contact?.id ?? '';
  const sealed = world.vault.seal('Wayan Contoh', sealedIn.contactName(id));
  await world.database.query('UPDATE contact SET key_id = $2, name_sealed = $3 WHERE id = $1', [id, world.vault.keyId, sealed]); // prettier-ignore
  expect(JSON.stringify(await rows(operator))).toContain('Wayan');
  expect(JSON.stringify(await rows(leader))).not.toMatch(/Wayan|Contoh/);
  const clock = { now: () => world.now() };
  const pages = new TicketPages({ ...world.parts, clock, areas: { of: async () => ({ districts: [] }) }, overruling: world.overruling } as unknown as ConstructorParameters<typeof TicketPages>[0]); // prettier-ignore
  expect(JSON.stringify(await pages.read(tenant, number, { withhold: true }))).not.toMatch(/Wayan|Contoh/);
});

it('leaves out a number, and a name, that the end of a row would cut', async () => {
  const start = 'a'.repeat(150);
  const { id } = await ticketRow(world, { description: `${start} 0811 0000 0042`, landmark: 'rumah +6281100000042' });
  const [row] = await withheldRows(world, await ticketRows(world.database, [id]));
  expect(row?.text.trim()).toBe(`${start} …`);
  expect(row?.landmark).toBe('rumah […]');
});

it('refuses who may not ask to find a number piece by piece', async () => {
  await ticketRow(world, { description: 'hubungi 081100000042 lampu mati' });
  expect(await rows(operator, { q: 'hubungi 08110' })).toMatchObject({ rows: [{ id: expect.any(String) as string }] });
  expect(await rows(leader, { q: 'hubungi 08110' })).toMatchObject({ rows: [], refused: 'identities' });
});

describe('words that a text no longer shows', () => {
  const found = async (user: ConsoleUser, q: string) => (await rows(user, { q })).rows.map(({ number }) => number);

  it('find nothing for who may not ask, whatever else of it they name', async () => {
    const { number } = await world.complaint('TANAHBUMBU rumah Komang Sudarma gelap, lampu mati', '+6281100000044');
    const [contact] = await world.database.query<{ id: string }>('SELECT contact_id AS id FROM ticket');
    const sealed = world.vault.seal('Komang Sudarma', sealedIn.contactName(contact?.id ?? ''));
    await world.database.query('UPDATE contact SET key_id = $1, name_sealed = $2', [world.vault.keyId, sealed]);
    await world.database.query('UPDATE ticket SET confidential = true');
    for (const q of ['komang sudarma', 'koma', 'lampu sudarma']) {
      expect(await found(operator, q)).toEqual([number]);
      expect(await rows(leader, { q })).toEqual({ term: 'words', rows: [] });
    }
    expect(await found(leader, 'LAMPU matilah')).toEqual([number]);
  });

  it('are passed over: pages are full all the same, and turn both ways', async () => {
    const shown: string[] = [];
    for (let index = 0; index < 90; index += 1) {
      const hidden = index % 3 > 0;
      const description = hidden ? 'hubungi 0811 0000 0042' : 'hubungi loket 0811';
      const { number } = await ticketRow(world, { description, opened_at: new Date(Date.now() - index * 60_000) });
      if (!hidden) shown.push(number);
    }
    const look = (wish: PageWish) =>
      desk.page(leader, tenant, readFilter({ q: 'hubungi 0811' }, tenant, []), { size: 12, ...wish });
    const numbers = ({ rows: page }: TicketPage): string[] => page.map(({ number }) => number);
    const first = await look({});
    const second = await look({ ...(first.after && { from: first.after }) });
    const third = await look({ ...(second.after && { from: second.after }) });
    expect([first, second, third].map(numbers)).toEqual([shown.slice(0, 12), shown.slice(12, 24), shown.slice(24)]);
    expect([third.after, third.lookedUpTo]).toEqual([undefined, undefined]);
    const back = await look({ back: true, ...(third.before && { from: third.before }) });
    expect(numbers(back)).toEqual(numbers(second));
    const start = await look({ back: true, ...(back.before && { from: back.before }) });
    expect([numbers(start), start.before]).toEqual([numbers(first), undefined]);
  });

  it('are looked through up to a bound, and on from there', async () => {
    const { number } = await ticketRow(world, { description: 'hubungi loket 0811', opened_at: new Date('2026-01-01') });
    await world.sql(
      `INSERT INTO ticket SELECT r.* FROM ticket t, generate_series(1, 1100) n, LATERAL jsonb_populate_record(t, jsonb_build_object(
         'id', uuidv7(), 'number', 'TBU-' || (100000 + n), 'split_from', t.id, 'tracking_hash', '\\x' || encode(sha256(n::text::bytea), 'hex'),
         'description', 'hubungi 0811 0000 0042', 'opened_at', t.opened_at + make_interval(mins => n))) r`,
    );
    const wish = readFilter({ q: 'hubungi 0811' }, tenant, []);
    const first = await desk.page(leader, tenant, wish, {});
    expect(first).toEqual({ term: 'words', rows: [], lookedUpTo: expect.anything() as object });
    const on = first.lookedUpTo && (await desk.page(leader, tenant, wish, { from: first.lookedUpTo }));
    expect(on?.rows.map((row) => row.number)).toEqual([number]);
  });
});
