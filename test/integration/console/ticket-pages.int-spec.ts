import { ENTRIES_A_PAGE } from '../../../src/console/ticket/read/conversation.js';
import { Reporters } from '../../../src/console/ticket/read/reporter.js';
import { TicketPages } from '../../../src/console/ticket/read/ticket-pages.js';
import type { TicketView } from '../../../src/console/ticket/read/ticket-view.js';
import type { Database } from '../../../src/database/database.js';
import { AreaDirectory } from '../../../src/tenants/areas.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { TicketNotes } from '../../../src/tickets/ticket-notes.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const OPERATOR = { kind: 'operator', by: 'cli' } as const;
const { tenants } = shippedConfig();

let world: World;
let pages: TicketPages;
let notes: TicketNotes;
let queries = 0;

beforeAll(async () => {
  world = await World.open();
  const counting = new Proxy(world.database, {
    get: (target, name: keyof Database): unknown => {
      if (name === 'query') queries += 1;
      const value: unknown = target[name];
      return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value;
    },
  });
  const clock = { now: () => world.now() };
  const areas = new AreaDirectory(tenants.all());
  pages = new TicketPages({
    database: counting,
    vault: world.vault,
    clock,
    channels: world.channels,
    areas,
    overruling: world.overruling,
  });
  notes = new TicketNotes({ actions: world.actions, vault: world.vault, clock });
});
afterAll(() => world.close());
beforeEach(() => world.empty());

function tenant(slug = 'tanah-bumbu'): Tenant {
  const found = tenants.bySlug(slug);
  if (!found) throw new Error(`no tenant ${slug}`);
  return found;
}

async function read(number: string, wish: { before?: string; withhold?: boolean } = {}): Promise<TicketView> {
  const view = await pages.read(tenant(), number, { withhold: false, ...wish });
  if (!view) throw new Error('there is no such ticket');
  return view;
}

/** The words of an entry, or what it is where they are ours. */
function words({ conversation }: TicketView): string[] {
  return conversation.entries.map((entry) => (entry.kind === 'out' ? entry.purpose : entry.text));
}

describe('a conversation', () => {
  it('has all that was said, by everybody, in order', async () => {
    const { number, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang');
    await world.deliver();
    await notes.add(number, 'Catatan rekan', { by: 'cli', nonce: '1' });
    const { dispatchId } = await world.dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: OPERATOR });
    await world.responding.responses.submit({ dispatchId, text: 'Sudah ditambal', via: 'cli', actor: OPERATOR });
    await world.responding.responseChecks.sendBack(number, 'Kapan?', 'cli');
    await world.answers.answer(number, 'Sudah beres');
    const view = await read(number);
    expect(words(view)).toEqual(['TANAHBUMBU jalan berlubang', 'acknowledgement', 'Catatan rekan', 'Sudah ditambal', 'answer']);
    expect(view.conversation.entries.find(({ kind }) => kind === 'response')).toMatchObject({ state: 'sent-back', remark: 'Kapan?', agency: 'pupr' });
    expect(view.conversation.entries.find((entry) => entry.kind === 'out' && entry.purpose === 'acknowledgement')).toMatchObject({ state: 'sent', automatic: true });
    expect(view.conversation.earlier).toBeNull();
    expect(view.head.id).toBe(ticketId);
  }); // prettier-ignore

  it('keeps what officers and their notices say out of it', async () => {
    const { number } = await world.complaint();
    await world.sql(`INSERT INTO outbound_message (id, idempotency_key, channel_id, kind, tenant, ticket_id, purpose, automatic, audience, key_id, body_sealed, state, next_attempt_at, wake_at, created_at)
      SELECT gen_random_uuid(), 'notice', 'email-tanahbumbu', 'email', tenant, id, 'dispatch', true, 'staff', 'x', '\\x00', 'sent', now(), now(), now() FROM ticket WHERE number = $1`, [number]);
    expect(words(await read(number))).toHaveLength(2);
  }); // prettier-ignore

  it('comes in pages that miss nothing and repeat nothing, at the same number of queries', async () => {
    const { number } = await world.complaint();
    const long = 2 * ENTRIES_A_PAGE + 7;
    // All of one moment: ids alone tell them apart.
    const moment = new Date('2026-03-02T01:00:00.123Z');
    world.now = () => moment;
    for (let index = 0; index < long; index += 1)
      await notes.add(number, `catatan ${String(index)}`, { by: 'cli', nonce: String(index) });
    world.now = () => new Date();
    const seen: string[] = [];
    let before: string | undefined;
    const counts: number[] = [];
    do {
      queries = 0;
      const view = await read(number, before === undefined ? {} : { before });
      counts.push(queries);
      seen.unshift(...words(view));
      expect(view.conversation.entries.length).toBeLessThanOrEqual(ENTRIES_A_PAGE);
      before = view.conversation.earlier ?? undefined;
    } while (before !== undefined);
    expect(seen).toHaveLength(long + 2);
    expect(new Set(seen).size).toBe(long + 2);
    expect(counts).toHaveLength(3);
    for (const count of counts) expect(count).toBeLessThanOrEqual(18);
  });

  it('takes a mark that is none of ours for the end', async () => {
    const { number } = await world.complaint();
    const noDay = '2026-02-31 00:00:00+00|0190a1b2-0000-7000-8000-000000000000';
    for (const before of ['x', ...["2026-01-01' OR 1|1", noDay].map((mark) => Buffer.from(mark).toString('base64url'))])
      expect(words(await read(number, { before }))).toHaveLength(2);
  });

  it("has what citizens of merged tickets wrote, with those tickets' numbers", async () => {
    const [leader, follower] = [await world.complaint(), await world.complaint('TANAHBUMBU aspal rusak di desa', '+6281100000002')];
    await world.overruling.merging.merge(follower.number, leader.number, 'cli');
    const { conversation, facts } = await read(leader.number);
    expect(conversation.entries.map((entry) => (entry.kind === 'in' ? entry.number : entry.kind))).toContain(follower.number);
    expect(facts.linked).toMatchObject([{ how: 'merged', number: follower.number }]);
    expect((await read(follower.number)).head.mergedInto).toBe(leader.number);
  }); // prettier-ignore
});

