import { clerk, typedEntry } from '../../kit/clerk.js';
import { CALLER } from '../../kit/manual-entries.js';
import { World } from '../../kit/world.js';
import { EntryRefused } from '../../../src/manual/entry-input.js';
import type { ManualDesk, EntryReceipt } from '../../../src/manual/manual-desk.js';
import type { ReplyTasks } from '../../../src/manual/reply-tasks.js';

let world: World;
let desk: ManualDesk;
let tasks: ReplyTasks;
beforeAll(async () => {
  world = await World.open();
  ({ desk, tasks } = clerk(world));
});
afterAll(() => world.close());
beforeEach(() => world.empty());

/** A clerk enters, a worker reads. */
async function enter(overrides: Parameters<typeof typedEntry>[0] = {}): Promise<EntryReceipt> {
  const input = typedEntry({ nonce: `n-${String(Math.random())}`, ...overrides });
  await desk.take(input, 0);
  await world.process();
  return desk.take(input, 0);
}

describe('the desk', () => {
  it('keeps an entry before a worker has read it, and gives the tracking code at once', async () => {
    const receipt = await desk.take(typedEntry({ nonce: 'n-1' }), 0);
    expect(receipt).toMatchObject({ state: 'pending', number: null, say: [], repeated: false, tenant: 'tanah-bumbu' });
    expect(receipt.trackingCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await world.process();
    const again = await desk.take(typedEntry({ nonce: 'n-1' }), 0);
    expect(again).toMatchObject({ state: 'ticket', repeated: true, trackingCode: receipt.trackingCode });
    expect(again.say.join()).toContain(again.number);
    expect(again.say.join()).toContain(receipt.trackingCode);
    expect(again.say.join()).not.toMatch(/balas|STATUS/);
    expect(await world.count('inbound_message')).toBe(1);
  });

  it('waits for the worker as long as it is told to', async () => {
    const taking = desk.take(typedEntry(), 20_000);
    const working = setInterval(() => void world.process(), 50);
    try {
      expect(await taking).toMatchObject({ state: 'ticket', number: expect.stringMatching(/^TBU-/) as string });
    } finally {
      clearInterval(working);
    }
  });

  it('refuses other words under the same nonce, and keeps the first ones', async () => {
    await desk.take(typedEntry({ nonce: 'n-1' }), 0);
    await expect(desk.take(typedEntry({ nonce: 'n-1', text: 'lain' }), 0)).rejects.toMatchObject({ code: 'nonce-reused' }); // prettier-ignore
    expect(await world.count('inbound_message')).toBe(1);
  });

  it('takes a report of another system once, and says which ticket has it', async () => {
    const lapor = { channelId: 'manual-outside-system', tenant: 'badung', reference: '1234567' };
    const { number } = await enter(lapor);
    expect(number).toMatch(/^BDG-/);
    await expect(desk.take(typedEntry({ ...lapor, reference: '#1234567', text: 'lain' }), 0)).rejects.toMatchObject({
      code: 'reference-known',
      number,
      tenant: 'badung',
    });
    // The same words again are a clerk who pressed twice.
    expect(await desk.take(typedEntry({ ...lapor, nonce: 'other' }), 0)).toMatchObject({ number, repeated: true });
  });

  it('takes it once when two clerks race', async () => {
    const lapor = { channelId: 'manual-outside-system', tenant: 'badung', reference: '7654321' };
    const results = await Promise.allSettled(
      ['satu', 'dua', 'tiga', 'empat'].map((text) => desk.take(typedEntry({ ...lapor, text }), 0)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code: string }).code] : []))).toEqual(
      ['reference-known', 'reference-known', 'reference-known'],
    ); // prettier-ignore
    await world.process();
    expect(await world.count('ticket')).toBe(1);
  });

  it('keeps what was attached, and stores nothing of what it refuses', async () => {
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'); // prettier-ignore
    await enter({ attachments: [{ filename: 'surat.png', bytes: png }] });
    expect(await world.sql('SELECT size FROM attachment')).toEqual([{ size: String(png.length) }]);
    await expect(
      desk.take(
        typedEntry({ text: '!', saidAt: 'kemarin', attachments: [{ bytes: Buffer.alloc(1_001) }, { bytes: Buffer.alloc(0) }, { bytes: png }] }),
        0,
      ),
    ).rejects.toMatchObject({
      errors: [
        { field: 'text', code: 'required' },
        { field: 'saidAt', code: 'time' },
        { field: 'attachments', code: 'tooMany', params: { max: 2, count: 3 } },
        { field: 'attachments[0]', code: 'tooLarge', params: { max: 1_000, size: 1_001 } },
        { field: 'attachments[1]', code: 'emptyFile' },
      ],
    }); // prettier-ignore
    expect(await world.count('inbound_message')).toBe(1);
  });

  it('adds to a ticket of this office, and to no other', async () => {
    const { number } = await enter();
    expect(await enter({ followUpTo: number ?? '', text: 'masih berlubang', reporter: {} })).toMatchObject({
      state: 'follow-up',
      number,
      trackingCode: null,
      say: [],
    });
    const elsewhere = {
      channelId: 'manual-outside-system',
      tenant: 'badung',
      reference: '5',
      followUpTo: number ?? '',
    };
    await expect(desk.take(typedEntry(elsewhere), 0)).rejects.toMatchObject({
      errors: [{ field: 'followUpTo', code: 'unknown' }],
    });
  });

  it.each([
    ['sms-1708', undefined, [{ field: 'channelId', code: 'notManual' }]],
    ['nowhere', undefined, [{ field: 'channelId', code: 'notManual' }]],
    ['manual-outside-system', undefined, [{ field: 'tenant', code: 'required' }]],
    ['manual-outside-system', 'nirwana', [{ field: 'tenant', code: 'notOfChannel' }]],
    ['manual-desk', 'badung', [{ field: 'tenant', code: 'notOfChannel' }]],
  ])('takes nothing for %s of %s', async (channelId, tenant, errors) => {
    const taking = desk.take(typedEntry({ channelId, ...(tenant !== undefined && { tenant }) }), 0);
    await expect(taking).rejects.toBeInstanceOf(EntryRefused);
    await expect(taking).rejects.toMatchObject({ errors });
  });
});

