import { CodedError } from '../../../src/messaging/errors.js';
import { bombPng, phonePhoto } from '../../kit/pictures.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { ScriptedMedia } from '../../kit/scripted-far-ends.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.media.next = new ScriptedMedia().next;
  world.media.asked.length = 0;
});

const photo = (ref: string) => ({ contentType: 'image/jpeg', filename: 'Siti.jpg', inline: false, ref });

async function withPhotos(...refs: string[]): Promise<string[]> {
  await world.accept([smsEvent('TANAHBUMBU jalan berlubang', { attachments: refs.map(photo) })]);
  await world.process();
  return world.bell.take('maintenance');
}
const rows = () => world.sql<{ state: string; reason: string | null; attempts: number; size: string | null; family: string | null; type: string; view_key: string | null; located: boolean; sha256: string | null; storage_key: string | null; pause: number }>(
  'SELECT state, reason, attempts, size, family, content_type AS type, view_key, location_sealed IS NOT NULL AS located, sha256, storage_key, extract(epoch FROM next_attempt_at - now())::float8 AS pause FROM attachment ORDER BY id'); // prettier-ignore

describe('attachments at the provider', () => {
  it('are fetched into our own store, by reference, with their sum', async () => {
    const ids = await withPhotos('ref-1', 'ref-2');
    expect(ids).toHaveLength(2);
    await world.files.process(ids);
    expect(world.media.asked).toEqual(['ref-1', 'ref-2']);
    for (const row of await rows()) {
      expect(row).toMatchObject({ state: 'stored', size: '4', reason: null, family: 'text', type: 'text/plain' });
      expect(await world.store.get(row.storage_key ?? '')).toEqual(Buffer.from('foto'));
    }
    await world.files.process(ids);
    expect(world.media.asked).toHaveLength(2);
  });

  it('are asked for again later when the provider is away, the others fetched meanwhile', async () => {
    const ids = await withPhotos('away', 'there');
    world.media.next = async (ref) => {
      if (ref === 'away') throw new CodedError('media-unreachable', 'no answer', true);
      return { bytes: Buffer.from('foto'), contentType: 'image/png' };
    };
    await world.files.process(ids);
    expect(await rows()).toEqual([
      expect.objectContaining({ state: 'pending', reason: 'media-unreachable', attempts: 1 }),
      expect.objectContaining({ state: 'stored' }),
    ]);
    expect((await rows())[0]?.pause).toBeGreaterThan(5);
    expect(await world.files.due(10)).toEqual([]);
    await world.timePasses('attachment');
    expect((await world.files.due(10)).map(({ id }) => id)).toEqual([ids[0]]);
    world.media.next = new ScriptedMedia().next;
    await world.files.process(ids);
    expect((await rows()).map(({ state }) => state)).toEqual(['stored', 'stored']);
  });

  it('are given up at once when they are gone, with the reason', async () => {
    const ids = await withPhotos('ref');
    world.media.next = async () => {
      throw new CodedError('media-gone', 'no longer there', false);
    };
    await world.files.process(ids);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'failed', reason: 'media-gone' })]);
    expect(world.media.asked).toHaveLength(1);
  });

  it('keep no name and no address of the provider in clear', async () => {
    await withPhotos('https://media.example/rahasia');
    const [row] = await world.sql<{ line: string }>('SELECT (a.*)::text AS line FROM attachment a');
    expect(row?.line).not.toMatch(/Siti|rahasia/);
  });

  it('come again after a minute, without end, while our own storage is away', async () => {
    const ids = await withPhotos('ref');
    const { storage } = world;
    const put = jest.spyOn(storage, 'put').mockRejectedValue(new CodedError('storage-unreachable', 'away', true));
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await world.files.process(ids);
      await world.timePasses('attachment');
    }
    expect(await rows()).toEqual([
      expect.objectContaining({ state: 'pending', reason: 'storage-unreachable', attempts: 0 }),
    ]);
    put.mockRestore();
    await world.files.process(ids);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'stored', reason: null })]);
  });

  it('are asked for as late as the provider wants', async () => {
    const ids = await withPhotos('ref');
    world.media.next = async () => {
      throw new CodedError('media-unreachable', 'busy', true, 900_000);
    };
    await world.files.process(ids);
    expect((await rows())[0]?.pause).toBeGreaterThan(800);
  });

  it('are given up after the eighth time', async () => {
    const ids = await withPhotos('ref');
    world.media.next = async () => {
      throw new CodedError('media-unreachable', 'no answer', true);
    };
    for (let attempt = 0; attempt < 9; attempt += 1) {
      await world.files.process(ids);
      await world.timePasses('attachment');
    }
    expect(world.media.asked).toHaveLength(8);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'failed', reason: 'media-unreachable' })]);
    expect(await events()).toEqual([['attachment-failed', 'media-unreachable']]);
    expect(await notices()).toEqual([]);
  });
});

