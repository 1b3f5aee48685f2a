import { Database } from '../../../src/database/database.js';
import type { Transaction } from '../../../src/database/transaction.js';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { BurstSweep } from '../../../src/pipeline/burst/burst-sweep.js';
import { Pipeline } from '../../../src/pipeline/pipeline.service.js';
import { LIMITS, smsEvent } from '../../kit/messages.js';
import { until } from '../../kit/wait.js';
import { World } from '../../kit/world.js';

const SITI = { kind: 'whatsapp', value: '+6281100000001' } as const;
const PHONE = '+6281100000001';
const PHOTO = { contentType: 'image/jpeg', inline: false, ref: 'media-1' };
const START = new Date('2026-11-20T02:00:00Z').getTime();

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  at(0);
});

/** Turns the clock. */
const at = (seconds: number): void => {
  world.now = () => new Date(START + seconds * 1000);
};

/** A chat message, `seconds` after the first one. */
async function chat(seconds: number, text: string, event: Partial<MessageEvent> = {}): Promise<string> {
  at(seconds);
  const [id] = await world.accept([smsEvent(text, { from: SITI, ...event })], 'wa-tanahbumbu');
  await world.process();
  return id ?? '';
}

async function sms(seconds: number, text: string, event: Partial<MessageEvent> = {}): Promise<string> {
  at(seconds);
  const [id] = await world.accept([smsEvent(text, { from: { kind: 'phone', value: PHONE }, ...event })]);
  await world.process();
  return id ?? '';
}

const sweep = async (seconds: number): Promise<void> => {
  at(seconds);
  await world.bursts.due(100);
};
const tickets = () =>
  world.sql<{
    number: string;
    state: string;
    category: string | null;
    agency: string | null;
    description: string;
    wake_at: Date | null;
  }>('SELECT number, state, category, agency, description, wake_at FROM ticket ORDER BY opened_at, id');
const outcomes = async (ids: readonly string[]): Promise<(string | null)[]> =>
  Promise.all(ids.map(async (id) => (await world.inbound(id)).outcome));
const purposes = async (): Promise<string[]> => (await world.replies()).map(({ purpose }) => purpose);

/** The database, with something done before a transaction begins, or once it has written everything and not yet committed. */
class Staged extends Database {
  constructor(
    { pool }: Database,
    private readonly stage: { beforeBegin?: () => Promise<void>; beforeCommit?: () => Promise<void> },
  ) {
    super(pool);
  }

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    await this.stage.beforeBegin?.();
    return super.transaction(async (tx) => {
      const value = await work(tx);
      await tx.query('SELECT 1');
      await this.stage.beforeCommit?.();
      return value;
    });
  }
}

