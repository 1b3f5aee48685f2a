import type { ConsoleUser } from '../../../src/accounts/console-user.js';
import { InboxQueries } from '../../../src/console/inbox/inbox.queries.js';
import { ListDesk } from '../../../src/console/inbox/list-desk.js';
import { TicketFinder } from '../../../src/console/inbox/ticket-finder.js';
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
