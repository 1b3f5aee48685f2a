import { sealedIn } from '../../../src/contacts/vault-context.js';
import { CALLER, manualEvent } from '../../kit/manual-entries.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

async function enter(channelId: string, entry: Parameters<typeof manualEvent>[0] = {}): Promise<string> {
  const [id = ''] = await world.accept([manualEvent(entry)], channelId);
  await world.process();
  return id;
}

const onlyTicket = async (): Promise<{ id: string; number: string; reply_method: string | null }> => {
  const [ticket] = await world.sql<{ id: string; number: string; reply_method: string | null }>('SELECT * FROM ticket');
  if (!ticket) throw new Error('no ticket');
  return ticket;
};

async function tasks(): Promise<
  { method: string; purpose: string; state: string; recipient: unknown; text: string }[]
> {
  const rows = await world.sql<Record<'id' | 'method' | 'purpose' | 'state' | 'key_id', string> & { recipient_sealed: Buffer; body_sealed: Buffer }>(
    `SELECT r.id, r.method, o.purpose, o.state, r.key_id, r.recipient_sealed, o.body_sealed FROM reply_task r JOIN outbound_message o USING (id) ORDER BY r.id`,
  ); // prettier-ignore
  return rows.map((row) => ({
    method: row.method,
    purpose: row.purpose,
    state: row.state,
    recipient: JSON.parse(world.vault.openText(row.recipient_sealed, row.key_id, sealedIn.taskRecipient(row.id))) as unknown,
    text: world.vault.openText(row.body_sealed, row.key_id, sealedIn.outboundBody(row.id)),
  })); // prettier-ignore
}

