import { Database } from '../../../src/database/database.js';
import { BatchWriter } from '../../../src/intake/batch-writer.js';
import { Intake } from '../../../src/intake/intake.service.js';
import { CodedError } from '../../../src/messaging/errors.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { smsEvent } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const RAW = { contentType: 'application/x-www-form-urlencoded', bytes: Buffer.from('Body=jalan+rusak') };

function intakeOn(database: Database): Intake {
  const services = { clock: { now: () => new Date() }, logger: world.logs.logger };
  const writer = new BatchWriter(database, world.vault, 15);
  return new Intake(writer, world.channels, world.bell, services, 10);
}

describe('intake', () => {
  it('promise 1: answers only after the row is committed, as another connection sees', async () => {
    const [accepted] = await world.intake.accept('sms-1708', [smsEvent('TANAHBUMBU jalan rusak')], RAW);
    expect(accepted?.duplicate).toBe(false);
    expect(await world.count('inbound_message', `id = '${accepted?.inboundId ?? ''}' AND state = 'pending'`)).toBe(1);
  });

  it('promise 1: does not answer while the commit has not come back', async () => {
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    class SlowDatabase extends Database {
      override async query<R extends Record<string, unknown>>(...args: Parameters<Database['query']>): Promise<R[]> {
        const rows = await super.query<R>(...args);
        await held;
        return rows;
      }
    }
    const slow = intakeOn(new SlowDatabase(world.database.pool));
    let answered = false;
    const accepting = slow.accept('sms-1708', [smsEvent('x')], RAW).then(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(answered).toBe(false);
    expect(world.bell.rung).toEqual([]);
    commit();
    await accepting;
    expect(world.bell.rung).toHaveLength(1);
  });

  it('promise 3: knows a message again, in the same batch, in a later one, and in a racing one', async () => {
    const event = smsEvent('TANAHBUMBU jalan rusak');
    const together = await world.intake.accept('sms-1708', [event, event], RAW);
    expect(together.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
    const later = await world.intake.accept('sms-1708', [event], RAW);
    const racing = (
      await Promise.all(Array.from({ length: 5 }, () => world.intake.accept('sms-1708', [event], RAW)))
    ).flat();
    expect([...later, ...racing].every(({ duplicate }) => duplicate)).toBe(true);
    expect(new Set([...together, ...later, ...racing].map(({ inboundId }) => inboundId)).size).toBe(1);
    expect(await world.count('inbound_message')).toBe(1);
    expect(world.bell.take('inbound')).toHaveLength(1);
    expect(
      (await world.sql<{ received: number }>('SELECT sum(received)::int AS received FROM intake_ledger'))[0]?.received,
    ).toBe(1);
  });

  it('takes the same id of two channels for two messages', async () => {
    const event = smsEvent('TANAHBUMBU jalan rusak');
    await world.intake.accept('sms-1708', [event], RAW);
    await world.intake.accept('sms-other', [event], RAW);
    expect(await world.count('inbound_message')).toBe(2);
  });

  it('gives an event without an id the identity of its content', async () => {
    const event = { type: 'opt-out', from: { kind: 'phone', value: '+6281100000001' } } as const;
    await world.intake.accept('sms-1708', [event], RAW);
    await world.intake.accept('sms-1708', [event], RAW);
    expect(await world.count('inbound_message')).toBe(1);
    await world.intake.accept('sms-1708', [event], { ...RAW, bytes: Buffer.from('Body=STOP&n=2') });
    expect(await world.count('inbound_message')).toBe(2);
  });

  it('promise 5: a row that PostgreSQL refuses fails alone, the batch it came with is stored', async () => {
    // A NUL byte, which PostgreSQL's text can't hold, in the one column that is not encrypted.
    const good = Array.from({ length: 6 }, (_, index) =>
      world.intake.accept('sms-1708', [smsEvent(`pesan ${String(index)}`)], RAW),
    );
    const bad = world.intake.reject('sms-1708', { ...RAW, bytes: Buffer.from('rusak') }, { code: 'bad\u0000code' });
    const more = Array.from({ length: 6 }, (_, index) =>
      world.intake.accept('sms-1708', [smsEvent(`lagi ${String(index)}`)], RAW),
    );
    const settled = await Promise.allSettled([...good, bad, ...more]);
    expect(settled.map(({ status }) => status)).toEqual([
      ...Array<string>(6).fill('fulfilled'),
      'rejected',
      ...Array<string>(6).fill('fulfilled'),
    ]);
    expect(settled[6]).toMatchObject({ reason: { code: 'intake-unavailable', retryable: true } });
    expect(await world.count('inbound_message')).toBe(12);
    expect(world.bell.take('inbound')).toHaveLength(12);
    expect((await world.balance()).ok).toBe(true);
  });

  it('promise 5: takes NUL bytes and broken characters in what people write', async () => {
    const [id] = await world.accept([smsEvent('TANAHBUMBU jalan\u0000 rusak \ud83d')]);
    expect(id).toBeDefined();
  });

  it('says that it can be tried again while the database is away, and stores nothing', async () => {
    const away = Database.connect('postgres://kentongan:x@127.0.0.1:1/none', 2);
    const intake = intakeOn(away);
    const error = await intake
      .accept(
        'sms-1708',
        [smsEvent('TANAHBUMBU jalan rusak', { from: { kind: 'phone', value: '+6281100000009' } })],
        RAW,
      )
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CodedError);
    expect(error).toMatchObject({ code: 'intake-unavailable', retryable: true, retryAfterMs: 5_000 });
    expect(world.bell.rung).toEqual([]);
    expect(world.logs.text()).not.toMatch(/62811|jalan rusak/);
    await away.close();
  });

  it('says so too when the connection is lost after the insert', async () => {
    class LosesSecond extends Database {
      calls = 0;
      override async query<R extends Record<string, unknown>>(...args: Parameters<Database['query']>): Promise<R[]> {
        this.calls += 1;
        if (this.calls > 1)
          throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
        return super.query<R>(...args);
      }
    }
    const event = smsEvent('TANAHBUMBU jalan rusak');
    await world.accept([event]);
    const intake = intakeOn(new LosesSecond(world.database.pool));
    const settled = await Promise.allSettled([
      intake.accept('sms-1708', [event], RAW),
      intake.accept('sms-1708', [smsEvent('TANAHBUMBU lain')], RAW),
    ]);
    expect(settled[0]).toMatchObject({ status: 'rejected', reason: { code: 'intake-unavailable', retryable: true } });
    // Stored is stored, and rung for, whatever becomes of its neighbour.
    expect(settled[1]).toMatchObject({ status: 'fulfilled', value: [{ duplicate: false }] });
    expect(world.bell.take('inbound')).toContain(
      (settled[1] as PromiseFulfilledResult<{ inboundId: string }[]>).value[0]?.inboundId,
    );
  });

  it('refuses a channel that is not configured', async () => {
    await expect(world.intake.accept('sms-none', [smsEvent('x')], RAW)).rejects.toMatchObject({
      code: 'channel-unknown',
    });
  });

  it('counts in its ledger, by channel, what it took', async () => {
    await world.accept([smsEvent('a'), smsEvent('b'), { type: 'ignored', reason: 'typing' }]);
    await world.receive('c', '+6281100000002', 'sms-other');
    const ledger = await world.sql<{ channel_id: string; n: number }>(
      'SELECT channel_id, sum(received)::int AS n FROM intake_ledger GROUP BY 1 ORDER BY 1',
    );
    expect(ledger).toEqual([{ channel_id: 'sms-1708', n: 3 }, { channel_id: 'sms-other', n: 1 }]); // prettier-ignore
  });

  it('keeps what could not be read: raw, failed, with the reason, once', async () => {
    const bytes = Buffer.from('bukan formulir \u0000');
    const first = await world.intake.reject(
      'sms-1708',
      { contentType: 'text/plain', bytes },
      { code: 'malformed-payload', field: 'From' },
    );
    const second = await world.intake.reject(
      'sms-1708',
      { contentType: 'text/plain', bytes },
      { code: 'malformed-payload', field: 'From' },
    );
    expect([first.duplicate, second.duplicate]).toEqual([false, true]);
    const [row] = await world.sql<{
      id: string;
      state: string;
      outcome: string;
      reason: string;
      key_id: string;
      raw_sealed: Buffer;
      sender_hash: null;
    }>('SELECT * FROM inbound_message');
    expect(row).toMatchObject({ state: 'failed', outcome: 'failed', reason: 'malformed-payload', sender_hash: null });
    expect(
      world.vault.open(row?.raw_sealed ?? Buffer.alloc(0), row?.key_id ?? '', sealedIn.inboundRaw(row?.id ?? '')),
    ).toEqual(Buffer.concat([Buffer.from('text/plain\n'), bytes]));
    expect(world.bell.rung).toEqual([]);
    expect(await world.balance()).toMatchObject({
      ok: true,
      channels: expect.arrayContaining<unknown>([
        expect.objectContaining({ channelId: 'sms-1708', received: 1, failed: 1 }),
      ]) as unknown[],
    });
  });

  it('promise 7: stores neither number, name nor words in clear, and no id that encodes one', async () => {
    await world.accept([
      smsEvent('rahasia sekali', {
        externalId: 'wamid.62811000000777',
        from: { kind: 'phone', value: '+62811000000777', name: 'Siti Contoh' },
      }),
    ]);
    const [row] = await world.sql<{ line: string }>(`SELECT (m.*)::text AS line FROM inbound_message m`);
    const bytes = (row?.line ?? '').replace(/\\\\x([0-9a-f]+)/g, (_whole, hex: string) =>
      Buffer.from(hex, 'hex').toString('latin1'),
    );
    expect(bytes).toContain('sms-1708');
    for (const secret of ['62811000000777', 'Siti', 'rahasia', 'wamid']) expect(bytes).not.toContain(secret);
  });
});