const somebodyWaits = (): Promise<unknown> =>
  until('somebody to wait for a lock', async () => {
    const [row] = await world.sql<{ waiting: boolean }>(
      `SELECT count(*) > 0 AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row?.waiting;
  });

describe('a complaint in pieces', () => {
  it('is one ticket with one acknowledgement, sorted as a whole when it is quiet', async () => {
    const ids = [
      await chat(0, 'Pak'),
      await chat(20, '', { attachments: [PHOTO] }),
      await chat(50, 'jalan berlubang di depan SD'),
    ];
    expect(await outcomes(ids)).toEqual(['ticket', 'follow-up', 'follow-up']);
    expect(await purposes()).toEqual(['acknowledgement']);
    expect(await tickets()).toEqual([expect.objectContaining({ state: 'triage', agency: null, description: 'Pak' })]);
    // Not quiet yet: the last piece made it longer.
    await sweep(100);
    expect((await tickets())[0]).toMatchObject({ state: 'triage', description: 'Pak' });
    await sweep(111);
    expect(await tickets()).toEqual([
      expect.objectContaining({
        state: 'received',
        category: 'jalan-rusak',
        agency: 'pupr',
        description: 'Pak\njalan berlubang di depan SD',
        wake_at: null,
      }),
    ]);
    expect(await purposes()).toEqual(['acknowledgement']);
    expect(await world.count('attachment', 'ticket_id IS NOT NULL')).toBe(1);
    expect((await world.balance()).ok).toBe(true);
  });

  it('promise 6: says that it was sorted as a whole, and by what', async () => {
    await chat(0, 'Pak');
    await chat(10, 'jalan berlubang di Kusan Hilir');
    await sweep(100);
    const [{ number } = { number: '' }] = await tickets();
    const detail = await world.queries.show(number);
    expect(detail?.decisions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ step: 'thread', outcome: number, rule: 'burst' }),
        expect.objectContaining({
          step: 'categorise',
          outcome: 'jalan-rusak',
          rule: expect.stringMatching(/^2 messages as a whole; words: /) as string,
        }),
        expect.objectContaining({
          step: 'route',
          outcome: 'pupr',
          rule: expect.stringMatching(/^2 messages as a whole; /) as string,
        }),
      ]),
    );
    expect(detail?.events.map(({ type }) => type)).toEqual(['opened', 'message-added', 'sorted']);
  });

  it('is over after the quiet time, after the longest time, and at once with a keyword', async () => {
    const ids = [await chat(0, 'jalan berlubang di Satui'), await chat(61, 'sampah menumpuk di pasar')];
    expect(await outcomes(ids)).toEqual(['ticket', 'ticket']);
    const steps = [];
    for (let seconds = 121; seconds <= 121 + 240; seconds += 50)
      steps.push(await chat(seconds, `lagi ${String(seconds)}`));
    // The second ticket's burst began at 61 and ends at 361.
    expect(await outcomes(steps)).toEqual(['follow-up', 'follow-up', 'follow-up', 'follow-up', 'follow-up']);
    expect(await outcomes([await chat(362, 'air pdam mati')])).toEqual(['ticket']);
    expect(await outcomes([await chat(365, 'TANAHBUMBU lampu jalan mati')])).toEqual(['ticket']);
  });

  it('on a shared number goes on without the keyword, and begins anew with one', async () => {
    const ids = [
      await sms(0, 'TANAHBUMBU Pak'),
      await sms(20, 'jalan berlubang'),
      await sms(40, 'di depan SD'),
      await sms(45, 'TANAHBUMBU sampah menumpuk di pasar'),
      await sms(50, 'BADUNG sampah menumpuk di pasar'),
    ];
    expect(await outcomes(ids)).toEqual(['ticket', 'follow-up', 'follow-up', 'ticket', 'ticket']);
    expect(await world.inbound(ids[1] ?? '')).toMatchObject({ tenant: 'tanah-bumbu' });
    expect(await purposes()).toEqual(['acknowledgement', 'acknowledgement', 'acknowledgement']);
    await sweep(300);
    expect((await tickets())[0]).toMatchObject({
      category: 'jalan-rusak',
      description: 'Pak\njalan berlubang\ndi depan SD',
    });
    // Quiet again: a message without keyword is nobody's.
    expect(await outcomes([await sms(400, 'halo')])).toEqual(['command']);
  });

  it("is never another sender's, nor on another channel", async () => {
    await sms(0, 'TANAHBUMBU jalan berlubang');
    const other = await sms(5, 'di depan SD', { from: { kind: 'phone', value: '+6281100000002' } });
    at(6);
    const [elsewhere] = await world.accept(
      [smsEvent('di depan SD', { from: { kind: 'phone', value: PHONE } })],
      'sms-other',
    );
    await world.process();
    expect(await outcomes([other, elsewhere ?? ''])).toEqual(['command', 'command']);
  });

  it('still knows a repeat for a repeat, thanks for thanks and a question for a question', async () => {
    const ids = [
      await chat(0, 'jalan berlubang di Satui'),
      await chat(5, 'Jalan berlubang, di Satui!'),
      await chat(10, 'terima kasih'),
      await chat(15, 'STATUS'),
      await chat(20, 'BANTUAN'),
    ];
    expect(await outcomes(ids)).toEqual(['ticket', 'duplicate', 'follow-up', 'command', 'command']);
    expect((await tickets())[0]?.wake_at).toBeNull();
    expect(await world.count('ticket_event', `type = 'thanked'`)).toBe(1);
  });

  it('tells at once whom to call when the danger is in a later piece', async () => {
    await chat(0, 'Pak tolong');
    await chat(5, 'ada kebakaran di pasar');
    await chat(10, 'kebakaran di pasar Pagatan');
    expect(await purposes()).toEqual(['acknowledgement', 'danger']);
    expect(await world.sql('SELECT urgency FROM ticket')).toEqual([{ urgency: 'danger' }]);
  });

  it('takes the place from whichever piece has it', async () => {
    await chat(0, 'jalan berlubang');
    await chat(5, '', { location: { latitude: -3.45, longitude: 115.9 } });
    await chat(9, '', { location: { latitude: -8, longitude: 115 } });
    expect(await world.sql('SELECT latitude, longitude FROM ticket')).toEqual([{ latitude: -3.45, longitude: 115.9 }]);
  });

  it('waits for the end of the burst, whoever looks too early', async () => {
    await chat(0, 'Pak');
    await chat(5, 'jalan berlubang');
    await world.sql('UPDATE ticket SET wake_at = opened_at');
    await sweep(10);
    expect((await tickets())[0]).toMatchObject({ description: 'Pak', wake_at: new Date(START + 65_000) });
  });

  it('is left as people have it once they took it in hand', async () => {
    await chat(0, 'Pak');
    await chat(5, 'jalan berlubang');
    await world.sql(`UPDATE ticket SET state = 'dispatched', agency = 'dinkes'`);
    await sweep(100);
    expect((await tickets())[0]).toMatchObject({
      state: 'dispatched',
      agency: 'dinkes',
      description: 'Pak',
      wake_at: null,
    });
  });

  it('makes no more of a worn window: without one each message stands alone', async () => {
    const pipeline = new Pipeline({ ...world.parts, limits: { ...LIMITS, burstQuietSeconds: 0 } });
    const [first] = await world.accept([smsEvent('jalan berlubang', { from: SITI })], 'wa-tanahbumbu');
    at(1);
    const [second] = await world.accept([smsEvent('di Satui', { from: SITI })], 'wa-tanahbumbu');
    await pipeline.process([first ?? '', second ?? '']);
    expect(await outcomes([first ?? '', second ?? ''])).toEqual(['ticket', 'ticket']);
  });

  it('promise 2: is sorted by whichever worker sweeps, once, and after one that died', async () => {
    await chat(0, 'Pak');
    await chat(5, 'jalan berlubang');
    at(100);
    // A worker takes it and dies before it is done.
    await world.sql(`UPDATE ticket SET wake_at = $1`, [new Date(START + 120_000)]);
    await world.bursts.due(100);
    expect((await tickets())[0]).toMatchObject({ description: 'Pak' });
    at(121);
    await Promise.all([world.bursts.due(100), world.bursts.due(100), world.bursts.due(100)]);
    expect(await world.count('ticket_event', `type = 'sorted'`)).toBe(1);
    expect((await tickets())[0]).toMatchObject({ category: 'jalan-rusak', wake_at: null });
  });

  it.each(['before', 'after'])(
    'promise 9: keeps a piece that joins while it is sorted, %s the ticket is held',
    async (order) => {
      await chat(0, 'Pak');
      await chat(20, 'jalan berlubang');
      at(79);
      const [late = ''] = await world.accept([smsEvent('di depan SD', { from: SITI })], 'wa-tanahbumbu');
      at(81);
      // Whoever comes first has written when the other one begins, and commits once that one waits.
      let joined: Promise<void> | undefined;
      const join = (database = world.database): void => {
        joined = new Pipeline({ ...world.parts, database }).process([late]);
      };
      const written = (signal: () => void) => async (): Promise<void> => {
        signal();
        await somebodyWaits();
      };
      const stage =
        order === 'before'
          ? {
              beforeBegin: () =>
                new Promise<void>((signal) => join(new Staged(world.database, { beforeCommit: written(signal) }))),
            }
          : { beforeCommit: written(join) };
      await new BurstSweep({
        ...world.parts,
        followers: [world.deadlines],
        database: new Staged(world.database, stage),
      }).due(100);
      await joined;
      expect(await outcomes([late])).toEqual(['follow-up']);
      expect(await tickets()).toEqual([expect.objectContaining({ wake_at: new Date(START + 139_000) })]);
      await sweep(140);
      expect(await tickets()).toEqual([
        expect.objectContaining({ description: 'Pak\njalan berlubang\ndi depan SD', wake_at: null, agency: 'pupr' }),
      ]);
    },
  );

  it('that can not be sorted keeps no other one waiting, and is tried again', async () => {
    await chat(0, 'Pak');
    await chat(5, 'jalan berlubang');
    await world.sql(
      `UPDATE inbound_message SET event_sealed = '\\x00' WHERE id = (SELECT min(id::text)::uuid FROM inbound_message)`,
    );
    await chat(6, 'Bu', { from: { kind: 'whatsapp', value: '+6281100000002' } });
    await chat(8, 'sampah menumpuk di pasar', { from: { kind: 'whatsapp', value: '+6281100000002' } });
    await sweep(100);
    const [broken, whole] = await tickets();
    expect(whole).toMatchObject({ wake_at: null, description: 'Bu\nsampah menumpuk di pasar' });
    expect(broken).toMatchObject({ description: 'Pak', wake_at: new Date(START + 130_000) });
    expect(JSON.stringify(world.logs.lines)).toContain('sealed-value-damaged');
  });
});

describe('an album', () => {
  it('promise 9: of images of one moment is one ticket, whichever workers have them', async () => {
    const events = Array.from({ length: 6 }, (_, index) =>
      smsEvent(index === 3 ? 'jalan berlubang di depan SD' : '', {
        from: SITI,
        externalId: `wamid.${String(index)}`,
        attachments: [{ ...PHOTO, ref: `media-${String(index)}` }],
      }),
    );
    const ids = await world.accept(events, 'wa-tanahbumbu');
    const workers = Array.from({ length: 3 }, () => new Pipeline(world.parts));
    await Promise.all([
      ...ids.map((id, index) => workers[index % 3]?.process([id])),
      workers[0]?.process([...ids].reverse()),
    ]);
    expect((await outcomes(ids)).sort()).toEqual([...Array.from({ length: 5 }, () => 'follow-up'), 'ticket']);
    expect(await world.inbound(ids[0] ?? '')).toMatchObject({ outcome: 'ticket' });
    expect(await world.count('attachment', 'ticket_id IS NOT NULL')).toBe(6);
    expect(await purposes()).toEqual(['acknowledgement']);
    await sweep(100);
    expect(await tickets()).toEqual([expect.objectContaining({ category: 'jalan-rusak', agency: 'pupr' })]);
  });
});
