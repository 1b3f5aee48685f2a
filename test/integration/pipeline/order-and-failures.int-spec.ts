import { randomUUID } from 'node:crypto';
import { Database } from '../../../src/database/database.js';
import { InboundSweep } from '../../../src/pipeline/inbound-sweep.js';
import { MAX_ATTEMPTS, Pipeline } from '../../../src/pipeline/pipeline.service.js';
import { CLAIM, SENDER_LOCK_SPACE } from '../../../src/pipeline/pipeline.statements.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { until } from '../../kit/wait.js';
import { World } from '../../kit/world.js';

const [SITI, BUDI] = ['+6281100000001', '+6281100000002'];
let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

/** A worker of its own: another process, as far as the database sees. */
const worker = (overrides: object = {}): Pipeline => new Pipeline({ ...world.parts, ...overrides });

/** A pipeline whose every ticket fails to be composed while `broken` says so. */
function breakable(): { pipeline: Pipeline; broken: { on: boolean; calls: number } } {
  const broken = { on: true, calls: 0 };
  const composer = new Proxy(world.parts.composer, {
    get(target, key, receiver) {
      if (key !== 'acknowledgement') return Reflect.get(target, key, receiver) as unknown;
      return (...args: Parameters<typeof target.acknowledgement>) => {
        broken.calls += 1;
        if (broken.on) throw new Error('gagal untuk +6281100000001');
        return target.acknowledgement(...args);
      };
    },
  });
  return { pipeline: worker({ composer }), broken };
}

