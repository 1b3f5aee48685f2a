import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import { ARCHIVE_REASONS } from '../../../src/replies/archive-reasons.js';
import { OfficeEndings } from '../../../src/replies/office-endings.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const ADMIN = { kind: 'operator', by: 'cli' } as const;

let world: World;
let endings: OfficeEndings;
beforeAll(async () => {
  world = await World.open();
  const { actions, reporters, parts } = world;
  endings = new OfficeEndings({ actions, reporters, composer: parts.composer, clock: parts.clock });
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const row = async (number: string) =>
  (await world.sql('SELECT state, archive_reason, round, closed_at FROM ticket WHERE number = $1', [number]))[0];
const notices = async (): Promise<string[]> =>
  (await world.replies()).filter(({ purpose }) => purpose === 'notice').map(({ text }) => text);
const event = async (type: string) =>
  (await world.sql('SELECT actor, data, outbound_id FROM ticket_event WHERE type = $1', [type]))[0];

describe('a ticket is archived', () => {
  it('whoever reports what follows it hears why too, with their own number, and what came of it is on their page once', async () => {
    const leader = await world.complaint();
    const own = await world.complaint(undefined, '+6281100000002');
    await world.overruling.merging.merge(own.number, leader.number, 'cli');
    await endings.archive(leader.number, { reason: 'outside-authority', actor: { kind: 'operator', by: 'cli' } });
    const texts = (await world.replies()).filter(({ purpose }) => purpose === 'notice').map(({ text }) => text);
    expect(texts.map((text) => /[A-Z]{3}-\d{6}/.exec(text)?.[0]).sort()).toEqual([leader.number, own.number].sort());
    const { tenants } = shippedConfig();
    const pages = new DatabasePublicTickets(world.database, world.vault, world.keys, tenants);
    const page = await pages.byInbound(own.inboundId);
    expect(page?.events.filter(({ kind }) => kind === 'archived')).toHaveLength(1);
    expect(page?.replies).toHaveLength(1);
    expect(await world.sql('SELECT state FROM ticket WHERE number = $1', [own.number])).toEqual([{ state: 'merged' }]);
  });

  it.each([
    ['incomplete', /keterangannya belum cukup.*kirim aduan baru/],
    ['outside-authority', /bukan wewenang Kab\. Tanah Bumbu.*lapor\.go\.id/],
    ['duplicate', /hal yang sama.*tidak perlu mengirim ulang/],
    ['already-answered', /sudah pernah kami jawab/],
  ] as const)('%s: its reporter hears why in one segment, once', async (reason, words) => {
    const { number, outboundId } = await world.complaint();
    const done = await endings.archive(number, { reason, actor: ADMIN });
    await world.deliver();
    expect(await row(number)).toMatchObject({ state: 'archived', archive_reason: reason, closed_at: expect.any(Date) as Date }); // prettier-ignore
    const [text, ...more] = await notices();
    expect(more).toEqual([]);
    expect(text).toMatch(words);
    expect(text).toContain(number);
    expect(text?.length).toBeLessThanOrEqual(160);
    expect(done.outboundId).not.toBe(outboundId);
    expect((await world.outbound(done.outboundId ?? '')).state).toBe('sent');
    expect(await event('archived')).toMatchObject({ actor: 'operator', data: { reason, by: 'cli' }, outbound_id: done.outboundId }); // prettier-ignore
    // Said again it is refused, and nothing more is sent.
    await expect(endings.archive(number, { reason, actor: ADMIN })).rejects.toMatchObject({ code: 'transition-refused' }); // prettier-ignore
    expect(await notices()).toHaveLength(1);
  });

  it('with what the office adds to the reason', async () => {
    const { number } = await world.complaint();
    await endings.archive(number, { reason: 'outside-authority', text: ' Hubungi PLN di 123. ', actor: ADMIN });
    expect(await notices()).toEqual([expect.stringMatching(/lapor\.go\.id\. Hubungi PLN di 123\.$/) as string]);
    // What people wrote is in no event.
    expect(JSON.stringify(await world.sql('SELECT data FROM ticket_event'))).not.toContain('PLN');
  });

  it('for abuse: nobody is told, and words for nobody are refused', async () => {
    const { number } = await world.complaint();
    const refused = endings.archive(number, { reason: 'abusive', text: 'Mohon sopan.', actor: ADMIN });
    await expect(refused).rejects.toMatchObject({ code: 'archive-text-unsent' });
    expect(await row(number)).toMatchObject({ state: 'received', archive_reason: null });
    expect(await endings.archive(number, { reason: 'abusive', actor: ADMIN })).toEqual({ number, outboundId: null });
    expect(await row(number)).toMatchObject({ state: 'archived', archive_reason: 'abusive' });
    expect(await notices()).toEqual([]);
  });

  it('where there is no such ticket, or it was merged: a refusal that sends nothing', async () => {
    const { number } = await world.complaint();
    await world.sql(`UPDATE ticket SET state = 'merged'`);
    await expect(endings.archive(number, { reason: 'duplicate', actor: ADMIN })).rejects.toMatchObject({ code: 'transition-refused' }); // prettier-ignore
    await expect(endings.archive('TBU-999999', { reason: 'duplicate', actor: ADMIN })).rejects.toMatchObject({ code: 'ticket-unknown' }); // prettier-ignore
    expect(await notices()).toEqual([]);
  });

  it('on the tracking page, for who left no address', async () => {
    const [inboundId = ''] = await world.accept(
      [smsEvent('jalan rusak', { from: null, form: webForm({ anonymous: true }) })],
      'web-tanahbumbu',
    );
    await world.process();
    const [ticket] = await world.sql<{ number: string }>('SELECT number FROM ticket');
    await endings.archive(ticket?.number ?? '', { reason: 'incomplete', text: 'Di desa mana?', actor: ADMIN });
    const tickets = new DatabasePublicTickets(world.database, world.vault, world.keys, shippedConfig().tenants);
    const view = await tickets.byInbound(inboundId);
    expect(view?.replies.map(({ text }) => text)).toEqual([
      expect.stringMatching(/melapor lagi kepada petugas Kab\. Tanah Bumbu .*Di desa mana\?$/) as string,
    ]);
  });
});

describe('a ticket is opened again by the office', () => {
  it.each(ARCHIVE_REASONS)('that was archived as %s, and archived once more in its next round', async (reason) => {
    const { number } = await world.complaint();
    await endings.archive(number, { reason, actor: ADMIN });
    await endings.reopen(number, ADMIN);
    expect(await row(number)).toMatchObject({ state: 'reopened', archive_reason: null, closed_at: null });
    await endings.archive(number, { reason, actor: ADMIN });
    expect(await row(number)).toMatchObject({ state: 'archived', archive_reason: reason });
    expect(await notices()).toHaveLength(reason === 'abusive' ? 0 : 2);
  });

  it('that was closed: it can be closed only once answered', async () => {
    const { number } = await world.complaint();
    await expect(endings.close(number, ADMIN)).rejects.toMatchObject({ code: 'transition-refused' });
    await world.answers.answer(number, 'Sudah kami tambal.');
    await endings.close(number, ADMIN);
    expect(await row(number)).toMatchObject({ state: 'closed', closed_at: expect.any(Date) as Date });
    expect(await event('closed')).toMatchObject({ actor: 'operator', data: { by: 'cli', from: 'answered' } });
    await endings.reopen(number, ADMIN);
    expect(await row(number)).toMatchObject({ state: 'reopened', closed_at: null });
    await expect(endings.reopen(number, ADMIN)).rejects.toMatchObject({ code: 'transition-refused' });
    expect(await notices()).toEqual([]);
  });
});
