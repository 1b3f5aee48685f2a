import type { ConsoleUser } from '../../../src/accounts/console-user.js';
import { readFilter } from '../../../src/console/inbox/ticket-filter.js';
import {
  PAGE_SIZE,
  lookerOf,
  TicketFinder,
  type PageWish,
  type TicketPage,
} from '../../../src/console/inbox/ticket-finder.js';
import { WALK } from '../../../src/console/inbox/ticket-search.js';
import { consoleUser, ticketRow } from '../../kit/console-tickets.js';
import { shippedTenant } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const NOW = new Date('2026-11-25T04:00:00Z');
const MINUTE = 60_000;
const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * MINUTE);

let world: World;
let operator: ConsoleUser;
let finder: TicketFinder;
beforeAll(async () => {
  world = await World.open();
  world.now = () => NOW;
  operator = await consoleUser(world, 'operator');
  finder = new TicketFinder({ database: world.database, vault: world.vault, clock: { now: () => NOW } });
});
afterAll(() => world.close());
beforeEach(() => world.empty());

async function find(
  query: Record<string, string>,
  wish: PageWish = {},
  user = operator,
  slug = 'tanah-bumbu',
): Promise<TicketPage> {
  const tenant = shippedTenant(slug);
  return finder.find(lookerOf(user), tenant, readFilter(query, tenant, ['sms-1708', 'sms-other']), wish);
}

async function numbers(query: Record<string, string>, user = operator, slug = 'tanah-bumbu'): Promise<string[]> {
  return (await find(query, {}, user, slug)).rows.map(({ number }) => number);
}

describe('what is typed', () => {
  it('finds a number as it is written, and as it is said', async () => {
    const { number } = await ticketRow(world);
    const digits = String(Number(number.slice(4)));
    for (const q of [number, number.toLowerCase(), `tbu ${digits}`, digits, `#${digits}`, ` ${number} `])
      expect(await numbers({ q })).toEqual([number]);
    expect(await numbers({ q: number }, operator, 'badung')).toEqual([]);
    expect(await numbers({ q: 'TBU-111111' })).toEqual([]);
  });

  it('finds words in any of their forms, all of them, and the beginning of the last', async () => {
    const lamp = await ticketRow(world, { description: 'Lampu penerangan jalan mati di Batulicin' });
    const hole = await ticketRow(world, { description: 'Jalan berlubang dekat jembatan', opened_at: before(1) });
    expect(await numbers({ q: 'jalan' })).toEqual([lamp.number, hole.number]);
    expect(await numbers({ q: 'lubang' })).toEqual([hole.number]);
    expect(await numbers({ q: 'JALAN mati' })).toEqual([lamp.number]);
    expect(await numbers({ q: 'lampu batuli' })).toEqual([lamp.number]);
    expect(await numbers({ q: 'jalan kucing' })).toEqual([]);
    for (const q of ['&', "'; DROP TABLE ticket; --", ':* !', '\\', '<->', '...']) expect((await find({ q })).rows).toEqual([]);
  }); // prettier-ignore

  it('finds a citizen by number or mailbox, by those who may ask, and each look is on record', async () => {
    const { number, ticketId } = await world.complaint('TANAHBUMBU lampu mati', '+6281100000042');
    await world.complaint('TANAHBUMBU jalan rusak', '+6281100000043');
    expect(await numbers({ q: '0811-0000-0042' })).toEqual([number]);
    expect(await numbers({ q: '+62 811 0000 0042' })).toEqual([number]);
    const [{ contact }] = (await world.sql<{ contact: string }>('SELECT contact_id AS contact FROM ticket WHERE id = $1', [ticketId])) as [{ contact: string }]; // prettier-ignore
    const looks = await world.sql('SELECT actor, action, subject_id, ticket_id FROM access_log');
    expect(looks).toEqual(
      [1, 2].map(() => ({ actor: `user:${operator.id}`, action: 'contact-search', subject_id: contact, ticket_id: null })), // prettier-ignore
    );
    const leader = await consoleUser(world, 'leadership');
    expect(await find({ q: '081100000042' }, {}, leader)).toMatchObject({ rows: [], refused: 'identities' });
    expect(await numbers({ q: '081100000042' }, operator, 'badung')).toEqual([]);
    expect(await numbers({ q: 'nobody@contoh.example' })).toEqual([]);
    expect(await world.count('access_log')).toBe(2);
  });
});