const events = async (): Promise<[string, string][]> =>
  (await world.sql<{ type: string; data: { reason?: string; source?: string } }>(
    "SELECT type, data FROM ticket_event WHERE type LIKE 'attachment%' OR type LIKE 'location%' ORDER BY id")).map(({ type, data }) => [type, data.reason ?? data.source ?? '']); // prettier-ignore
const notices = () =>
  world.sql<{ id: string; automatic: boolean }>(
    "SELECT id, automatic FROM outbound_message WHERE purpose = 'notice' ORDER BY id",
  );
const sends = (bytes: Buffer): void => {
  world.media.next = async () => ({ bytes, contentType: 'image/jpeg' });
};
const ZIP = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(40)]);
const PLACE = { latitude: -3.4507, longitude: 115.5692 };

describe('a file that came with the message itself', () => {
  it('is looked at like any other', async () => {
    const bytes = await phonePhoto();
    const { ref, size, sha256 } = await world.store.put(bytes, { contentType: 'image/png' });
    const from = { kind: 'phone', value: '+6281100000001' } as const;
    const attachments = [{ ...photo(ref), contentType: 'image/png', size, sha256, stored: true }];
    await world.accept([smsEvent('jalan berlubang', { from, form: webForm(), attachments })], 'web-page');
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'stored', storage_key: ref, type: 'image/jpeg', view_key: `${ref}-view` });
    expect(await world.store.get(ref)).toEqual(bytes);
  });

  it('that ends its worker each time is set apart, and keeps nobody else waiting', async () => {
    const { ref } = await world.store.put(await phonePhoto(), { contentType: 'image/jpeg' });
    await world.accept([smsEvent('TANAHBUMBU lubang', { attachments: [{ ...photo(ref), stored: true }] })]);
    await world.process();
    const ids = world.bell.take('maintenance');
    await world.sql('UPDATE attachment SET attempts = 3');
    await world.files.process(ids);
    expect(await rows()).toEqual([
      expect.objectContaining({ state: 'quarantined', reason: 'not-examined', storage_key: ref }),
    ]);
  });

  it('that is gone or altered in the storage is failed, and says so', async () => {
    const { ref } = await world.store.put(await phonePhoto(), { contentType: 'image/jpeg' });
    await world.storage.put(ref, Buffer.from('nonsense'));
    const attachments = [
      { ...photo(ref), stored: true },
      { ...photo('2026-11-21/none'), stored: true },
    ];
    await world.accept([smsEvent('TANAHBUMBU lubang', { attachments })]);
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect((await rows()).map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', 'attachment-damaged'],
      ['failed', 'object-missing'],
    ]);
  });
});