describe('one sender at a time, in order', () => {
  it('promise 9: with many workers ringing at once, tickets are numbered in order of receipt', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1)
      ids.push(await world.receive(`TANAHBUMBU jalan berlubang ke ${String.fromCharCode(97 + index)}`));
    const workers = [worker(), worker(), worker(), worker()];
    // Each worker hears of them in an order of its own, one by one and all together.
    await Promise.all([
      ...ids.map((id, index) => workers[index % 2]?.process([id])),
      workers[2]?.process([...ids].reverse()),
      workers[3]?.process([...ids].reverse().slice(4)),
    ]);
    const order = await world.sql<{ opening: string }>(
      'SELECT opening_message_id AS opening FROM ticket ORDER BY opened_at, id',
    );
    const processed = await world.sql<{ id: string }>('SELECT id FROM inbound_message ORDER BY processed_at, id');
    expect(order.map(({ opening }) => opening)).toEqual(ids);
    expect(processed.map(({ id }) => id)).toEqual(ids);
    const events = await world.sql<{ inbound_id: string }>('SELECT inbound_id FROM ticket_event ORDER BY id');
    expect(events.map((event) => event.inbound_id)).toEqual(ids);
    expect(await world.count('outbound_message')).toBe(10);
    expect(await world.count('contact')).toBe(1);
  });

  it('promise 9: a later message waits while an earlier one is to be tried again', async () => {
    const { pipeline, broken } = breakable();
    const first = await world.receive('TANAHBUMBU jalan berlubang satu');
    await pipeline.process([first]);
    expect(await world.inbound(first)).toMatchObject({ state: 'pending', reason: 'Error' });
    // Nothing is wrong with this one; it asks for the ticket that the first has yet to become.
    const second = await world.receive('TANAHBUMBU STATUS');
    await pipeline.process([second]);
    expect(await world.inbound(second)).toMatchObject({ state: 'pending' });
    broken.on = false;
    await world.timePasses('inbound_message');
    await pipeline.process([first]);
    // Done with the first, it looks again and finds the second.
    const [ticket] = await world.sql<{ number: string }>('SELECT number FROM ticket');
    expect((await world.replies()).at(-1)).toEqual({
      purpose: 'status',
      text: expect.stringContaining(ticket?.number ?? '') as string,
    });
  });

  it('promise 9: waiting behind another message costs no attempt', async () => {
    const { pipeline } = breakable();
    const first = await world.receive('TANAHBUMBU jalan berlubang satu');
    await pipeline.process([first]);
    const second = await world.receive('TANAHBUMBU jalan berlubang dua');
    for (let index = 0; index < MAX_ATTEMPTS + 2; index += 1) {
      await world.sql(`UPDATE inbound_message SET lease_until = NULL WHERE id = $1`, [second]);
      await pipeline.process([second]);
    }
    expect(await world.inbound(second)).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('promise 9: while one worker has a sender, no other does anything of that sender', async () => {
    const [id, other] = [
      await world.receive('TANAHBUMBU jalan berlubang satu', SITI),
      await world.receive('TANAHBUMBU jalan berlubang dua', BUDI),
    ];
    const lock = [SENDER_LOCK_SPACE, world.vault.addressHash({ kind: 'phone', value: SITI }).readInt32BE(0)];
    const holder = await world.database.pool.connect();
    await holder.query('SELECT pg_advisory_lock($1, $2)', lock);
    const working = world.pipeline.process([id, other]);
    await until('the other sender to be done', async () => (await world.inbound(other)).state === 'done');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await world.inbound(id)).toMatchObject({ state: 'pending' });
    await holder.query('SELECT pg_advisory_unlock($1, $2)', lock);
    holder.release();
    await working;
    expect(await world.inbound(id)).toMatchObject({ state: 'done', outcome: 'ticket' });
  });

  it('takes along what waits beside what it was rung for, and leaves what is held or backing off', async () => {
    const [rung, waiting, held] = [
      await world.receive('TANAHBUMBU jalan berlubang satu', SITI),
      await world.receive('TANAHBUMBU jalan berlubang dua', BUDI),
      await world.receive('TANAHBUMBU jalan berlubang tiga', '+6281100000009'),
    ];
    await world.database.query(CLAIM, [[held], 60, 0]);
    await worker({ claimAlong: 10 }).process([rung]);
    expect(await world.inbound(rung)).toMatchObject({ state: 'done' });
    expect(await world.inbound(waiting)).toMatchObject({ state: 'done' });
    expect(await world.inbound(held)).toMatchObject({ state: 'pending' });
  });

  it('promise 9: STOP and START wait their turn too', async () => {
    const { pipeline, broken } = breakable();
    const complaint = await world.receive('TANAHBUMBU jalan berlubang satu');
    await pipeline.process([complaint]);
    const from = { kind: 'phone', value: SITI } as const;
    const [stop] = await world.accept([{ type: 'opt-out', from, externalId: 'stop' }]);
    const [start] = await world.accept([{ type: 'opt-in', from, externalId: 'start' }]);
    // Rung for in the wrong order: the last word must still be the last.
    await pipeline.process([start ?? '']);
    await pipeline.process([stop ?? '']);
    expect(await world.count('opt_out')).toBe(0);
    expect(await world.count('inbound_message', `state = 'pending'`)).toBe(3);
    broken.on = false;
    await world.timePasses('inbound_message');
    await pipeline.process([complaint]);
    expect(await world.count('inbound_message', `state = 'done'`)).toBe(3);
    expect(await world.count('opt_out')).toBe(0);
    expect(
      (await world.sql<{ outcome: string }>(`SELECT outcome FROM decision WHERE step = 'command' ORDER BY id`)).map(
        ({ outcome }) => outcome,
      ),
    ).toEqual(['opt-out', 'opt-in']);
  });

  it('promise 9: a message without a sender waits for no other', async () => {
    const { pipeline, broken } = breakable();
    const form = webForm({ anonymous: true });
    const [first] = await world.accept([smsEvent('jalan berlubang satu', { from: null, form })], 'web-tanahbumbu');
    const [second] = await world.accept([smsEvent('jalan berlubang dua', { from: null, form })], 'web-tanahbumbu');
    await pipeline.process([first ?? '']);
    expect(await world.inbound(first ?? '')).toMatchObject({ state: 'pending', attempts: 1 });
    broken.on = false;
    await pipeline.process([second ?? '']);
    expect(await world.inbound(second ?? '')).toMatchObject({ state: 'done', outcome: 'ticket' });
    expect(await world.inbound(first ?? '')).toMatchObject({ state: 'pending' });
  });

  it('senders do not wait for each other', async () => {
    const { pipeline } = breakable();
    const broken = await world.receive('TANAHBUMBU jalan berlubang satu');
    const fine = await world.receive('TANAHBUMBU BANTUAN', BUDI);
    await pipeline.process([broken, fine]);
    expect(await world.inbound(broken)).toMatchObject({ state: 'pending' });
    expect(await world.inbound(fine)).toMatchObject({ state: 'done', outcome: 'command' });
  });
});

