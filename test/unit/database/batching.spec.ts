import fc from 'fast-check';
import { MicroBatcher } from '../../../src/database/micro-batcher.js';
import { WriteSet } from '../../../src/database/write-set.js';

describe('the micro-batcher', () => {
  /** Flushes only when told to. */
  function controlled(maxItems = 100) {
    const batches: {
      items: readonly number[];
      finish: (results?: readonly (string | Error)[]) => void;
      fail: (error: Error) => void;
    }[] = [];
    const batcher = new MicroBatcher<number, string>(
      (items) =>
        new Promise((resolve, reject) =>
          batches.push({
            items,
            finish: (results = items.map((item) => `r${String(item)}`)) => resolve(results),
            fail: reject,
          }),
        ),
      maxItems,
    );
    return { batcher, batches };
  }
  const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

  it('has one batch in flight, and what comes meanwhile goes together', async () => {
    const { batcher, batches } = controlled();
    const first = batcher.add(1);
    await tick();
    const others = [batcher.add(2), batcher.add(3)];
    await tick();
    expect(batches.map(({ items }) => items)).toEqual([[1]]);
    batches[0]?.finish();
    await expect(first).resolves.toBe('r1');
    await tick();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3]]);
    batches[1]?.finish();
    await expect(Promise.all(others)).resolves.toEqual(['r2', 'r3']);
    await batcher.drain();
  });

  it('does not answer before the flush did', async () => {
    const { batcher, batches } = controlled();
    let answered = false;
    const added = batcher.add(1).then(() => (answered = true));
    await tick();
    await tick();
    expect(answered).toBe(false);
    batches[0]?.finish();
    await added;
  });

  it('gives each item its own result or error, in order', async () => {
    const { batcher, batches } = controlled();
    const added = [1, 2, 3].map((item) => batcher.add(item));
    const settled = Promise.allSettled(added);
    await tick();
    batches[0]?.finish(['a', new Error('second'), 'c']);
    expect(await settled).toMatchObject([{ value: 'a' }, { reason: { message: 'second' } }, { value: 'c' }]);
  });

  it('goes on after a failed flush', async () => {
    const { batcher, batches } = controlled();
    const settled = Promise.allSettled([batcher.add(1)]);
    await tick();
    const next = batcher.add(2);
    batches[0]?.fail(new Error('database away'));
    expect(await settled).toMatchObject([{ status: 'rejected' }]);
    await tick();
    batches[1]?.finish();
    await expect(next).resolves.toBe('r2');
    await batcher.drain();
    const later = batcher.add(3);
    await tick();
    batches[2]?.finish();
    await expect(later).resolves.toBe('r3');
  });

  it('loses and doubles nothing, at any size (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        async (pauses, maxItems) => {
          const flushed: number[] = [];
          const sizes: number[] = [];
          const batcher = new MicroBatcher<number, number>(async (items) => {
            sizes.push(items.length);
            await tick();
            flushed.push(...items);
            return items;
          }, maxItems);
          const results: Promise<number>[] = [];
          for (const [index, pause] of pauses.entries()) {
            results.push(batcher.add(index));
            if (pause === 0) await tick();
          }
          expect(await Promise.all(results)).toEqual(pauses.map((_, index) => index));
          await batcher.drain();
          expect(flushed).toEqual(pauses.map((_, index) => index));
          expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(maxItems);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the write set', () => {
  it('makes one statement of all rows, values apart from the text', () => {
    const writes = new WriteSet();
    writes.insert('ticket', { id: 1, state: 'received', hash: Buffer.from('ab'), at: new Date(0) });
    writes.insert('event', { id: 2, ticket_id: 1, data: { from: 'received' } });
    writes.insert('event', { id: 3, ticket_id: 1, data: {} });
    writes.update('inbound_message', { id: '9', state: 'done', reason: null }, "t.state = 'pending'");
    writes.statement('DELETE FROM opt_out WHERE channel_id = ? AND address_hash = ?', ['sms', 7]);
    const { statement, values } = writes.compile();
    expect(statement.text).toBe(
      'WITH w0 AS (UPDATE inbound_message t SET state = r.state, reason = r.reason FROM json_populate_recordset(NULL::inbound_message, $3::json) r ' +
        "WHERE t.id = r.id AND t.state = 'pending'), " +
        'w1 AS (INSERT INTO event (id, ticket_id, data) SELECT id, ticket_id, data FROM json_populate_recordset(NULL::event, $2::json) r), ' +
        'w2 AS (INSERT INTO ticket (id, state, hash, at) SELECT id, state, hash, at FROM json_populate_recordset(NULL::ticket, $1::json) r) ' +
        'DELETE FROM opt_out WHERE channel_id = $4 AND address_hash = $5',
    );
    expect(values).toEqual([
      '[{"id":1,"state":"received","hash":"\\\\x6162","at":"1970-01-01T00:00:00.000Z"}]',
      '[{"id":2,"ticket_id":1,"data":{"from":"received"}},{"id":3,"ticket_id":1,"data":{}}]',
      '[{"id":"9","state":"done","reason":null}]',
      'sms',
      7,
    ]);
  });

  it('names a shape once however many rows it has, and shapes apart', () => {
    const shape = (table: string, rows: number): string => {
      const writes = new WriteSet();
      for (let index = 0; index < rows; index += 1) writes.insert(table, { id: index });
      return writes.compile().statement.name;
    };
    expect(shape('a', 1)).toBe(shape('a', 1));
    expect(shape('a', 2)).toBe(shape('a', 1));
    expect(shape('b', 1)).not.toBe(shape('a', 1));
  });

  it('keeps rows with other columns in a statement of their own', () => {
    const writes = new WriteSet();
    writes.insert('a', { id: 1 });
    writes.insert('a', { id: 2, name: 'x' });
    expect(writes.compile().values).toEqual(['[{"id":1}]', '[{"id":2,"name":"x"}]']);
  });

  it('is harmless without rows', () => {
    expect(new WriteSet().compile()).toMatchObject({ statement: { text: 'SELECT 1' }, values: [] });
  });
});