describe('filters', () => {
  it('hold all at once', async () => {
    const other = await consoleUser(world, 'operator');
    const [road] = shippedTenant('tanah-bumbu').categories.filter(({ parent }) => parent !== undefined);
    const a = await ticketRow(world, { category: road?.slug, agency: 'pupr', state: 'dispatched', assigned_to: operator.id, assigned_at: NOW }); // prettier-ignore
    const b = await ticketRow(world, { category: road?.slug, agency: 'perkim', state: 'closed', urgency: 'danger', opened_at: before(60), assigned_to: other.id, assigned_at: NOW }); // prettier-ignore
    const c = await ticketRow(world, { channel_id: 'sms-other', district_code: '631001', state: 'answered', opened_at: before(60 * 24 * 3) }); // prettier-ignore
    await ticketRow(world, { tenant: 'badung', category: road?.slug, agency: 'pupr' });
    const cases: [Record<string, string>, { number: string }[]][] = [
      [{}, [a, b, c]],
      [{ urut: 'oldest' }, [c, b, a]],
      [{ urut: 'due' }, [a]],
      [{ keadaan: 'open' }, [a]],
      [{ keadaan: 'closed' }, [b]],
      [{ kategori: road?.slug ?? '' }, [a, b]],
      [{ kategori: road?.parent ?? '' }, [a, b]],
      [{ kategori: road?.slug ?? '', instansi: 'perkim' }, [b]],
      [{ instansi: 'pupr', keadaan: 'closed' }, []],
      [{ kanal: 'sms-other' }, [c]],
      [{ kecamatan: '631001' }, [c]],
      [{ urgensi: 'danger' }, [b]],
      [{ petugas: 'me' }, [a]],
      [{ petugas: other.id }, [b]],
      [{ petugas: 'nobody' }, [c]],
      [{ dari: '2026-11-25' }, [a, b]],
      [{ sampai: '2026-11-24' }, [c]],
      [{ dari: '2026-11-22', sampai: '2026-11-22' }, [c]],
      [{ q: 'berlubang', petugas: 'me' }, [a]],
    ];
    for (const [query, wanted] of cases)
      expect([query, await numbers(query)]).toEqual([query, wanted.map(({ number }) => number)]);
  });
});

describe('pages', () => {
  it('neither repeat nor leave out a row while others come in, both ways', async () => {
    const all: string[] = [];
    // Several at the same moment: the order among them is kept, too.
    for (let index = 0; index < 120; index += 1)
      all.push((await ticketRow(world, { opened_at: before(Math.floor(index / 3)) })).number);
    const walked: string[][] = [];
    let page = await find({});
    for (;;) {
      walked.push(page.rows.map(({ number }) => number));
      await ticketRow(world, { opened_at: NOW });
      if (!page.after) break;
      page = await find({}, { from: page.after });
    }
    expect(walked.map(({ length }) => length)).toEqual([PAGE_SIZE, PAGE_SIZE, 20]);
    expect(walked.flat().sort()).toEqual([...all].sort());
    expect(page.before).toBeDefined();
    const back = page.before ? await find({}, { from: page.before, back: true }) : undefined;
    expect(back?.rows.map(({ number }) => number)).toEqual(walked[1]);
    expect(back?.before && back.after).toBeDefined();
  });

  it('stop after so many rows, say how far they came, and go on from there', async () => {
    await world.sql('ALTER TABLE ticket DROP CONSTRAINT IF EXISTS fk_ticket_opening_message');
    const { number } = await ticketRow(world, { district_code: '631001', opened_at: before(WALK + 500) });
    await world.sql(
      `INSERT INTO ticket SELECT r.* FROM ticket t, generate_series(1, $1::int) n, LATERAL jsonb_populate_record(t, jsonb_build_object(
         'id', uuidv7(), 'number', 'TBU-' || (100000 + n), 'split_from', t.id, 'tracking_hash', '\\x' || encode(sha256(n::text::bytea), 'hex'),
         'district_code', null, 'opened_at', $2::timestamptz - make_interval(mins => n))) r`,
      [WALK + 100, NOW],
    );
    const first = await find({ kecamatan: '631001' });
    expect(first.rows).toEqual([]);
    expect(first.lookedUpTo?.at).toEqual(before(WALK));
    const second = first.lookedUpTo && (await find({ kecamatan: '631001' }, { from: first.lookedUpTo }));
    expect(second?.rows.map((row) => row.number)).toEqual([number]);
    expect(second?.lookedUpTo).toBeUndefined();
    // A seldom word has an index of its own: it is found at once, however far back.
    await world.sql("UPDATE ticket SET description = 'Buaya di sungai' WHERE number = $1", [number]);
    expect(await find({ q: 'buaya' })).toMatchObject({ rows: [{ number }] });
  });
});