describe('a photo', () => {
  it('has a view without metadata beside its original, both sealed', async () => {
    const bytes = await phonePhoto({ place: PLACE });
    sends(bytes);
    await world.files.process(await withPhotos('ref'));
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'stored', family: 'image', type: 'image/jpeg', located: true });
    expect(await world.store.get(row?.storage_key ?? '')).toEqual(bytes);
    const view = await world.store.get(row?.view_key ?? '');
    expect(view.includes('Telepon-Rahasia')).toBe(false);
    expect(view.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect((await world.storage.get(row?.view_key ?? '')).includes(view.subarray(0, 20))).toBe(false);
  });

  it('offers its place once where the ticket has none, and changes nothing by itself', async () => {
    sends(await phonePhoto({ place: PLACE }));
    await world.files.process(await withPhotos('ref-1', 'ref-2'));
    expect(await events()).toEqual([['location-offered', 'photo']]);
    expect(await world.sql('SELECT latitude FROM ticket')).toEqual([{ latitude: null }]);
    const [event] = await world.sql<{ line: string }>(
      "SELECT (e.*)::text || (a.*)::text AS line FROM ticket_event e, attachment a WHERE e.type = 'location-offered'",
    );
    expect(event?.line).not.toMatch(/3\.45|115\.56/);
  });

  it('offers none where the citizen told the place', async () => {
    sends(await phonePhoto({ place: PLACE }));
    const location = { latitude: -3.5, longitude: 115.6 };
    await world.accept([smsEvent('TANAHBUMBU lubang', { location, attachments: [photo('ref')] })]);
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect(await events()).toEqual([]);
    expect((await rows())[0]?.located).toBe(true);
  });

  it.each([
    [
      'broken off',
      async () => {
        const all = await phonePhoto({ width: 800, height: 600 });
        return all.subarray(0, all.length / 2);
      },
      'image-damaged',
      true,
    ],
    ['a decompression bomb', () => bombPng(60_000), 'image-too-many-pixels', false],
    [
      'a header alone',
      async () => Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
      'image-unreadable',
      false,
    ],
  ])('that is %s is kept and marked, without a notice', async (_name, bytes, reason, seen) => {
    sends(await bytes());
    await world.files.process(await withPhotos('ref'));
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'stored', reason });
    expect(row?.view_key !== null).toBe(seen);
    expect(await notices()).toEqual([]);
  });
});

describe('a file that nobody here opens', () => {
  it('is kept, set apart, shown on the timeline and answered once for the message', async () => {
    sends(ZIP);
    await world.files.process(await withPhotos('ref-1', 'ref-2'));
    for (const row of await rows()) {
      expect(row).toMatchObject({ state: 'quarantined', reason: 'archive', type: 'application/zip' });
      expect(await world.store.get(row.storage_key ?? '')).toEqual(ZIP);
    }
    expect(await events()).toEqual([
      ['attachment-quarantined', 'archive'],
      ['attachment-quarantined', 'archive'],
    ]);
    const [notice, ...more] = await notices();
    expect(more).toEqual([]);
    expect(notice?.automatic).toBe(true);
    await world.outbox.process([notice?.id ?? '', ...world.bell.take('outbox')]);
    const said = world.sender.sent.filter(({ purpose }) => purpose === 'notice');
    expect(said.map(({ text }) => text)).toEqual([
      expect.stringMatching(/TBU-\d+.*tidak dapat kami buka.*foto atau PDF/) as string,
    ]);
  });

  it('is answered again with another message, and rung for', async () => {
    sends(ZIP);
    await world.files.process(await withPhotos('ref-1'));
    world.bell.take('outbox');
    await world.accept([smsEvent('TANAHBUMBU lampu jalan mati di simpang tiga', { attachments: [photo('ref-2')] })]);
    await world.process();
    const acknowledged = world.bell.take('outbox');
    await world.files.process(world.bell.take('maintenance'));
    const all = await notices();
    expect(all).toHaveLength(2);
    expect(world.bell.take('outbox')).toEqual([all[1]?.id]);
    expect(acknowledged).not.toContain(all[1]?.id);
  });

  it('is not answered above the cap of automatic messages', async () => {
    sends(ZIP);
    const ids = await withPhotos('ref');
    await world.sql(`INSERT INTO outbound_message SELECT (json_populate_record(o, json_build_object('id', gen_random_uuid(), 'idempotency_key', 'x' || n))).*
      FROM outbound_message o, generate_series(1, 19) n WHERE o.purpose = 'acknowledgement'`);
    await world.files.process(ids);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'quarantined' })]);
    expect(await events()).toHaveLength(1);
    expect(await notices()).toEqual([]);
  });

  it('is not answered where the reporter reads the page', async () => {
    const { ref } = await world.store.put(ZIP, { contentType: 'image/jpeg' });
    await world.accept(
      [smsEvent('jalan berlubang', { from: null, form: webForm(), attachments: [{ ...photo(ref), stored: true }] })],
      'web-page',
    );
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect(await events()).toHaveLength(1);
    expect(await notices()).toEqual([]);
  });

  it('is told together or not at all', async () => {
    sends(ZIP);
    const ids = await withPhotos('ref');
    await world.sql("ALTER TABLE outbound_message ADD CONSTRAINT no_notice CHECK (purpose <> 'notice')");
    await world.files.process(ids);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'pending' })]);
    expect(await events()).toEqual([]);
    await world.sql('ALTER TABLE outbound_message DROP CONSTRAINT no_notice');
    await world.timePasses('attachment');
    await world.files.process(ids);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'quarantined' })]);
    expect([await events(), await notices()].map(({ length }) => length)).toEqual([1, 1]);
    expect(world.media.asked).toHaveLength(1);
  });
});