describe('when something fails', () => {
  it('promise 2: a worker that dies between claim and commit leaves its row to the next, after the lease', async () => {
    const id = await world.receive('TANAHBUMBU jalan berlubang');
    world.bell.take('inbound');
    // What a killed process leaves behind: the claim, and nothing else.
    await world.database.query(CLAIM, [[id], 60, 0]);
    await world.pipeline.process([id]);
    expect(await world.inbound(id)).toMatchObject({ state: 'pending', attempts: 1 });
    const sweep = new InboundSweep(world.database, 15);
    expect(await sweep.due(100)).toEqual([]);
    await world.timePasses('inbound_message');
    const due = await sweep.due(100);
    expect(due).toEqual([{ queue: 'inbound.sms', id }]);
    // Moved forward in the same statement: a second sweeper does not ring for it.
    expect(await sweep.due(100)).toEqual([]);
    await world.pipeline.process(due.map((row) => row.id));
    expect(await world.inbound(id)).toMatchObject({ state: 'done', outcome: 'ticket' });
    expect(await world.count('ticket')).toBe(1);
  });

  it('promise 3: a commit whose answer was lost is not done again, and its number is not used twice', async () => {
    class LosesAnswer extends Database {
      lose = true;
      override async transaction<T>(work: Parameters<Database['transaction']>[0]): Promise<T> {
        const value = await super.transaction(work);
        if (!this.lose) return value as T;
        this.lose = false;
        throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
      }
    }
    const pipeline = worker({ database: new LosesAnswer(world.database.pool) });
    const first = await world.receive('TANAHBUMBU jalan berlubang satu');
    await pipeline.process([first]);
    expect(await world.inbound(first)).toMatchObject({ state: 'done', outcome: 'ticket' });
    await world.timePasses('inbound_message');
    await pipeline.process([first]);
    const second = await world.receive('TANAHBUMBU jalan berlubang dua', BUDI);
    await pipeline.process([second]);
    expect(await world.inbound(second)).toMatchObject({ state: 'done', outcome: 'ticket' });
    expect(await world.count('ticket')).toBe(2);
    expect(await world.count('outbound_message')).toBe(2);
  });

  it('promise 3: run again on a finished row nothing happens', async () => {
    const { inboundId } = await world.complaint();
    await Promise.all([worker().process([inboundId]), worker().process([inboundId]), worker().process([inboundId])]);
    expect(await world.count('ticket')).toBe(1);
    expect(await world.count('outbound_message')).toBe(1);
  });

  it('promise 3: the database refuses a second ticket and a second reply of one message', async () => {
    const { inboundId, ticketId, outboundId } = await world.complaint();
    const copy = (table: string, columns: Record<string, string>, id: string): Promise<unknown> =>
      world.sql(`INSERT INTO ${table} SELECT (jsonb_populate_record(t, $2::jsonb)).* FROM ${table} t WHERE id = $1`, [
        id,
        JSON.stringify(columns),
      ]);
    await expect(
      copy('ticket', { id: randomUUID(), number: 'TBU-777777', tracking_hash: '\\xaa' }, ticketId),
    ).rejects.toMatchObject({ constraint: 'uq_ticket_opening_message' });
    await expect(
      copy('ticket', { id: randomUUID(), tracking_hash: '\\xaa', opening_message_id: inboundId }, ticketId),
    ).rejects.toMatchObject({ code: '23505' });
    await expect(copy('outbound_message', { id: randomUUID() }, outboundId)).rejects.toMatchObject({
      constraint: 'uq_outbound_message_idempotency',
    });
    await expect(copy('inbound_message', { id: randomUUID() }, inboundId)).rejects.toMatchObject({
      constraint: 'uq_inbound_message_external',
    });
  });

  it('promise 3: even a row that is put back by mistake gives no second ticket and no second reply', async () => {
    const help = await world.receive('TANAHBUMBU BANTUAN');
    const { inboundId } = await world.complaint('TANAHBUMBU jalan berlubang', BUDI);
    await world.process();
    await world.sql(`UPDATE inbound_message SET state = 'pending', attempts = 0, lease_until = NULL`);
    await world.pipeline.process([help, inboundId]);
    expect(await world.count('outbound_message')).toBe(2);
    expect(await world.count('ticket')).toBe(1);
    expect(await world.inbound(help)).toMatchObject({ state: 'pending', attempts: 1 });
    expect(world.logs.text()).not.toMatch(/62811|berlubang/);
  });

  it('tries again with growing pauses, then keeps it as failed; promise 5: others go on', async () => {
    const { pipeline, broken } = breakable();
    const poison = await world.receive('TANAHBUMBU jalan berlubang');
    const pauses: number[] = [];
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      await pipeline.process([poison]);
      const [row] = await world.sql<{ pause: number; state: string; attempts: number }>(
        'SELECT state, attempts, extract(epoch FROM next_attempt_at - now())::float8 AS pause FROM inbound_message WHERE id = $1', [poison]); // prettier-ignore
      expect(row).toMatchObject({ state: 'pending', attempts: attempt });
      pauses.push(Math.round(row?.pause ?? 0));
      await pipeline.process([poison]);
      expect((await world.inbound(poison)).attempts).toBe(attempt);
      await world.timePasses('inbound_message');
    }
    expect(pauses).toEqual([2, 10, 60, 300, 900]);
    await pipeline.process([poison]);
    expect(await world.inbound(poison)).toMatchObject({
      state: 'failed',
      outcome: 'failed',
      reason: 'Error',
      attempts: MAX_ATTEMPTS,
    });
    expect(await world.count('inbound_message', 'raw_sealed IS NOT NULL')).toBe(1);
    broken.on = false;
    const after = await world.receive('TANAHBUMBU jalan berlubang lagi');
    await pipeline.process([after]);
    expect(await world.inbound(after)).toMatchObject({ outcome: 'ticket' });
    expect((await world.balance()).ok).toBe(true);
    expect(world.logs.text()).not.toMatch(/62811|berlubang/);
  });

  it('promise 5: a message that kills its worker each time ends as failed', async () => {
    const id = await world.receive('TANAHBUMBU jalan berlubang');
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      await world.database.query(CLAIM, [[id], 60, 0]);
      await world.timePasses('inbound_message');
    }
    await world.pipeline.process([id]);
    expect(await world.inbound(id)).toMatchObject({ state: 'failed', reason: 'worker-died-repeatedly' });
  });

  it('a sealed value that was damaged fails at once, with a code and no words', async () => {
    const id = await world.receive('TANAHBUMBU jalan berlubang');
    await world.sql(
      `UPDATE inbound_message SET event_sealed = set_byte(event_sealed, 40, 255 - get_byte(event_sealed, 40))`,
    );
    await world.process();
    expect(await world.inbound(id)).toMatchObject({ state: 'failed', reason: 'sealed-value-damaged' });
  });

  it('leaves the rows of a paused channel alone, and the sweeper with it', async () => {
    const id = await world.receive('TANAHBUMBU jalan berlubang');
    await world.sql(`INSERT INTO channel_state (channel_id, paused) VALUES ('sms-1708', true)`);
    await world.timePasses('inbound_message');
    await world.pipeline.process([id]);
    expect(await world.inbound(id)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await new InboundSweep(world.database, 15).due(10)).toEqual([]);
    await world.sql('UPDATE channel_state SET paused = false');
    expect(await new InboundSweep(world.database, 15).due(10)).toEqual([{ queue: 'inbound.sms', id }]);
  });

  it('stores what people write, whatever it holds', async () => {
    const id = await world.receive(
      'TANAHBUMBU jalan\u0000 berlubang \ud83d \u202e " \' ; DROP TABLE ticket; -- $1 ? {number}',
    );
    await world.process();
    expect(await world.inbound(id)).toMatchObject({ outcome: 'ticket' });
    expect((await world.sql('SELECT description FROM ticket'))[0]).toEqual({
      description: 'jalan berlubang \ufffd \u202e " \' ; DROP TABLE ticket; -- $1 ? {number}',
    });
  });
});
