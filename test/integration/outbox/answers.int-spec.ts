import { MAX_ANSWER_LENGTH } from '../../../src/replies/answer.service.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

describe('an answer', () => {
  it("changes the ticket, writes its timeline and goes by the citizen's channel, together", async () => {
    const { number, ticketId } = await world.complaint();
    world.bell.take('outbox');
    const { outboundId, channelId } = await world.answers.answer(number, '  Sudah kami tambal.  ');
    expect(channelId).toBe('sms-1708');
    expect(world.bell.take('outbox')).toEqual([outboundId]);
    expect((await world.sql('SELECT state FROM ticket'))[0]).toEqual({ state: 'answered' });
    expect((await world.sql('SELECT type, actor, outbound_id, data FROM ticket_event WHERE ticket_id = $1 ORDER BY id', [ticketId])).at(-1)).toEqual({
      type: 'answered', actor: 'operator', outbound_id: outboundId, data: { from: 'received' },
    }); // prettier-ignore
    await world.outbox.process([outboundId]);
    expect(world.sender.sent.at(-1)).toMatchObject({
      to: { kind: 'phone', value: '+6281100000001' },
      purpose: 'answer',
      text: expect.stringContaining('Sudah kami tambal.') as string,
    });
  });

  it('does not count against the cap of automatic messages, and may be corrected', async () => {
    const { number } = await world.complaint();
    await world.answers.answer(number, 'Jawaban pertama');
    await world.answers.answer(number, 'Jawaban yang benar');
    expect(await world.count('outbound_message', 'NOT automatic')).toBe(2);
    const detail = await world.queries.show(number);
    expect(detail?.messages.map(({ direction }) => direction)).toEqual(['in', 'out', 'out', 'out']);
    expect(detail?.messages.at(-1)?.text).toContain('Jawaban yang benar');
  });

  it.each(['closed', 'merged', 'archived'])('to a ticket that is %s is refused and changes nothing', async (state) => {
    const { number } = await world.complaint();
    await world.sql('UPDATE ticket SET state = $1', [state]);
    const before = await world.count('outbound_message');
    await expect(world.answers.answer(number, 'Terlambat')).rejects.toMatchObject({
      code: 'transition-refused',
      retryable: false,
    });
    expect(await world.count('outbound_message')).toBe(before);
    expect((await world.sql('SELECT state FROM ticket'))[0]).toEqual({ state });
  });

  it('without words, too long, or to nobody is refused with its own code', async () => {
    const { number } = await world.complaint();
    await expect(world.answers.answer(number, ' \u0000 ')).rejects.toMatchObject({ code: 'answer-empty' });
    await expect(world.answers.answer(number, 'x'.repeat(MAX_ANSWER_LENGTH + 1))).rejects.toMatchObject({
      code: 'answer-too-long',
    });
    await expect(world.answers.answer('TBU-999999', 'x')).rejects.toMatchObject({ code: 'ticket-unknown' });
    expect((await world.sql('SELECT state FROM ticket'))[0]).toEqual({ state: 'received' });
  });

  it('two at once both arrive, one after the other', async () => {
    const { number, ticketId } = await world.complaint();
    await Promise.all([world.answers.answer(number, 'Satu'), world.answers.answer(number, 'Dua')]);
    const events = await world.sql<{ data: { from: string } }>(
      `SELECT data FROM ticket_event WHERE ticket_id = $1 AND type = 'answered' ORDER BY id`,
      [ticketId],
    );
    expect(events.map(({ data }) => data.from).sort()).toEqual(['answered', 'received']);
  });

  it('to a web report whose reporter reads the page is published there, its words alone', async () => {
    await world.accept([smsEvent('jalan berlubang', { from: null, form: webForm({ anonymous: true }) })], 'web-page');
    await world.process();
    const [ticket] = await world.sql<{ number: string }>('SELECT number FROM ticket');
    const { outboundId, channelId } = await world.answers.answer(ticket?.number ?? '', 'Sudah ditambal.');
    expect(channelId).toBe('web-page');
    expect((await world.replies()).at(-1)).toEqual({ purpose: 'answer', text: 'Sudah ditambal.' });
    await world.outbox.process([outboundId]);
    expect((await world.outbound(outboundId)).state).toBe('sent');
  });

  it('to a web report whose reporter chose SMS goes there, and not to the page', async () => {
    const address = { kind: 'phone', value: '+6281100000005' } as const;
    await world.accept(
      [smsEvent('jalan berlubang', { from: address, form: webForm({ replyBy: 'sms', replyTo: address }) })],
      'web-page',
    );
    await world.process();
    const [ticket] = await world.sql<{ number: string }>('SELECT number FROM ticket');
    await world.deliver();
    const { outboundId } = await world.answers.answer(ticket?.number ?? '', 'Sudah ditambal.');
    await world.outbox.process([outboundId]);
    expect(world.sender.sent.map(({ to, purpose }) => [to?.value, purpose])).toEqual([[address.value, 'acknowledgement'], [address.value, 'answer']]); // prettier-ignore
  });
});

describe('promise 7: reading a conversation', () => {
  it('opens what is sealed only with the right keys', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang rahasia');
    expect((await world.queries.show(number))?.messages[0]).toMatchObject({
      direction: 'in',
      text: 'TANAHBUMBU jalan berlubang rahasia',
    });
    const [row] = await world.sql<{ line: string }>('SELECT (o.*)::text AS line FROM outbound_message o');
    expect(row?.line).not.toContain(number);
    expect(row?.line).not.toContain('62811');
  });
});