describe('limits', () => {
  const text = (size: number): Buffer => Buffer.alloc(size, 'a');
  const OGG = Buffer.concat([
    Buffer.from('OggS\0\x02'),
    Buffer.alloc(22),
    Buffer.from('OpusHead'),
    Buffer.alloc(150_000),
  ]);

  it('of a file: what is over is refused and answered; a recording may be larger', async () => {
    const ids = await withPhotos('text', 'voice');
    world.media.next = async (ref) => ({ bytes: ref === 'text' ? text(100_001) : OGG, contentType: 'image/jpeg' });
    await world.files.process(ids);
    expect((await rows()).map(({ state, reason, family }) => [state, reason, family])).toEqual([
      ['refused', 'too-large', 'text'],
      ['stored', null, 'audio'],
    ]);
    expect((await rows())[0]?.storage_key).toBeNull();
    expect(await notices()).toHaveLength(1);
  });

  it('of a file that the provider will not send for its size too', async () => {
    world.media.next = async () => {
      throw new CodedError('media-too-large', 'more than 1000 bytes', false);
    };
    await world.files.process(await withPhotos('ref'));
    expect(await rows()).toEqual([expect.objectContaining({ state: 'refused', reason: 'too-large' })]);
    expect([await events(), await notices()].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('of a message’s files: the fourth is not fetched, and stays where it is', async () => {
    await world.files.process(await withPhotos('1', '2', '3', '4'));
    expect((await rows()).map(({ state, reason }) => [state, reason])).toEqual([
      ['stored', null], ['stored', null], ['stored', null], ['refused', 'too-many'],
    ]); // prettier-ignore
    expect(world.media.asked.sort()).toEqual(['1', '2', '3']);
    expect(await notices()).toHaveLength(1);
  });

  it('of a message’s bytes', async () => {
    sends(text(99_000));
    const ids = await withPhotos('1', '2', '3');
    for (const id of ids) await world.files.process([id]);
    expect((await rows()).map(({ reason }) => reason)).toEqual([null, null, 'message-too-large']);
  });

  it('leave what came with the message in the storage', async () => {
    const { ref } = await world.store.put(text(100_001), { contentType: 'image/jpeg' });
    await world.accept([smsEvent('TANAHBUMBU lubang', { attachments: [{ ...photo(ref), stored: true }] })]);
    await world.process();
    await world.files.process(world.bell.take('maintenance'));
    expect(await rows()).toEqual([expect.objectContaining({ state: 'refused', storage_key: ref })]);
    expect(await world.store.get(ref)).toHaveLength(100_001);
  });
});
