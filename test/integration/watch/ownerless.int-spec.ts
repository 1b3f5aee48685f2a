import { CodedError } from '../../../src/messaging/errors.js';
import { OwnerlessMessages } from '../../../src/watch/ownerless.js';
import { smsEvent } from '../../kit/messages.js';
import { phonePhoto } from '../../kit/pictures.js';
import { ScriptedMedia } from '../../kit/scripted-far-ends.js';
import { until } from '../../kit/wait.js';
import { World } from '../../kit/world.js';

const ACTOR = 'user:01900000-0000-7000-8000-000000000001';

let world: World;
let ownerless: OwnerlessMessages;
beforeAll(async () => {
  world = await World.open();
  const { database, vault, bell } = world;
  ownerless = new OwnerlessMessages({ database, vault, doorbell: bell, clock: { now: () => world.now() } });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.media.next = new ScriptedMedia().next;
  world.media.asked.length = 0;
});

const handOver = (id: string): Promise<boolean> => ownerless.handOver(id, 'tanah-bumbu', ACTOR);
const ignore = (id: string): Promise<boolean> => ownerless.ignore(id, 'hand-spam', ACTOR);

/** A message that names no office, after the pipeline has seen it. */
async function ofNoOffice(text: string, files: readonly string[] = []): Promise<string> {
  const attachments = files.map((ref) => ({ contentType: 'image/jpeg', filename: 'foto.jpg', inline: false, ref }));
  const [id = ''] = await world.accept([smsEvent(text, { attachments })]);
  await world.process();
  expect(await world.inbound(id)).toMatchObject({ outcome: 'command', tenant: null });
  return id;
}

const waiting = (count: number): Promise<unknown> =>
  until(`${count} to wait for the message`, async () => {
    const [row] = await world.sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return row?.n === count;
  });

describe('two central admins at one message of no office', () => {
  const handed = { state: 'done', outcome: 'ticket', tenant: 'tanah-bumbu' };
  const ignored = { state: 'done', outcome: 'ignored', reason: 'hand-spam', tenant: null, ticket_id: null };
  it.each([
    { first: ignore, second: handOver, names: 'ignored, then handed over', left: ignored, act: 'inbound-ignored' },
    { first: ignore, second: ignore, names: 'ignored twice', left: ignored, act: 'inbound-ignored' },
    { first: handOver, second: ignore, names: 'handed over, then ignored', left: handed, act: 'inbound-handed' },
    { first: handOver, second: handOver, names: 'handed over twice', left: handed, act: 'inbound-handed' },
  ])('one is done and the other is told so: $names', async ({ first, second, left, act }) => {
    const id = await ofNoOffice('jembatan gantung di desa kami putus');
    const both = await world.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM inbound_message WHERE id = $1 FOR UPDATE', [id]);
      const one = first(id);
      await waiting(1);
      const other = second(id);
      await waiting(2);
      return { one, other };
    });
    expect([await both.one, await both.other]).toEqual([true, false]);
    await world.process();
    expect(await world.inbound(id)).toMatchObject(left);
    expect(await world.sql('SELECT act FROM channel_act')).toEqual([{ act }]);
    expect(await world.count('access_log')).toBe(1);
    expect((await world.balance()).ok).toBe(true);
  });
});

