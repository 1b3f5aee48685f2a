import { CodedError } from '../../../src/messaging/errors.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { ScriptedMedia, World } from '../../kit/world.js';

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
const rows = () => world.sql<{ state: string; reason: string | null; attempts: number; size: string | null; sha256: string | null; storage_key: string | null; pause: number }>(
  'SELECT state, reason, attempts, size, sha256, storage_key, extract(epoch FROM next_attempt_at - now())::float8 AS pause FROM attachment ORDER BY id'); // prettier-ignore

describe('attachments at the provider', () => {
  it('are fetched into our own store, by reference, with their sum', async () => {
    const ids = await withPhotos('ref-1', 'ref-2');
    expect(ids).toHaveLength(2);
    await world.fetcher.process(ids);
    expect(world.media.asked).toEqual(['ref-1', 'ref-2']);
    for (const row of await rows()) {
      expect(row).toMatchObject({ state: 'stored', size: '4', reason: null });
      expect(await world.store.get(row.storage_key ?? '')).toEqual(Buffer.from('foto'));
    }
    await world.fetcher.process(ids);
    expect(world.media.asked).toHaveLength(2);
  });

  it('are asked for again later when the provider is away, the others fetched meanwhile', async () => {
    const ids = await withPhotos('away', 'there');
    world.media.next = async (ref) => {
      if (ref === 'away') throw new CodedError('media-unreachable', 'no answer', true);
      return { bytes: Buffer.from('foto'), contentType: 'image/png' };
    };
    await world.fetcher.process(ids);
    expect(await rows()).toEqual([
      expect.objectContaining({ state: 'pending', reason: 'media-unreachable', attempts: 1 }),
      expect.objectContaining({ state: 'stored' }),
    ]);
    expect((await rows())[0]?.pause).toBeGreaterThan(5);
    expect(await world.fetcher.due(10)).toEqual([]);
    await world.timePasses('attachment');
    expect((await world.fetcher.due(10)).map(({ id }) => id)).toEqual([ids[0]]);
    world.media.next = new ScriptedMedia().next;
    await world.fetcher.process(ids);
    expect((await rows()).map(({ state }) => state)).toEqual(['stored', 'stored']);
  });

  it('are given up at once when they are gone or too large, with the reason', async () => {
    const ids = await withPhotos('ref');
    world.media.next = async () => {
      throw new CodedError('media-too-large', 'more than 1000 bytes', false);
    };
    await world.fetcher.process(ids);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'failed', reason: 'media-too-large' })]);
  });

  it('keep no name and no address of the provider in clear', async () => {
    await withPhotos('https://media.example/rahasia');
    const [row] = await world.sql<{ line: string }>('SELECT (a.*)::text AS line FROM attachment a');
    expect(row?.line).not.toMatch(/Siti|rahasia/);
  });

  it('of a form are there already', async () => {
    const from = { kind: 'phone', value: '+6281100000001' } as const;
    await world.accept(
      [
        smsEvent('jalan berlubang', {
          from,
          form: webForm(),
          attachments: [{ ...photo('2026-11-21/x'), size: 4, sha256: 'aa', stored: true }],
        }),
      ],
      'web-page',
    );
    await world.process();
    expect(world.bell.take('maintenance')).toEqual([]);
    expect(await rows()).toEqual([
      expect.objectContaining({ state: 'stored', storage_key: '2026-11-21/x', size: '4' }),
    ]);
  });
});
