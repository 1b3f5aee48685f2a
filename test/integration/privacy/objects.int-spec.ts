import { createHash } from 'node:crypto';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { OfficeFiles } from '../../../src/manual/office-files.js';
import { RetentionRun } from '../../../src/privacy/retention-run.js';
import { dispatched } from '../../kit/dispatched.js';
import { smsEvent } from '../../kit/messages.js';
import { phonePhoto } from '../../kit/pictures.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

/** Bytes in the storage that no row refers to: whatever is repeated, refused or killed, they go; those in use stay. */
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const GONE = { code: 'object-missing' };

let world: World;
let run: RetentionRun;
let files: OfficeFiles;
beforeAll(async () => {
  world = await World.open();
  const clock = { now: () => world.now() };
  const { tenants, gateway } = shippedConfig();
  run = new RetentionRun({ ...world.parts, tenants, storage: world.storage, clock });
  files = new OfficeFiles({ store: world.store, limits: gateway.limits });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = () => new Date();
  await world.sql('TRUNCATE object_removal, retention_cursor, response CASCADE');
  await world.empty();
});

const hours = (count: number) => {
  world.now = () => new Date(Date.now() + count * 3_600_000);
};
const keep = async (): Promise<Awaited<ReturnType<OfficeFiles['keep']>>> =>
  files.keep([{ bytes: PDF, filename: 'berita acara.pdf' }]);
const keyOf = (kept: readonly { storageKey: string }[]): string => kept[0]?.storageKey ?? '';
const noted = () => world.count('object_removal');

/** A message whose file is in our store already, as a form's or a mail's is. */
async function withFile(
  text: string,
  change: Partial<MessageEvent> = {},
): Promise<{ event: MessageEvent; ref: string }> {
  const { ref, sha256, size } = await world.store.put(PDF, { contentType: 'application/pdf' });
  const attachment = { contentType: 'application/pdf', size, sha256, inline: false, stored: true, ref };
  return { event: smsEvent(text, { attachments: [attachment], ...change }), ref };
}

describe('files of an office', () => {
  it('promise 7: given again under the same key leave nothing behind, and the first ones stay', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang', '+6281100000021');
    const first = await keep();
    await world.answers.answer(number, 'Sudah ditambal.', { nonce: 'a', attachments: first });
    const second = await keep();
    const again = await world.answers.answer(number, 'Sudah ditambal.', { nonce: 'a', attachments: second });
    expect(again.repeated).toBe(true);
    expect(await noted()).toBe(1);
    hours(23);
    expect(await run.run()).toMatchObject({ objects: 0 });
    hours(25);
    expect(await run.run()).toMatchObject({ objects: 1 });
    await expect(world.store.get(keyOf(second))).rejects.toMatchObject(GONE);
    expect(await world.store.get(keyOf(first))).toEqual(PDF);
    expect(await noted()).toBe(0);
  });

  it('promise 7: of an answer that is refused are removed', async () => {
    const { number } = await world.complaint('TANAHBUMBU lampu jalan mati', '+6281100000022');
    await world.actions.apply({ number }, 'archive', { kind: 'operator' });
    const kept = await keep();
    const refused = world.answers.answer(number, 'Sudah menyala.', { attachments: kept });
    await expect(refused).rejects.toMatchObject({ code: 'transition-refused' });
    hours(25);
    expect(await run.run()).toMatchObject({ objects: 1 });
    await expect(world.store.get(keyOf(kept))).rejects.toMatchObject(GONE);
  });
});

describe('files of a response', () => {
  it('promise 7: sent twice leave nothing behind, and the first ones stay', async () => {
    const { ticketId } = await world.complaint('TANAHBUMBU jembatan rusak', '+6281100000023');
    const dispatchId = await dispatched(world, ticketId, 'pupr');
    const said = { dispatchId, text: 'Sudah diperbaiki.', via: 'link', nonce: 'satu' } as const;
    const [first, second] = [await keep(), await keep()];
    await world.responding.responses.submit({ ...said, files: first });
    expect(await world.responding.responses.submit({ ...said, files: second })).toMatchObject({ repeated: true });
    hours(25);
    expect(await run.run()).toMatchObject({ objects: 1 });
    await expect(world.store.get(keyOf(second))).rejects.toMatchObject(GONE);
    expect(await world.store.get(keyOf(first))).toEqual(PDF);
  });
});