describe('the list of tasks', () => {
  async function call(): Promise<{ id: string; number: string }> {
    const { number } = await enter();
    const { outboundId } = await world.answers.answer(number ?? '', 'Sudah ditambal.');
    return { id: outboundId, number: number ?? '' };
  }

  it('shows nobody before somebody works on it, and records that look', async () => {
    const { id, number } = await call();
    const list = await tasks.list({ limit: 10 });
    expect(list).toEqual([expect.objectContaining({ id, number, method: 'call', state: 'open', attempts: 0 })]);
    expect(JSON.stringify(list)).not.toMatch(/Siti|81100000041|ditambal/);
    expect(await world.count('access_log')).toBe(0);
    expect(await tasks.show(id, 'api-key:1')).toMatchObject({
      text: 'Sudah ditambal.',
      recipient: { name: 'Siti Contoh', phone: CALLER },
    });
    expect(await world.sql('SELECT actor, action, subject_id FROM access_log')).toEqual([
      { actor: 'api-key:1', action: 'task-recipient', subject_id: id },
    ]);
  });

  it('is worked off: tried, tried again, done, each with its time', async () => {
    const { id, number } = await call();
    world.now = () => new Date('2026-11-20T04:00:00Z');
    expect(await tasks.record(id, 'not-reached', 'cli')).toMatchObject({ state: 'open', attempts: 1 });
    expect((await world.outbound(id)).state).toBe('task');
    world.now = () => new Date('2026-11-20T06:00:00Z');
    expect(await tasks.record(id, 'done', 'cli')).toMatchObject({
      state: 'done', attempts: 2, lastAttemptAt: '2026-11-20T06:00:00.000Z', closedAt: '2026-11-20T06:00:00.000Z',
    }); // prettier-ignore
    world.now = () => new Date();
    expect((await world.outbound(id)).state).toBe('delivered');
    expect(await tasks.list({ limit: 10 })).toEqual([]);
    expect((await world.queries.show(number))?.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['task-not-reached', 'task-done']),
    );
  });

  it('can be given up, which fails the message', async () => {
    const { id } = await call();
    await tasks.record(id, 'given-up', 'cli');
    expect(await world.outbound(id)).toMatchObject({ state: 'failed', reason: 'not-reached' });
  });

  it('lets one of two be done with it', async () => {
    const { id } = await call();
    const results = await Promise.allSettled([tasks.record(id, 'done', 'a'), tasks.record(id, 'given-up', 'b')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'task-closed' } });
    expect(await world.count('ticket_event', "type LIKE 'task-%'")).toBe(1);
  });

  it('goes on behind the last one, and by office and method', async () => {
    const first = await call();
    const second = await call();
    expect((await tasks.list({ limit: 1 })).map(({ id }) => id)).toEqual([first.id]);
    expect((await tasks.list({ limit: 5, after: first.id })).map(({ id }) => id)).toEqual([second.id]);
    expect(await tasks.list({ limit: 5, tenant: 'badung' })).toEqual([]);
    expect(await tasks.list({ limit: 5, method: 'letter' })).toEqual([]);
    expect(await tasks.list({ limit: 5, state: 'done' })).toEqual([]);
  });
});
