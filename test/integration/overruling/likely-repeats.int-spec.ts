import type { LikelyRepeats } from '../../../src/overruling/repeats/likely-repeats.js';
import { Signatures } from '../../../src/overruling/repeats/signatures.js';
import { eraseTickets } from '../../../src/privacy/erasure.js';
import { TakeUp } from '../../../src/tickets/take-up.js';
import { ticketRow } from '../../kit/console-tickets.js';
import { World } from '../../kit/world.js';

const NOW = new Date('2026-06-10T02:00:00Z');
const DAY = 86_400_000;
let world: World;
let repeats: LikelyRepeats;
let signatures: Signatures;
beforeAll(async () => {
  world = await World.open();
  ({ repeats, signatures } = world.overruling);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = () => NOW;
  await world.empty();
});

const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY);
async function reported(description: string, more: Record<string, unknown> = {}): Promise<{ id: string; number: string }> {
  const ticket = await ticketRow(world, { description, opened_at: NOW, ...more });
  await world.database.transaction((tx) => signatures.follow(tx, ticket.id));
  return ticket;
} // prettier-ignore
async function found(id: string): Promise<string[]> {
  return (await repeats.of(world.database, id)).map(({ number }) => number);
}

describe('likely repeats of a ticket', () => {
  it('are found whoever reported them, with why, the likeliest first', async () => {
    const own = await reported('Jalan berlubang di depan SDN 1 Batulicin', { category: 'jalan-rusak' });
    const same = await reported('jalan depan SDN 1 batulicin berlubang parah', { category: 'jalan-rusak', opened_at: ago(2) });
    const less = await reported('Jalan berlubang dekat SDN 1, sudah lama', { category: 'jalan-rusak', opened_at: ago(5) });
    await reported('Lampu jalan mati di Simpang Empat', { category: 'lampu-jalan' });
    const all = await repeats.of(world.database, own.id);
    expect(all.map(({ number }) => number)).toEqual([same.number, less.number]);
    expect(all[0]).toMatchObject({ text: 'jalan depan SDN 1 batulicin berlubang parah', state: 'received', mergedInto: null, likeness: { category: true, place: null, hours: 48 } });
    expect(all[0]?.likeness.score).toBeGreaterThan(all[1]?.likeness.score ?? 1);
  }); // prettier-ignore

  it('are of the same office and of some weeks only', async () => {
    const text = 'Sampah menumpuk di belakang pasar Pagatan';
    const own = await reported(text);
    const early = await reported(text, { opened_at: ago(27) });
    const earlier = await reported(text, { opened_at: ago(29) });
    await reported(text, { tenant: 'bangli' });
    expect(await found(own.id)).toEqual([early.number]);
    expect(await found(early.id)).toEqual([earlier.number, own.number]);
  });

  it('say which of them is merged, and leave out what follows the ticket; of a merged one there are none', async () => {
    const text = 'Sampah menumpuk di belakang pasar Pagatan';
    const own = await reported(text);
    const other = await reported('Jembatan gantung putus');
    await reported(text, { state: 'merged', state_before: 'received', merged_into: own.id });
    const elsewhere = await reported(text, { state: 'merged', state_before: 'received', merged_into: other.id });
    expect(await repeats.of(world.database, own.id)).toMatchObject([{ number: elsewhere.number, mergedInto: other.number }]); // prettier-ignore
    expect(await found(elsewhere.id)).toEqual([]);
  });

  it('are looked up by the index, week by week', async () => {
    const own = await reported('Sampah menumpuk di belakang pasar Pagatan');
    const plan = await world.database.transaction(async (tx) => {
      tx.send('SET LOCAL enable_seqscan = off');
      const explained: string[] = [];
      await repeats.of({ query: async (sql, values) => {
        const text = typeof sql === 'string' ? sql : sql.text;
        for (const row of await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values)) explained.push(row['QUERY PLAN']);
        return tx.query(sql, values);
      } }, own.id);
      return explained.join('\n');
    });
    expect(plan).toContain('Bitmap Index Scan on ix_ticket_signature_bands');
    expect(plan).toMatch(/Index Cond: \(bands && /);
  }); // prettier-ignore

  it('are forgotten with the words they are known by', async () => {
    const [first, second] = [await reported('Sampah menumpuk di pasar Pagatan'), await reported('Sampah menumpuk di pasar Pagatan')]; // prettier-ignore
    await world.sql(`UPDATE ticket SET state = 'closed', closed_at = $2 WHERE id = $1`, [second.id, NOW]);
    await world.database.transaction((tx) =>
      eraseTickets(tx, world.vault, [second.id], { now: NOW, by: 'cli', why: 'request' }),
    );
    expect(await world.sql('SELECT ticket_id AS id FROM ticket_signature')).toEqual([{ id: first.id }]);
    expect(await found(first.id)).toEqual([]);
  });
});

