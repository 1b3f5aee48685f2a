import { randomUUID } from 'node:crypto';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

const SITI = { kind: 'email', value: 'siti@warga.example' } as const;
const BUDI = { kind: 'email', value: 'budi@warga.example' } as const;
const CHATTER = { kind: 'whatsapp', value: '+6281100000006' } as const;
const PHONE = '+6281100000001';
const [BOX, SECOND_BOX, CHAT] = ['email-tanahbumbu', 'email-tanahbumbu-2', 'wa-tanahbumbu'];
const LATER = 3_600;
const PHOTO = { contentType: 'image/jpeg', inline: false, ref: 'media-1' };

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  ago(2 * LATER);
});

/** Turns the clock: a burst is long over an hour later. */
const ago = (seconds: number): void => {
  const time = Date.now() - seconds * 1000;
  world.now = () => new Date(time);
};

async function take(channelId: string, event: Partial<MessageEvent>): Promise<string> {
  const [id] = await world.accept(
    [smsEvent('', { externalId: `<${randomUUID()}@warga.example>`, ...event })],
    channelId,
  );
  await world.process();
  return id ?? '';
}
const mail = (text: string, event: Partial<MessageEvent> = {}, box = BOX): Promise<string> =>
  take(box, { from: SITI, text, ...event });
const chat = (text: string, event: Partial<MessageEvent> = {}): Promise<string> =>
  take(CHAT, { from: CHATTER, externalId: `wamid.${randomUUID()}`, text, ...event });

interface Opened {
  inboundId: string;
  ticketId: string;
  number: string;
  /** The acknowledgement: our id, and what the provider calls it. */
  outboundId: string;
  providerId: string;
}

/** A ticket whose acknowledgement has gone out, some time ago. */
async function opened(by: Promise<string>): Promise<Opened> {
  const inboundId = await by;
  await world.deliver();
  const [row] = await world.sql<{ ticketId: string; number: string; outboundId: string }>(
    `SELECT t.id AS "ticketId", t.number, o.id AS "outboundId" FROM ticket t JOIN outbound_message o ON o.ticket_id = t.id
     WHERE t.opening_message_id = $1`,
    [inboundId],
  );
  if (!row) throw new Error('no ticket was opened');
  ago(LATER);
  return { inboundId, ...row, providerId: `P-${row.outboundId}` };
}

const threadRules = async (inboundId: string): Promise<string[]> =>
  (
    await world.sql<{ outcome: string; rule: string }>(
      `SELECT outcome, rule FROM decision WHERE inbound_id = $1 AND step = 'thread'`,
      [inboundId],
    )
  ).map(({ outcome, rule }) => `${outcome}: ${rule}`);
const purposes = async (): Promise<string[]> => (await world.replies()).map(({ purpose }) => purpose);

