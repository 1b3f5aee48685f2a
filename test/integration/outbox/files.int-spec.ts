import { randomUUID } from 'node:crypto';
import { WriteSet } from '../../../src/database/write-set.js';
import { CodedError } from '../../../src/messaging/errors.js';
import type { OutboundMessage, SendOutcome } from '../../../src/messaging/outbound-message.js';
import type { StoredFile } from '../../../src/outbox/outbound-files.js';
import { OutboxSweep } from '../../../src/outbox/outbox-sweep.js';
import { queueOutbound } from '../../../src/outbox/outbox.writes.js';
import { smsEvent } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

const SITI = '+6281100000001';
const ANSWER = 'Jalan sudah ditambal. Fotonya kami lampirkan.';

let world: World;
let shown: string[] = [];
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  shown = [];
  world.chatSender.next = asChat;
  world.windowSender.next = asChat;
  delete world.chatSender.lookup;
});

/** What the citizen's telephone shows, part by part. */
async function asChat(message: OutboundMessage): Promise<SendOutcome> {
  if (message.windowOpen === false) return { outcome: 'sent', providerId: `T-${message.id}`, template: true };
  shown.push(await partShown(message));
  return { outcome: 'sent', providerId: `P${String(shown.length)}-${message.id}` };
}

async function partShown({ text, attachments = [], part = 0 }: OutboundMessage): Promise<string> {
  const file = attachments[part - 1];
  return part === 0 ? text : `${file?.filename ?? '?'}: ${(await file?.read())?.toString() ?? '?'}`;
}

async function stored(name: string, size = 10): Promise<StoredFile> {
  const bytes = Buffer.from(name.padEnd(size, '.'));
  const { ref, sha256 } = await world.store.put(bytes, { contentType: 'image/jpeg' });
  return { storageKey: ref, sha256, size: bytes.length, contentType: 'image/jpeg', filename: `${name}.jpg` };
}

async function queued(attachments: readonly StoredFile[], channelId = 'wa-tanahbumbu'): Promise<string> {
  const channel = world.channels.get(channelId);
  if (!channel) throw new Error('no such channel');
  const writes = new WriteSet();
  const id = queueOutbound(writes, world.vault, {
    idempotencyKey: `answer:${randomUUID()}`,
    channel,
    tenant: 'tanah-bumbu',
    purpose: 'answer',
    automatic: false,
    to: { kind: 'whatsapp', value: SITI },
    text: ANSWER,
    attachments,
    now: new Date(),
    ringAfterSeconds: 15,
  });
  const { statement, values } = writes.compile();
  await world.database.query(statement, values);
  return id;
}

const two = async (): Promise<StoredFile[]> => [await stored('sebelum'), await stored('sesudah')];
const PARTS = [ANSWER, 'sebelum.jpg: sebelum...', 'sesudah.jpg: sesudah...'];
const row = async (id: string) =>
  (
    await world.sql<{ state: string; parts: number; parts_sent: number; reason: string | null; attempts: number }>(
      'SELECT state, parts, parts_sent, reason, attempts FROM outbound_message WHERE id = $1',
      [id],
    )
  )[0];