describe('files of a message that is handed over', () => {
  const rows = () => world.sql('SELECT id, ticket_id, state, reason FROM attachment ORDER BY id');

  it("are the ticket's, each once and within the limit, fetched before or after", async () => {
    const id = await ofNoOffice('jembatan gantung di desa kami putus', ['ref-1', 'ref-2', 'ref-3']);
    const [first = '', ...later] = world.bell.take('maintenance');
    await world.files.process([first]);
    await handOver(id);
    await world.process();
    await world.files.process([...later, ...world.bell.take('maintenance')]);
    const { ticket_id } = await world.inbound(id);
    expect(ticket_id).not.toBeNull();
    expect(await rows()).toEqual(
      [first, ...later].map((file) => ({ id: file, ticket_id, state: 'stored', reason: null })),
    );
    expect(world.media.asked.sort()).toEqual(['ref-1', 'ref-2', 'ref-3']);
    expect((await world.replies()).map(({ purpose }) => purpose)).toEqual(['help', 'acknowledgement']);
  });

  it("stand on the ticket's timeline where one fails that was being fetched meanwhile", async () => {
    const id = await ofNoOffice('jembatan gantung di desa kami putus', ['ref-1']);
    world.media.next = async () => {
      await handOver(id);
      await world.process();
      throw new CodedError('media-gone', 'no longer there', false);
    };
    const [file] = world.bell.take('maintenance');
    await world.files.process([file ?? '']);
    const { ticket_id } = await world.inbound(id);
    expect(await rows()).toEqual([{ id: file, ticket_id, state: 'failed', reason: 'media-gone' }]);
    expect(await world.sql("SELECT ticket_id FROM ticket_event WHERE type = 'attachment-failed'")).toEqual([
      { ticket_id },
    ]);
  });

  it("stand on the ticket's timeline with what became of them before, and their sender is asked for another one", async () => {
    const id = await ofNoOffice('jembatan gantung di desa kami putus', ['program', 'gone', 'photo']);
    const photo = await phonePhoto({ place: { latitude: -3.4507, longitude: 115.5692 } });
    world.media.next = async (ref) => {
      if (ref === 'gone') throw new CodedError('media-gone', 'no longer there', false);
      return { bytes: ref === 'photo' ? photo : Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(40)]), contentType: 'image/jpeg' };
    };
    await world.files.process(world.bell.take('maintenance'));
    expect((await rows()).map(({ ticket_id, state }) => [ticket_id, state])).toEqual(
      ['quarantined', 'failed', 'stored'].map((state) => [null, state]),
    );
    expect((await world.replies()).map(({ purpose }) => purpose)).toEqual(['help']);
    await handOver(id);
    await world.process();
    const { ticket_id } = await world.inbound(id);
    const told = await world.sql<{ ticket_id: string; type: string; data: { reason?: string } }>(
      "SELECT ticket_id, type, data FROM ticket_event WHERE type LIKE 'attachment%' OR type LIKE 'location%'",
    );
    expect(told.map((each) => [each.ticket_id, each.type, each.data.reason]).sort()).toEqual([
      [ticket_id, 'attachment-failed', 'media-gone'],
      [ticket_id, 'attachment-quarantined', 'archive'],
      [ticket_id, 'location-offered', undefined],
    ]);
    expect((await world.replies()).map(({ purpose }) => purpose).sort()).toEqual(['acknowledgement', 'help', 'notice']);
    expect(world.bell.take('outbox')).toHaveLength(3);
  }); // prettier-ignore
});

describe('a message that is handed over', () => {
  it.each([
    ['a word that asks for help', 'INFO', 'help'],
    ['another such word', 'BANTUAN', 'help'],
    ['nothing at all', '', 'keyword-alone'],
  ])("gets the office's own help where it says %s, and holds up nobody", async (_what, text, outcome) => {
    const id = await ofNoOffice(text);
    await handOver(id);
    await world.process();
    expect(await world.inbound(id)).toMatchObject({
      state: 'done',
      outcome: 'command',
      reason: null,
      tenant: 'tanah-bumbu',
    });
    const decided = "SELECT outcome FROM decision WHERE inbound_id = $1 AND step = 'command' AND undone_at IS NULL";
    expect(await world.sql(decided, [id])).toEqual([{ outcome }]);
    const keys = 'SELECT idempotency_key AS key, tenant FROM outbound_message ORDER BY id';
    expect(await world.sql(keys)).toEqual([
      { key: `help:${id}`, tenant: null },
      { key: `help:${id}:tanah-bumbu`, tenant: 'tanah-bumbu' },
    ]);
    const next = await world.receive('TANAHBUMBU jalan berlubang di Batulicin');
    await world.process();
    expect(await world.inbound(next)).toMatchObject({ outcome: 'ticket' });
  });
});