describe('promise 8: a mail joins a ticket', () => {
  it('by the reply address that its sender was given', async () => {
    const { ticketId, number, outboundId } = await opened(mail('jalan berlubang di Satui'));
    const reply = await mail('Masih berlubang.', { thread: { replyToken: outboundId } });
    expect(await world.inbound(reply)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    expect(await threadRules(reply)).toEqual([`${number}: reply address of ${number}`]);
    expect(await purposes()).toEqual(['acknowledgement', 'follow-up']);
  });

  it.each([
    ['our mail, by In-Reply-To', (ours: string) => ({ inReplyTo: ours })],
    ['our mail, by the last of many References', (ours: string) => ({ references: ['<x@y>', '<z@y>', ours] })],
    ['their own earlier mail', (_: string, theirs: string) => ({ inReplyTo: theirs })],
  ])('when it answers %s, and our server vouches for the sender', async (_name, references) => {
    const { ticketId, providerId } = await opened(
      mail('jalan berlubang di Satui', { externalId: '<first@warga.example>' }),
    );
    const thread = references(providerId, '<first@warga.example>');
    const unproven = await mail('Masih berlubang, kata tetangga.', { thread });
    expect(await world.inbound(unproven)).toMatchObject({ outcome: 'ticket' });
    const proven = await mail('Masih berlubang.', { thread: { ...thread, authenticated: true } });
    expect(await world.inbound(proven)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    expect(await threadRules(unproven)).toEqual([expect.stringMatching(/^new: answers TBU-\d+, sender not proven$/)]);
  });

  it('in the other mailbox of the tenant too', async () => {
    const { ticketId, providerId } = await opened(mail('jalan berlubang di Satui'));
    const reply = await mail('Masih.', { thread: { inReplyTo: providerId, authenticated: true } }, SECOND_BOX);
    expect(await world.inbound(reply)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
  });

  it("and nobody else's: a new ticket opens, and the link is there for the operator only", async () => {
    const { ticketId, number, providerId, outboundId } = await opened(mail('jalan berlubang di Satui'));
    const strangers = [
      await mail('Punya saya juga.', { from: BUDI, thread: { inReplyTo: providerId, authenticated: true } }),
      await mail('Ini juga rusak.', { from: BUDI, thread: { foreignToken: outboundId, authenticated: true } }),
      await mail(`Soal ${number}, sama.`, { from: BUDI, thread: { authenticated: true } }),
      await mail(`Soal ${number}, masih.`),
    ];
    for (const id of strangers) expect(await world.inbound(id)).toMatchObject({ outcome: 'ticket' });
    expect((await Promise.all(strangers.map(threadRules))).flat()).toEqual([
      `new: answers ${number}, not the sender's`,
      `new: reply address of ${number}, not the sender's`,
      `new: names ${number}, not the sender's`,
      `new: names ${number}, sender not proven`,
    ]);
    expect(await world.count('ticket_event', `ticket_id = '${ticketId}' AND type <> 'opened'`)).toBe(0);
    for (const { text } of (await world.replies()).slice(1)) expect(text).not.toContain(number);
  });

  it('that is answered or closed as well', async () => {
    const { ticketId, number, outboundId } = await opened(mail('jalan berlubang di Satui'));
    await world.answers.answer(number, 'Sudah ditambal.');
    for (const state of ['answered', 'closed', 'archived']) {
      await world.sql('UPDATE ticket SET state = $1', [state]);
      const reply = await mail(`Belum: ${state}`, { thread: { replyToken: outboundId } });
      expect(await world.inbound(reply)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    }
    expect(await world.sql('SELECT state FROM ticket')).toEqual([{ state: 'archived' }]);
  });

  it('of one that answers nothing it opens its own, even at once', async () => {
    await mail('jalan berlubang di Satui', { thread: { authenticated: true } });
    expect(await world.inbound(await mail('sampah menumpuk', { thread: { authenticated: true } }))).toMatchObject({
      outcome: 'ticket',
    });
  });
});

describe('a mail in two mailboxes of one tenant', () => {
  it('is one complaint with one reply', async () => {
    const externalId = '<both@warga.example>';
    const first = await mail('jalan berlubang di Satui', { externalId });
    const second = await mail('jalan berlubang di Satui', { externalId }, SECOND_BOX);
    const { ticket_id: ticketId } = await world.inbound(first);
    expect(await world.inbound(second)).toMatchObject({ outcome: 'duplicate', ticket_id: ticketId });
    expect(await purposes()).toEqual(['acknowledgement']);
    expect((await world.balance()).ok).toBe(true);
  });

  it('is answered once where it is no complaint', async () => {
    const externalId = '<both@warga.example>';
    await mail('bantuan', { externalId });
    const second = await mail('bantuan', { externalId }, SECOND_BOX);
    expect(await world.inbound(second)).toMatchObject({ outcome: 'ignored', reason: 'same-mail' });
    expect(await purposes()).toEqual(['help']);
    expect((await world.balance()).ok).toBe(true);
  });

  it('is two where another sender, or another text, uses the same Message-ID', async () => {
    const externalId = '<both@warga.example>';
    await mail('jalan berlubang di Satui', { externalId });
    const others = [
      await mail('jalan berlubang di Satui', { externalId, from: BUDI }, SECOND_BOX),
      // Without words there is nothing else that tells the two apart.
      await mail('', { externalId: '<b1@warga.example>', attachments: [PHOTO] }),
      await mail('', { externalId: '<b1@warga.example>', attachments: [PHOTO], from: BUDI }, SECOND_BOX),
      await mail('sampah menumpuk di pasar', { externalId: '<b2@warga.example>' }),
      await mail('air pdam mati', { externalId: '<b2@warga.example>' }, SECOND_BOX),
    ];
    for (const id of others) expect(await world.inbound(id)).toMatchObject({ outcome: 'ticket' });
  });
});

describe('a chat message joins a ticket', () => {
  it.each([
    ['our message', ({ providerId }: Opened) => providerId],
    ['their own message', (_: Opened, own: string) => own],
  ])('by quoting %s', async (_name, quoted) => {
    const own = `wamid.${randomUUID()}`;
    const ticket = await opened(chat('jalan berlubang di Satui', { externalId: own }));
    const reply = await chat('masih rusak', { thread: { quotedId: quoted(ticket, own) } });
    expect(await world.inbound(reply)).toMatchObject({ outcome: 'follow-up', ticket_id: ticket.ticketId });
    expect(await purposes()).toEqual(['acknowledgement', 'follow-up']);
    // The photo behind it quotes nothing, and belongs to it all the same, without another word.
    const photo = await chat('', { attachments: [PHOTO] });
    expect(await world.inbound(photo)).toMatchObject({ outcome: 'follow-up', ticket_id: ticket.ticketId });
    expect(await purposes()).toEqual(['acknowledgement', 'follow-up']);
  });

  it("promise 8: by no quote of somebody else's message", async () => {
    const { providerId } = await opened(chat('jalan berlubang di Satui'));
    const from = { kind: 'whatsapp', value: '+6281100000007' } as const;
    const id = await chat('rumah saya juga', { from, thread: { quotedId: providerId } });
    expect(await world.inbound(id)).toMatchObject({ outcome: 'ticket' });
    expect(await threadRules(id)).toEqual([expect.stringMatching(/^new: quotes TBU-\d+, not the sender's$/)]);
  });

  it('takes thanks and questions that quote for what they are', async () => {
    const { ticketId, number, providerId } = await opened(chat('jalan berlubang di Satui'));
    await opened(chat('sampah menumpuk di pasar'));
    const thread = { quotedId: providerId };
    const thanks = await chat('terima kasih', { thread });
    expect(await world.inbound(thanks)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    await chat('status', { thread });
    expect((await world.replies()).at(-1)).toMatchObject({
      purpose: 'status',
      text: expect.stringContaining(number) as string,
    });
  });
});

describe('what quotes nothing', () => {
  /** We ask the sender of a ticket something. */
  const ask = (ticketId: string): Promise<unknown> =>
    world.sql(
      `UPDATE outbound_message SET purpose = 'question', state = 'delivered', created_at = $2 WHERE ticket_id = $1`,
      [ticketId, world.now()],
    );

  it('joins if we asked, once, and opens a new ticket after that', async () => {
    const { ticketId, number } = await opened(chat('jalan berlubang'));
    await ask(ticketId);
    ago(LATER / 2);
    const answer = await chat('di depan SDN 1 Pagatan');
    expect(await world.inbound(answer)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    expect(await threadRules(answer)).toEqual([`${number}: answers our question`]);
    ago(LATER / 4);
    expect(await world.inbound(await chat('sampah menumpuk di pasar'))).toMatchObject({ outcome: 'ticket' });
  });

  it('joins on the shared number too, where the sender opened the ticket', async () => {
    const { ticketId } = await world.complaint('TANAHBUMBU jalan berlubang', PHONE);
    await ask(ticketId);
    ago(LATER);
    const stranger = await world.receive('di depan SDN 1', '+6281100000002');
    const answer = await world.receive('di depan SDN 1', PHONE);
    await world.process();
    expect(await world.inbound(stranger)).toMatchObject({ outcome: 'command' });
    expect(await world.inbound(answer)).toMatchObject({
      outcome: 'follow-up',
      ticket_id: ticketId,
      tenant: 'tanah-bumbu',
    });
  });

  it('does not where we asked nobody, or the question never left, or the ticket is closed', async () => {
    const { ticketId } = await opened(chat('jalan berlubang'));
    expect(await world.inbound(await chat('sampah menumpuk'))).toMatchObject({ outcome: 'ticket' });
    await ask(ticketId);
    await world.sql(`UPDATE outbound_message SET state = 'failed' WHERE purpose = 'question'`);
    ago(LATER / 2);
    expect(await world.inbound(await chat('air pdam mati'))).toMatchObject({ outcome: 'ticket' });
    await world.sql(`UPDATE outbound_message SET state = 'read' WHERE purpose = 'question'`);
    await world.sql(`UPDATE ticket SET state = 'closed' WHERE id = $1`, [ticketId]);
    ago(LATER / 4);
    expect(await world.inbound(await chat('lampu jalan mati'))).toMatchObject({ outcome: 'ticket' });
  });
});

describe('on the shared number without a keyword', () => {
  it('thanks are noted on the ticket that was spoken of last, and get no help text', async () => {
    const { ticketId, number } = await world.complaint('TANAHBUMBU jalan berlubang', PHONE);
    await world.complaint('BADUNG sampah menumpuk', PHONE);
    await world.answers.answer(number, 'Sudah ditambal.');
    ago(LATER);
    const before = await world.count('outbound_message');
    const thanks = await world.receive('Terima kasih', PHONE);
    const stranger = await world.receive('ok', '+6281100000002');
    await world.process();
    expect(await world.inbound(thanks)).toMatchObject({
      outcome: 'follow-up',
      ticket_id: ticketId,
      tenant: 'tanah-bumbu',
    });
    expect(await world.inbound(stranger)).toMatchObject({ outcome: 'command', tenant: null });
    expect(await world.count('outbound_message')).toBe(before);
    expect((await world.balance()).ok).toBe(true);
  });

  it('a question and a number find the own ticket, and tell no other sender of it', async () => {
    const { ticketId, number } = await world.complaint('TANAHBUMBU jalan berlubang', PHONE);
    ago(LATER);
    const digits = String(Number(number.slice(4)));
    await world.receive('STATUS', PHONE);
    await world.receive(`STATUS ${digits}`, PHONE);
    const added = await world.receive(`TAMBAH ${digits} makin parah`, PHONE);
    await world.process();
    expect((await world.replies()).slice(1).map(({ purpose, text }) => [purpose, text.includes(number)])).toEqual([
      ['status', true],
      ['status', true],
      ['follow-up', true],
    ]);
    expect(await world.inbound(added)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    await world.receive(`STATUS ${digits}`, '+6281100000002');
    await world.process();
    expect((await world.replies()).at(-1)).toMatchObject({
      purpose: 'help',
      text: expect.not.stringContaining(number) as string,
    });
  });

  it('promise 8: a number that is not the own ticket finds none', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang', PHONE);
    ago(LATER);
    await world.receive('STATUS 999999', PHONE);
    const added = await world.receive('TAMBAH 999999 makin parah', PHONE);
    await world.process();
    expect(await world.inbound(added)).toMatchObject({ outcome: 'command', tenant: null });
    expect((await world.replies()).slice(1)).toEqual([
      { purpose: 'help', text: expect.not.stringContaining(number) as string },
    ]);
  });

  it('promise 8: a number that a form only claimed to be theirs finds nothing of that form', async () => {
    const replyTo = { kind: 'phone', value: PHONE } as const;
    const form = webForm({ replyBy: 'sms', replyTo });
    await world.accept([smsEvent('jalan berlubang', { from: SITI, form })], 'web-page');
    await world.process();
    const thanks = await world.receive('ok', PHONE);
    const more = await world.receive('di depan SD', PHONE);
    await world.process();
    for (const id of [thanks, more])
      expect(await world.inbound(id)).toMatchObject({ outcome: 'command', tenant: null });
  });

  it('files are fetched all the same', async () => {
    const [id] = await world.accept([smsEvent('jalan rusak', { attachments: [PHOTO] })]);
    await world.process();
    const [file] = world.bell.take('maintenance');
    expect(await world.sql('SELECT id, inbound_id, ticket_id, state FROM attachment')).toEqual([
      { id: file, inbound_id: id, ticket_id: null, state: 'pending' },
    ]);
  });
});

describe('what the citizen hears', () => {
  it('of an answered ticket, when they ask, is the answer', async () => {
    const { number } = await opened(chat('jalan berlubang di Satui'));
    await world.answers.answer(number, 'Sudah kami tambal kemarin.');
    await chat(`STATUS ${number}`);
    await chat('STATUS');
    for (const { text } of (await world.replies()).slice(2)) expect(text).toContain('Sudah kami tambal kemarin.');
    await world.sql(`UPDATE ticket SET state = 'reopened'`);
    await chat(`STATUS ${number}`);
    expect((await world.replies()).at(-1)?.text).not.toContain('Sudah kami tambal');
  });

  it('promise 11: is at most the cap, follow-ups and all', async () => {
    const { outboundId } = await opened(mail('jalan berlubang di Satui'));
    for (let index = 0; index < 14; index += 1) {
      ago(3_000 - index * 200);
      await mail(`Masih, hari ke-${'x'.repeat(index + 1)}`, { thread: { replyToken: outboundId } });
    }
    expect(await world.count('outbound_message')).toBe(10);
    expect(await world.count('ticket_event', `type = 'message-added'`)).toBe(14);
  });

  it('of a mail that was too large is what to do, in the one reply; operators see the remark', async () => {
    const id = await mail('jalan berlubang di Satui', { remarks: ['over-limit', 'no-date'] });
    const [{ text } = { text: '' }] = await world.replies();
    expect(await purposes()).toEqual(['acknowledgement']);
    expect(text).toMatch(/TBU-\d+[^]*terlalu besar/);
    const [ticket] = await world.sql<{ number: string }>('SELECT number FROM ticket WHERE opening_message_id = $1', [
      id,
    ]);
    expect((await world.queries.show(ticket?.number ?? ''))?.events).toEqual([
      expect.objectContaining({ type: 'opened', remarks: ['over-limit', 'no-date'] }),
    ]);
  });
});