/** The n-th send of the test ends like this, all others well. */
function nth(count: number, outcome: SendOutcome | Error): void {
  let sends = 0;
  world.chatSender.next = async (message) => {
    sends += 1;
    if (sends !== count) return asChat(message);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
}

const sweep = async (): Promise<void> => {
  await world.timePasses('outbound_message');
  const due = await new OutboxSweep(world.database, world.receipts, 15).due(100);
  if (due.length > 0) await world.outbox.process(due.map(({ id }) => id));
};
const write = async (channelId: string): Promise<void> => {
  await world.accept([smsEvent('Ya', { from: { kind: 'whatsapp', value: SITI } })], channelId);
  await world.process();
};

describe('a message in several parts', () => {
  it('goes one after another, as one row, each with the bytes that were kept', async () => {
    const id = await queued(await two());
    await world.outbox.process([id]);
    expect(shown).toEqual(PARTS);
    expect(await row(id)).toMatchObject({ state: 'sent', parts: 3, parts_sent: 3, attempts: 1 });
    expect(await world.count('outbound_message')).toBe(1);
    expect(await world.sql('SELECT part FROM outbound_part ORDER BY part')).toEqual([{ part: 0 }, { part: 1 }]);
  });

  it.each([2, 3])('tries a part again (the %d.) and none that has left', async (count) => {
    nth(count, { outcome: 'retry', code: 'meta:2', reason: 'away' });
    const id = await queued(await two());
    await world.outbox.process([id]);
    expect(shown).toEqual(PARTS.slice(0, count - 1));
    expect(await row(id)).toMatchObject({ state: 'queued', parts_sent: count - 1, attempts: 1 });
    await sweep();
    expect(shown).toEqual(PARTS);
    expect(await row(id)).toMatchObject({ state: 'sent', parts_sent: 3 });
  });

  it('is of unknown outcome from the part on that is, and goes on where a receipt settles that one', async () => {
    nth(2, { outcome: 'unknown', code: 'meta:ECONNRESET', reason: 'broke' });
    const id = await queued(await two());
    await world.outbox.process([id]);
    await sweep();
    expect(await row(id)).toMatchObject({ state: 'unknown', parts_sent: 1 });
    expect(shown).toEqual([PARTS[0]]);
    // What is said of the first part settles nothing of the second.
    await world.receipts.apply('wa-tanahbumbu', [
      { type: 'receipt', providerId: `P1-${id}`, state: 'delivered', reference: id },
    ]);
    expect(await row(id)).toMatchObject({ state: 'unknown', parts_sent: 1 });
    await world.receipts.apply('wa-tanahbumbu', [
      { type: 'receipt', providerId: `lost-${id}`, state: 'sent', reference: id },
    ]);
    expect(await row(id)).toMatchObject({ state: 'queued', parts_sent: 2 });
    await sweep();
    expect(shown).toEqual([PARTS[0], PARTS[2]]);
    expect(await row(id)).toMatchObject({ state: 'sent', parts_sent: 3 });
    expect(await world.count('parked_receipt')).toBe(0);
  });

  it('of a worker that died in the second part sends neither that nor the first again', async () => {
    const id = await queued(await two());
    const died = new Promise<SendOutcome>(() => undefined);
    world.chatSender.next = async (message) => (message.part === 1 ? died : asChat(message));
    void world.outbox.process([id]);
    for (let tries = 0; tries < 100 && (await row(id))?.parts_sent !== 1; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    for (let tries = 0; tries < 100 && (await row(id))?.state !== 'sending'; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    world.chatSender.next = asChat;
    await sweep();
    await sweep();
    expect(await row(id)).toMatchObject({ state: 'unknown', parts_sent: 1 });
    expect(shown).toEqual([PARTS[0]]);
  });

  it('says which part was refused, and sends none after it', async () => {
    nth(2, { outcome: 'rejected', code: 'meta:131053', reason: 'the media could not be taken' });
    const id = await queued(await two());
    await world.outbox.process([id]);
    await sweep();
    expect(await row(id)).toMatchObject({ state: 'failed', reason: 'the media could not be taken (part 2 of 3)' });
    expect(shown).toEqual([PARTS[0]]);
  });

  it('waits while the storage is away: nothing has left', async () => {
    nth(1, new CodedError('storage-unreachable', 'away', true));
    const id = await queued(await two());
    await world.outbox.process([id]);
    expect(await row(id)).toMatchObject({ state: 'queued', parts_sent: 0 });
    await sweep();
    expect(shown).toEqual(PARTS);
  });

  it('has failed where an earlier part did, whatever is said of the last', async () => {
    const id = await queued(await two());
    await world.outbox.process([id]);
    const failed = { code: 'meta:131026', text: 'undeliverable', permanent: true };
    await world.receipts.apply('wa-tanahbumbu', [
      { type: 'receipt', providerId: `P1-${id}`, state: 'failed', error: failed },
    ]);
    await world.receipts.apply('wa-tanahbumbu', [{ type: 'receipt', providerId: `P3-${id}`, state: 'delivered' }]);
    expect(await row(id)).toMatchObject({ state: 'failed', reason: 'undeliverable (part 1 of 3)' });
  });

  it('is delivered with its last part', async () => {
    const id = await queued(await two());
    await world.outbox.process([id]);
    await world.receipts.apply('wa-tanahbumbu', [{ type: 'receipt', providerId: `P1-${id}`, state: 'delivered' }]);
    expect(await row(id)).toMatchObject({ state: 'sent' });
    await world.receipts.apply('wa-tanahbumbu', [{ type: 'receipt', providerId: `P3-${id}`, state: 'delivered' }]);
    expect(await row(id)).toMatchObject({ state: 'delivered' });
    expect(await world.count('parked_receipt')).toBe(0);
  });
});

describe('the closed window', () => {
  it('lets the template out first, and text and files after the tap', async () => {
    const id = await queued(await two(), 'wa-window');
    await world.outbox.process([id]);
    expect(shown).toEqual([]);
    expect(await row(id)).toMatchObject({ state: 'waiting', parts_sent: 0 });
    await write('wa-window');
    await world.deliver();
    expect(shown).toEqual(expect.arrayContaining(PARTS));
    expect(shown.filter((text) => PARTS.includes(text))).toEqual(PARTS);
    expect(await row(id)).toMatchObject({ state: 'sent', parts_sent: 3 });
  });

  it.each([
    ['first part first', ['P1', 'P2', 'P3']],
    ['last part first', ['P3', 'P2', 'P1']],
  ])('that the provider tells of afterwards (%s) undoes every part', async (_name, order) => {
    await write('wa-window');
    world.bell.take('outbox');
    const id = await queued(await two(), 'wa-window');
    await world.outbox.process([id]);
    expect(shown).toEqual(PARTS);
    const error = { code: 'meta:131047' };
    for (const name of order)
      await world.receipts.apply('wa-window', [
        { type: 'receipt', providerId: `${name}-${id}`, state: 'failed', error, reference: id },
      ]);
    expect(await row(id)).toMatchObject({ state: 'queued', parts_sent: 0 });
    await sweep();
    expect(await row(id)).toMatchObject({ state: 'waiting', parts_sent: 0 });
    await write('wa-window');
    await world.deliver();
    expect(shown.filter((text) => PARTS.includes(text))).toEqual([...PARTS, ...PARTS]);
    expect(await row(id)).toMatchObject({ state: 'sent', parts_sent: 3 });
  });
});

describe('an answer with files', () => {
  it('go with the answer to whoever is merged after it, too', async () => {
    const leader = await world.complaint();
    await world.answers.answer(leader.number, 'Sudah ditambal.', { attachments: await two() });
    const late = await world.complaint(undefined, '+6281100000002');
    await world.overruling.merging.merge(late.number, leader.number, 'cli');
    const files = (id: string) =>
      world.sql(
        `SELECT f.position, f.sha256, f.storage_key, f.content_type FROM outbound_attachment f JOIN outbound_message o ON o.id = f.outbound_id
         WHERE o.ticket_id = $1 ORDER BY f.position`,
        [id],
      );
    expect(await files(late.ticketId)).toHaveLength(2);
    expect(await files(late.ticketId)).toEqual(await files(leader.ticketId));
  });

  it('where the channel carries none says where they are, with the code that an SMS had no room for', async () => {
    const { number } = await world.complaint();
    await world.deliver();
    await world.answers.answer(number, 'Sudah ditambal.', { attachments: await two() });
    await world.deliver();
    const text = world.sender.sent.at(-1)?.text ?? '';
    expect(text).toMatch(/https:\/\/aduan\.example\/tanah-bumbu\/lacak.* kode [A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}\.$/);
    expect(world.sender.sent.at(-1)?.attachments).toBeUndefined();
    expect(await world.sql('SELECT carried, position FROM outbound_attachment ORDER BY position')).toEqual([
      { carried: false, position: 0 },
      { carried: false, position: 1 },
    ]);
  });

  it('sends those that the channel takes and names the page for the others', async () => {
    await world.accept([smsEvent('jalan berlubang di pasar', { from: { kind: 'whatsapp', value: SITI } })], 'wa-tanahbumbu'); // prettier-ignore
    await world.process();
    await world.deliver();
    shown = [];
    const [ticket] = await world.sql<{ number: string }>('SELECT number FROM ticket');
    const attachments = [await stored('besar', 1_001), await stored('kecil')];
    await world.answers.answer(ticket?.number ?? '', 'Sudah ditambal.', { attachments });
    await world.deliver();
    expect(shown).toHaveLength(2);
    expect(shown[0]).toContain('/lacak');
    expect(shown[1]).toBe('kecil.jpg: kecil.....');
  });

  it('is the same only with the same files under one key', async () => {
    const { number } = await world.complaint();
    const attachments = await two();
    const first = await world.answers.answer(number, 'Sudah.', { nonce: 'a', attachments });
    const again = await world.answers.answer(number, 'Sudah.', { nonce: 'a', attachments: await two() });
    expect(again).toMatchObject({ outboundId: first.outboundId, repeated: true });
    await expect(world.answers.answer(number, 'Sudah.', { nonce: 'a' })).rejects.toMatchObject({
      code: 'nonce-reused',
    });
    expect(await world.count('outbound_attachment')).toBe(2);
  });
});

describe('promise 7: at rest', () => {
  it('neither a name nor a byte of a file stands in clear', async () => {
    await queued([await stored('foto-rumah-siti')]);
    const [line] = await world.sql<{ line: string }>('SELECT (a.*)::text AS line FROM outbound_attachment a');
    expect(line?.line).not.toContain(Buffer.from('siti').toString('hex'));
    expect(line?.line).not.toContain('siti');
  });
});