describe('who reported', () => {
  it('is hinted at, and nothing of it is in the view', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan rusak', '+6281100000077');
    const view = await read(number);
    expect(view.reporter).toMatchObject({ anonymous: false, address: { kind: 'phone', masked: '•••• 77' }, has: [] });
    expect(JSON.stringify(view)).not.toContain('81100000077');
  });

  it('is taken out of everything for those who must not know', async () => {
    const { number } = await world.complaint(
      'TANAHBUMBU jalan rusak, hubungi 0811 0000 0099 atau warga@contoh.example',
    );
    await notes.add(number, 'Telepon 081100000099', { by: 'cli', nonce: '1' });
    const view = await read(number, { withhold: true });
    expect(view.withheld).toBe(true);
    expect(view.reporter.address).toBeNull();
    expect(JSON.stringify(view)).not.toMatch(/0811 0000|081100000099|contoh\.example/);
    expect(words(view)[0]).toContain('jalan rusak');
  });

  it('is shown with the look written down first, and of another office to nobody', async () => {
    const { number, ticketId } = await world.complaint('TANAHBUMBU jalan rusak', '+6281100000078');
    const reporters = new Reporters({
      database: world.database,
      vault: world.vault,
      clock: { now: () => world.now() },
    });
    expect(await reporters.look(tenant('badung'), number, 'user:1')).toBeUndefined();
    expect(await world.count('access_log')).toBe(0);
    expect(await reporters.look(tenant(), number, 'user:1')).toMatchObject({ address: { value: '+6281100000078' } });
    expect(await world.sql('SELECT actor, action, ticket_id AS "ticketId" FROM access_log')).toEqual([
      { actor: 'user:1', action: 'reporter', ticketId },
    ]);
    await world.sql('UPDATE ticket SET anonymous = true');
    expect(await reporters.look(tenant(), number, 'user:1')).toBeNull();
    expect(await world.count('access_log')).toBe(1);
  });
});

describe('notes', () => {
  it('are written once a nonce, refused when empty, and gone when a ticket is erased', async () => {
    const { number } = await world.complaint();
    const first = await notes.add(number, 'satu', { by: 'cli', nonce: 'n' });
    expect(await notes.add(number, 'satu', { by: 'cli', nonce: 'n' })).toEqual({ ...first, repeated: true });
    await expect(notes.add(number, ' \u0000 ', { by: 'cli', nonce: 'm' })).rejects.toMatchObject({ code: 'note-empty' });
    await expect(notes.add(number, 'x'.repeat(5_001), { by: 'cli', nonce: 'm' })).rejects.toMatchObject({ code: 'note-too-long' });
    expect(await world.count('ticket_note')).toBe(1);
    const { eraseTickets } = await import('../../../src/privacy/erasure.js');
    const [row] = await world.sql<{ id: string }>('SELECT id FROM ticket WHERE number = $1', [number]);
    await world.database.transaction((tx) =>
      eraseTickets(tx, world.vault, [row?.id ?? ''], { now: world.now(), by: 'cli', why: 'request' }),
    );
    expect(await world.count('ticket_note')).toBe(0);
  }); // prettier-ignore
});
