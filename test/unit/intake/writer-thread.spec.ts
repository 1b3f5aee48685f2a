import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import type { Incoming } from '../../../src/intake/incoming.js';
import { packBatch, unpackBatch } from '../../../src/intake/thread-protocol.js';
import { WriterThread } from '../../../src/intake/writer-thread.js';
import { CapturedLogs } from '../../kit/captured-logs.js';

const incoming = fc.record({
  id: fc.uuid(),
  channelId: fc.constantFrom('sms-1708', 'email-bangli'),
  kind: fc.constantFrom('sms', 'email'),
  externalId: fc.option(fc.string(), { nil: undefined }),
  eventType: fc.constantFrom('message', 'ignored'),
  sender: fc.option(fc.string(), { nil: undefined }),
  event: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
  raw: fc.option(fc.record({ contentType: fc.string(), bytes: fc.uint8Array().map((bytes) => Buffer.from(bytes)) }), {
    nil: undefined,
  }),
  files: fc.array(fc.string()),
  receivedAt: fc.date({ noInvalidDate: true }),
  failed: fc.option(fc.string(), { nil: undefined }),
}) satisfies fc.Arbitrary<Incoming>;

function row(id: string): Incoming {
  return { id, channelId: 'sms-1708', kind: 'sms', externalId: id, eventType: 'message', sender: undefined, event: '{}', raw: { contentType: 'text/plain', bytes: Buffer.from(id) }, files: [`berkas-${id}`], receivedAt: new Date(), failed: undefined }; // prettier-ignore
}

/** A thread that says of each row what its raw bytes were; of the row `die` it dies. */
const ECHO = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (message) => {
    if (message.close) return parentPort.close();
    const { ids, rawBytes, rawEnds } = message.rows;
    if (ids.includes('die')) process.exit(3);
    const text = ids.map((id, i) => Buffer.from(rawBytes).subarray(rawEnds[i - 1] ?? 0, rawEnds[i]).toString());
    parentPort.postMessage({ batch: message.batch, written: text.map((inboundId) => ({ inboundId, duplicate: false })) });
  });`;

describe('the batch on its way to the writer’s thread', () => {
  it('arrives as it left', () => {
    fc.assert(
      fc.property(fc.array(incoming), (rows) => {
        expect(unpackBatch(structuredClone(packBatch(rows)))).toEqual(rows);
      }),
    );
  });
});

describe('the writer in a thread of its own', () => {
  it('answers each batch with its own results, and ends with its thread', async () => {
    const started: Worker[] = [];
    const logs = new CapturedLogs();
    const writer = new WriterThread(() => {
      const worker = new Worker(ECHO, { eval: true });
      started.push(worker);
      return worker;
    }, logs.logger);
    const batches = await Promise.all([writer.write([row('a'), row('b')]), writer.write([row('c')]), writer.write([])]);
    expect(batches.map((written) => written.map((result) => 'inboundId' in result && result.inboundId))).toEqual([
      ['a', 'b'],
      ['c'],
      [],
    ]);
    expect(started).toHaveLength(1);
    await writer.close();
    expect(started[0]?.threadId).toBe(-1);
    expect(logs.text()).toBe('');
  });

  it('refuses what a dying thread had in hand, says so, and goes on in a new one', async () => {
    const logs = new CapturedLogs();
    const writer = new WriterThread(() => new Worker(ECHO, { eval: true }), logs.logger);
    expect(await writer.write([row('a'), row('die')])).toEqual([
      { refused: 'writer-ended' },
      { refused: 'writer-ended' },
    ]);
    expect(logs.text()).toContain('writer thread ended');
    expect(await writer.write([row('b')])).toEqual([{ inboundId: 'b', duplicate: false }]);
    await writer.close();
  });

  it('has nothing to end before the first batch', async () => {
    const writer = new WriterThread(() => new Worker(ECHO, { eval: true }), new CapturedLogs().logger);
    await expect(writer.close()).resolves.toBeUndefined();
  });
});
