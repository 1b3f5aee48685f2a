import { DatabasePartStore } from '../../../src/intake/part-store.js';
import type { PartSet } from '../../../src/messaging/stores.js';
import { World } from '../../kit/world.js';

let world: World;
let store: DatabasePartStore;
let time: number;

beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.sql('TRUNCATE message_part');
  time = Date.UTC(2026, 10, 21, 1);
  store = new DatabasePartStore(world.database, world.vault, { now: () => new Date(time) }, 'sms-1708');
});

const add = (number: number, text: string, key = 'ref-7', total = 3) =>
  store.add({ key, number, total, bytes: Buffer.from(text) });
const text = (set: { parts: PartSet['parts'] } | undefined): string =>
  (set?.parts ?? []).map((part) => part?.bytes.toString() ?? '_').join(' ');
const whole = (parts: PartSet['parts'] | undefined): string => text(parts && { parts });
const later = (seconds: number): number => (time += seconds * 1000);
/** As the adapter does it: the older set is handed on, then the part is added again. */
async function addOver(number: number, words: string): Promise<{ ended: string; whole: string }> {
  const first = await add(number, words);
  await first.displaced?.done();
  const second = first.displaced ? await add(number, words) : first;
  expect(second.displaced).toBeUndefined();
  return { ended: text(first.displaced), whole: whole(second.whole) };
}

describe('parts of long messages in the database', () => {
  it('are whole in any order, and after a repeat, with the time of the first', async () => {
    const began = new Date(time);
    expect(await add(3, 'c')).toEqual({});
    later(2);
    expect(await add(1, 'a')).toEqual({});
    expect(whole((await add(2, 'b')).whole)).toBe('a b c');
    later(60);
    const { whole: again } = await add(2, 'b');
    expect(whole(again)).toBe('a b c');
    expect(again?.[2]?.at).toEqual(began);
    expect(await world.count('message_part')).toBe(3);
  });

  it('of a channel, and of a sender, are no one else’s', async () => {
    const other = new DatabasePartStore(world.database, world.vault, { now: () => new Date(time) }, 'sms-other');
    await add(1, 'a', 'ref-7', 2);
    expect(await other.add({ key: 'ref-7', number: 2, total: 2, bytes: Buffer.from('b') })).toEqual({});
    expect(await add(2, 'b', 'ref-8', 2)).toEqual({});
  });

  it('are sealed', async () => {
    await add(1, 'rahasia');
    const [row] = await world.sql<{ line: string }>('SELECT (p.*)::text AS line FROM message_part p');
    expect(row?.line).not.toContain(Buffer.from('rahasia').toString('hex'));
    expect(row?.line).not.toContain('ref-7');
  });

  it('under a reference that is used again end the unfinished message, and lose no text', async () => {
    await add(1, 'lama-1');
    later(300);
    expect(await addOver(1, 'baru-1')).toEqual({ ended: 'lama-1 _ _', whole: '' });
    await add(2, 'baru-2');
    expect(whole((await add(3, 'baru-3')).whole)).toBe('baru-1 baru-2 baru-3');
  });

  it('end it also where the newer one’s later parts came first', async () => {
    await add(1, 'lama-1');
    later(300);
    await add(3, 'baru-3');
    later(1);
    expect(await addOver(1, 'baru-1')).toEqual({ ended: 'lama-1 _ _', whole: '' });
    expect(whole((await add(2, 'baru-2')).whole)).toBe('baru-1 baru-2 baru-3');
  });

  it('of a whole message that was handed on make room; one that both share stays for both', async () => {
    await add(1, 'sama');
    await add(2, 'lama-2');
    await add(3, 'lama-3');
    later(300);
    // The same beginning: known as a repeat.
    expect(whole((await add(1, 'sama')).whole)).toBe('sama lama-2 lama-3');
    later(1);
    const began = new Date(time - 1000);
    expect(await addOver(2, 'baru-2')).toEqual({ ended: 'sama lama-2 lama-3', whole: '' });
    const { whole: parts } = await add(3, 'baru-3');
    expect(whole(parts)).toBe('sama baru-2 baru-3');
    expect(parts?.[0]?.at).toEqual(began);
  });

  it('that come over two connections at once are all kept', async () => {
    const results = await Promise.all([1, 2, 3].map((number) => add(number, `teks-${String(number)}`)));
    expect(results.map((result) => whole(result.whole)).filter((words) => words !== '')).toEqual([
      'teks-1 teks-2 teks-3',
    ]);
  });

  it('of a set that two connections end at once leave the newer part where it is', async () => {
    await add(1, 'lama-1');
    later(300);
    const [one, other] = [await add(1, 'baru-1'), await add(1, 'baru-1')];
    await one.displaced?.done();
    await add(1, 'baru-1');
    await other.displaced?.done();
    await add(2, 'baru-2');
    expect(whole((await add(3, 'baru-3')).whole)).toBe('baru-1 baru-2 baru-3');
  });

  it('whose rest never came are handed out once they are old, and again until they are done with', async () => {
    await add(2, 'b');
    later(500);
    await add(3, 'c');
    later(200);
    expect(await store.expired(600)).toEqual([]);
    later(500);
    const [set, ...more] = await store.expired(600);
    expect(more).toEqual([]);
    expect(text(set)).toBe('_ b c');
    expect(text((await store.expired(600))[0])).toBe('_ b c');
    // What comes in between is kept.
    await add(1, 'a');
    await set?.done();
    expect(await world.count('message_part')).toBe(1);
  });
});
