import { smsEvent, webForm } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

const [SITI, BUDI] = ['+6281100000001', '+6281100000002'];
let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

describe('the pipeline', () => {
  it('opens a routed ticket with its decisions, timeline and acknowledgement', async () => {
    const { inboundId, ticketId, number } = await world.complaint(
      'TANAHBUMBU jalan berlubang di Kusan Hilir dekat pasar',
    );
    expect(number).toBe('TBU-000001');
    expect(await world.inbound(inboundId)).toMatchObject({
      state: 'done',
      outcome: 'ticket',
      tenant: 'tanah-bumbu',
      ticket_id: ticketId,
    });
    const [ticket] = await world.sql('SELECT * FROM ticket');
    expect(ticket).toMatchObject({ state: 'received', category: 'jalan-rusak', agency: 'pupr', unit: 'bina-marga', urgency: 'normal', channel_id: 'sms-1708', standard_version: '2020-02-18', budget_amount: 2890, budget_unit: 'minutes', description: 'jalan berlubang di Kusan Hilir dekat pasar' }); // prettier-ignore
    expect((ticket?.['due_at'] as Date).getTime() - (ticket?.['opened_at'] as Date).getTime()).toBe(2890 * 60_000);
    expect((await world.replies()).map(({ purpose }) => purpose)).toEqual(['acknowledgement']);
    expect(world.bell.take('outbox')).toHaveLength(1);
  });

  it('promise 6: records what each step decided, by which rule, with score and version', async () => {
    const { ticketId } = await world.complaint('TNAHBUMBU jalan berlubang dan sampah menumpuk');
    const decisions = await world.sql(
      'SELECT step, outcome, rule, score, runner_up, version FROM decision WHERE ticket_id = $1 ORDER BY id',
      [ticketId],
    );
    expect(decisions).toEqual([
      expect.objectContaining({
        step: 'identify',
        outcome: 'tanah-bumbu',
        rule: 'keyword TANAHBUMBU',
        version: '2020-02-18',
      }),
      expect.objectContaining({
        step: 'categorise',
        rule: expect.stringContaining('words: ') as string,
        runner_up: expect.stringMatching(/^[a-z-]+ 0\.\d\d/) as string,
      }),
      expect.objectContaining({ step: 'route', version: '2020-02-18' }),
    ]);
    expect(Number(decisions[0]?.['score'])).toBeCloseTo(0.9);
  });

  it('hands what it can not judge to a human', async () => {
    await world.complaint('TANAHBUMBU mohon perhatian');
    expect((await world.sql('SELECT state, agency, category FROM ticket'))[0]).toEqual({
      state: 'triage',
      agency: null,
      category: null,
    });
  });

  it('flags danger to life and tells the citizen whom to call', async () => {
    await world.complaint('TANAHBUMBU kebakaran di pasar Pagatan');
    expect((await world.sql('SELECT urgency FROM ticket'))[0]).toEqual({ urgency: 'danger' });
    expect(await world.replies()).toEqual([
      expect.objectContaining({ purpose: 'acknowledgement' }),
      { purpose: 'danger', text: expect.stringMatching(/bahaya.*112/) as string },
    ]);
  });

  it('attaches the same words within the window, and opens again after it', async () => {
    const { ticketId } = await world.complaint('TANAHBUMBU lampu jalan mati di Satui');
    const again = await world.receive('tanah bumbu:  LAMPU jalan mati, di Satui!');
    await world.process();
    expect(await world.inbound(again)).toMatchObject({ outcome: 'duplicate', ticket_id: ticketId });
    expect((await world.replies()).at(-1)?.text).toContain('TBU-');
    await world.sql(`UPDATE inbound_message SET received_at = now() - interval '80 hours'`);
    const later = await world.receive('TANAHBUMBU lampu jalan mati di Satui');
    await world.process();
    expect(await world.inbound(later)).toMatchObject({ outcome: 'ticket' });
    const other = await world.receive('TANAHBUMBU lampu jalan mati di Satui', BUDI);
    await world.process();
    expect(await world.inbound(other)).toMatchObject({ outcome: 'ticket' });
    expect((await world.balance()).ok).toBe(true);
  });

  it('promise 8: attaches by number for the own sender only, and leaks nothing to another', async () => {
    const { ticketId, number } = await world.complaint('TANAHBUMBU selokan meluap di Batulicin');
    const own = await world.receive(`TANAHBUMBU TAMBAH ${number} makin parah`);
    const other = await world.receive(`TANAHBUMBU TAMBAH ${number} saya juga`, BUDI);
    const question = await world.receive(`TANAHBUMBU STATUS ${number}`, '+6281100000003');
    const invented = await world.receive('TANAHBUMBU STATUS TBU-999999', '+6281100000004');
    await world.process();
    expect(await world.inbound(own)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    const stranger = await world.inbound(other);
    expect(stranger.outcome).toBe('ticket');
    expect(stranger.ticket_id).not.toBe(ticketId);
    expect(await world.count('ticket_event', `ticket_id = '${ticketId}' AND type <> 'opened'`)).toBe(1);
    expect(
      await world.count('decision', `inbound_id = '${other}' AND step = 'thread' AND rule LIKE 'names TBU-%'`),
    ).toBe(1);
    const [asked, missing] = await world.sql<{ id: string }>(
      'SELECT id FROM outbound_message WHERE inbound_id = ANY($1) ORDER BY inbound_id',
      [[question, invented]],
    );
    expect(asked && missing).toBeTruthy();
    const texts = (await world.replies())
      .filter(({ purpose }) => purpose === 'status')
      .map(({ text }) => text.replaceAll(number, 'N').replaceAll('TBU-999999', 'N'));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toBe(texts[1]);
    expect(
      await world.sql('SELECT DISTINCT ticket_id FROM outbound_message WHERE inbound_id = ANY($1)', [
        [question, invented],
      ]),
    ).toEqual([{ ticket_id: null }]);
  });

  it('promise 11: helps a nameless sender once a day, and answers no more than the cap', async () => {
    for (const text of ['halo', 'halo lagi', 'SURABAYA jalan rusak']) await world.receive(text);
    await world.process();
    expect((await world.replies()).map(({ purpose }) => purpose)).toEqual(['help']);
    expect(await world.count('inbound_message', `outcome = 'command'`)).toBe(3);
    await world.empty();
    for (let index = 0; index < 13; index += 1)
      await world.receive(`TANAHBUMBU jalan berlubang nomor ${'x'.repeat(index + 1)}`);
    await world.process();
    expect(await world.count('ticket')).toBe(13);
    expect(await world.count('outbound_message')).toBe(10);
    // The next day it speaks again.
    await world.sql(`UPDATE outbound_message SET created_at = now() - interval '25 hours'`);
    await world.receive('TANAHBUMBU jembatan rusak');
    await world.process();
    expect(await world.count('outbound_message')).toBe(11);
  });

  it('promise 11: a danger at the cap is told once, with the number in it', async () => {
    for (let index = 0; index < 9; index += 1)
      await world.receive(`TANAHBUMBU jalan berlubang nomor ${'x'.repeat(index + 1)}`);
    await world.receive('TANAHBUMBU kebakaran di pasar');
    await world.process();
    const replies = await world.replies();
    expect(replies).toHaveLength(10);
    expect(replies.at(-1)).toEqual({ purpose: 'danger', text: expect.stringContaining('TBU-') as string });
  });

  it.each(['auto-reply', 'bounce', 'list', 'delivery-report'] as const)(
    'promise 11: never answers a machine: %s',
    async (nature) => {
      const [id] = await world.accept([smsEvent('TANAHBUMBU jalan berlubang', { nature })]);
      await world.process();
      expect(await world.inbound(id ?? '')).toMatchObject({
        state: 'done',
        outcome: 'ignored',
        reason: `machine-${nature}`,
      });
      expect(await world.count('outbound_message')).toBe(0);
      expect(await world.count('ticket')).toBe(0);
    },
  );

  it('heeds STOP and START, and confirms each once where the provider does not', async () => {
    const from = { kind: 'phone', value: SITI } as const;
    await world.accept([{ type: 'opt-out', from, externalId: 'a' }]);
    await world.process();
    expect(await world.count('opt_out')).toBe(1);
    await world.accept([{ type: 'opt-out', from, externalId: 'b' }]);
    await world.process();
    await world.deliver();
    // The confirmation of the STOP still goes out; nothing else does.
    expect(world.sender.sent).toEqual([
      expect.objectContaining({ purpose: 'opt-out', text: expect.stringContaining('START') as string }),
    ]);
    await world.accept([{ type: 'opt-in', from, externalId: 'c' }]);
    await world.process();
    expect(await world.count('opt_out')).toBe(0);
    expect((await world.replies()).map(({ purpose }) => purpose)).toEqual(['opt-out', 'opt-in']);
    expect((await world.balance()).channels.find(({ channelId }) => channelId === 'sms-1708')).toMatchObject({
      received: 3,
      command: 3,
    });
  });

  it('promise 11: confirms no STOP of a short code, nor where the provider does so', async () => {
    await world.accept([{ type: 'opt-out', from: { kind: 'phone', value: '3346' }, externalId: 'a' }]);
    await world.process();
    world.sender.capabilities.confirmsOptOut = true;
    await world.accept([{ type: 'opt-out', from: { kind: 'phone', value: SITI }, externalId: 'b' }]);
    await world.process();
    delete world.sender.capabilities.confirmsOptOut;
    expect(await world.count('opt_out')).toBe(2);
    expect(await world.count('outbound_message')).toBe(0);
  });

  it('promise 1: commits a verified delivery of what we ignore, with the reason', async () => {
    const [id] = await world.accept([{ type: 'ignored', reason: 'typing-indicator', externalId: 'x' }]);
    await world.process();
    expect(await world.inbound(id ?? '')).toMatchObject({ outcome: 'ignored', reason: 'typing-indicator' });
    expect((await world.balance()).ok).toBe(true);
  });

  it('promise 9: keeps an anonymous report apart from every other, without a contact', async () => {
    const form = webForm({ anonymous: true });
    const ids = await world.accept(
      [smsEvent('jalan berlubang', { from: null, form }), smsEvent('jalan berlubang', { from: null, form })],
      'web-tanahbumbu',
    );
    await world.process();
    for (const id of ids) expect(await world.inbound(id)).toMatchObject({ outcome: 'ticket' });
    expect(await world.sql('SELECT DISTINCT contact_id, anonymous FROM ticket')).toEqual([
      { contact_id: null, anonymous: true },
    ]);
    expect(await world.count('contact')).toBe(0);
    expect(await world.count('outbound_message')).toBe(0);
  });

  it('knows a citizen again within a tenant, and not across two', async () => {
    await world.complaint('TANAHBUMBU jalan berlubang a');
    await world.complaint('TANAHBUMBU jalan berlubang b');
    expect(await world.count('contact')).toBe(1);
    await world.complaint('BADUNG jalan berlubang c');
    expect(await world.count('contact')).toBe(2);
    expect(await world.count('contact_address')).toBe(2);
    expect(await world.sql('SELECT DISTINCT lookup_hash FROM contact_address')).toHaveLength(2);
  });
});