describe("a clerk's entry", () => {
  it('opens a ticket whose number was said at once, and whose answer is a call to make', async () => {
    await enter('manual-desk');
    const ticket = await onlyTicket();
    expect(ticket.reply_method).toBe('call');
    const [told] = await world.sql<{ state: string; purpose: string }>('SELECT * FROM outbound_message');
    expect(told).toMatchObject({ state: 'delivered', purpose: 'acknowledgement' });
    expect((await world.replies())[0]?.text).toContain(ticket.number);
    expect(await tasks()).toEqual([]);

    const answered = await world.answers.answer(ticket.number, 'Sudah ditambal.');
    expect(answered).toMatchObject({ channelId: 'manual-desk', task: 'call', repeated: false });
    expect(await tasks()).toEqual([
      { method: 'call', purpose: 'answer', state: 'task', recipient: { name: 'Siti Contoh', phone: CALLER }, text: 'Sudah ditambal.' },
    ]); // prettier-ignore
    expect(world.bell.take('outbox')).toEqual([]);
    // Whoever rings for it all the same, and whenever: no worker takes it.
    await world.timePasses('outbound_message');
    await world.outbox.process([answered.outboundId]);
    expect((await world.outbound(answered.outboundId)).state).toBe('task');
  });

  it('is answered by a letter, the acknowledgement too, where it came by letter', async () => {
    await enter('manual-letter-box', { replyBy: 'letter', postalAddress: 'Jl Contoh 1\nBatulicin', contact: undefined, inPerson: false }); // prettier-ignore
    const { number } = await onlyTicket();
    await world.answers.answer(number, 'Sudah ditambal.');
    const recipient = { name: 'Siti Contoh', postalAddress: 'Jl Contoh 1\nBatulicin' };
    expect((await tasks()).map(({ purpose, ...rest }) => [purpose, rest.method, rest.recipient])).toEqual([
      ['acknowledgement', 'letter', recipient],
      ['answer', 'letter', recipient],
    ]);
  });

  it('goes by SMS where the reporter wants that', async () => {
    await enter('manual-desk', { replyBy: 'sms' });
    const { number, reply_method: method } = await onlyTicket();
    await world.answers.answer(number, 'Sudah ditambal.');
    await world.deliver();
    expect(method).toBeNull();
    expect(world.sender.sent.map(({ to, purpose }) => [to?.value, purpose])).toEqual([[CALLER, 'acknowledgement'], [CALLER, 'answer']]); // prettier-ignore
    expect(await tasks()).toEqual([]);
  });

  it('of an outside system keeps its number, sealed, and has the answer relayed there', async () => {
    const lapor = { reference: '1234567', replyBy: 'relay', inPerson: false, contact: undefined } as const;
    const first = await enter('manual-outside-system', lapor);
    const ticket = await onlyTicket();
    const [kept] = await world.sql('SELECT * FROM outside_reference');
    expect(kept).toMatchObject({ ticket_id: ticket.id, system: 'manual-outside-system' });
    expect(JSON.stringify(kept)).not.toContain('1234567');
    expect((kept?.['reference_hash'] as Buffer).equals(world.vault.outsideReferenceHash('manual-outside-system', '1234567'))).toBe(true); // prettier-ignore
    expect((await tasks()).map(({ method, recipient }) => [method, recipient])).toEqual([
      ['relay', { name: 'Siti Contoh', reference: '1234567' }],
    ]);
    expect(await enter('manual-outside-system', { ...lapor, text: 'lain', nonce: 'x' })).toBe(first);
    expect(await world.count('ticket')).toBe(1);
  });

  it('opens a ticket all the same where its reference was given to another one by hand', async () => {
    await enter('manual-desk');
    const { id } = await onlyTicket();
    await world.sql(
      `INSERT INTO outside_reference (id, ticket_id, system, reference_hash, key_id, reference_sealed, created_at)
       VALUES (gen_random_uuid(), $1, 'manual-outside-system', $2, 'k1', '', now())`,
      [id, world.vault.outsideReferenceHash('manual-outside-system', '7')],
    );
    const inbound = await enter('manual-outside-system', { reference: '7', replyBy: 'relay', inPerson: false });
    expect(await world.inbound(inbound)).toMatchObject({ state: 'done', outcome: 'ticket' });
    expect(await world.count('outside_reference', `ticket_id = '${id}'`)).toBe(1);
    expect(await world.count('outside_reference')).toBe(1);
  });

  it("belongs to a ticket on the clerk's word, of the same tenant only", async () => {
    await enter('manual-desk');
    const { id, number } = await onlyTicket();
    const again = await enter('manual-desk', { followUpTo: number, text: 'masih berlubang', contact: undefined, replyBy: 'page' }); // prettier-ignore
    expect(await world.inbound(again)).toMatchObject({ outcome: 'follow-up', ticket_id: id });
    const elsewhere = await enter('manual-outside-system', {
      tenant: 'badung', followUpTo: number, text: 'masih berlubang', reference: '9', replyBy: 'relay', inPerson: false,
    }); // prettier-ignore
    expect(await world.inbound(elsewhere)).toMatchObject({ outcome: 'ticket', tenant: 'badung' });
    expect((await world.balance()).ok).toBe(true);
  });

  it('promise 8: names a number in its text and joins nothing by that', async () => {
    await enter('manual-desk');
    const { number } = await onlyTicket();
    const inbound = await enter('manual-desk', { text: `tambahan untuk ${number}: masih berlubang` });
    expect(await world.inbound(inbound)).toMatchObject({ outcome: 'ticket' });
  });

  it('promise 7: is nowhere in clear', async () => {
    await enter('manual-letter-box', {
      replyBy: 'letter', postalAddress: 'Gang Kenanga 17', document: { type: 'ktp', number: '6310999900001111' }, inPerson: false,
    }); // prettier-ignore
    await world.answers.answer((await onlyTicket()).number, 'Sudah ditambal.');
    for (const table of ['inbound_message', 'outbound_message', 'reply_task', 'contact', 'contact_address', 'ticket_event', 'ticket']) {
      const rows = await world.sql<{ line: string }>(`SELECT (x.*)::text AS line FROM ${table} x`);
      expect(rows.length).toBeGreaterThan(0);
      const clear = rows.map(({ line }) => line.replace(/\\\\x([0-9a-f]+)/g, (_all, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))).join(); // prettier-ignore
      expect([table, /Kenanga|6310999900001111|Siti|81100000041/.test(clear)]).toEqual([table, false]);
    } // prettier-ignore
    expect(JSON.stringify(world.logs.lines)).not.toMatch(/Kenanga|6310999900001111|Siti|81100000041/);
  });
});

describe('an answer given twice under one key', () => {
  it('is one answer, and another one under that key is refused', async () => {
    await enter('manual-desk');
    const { number } = await onlyTicket();
    const [first, second] = await Promise.all([
      world.answers.answer(number, 'Sudah ditambal.', { nonce: 'n-1', by: 'cli' }),
      world.answers.answer(number, 'Sudah ditambal. ', { nonce: 'n-1', by: 'cli' }),
    ]);
    expect(first.outboundId).toBe(second.outboundId);
    expect([first.repeated, second.repeated].sort()).toEqual([false, true]);
    expect(await world.count('reply_task')).toBe(1);
    await expect(world.answers.answer(number, 'Belum.', { nonce: 'n-1' })).rejects.toMatchObject({ code: 'nonce-reused' }); // prettier-ignore
    await world.answers.answer(number, 'Sudah ditambal.', { nonce: 'n-2' });
    expect(await world.count('reply_task')).toBe(2);
  });
});