describe('files that come with a message', () => {
  it('promise 7: delivered again leave nothing behind; the first ones stay, however long their message waits', async () => {
    const { event, ref } = await withFile('TANAHBUMBU jembatan rusak');
    const [inboundId = ''] = await world.accept([event]);
    const repeat = await world.store.put(PDF, { contentType: 'application/pdf' });
    const attachments = event.attachments.map((file) => ({ ...file, ref: repeat.ref }));
    // In one batch with a message that is new.
    const [again] = await world.accept([{ ...event, attachments }, smsEvent('TANAHBUMBU lampu mati')]);
    expect(again).toBe(inboundId);
    hours(72);
    expect(await run.run()).toMatchObject({ objects: 1 });
    await expect(world.store.get(repeat.ref)).rejects.toMatchObject(GONE);
    hours(0);
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect(await world.sql('SELECT state, storage_key FROM attachment')).toEqual([
      { state: 'stored', storage_key: ref },
    ]);
    expect(await world.store.get(ref)).toEqual(PDF);
  });

  it.each([
    ['a machine’s', async () => withFile('Saya sedang cuti', { nature: 'auto-reply' }), 'ignored'],
    ['one that failed', async () => withFile('TANAHBUMBU jalan rusak'), 'failed'],
  ])('promise 7: %s go with their message', async (_whose, make, outcome) => {
    const { event, ref } = await make();
    const [id] = await world.accept([event]);
    if (outcome === 'failed')
      await world.sql("UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = 'x' WHERE id = $1", [
        id,
      ]);
    else await world.process();
    expect(await world.sql('SELECT outcome FROM inbound_message')).toEqual([{ outcome }]);
    hours(48);
    expect(await run.run()).toMatchObject({ objects: 0 });
    hours(24 * 181);
    expect(await run.run()).toMatchObject({ unassigned: 1, objects: 1 });
    await expect(world.store.get(ref)).rejects.toMatchObject(GONE);
  });
});

describe('files that were fetched', () => {
  const PROVIDERS = { contentType: 'image/jpeg', inline: false, ref: 'foto-1' };

  it('are taken with their views as they are examined', async () => {
    const photo = await phonePhoto();
    world.media.next = async () => ({ bytes: photo, contentType: 'image/jpeg' });
    await world.accept([smsEvent('TANAHBUMBU jalan berlubang', { attachments: [PROVIDERS] })]);
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect(await noted()).toBe(0);
    expect(await world.count('attachment', "state = 'stored' AND view_key IS NOT NULL")).toBe(1);
  });

  it('promise 3: stay where a slow worker writes them again after another one has finished', async () => {
    const photo = await phonePhoto();
    let fetches = 0;
    world.media.next = async () => {
      if ((fetches += 1) === 1) {
        await world.sql("UPDATE attachment SET lease_until = now() - interval '1 second'");
        await world.files.process((await world.sql<{ id: string }>('SELECT id FROM attachment')).map(({ id }) => id));
      }
      return { bytes: photo, contentType: 'image/jpeg' };
    };
    await world.accept([smsEvent('TANAHBUMBU jalan berlubang', { attachments: [PROVIDERS] })]);
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect(fetches).toBe(2);
    hours(25);
    expect(await run.run()).toMatchObject({ objects: 0 });
    const [row] = await world.sql<{ key: string; view: string }>(
      'SELECT storage_key AS key, view_key AS view FROM attachment',
    );
    for (const key of [row?.key, row?.view]) expect((await world.store.get(key ?? '')).length).toBeGreaterThan(0);
  });

  it('promise 7: of a ticket that was erased while they were looked at are removed', async () => {
    const photo = await phonePhoto();
    world.media.next = async () => {
      await world.sql("UPDATE attachment SET state = 'erased'");
      return { bytes: photo, contentType: 'image/jpeg' };
    };
    await world.accept([smsEvent('TANAHBUMBU jalan berlubang', { attachments: [PROVIDERS] })]);
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect(await noted()).toBe(2);
    hours(25);
    expect(await run.run()).toMatchObject({ objects: 2 });
  });
});

it('what is noted again while the sweep is at work is not removed', async () => {
  const name = createHash('sha256').update('lama').digest('hex');
  const [a, b] = [
    await world.store.put(PDF, { contentType: 'application/pdf' }),
    await world.store.put(PDF, { contentType: 'application/pdf' }, name),
  ];
  await world.sql("UPDATE object_removal SET next_attempt_at = next_attempt_at - interval '1 hour' WHERE key = $1", [
    a.ref,
  ]);
  hours(25);
  const remove = world.storage.remove.bind(world.storage);
  let removed = 0;
  world.storage.remove = async (key) => {
    // The other one is written anew, under its own name.
    const other = key === a.ref ? b.ref : a.ref;
    if ((removed += 1) === 1)
      await world.sql("UPDATE object_removal SET next_attempt_at = now() + interval '2 days' WHERE key = $1", [other]);
    await remove(key);
  };
  expect(await run.run()).toMatchObject({ objects: 1 });
  world.storage.remove = remove;
  expect(removed).toBe(1);
  expect(await noted()).toBe(1);
});
