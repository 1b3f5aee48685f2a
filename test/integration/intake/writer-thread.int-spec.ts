import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import { Vault } from '../../../src/contacts/vault.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { Intake } from '../../../src/intake/intake.service.js';
import type { WriterThreadData } from '../../../src/intake/open-writer-thread.js';
import { WriterThread } from '../../../src/intake/writer-thread.js';
import { smsEvent } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

const RAW = { contentType: 'application/x-www-form-urlencoded', bytes: Buffer.from('Body=jalan+rusak') };

let world: World;
let folder: string;
let threads: Worker[] = [];
let intake: Intake;

beforeAll(async () => {
  world = await World.open();
  folder = mkdtempSync(join(tmpdir(), 'kentongan-writer-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await world.empty();
  threads = [];
  const workerData: WriterThreadData = {
    databaseUrl: world.url,
    keysFile: join(folder, 'keys.json'),
    ringAfterSeconds: 15,
  };
  KeyRing.open(workerData.keysFile);
  const writer = new WriterThread(() => {
    const thread = new Worker(join(__dirname, '../../kit/writer-thread-entry.mjs'), { workerData });
    threads.push(thread);
    return thread;
  }, world.logs.logger);
  const services = { clock: { now: () => new Date() }, logger: world.logs.logger };
  intake = new Intake(writer, world.channels, world.bell, services, 20);
});
afterEach(() => intake.close());

describe('intake through the writer’s thread', () => {
  it('promise 1: answers once the row is committed, sealed with the gateway’s keys, and rings', async () => {
    const event = smsEvent('TANAHBUMBU jalan rusak');
    const [accepted] = await intake.accept('sms-1708', [event], RAW);
    const [row] = await world.sql<{ event: Buffer; raw: Buffer; keyId: string }>(
      'SELECT event_sealed AS event, raw_sealed AS raw, key_id AS "keyId" FROM inbound_message',
    );
    const vault = new Vault(KeyRing.open(join(folder, 'keys.json')));
    const id = accepted?.inboundId ?? '';
    expect(JSON.parse(vault.openText(row!.event, row!.keyId, sealedIn.inboundEvent(id)))).toEqual(event);
    expect(vault.openText(row!.raw, row!.keyId, sealedIn.inboundRaw(id))).toBe(`${RAW.contentType}\nBody=jalan+rusak`);
    expect(world.bell.take('inbound')).toEqual([id]);
  });

  it('promise 3: knows a message again over batches', async () => {
    const event = smsEvent('TANAHBUMBU jalan rusak');
    const accepted = (
      await Promise.all(Array.from({ length: 50 }, () => intake.accept('sms-1708', [event], RAW)))
    ).flat();
    expect(accepted.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(accepted.map(({ inboundId }) => inboundId)).size).toBe(1);
    expect(await world.count('inbound_message')).toBe(1);
  });

  it('promise 9: writes batches in the order in which they came', async () => {
    const ids: string[] = [];
    await Promise.all(
      Array.from({ length: 200 }, async (_each, index) => {
        const [accepted] = await intake.accept('sms-1708', [smsEvent(`TANAHBUMBU aduan ${String(index)}`)], RAW);
        ids.push(accepted?.inboundId ?? '');
      }),
    );
    // ctid is where the row lies: the table was empty, so rows lie in the order of their insertion.
    const rows = await world.sql<{ id: string }>('SELECT id FROM inbound_message ORDER BY ctid');
    expect(rows.map(({ id }) => id)).toEqual([...ids].sort());
  });

  it('promise 3: a thread killed at work loses nothing that was answered; what was not is refused and can come again', async () => {
    await intake.accept('sms-1708', [smsEvent('TANAHBUMBU sebelum')], RAW);
    const events = Array.from({ length: 60 }, (_each, index) => smsEvent(`TANAHBUMBU aduan ${String(index)}`));
    const under = Promise.allSettled(events.map((event) => intake.accept('sms-1708', [event], RAW)));
    await new Promise((resolve) => setImmediate(resolve));
    await threads[0]?.terminate();
    const settled = await under;
    const answered = settled.filter(({ status }) => status === 'fulfilled').length;
    for (const result of settled)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'intake-unavailable', retryable: true });
    expect(settled.some(({ status }) => status === 'rejected')).toBe(true);
    expect(await world.count('inbound_message')).toBeGreaterThanOrEqual(answered + 1);
    const again = (await Promise.all(events.map((event) => intake.accept('sms-1708', [event], RAW)))).flat();
    expect(again.filter(({ duplicate }) => duplicate).length).toBeGreaterThanOrEqual(answered);
    expect(await world.count('inbound_message')).toBe(events.length + 1);
    expect((await world.balance()).ok).toBe(true);
    expect(threads).toHaveLength(2);
  });
});