describe('signatures', () => {
  const takeUp = (): TakeUp => {
    const { database, actions, logs } = world;
    return new TakeUp({ database, actions, doorbell: world.bell, clock: { now: () => world.now() }, logger: logs.logger, listeners: [signatures] });
  }; // prettier-ignore

  it('are made as a ticket is taken up; what it may repeat is a decision that says why', async () => {
    const first = await world.complaint('TANAHBUMBU jalan berlubang di depan SDN 1 Batulicin', '+6281100000001');
    const second = await world.complaint('TANAHBUMBU jln depan SDN 1 batulicin berlubang parah', '+6281100000002');
    await takeUp().due(100);
    expect(await world.sql('SELECT count(*)::int AS n FROM ticket_signature')).toEqual([{ n: 2 }]);
    const decisions = await world.sql(
      `SELECT ticket_id AS ticket, outcome, rule, round(score::numeric, 2)::float AS score, runner_up AS runner, decided_by AS by, version
       FROM decision WHERE step = 'dedupe'`,
    );
    expect(decisions).toEqual([
      {
        ticket: second.ticketId,
        outcome: first.number,
        rule: 'alike words 86%; within an hour',
        score: 0.88,
        runner: null,
        by: 'machine',
        version: 'likeness-1',
      },
    ]);
  });

  it('follow the words as they change', async () => {
    const { id } = await reported('Sampah menumpuk di belakang pasar');
    const before = await world.sql('SELECT bands FROM ticket_signature');
    await world.sql("UPDATE ticket SET description = 'Lampu jalan mati di simpang tiga' WHERE id = $1", [id]);
    await world.database.transaction((tx) => signatures.follow(tx, id));
    expect(await world.sql('SELECT bands FROM ticket_signature')).not.toEqual(before);
  });

  it('are made for tickets that were there before, once, and after whoever holds one lets go of it', async () => {
    const taken = { opened_at: ago(3), taken_up_at: ago(3) };
    const rows = [await ticketRow(world, taken), await ticketRow(world, taken), await ticketRow(world, taken)];
    await ticketRow(world, { ...taken, erased_at: NOW, description: '' });
    await ticketRow(world, { opened_at: ago(90), taken_up_at: ago(90) });
    const { tenants } = world.parts;
    const older = new Signatures({ database: world.database, clock: { now: () => NOW }, tenants }, repeats);
    const signed = async () => (await world.sql<{ id: string }>('SELECT ticket_id AS id FROM ticket_signature ORDER BY 1')).map(({ id }) => id); // prettier-ignore
    await world.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM ticket WHERE id = $1 FOR UPDATE', [rows[1]?.id]);
      await older.due();
    });
    expect(await signed()).toEqual([rows[0]?.id, rows[2]?.id].sort());
    await older.due();
    expect(await signed()).toEqual(rows.map(({ id }) => id).sort());
    await older.due();
    await world.sql('TRUNCATE ticket_signature');
    await older.due();
    expect(await signed()).toEqual([]);
  });
});
