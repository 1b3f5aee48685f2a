import { randomUUID } from 'node:crypto';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import type { OutboundMessage, SendOutcome } from '../../../src/messaging/outbound-message.js';
import { OutboxSweep } from '../../../src/outbox/outbox-sweep.js';
import { CLAIM } from '../../../src/outbox/outbox.statements.js';
import { queueOutbound } from '../../../src/outbox/outbox.writes.js';
import { WriteSet } from '../../../src/database/write-set.js';
import { smsEvent } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

const SITI = '+6281100000001';
const ANSWER = 'Jalan sudah ditambal pada 20 November. Terima kasih atas laporan Anda.';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.windowSender.next = asWhatsapp;
  delete world.windowSender.lookup;
  world.pageSender.next = (message) =>
    message.windowOpen === false
      ? { outcome: 'window-closed', code: 'meta:window-closed' }
      : { outcome: 'sent', providerId: `P-${message.id}` };
});

/** A template where the window is closed, else the text. */
function asWhatsapp(message: OutboundMessage): SendOutcome {
  return message.windowOpen === false
    ? { outcome: 'sent', providerId: `T-${message.id}`, template: true }
    : { outcome: 'sent', providerId: `P-${message.id}` };
}

/** What a citizen writes on the chat channel. */
function wrote(text: string, extra: Partial<MessageEvent> = {}): MessageEvent {
  return smsEvent(text, { from: { kind: 'whatsapp', value: SITI }, ...extra });
}

async function write(text: string, extra: Partial<MessageEvent> = {}, channelId = 'wa-window'): Promise<string> {
  const [id = ''] = await world.accept([wrote(text, extra)], channelId);
  await world.process();
  return id;
}

/** An answer in the outbox, to someone on the channel. */
async function queued(
  { to = SITI, channelId = 'wa-window', text = ANSWER, automatic = false } = {},
  kind: 'whatsapp' | 'phone' = 'whatsapp',
): Promise<string> {
  const channel = world.channels.get(channelId);
  if (!channel) throw new Error('no such channel');
  const writes = new WriteSet();
  const id = queueOutbound(writes, world.vault, {
    idempotencyKey: `answer:${randomUUID()}`,
    channel,
    tenant: 'tanah-bumbu',
    purpose: 'answer',
    automatic,
    to: { kind, value: to },
    text,
    now: new Date(),
    ringAfterSeconds: 15,
  });
  const { statement, values } = writes.compile();
  await world.database.query(statement, values);
  return id;
}

const texts = (): string[] =>
  world.windowSender.sent.filter(({ windowOpen }) => windowOpen !== false).map(({ text }) => text);
const templates = (): number => world.windowSender.sent.filter(({ windowOpen }) => windowOpen === false).length;
const sweep = (): OutboxSweep => new OutboxSweep(world.database, world.receipts, 15);
const CLAIM_ARGS = [60, 0, ['wa-window', 'fb-window'], [24, 24], 20, new Date()];
/** So long ago was everything that the citizen wrote. */
const later = (hours: number) =>
  world.sql(`UPDATE inbound_message SET received_at = received_at - make_interval(hours => $1)`, [hours]);
const sweepAndSend = async (): Promise<void> => {
  await world.timePasses('outbound_message');
  const due = await sweep().due(100);
  if (due.length > 0) await world.outbox.process(due.map(({ id }) => id));
};

describe('the window at send time', () => {
  it('is open for a day after the citizen wrote on that channel', async () => {
    await write('Jalan berlubang di depan pasar');
    world.bell.take('outbox');
    await later(23);
    await world.outbox.process([await queued()]);
    expect(texts()).toEqual([ANSWER]);
    expect(templates()).toBe(0);
  });

  it.each([
    ['a day later', 25, 'wa-window'],
    ['for who wrote on another channel only', 0, 'fb-window'],
  ])('is closed %s: a template goes out, and the text waits', async (_name, hours, channelId) => {
    await write('Jalan berlubang di depan pasar', {}, channelId);
    world.bell.take('outbox');
    await later(hours);
    const id = await queued();
    await world.outbox.process([id]);
    expect(templates()).toBe(1);
    expect(texts()).toEqual([]);
    expect(await world.outbound(id)).toMatchObject({ state: 'waiting', error_code: null });
    const [row] = await world.sql('SELECT template_state, provider_hash, sent_at FROM outbound_message WHERE id = $1', [
      id,
    ]);
    expect(row).toEqual({ template_state: 'sent', provider_hash: null, sent_at: null });
  });

  it('says nothing of a window on channels that have none', async () => {
    await world.receive('TANAHBUMBU BANTUAN');
    await world.process();
    await world.deliver();
    expect(world.sender.sent[0]).toBeDefined();
    expect(world.sender.sent[0]).not.toHaveProperty('windowOpen');
  });

  it('knows a form’s reporter by the number that they gave', async () => {
    await write('Jalan berlubang di depan pasar');
    world.bell.take('outbox');
    const id = await queued({}, 'phone');
    await world.outbox.process([id]);
    expect(texts()).toEqual([ANSWER]);
    expect(world.windowSender.sent[0]?.to).toEqual({ kind: 'whatsapp', value: SITI });
  });
});

describe('a text that waits', () => {
  async function waiting(): Promise<string> {
    const id = await queued();
    await world.outbox.process([id]);
    expect((await world.outbound(id)).state).toBe('waiting');
    return id;
  }

  it('goes out once when the citizen taps the button, which opens no ticket and gets no other reply', async () => {
    const id = await waiting();
    const inbound = await write('Lihat jawaban', { tapped: true, thread: { quotedId: `T-${id}` } });
    await world.deliver();
    expect(texts()).toEqual([ANSWER]);
    expect(await world.outbound(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await world.inbound(inbound)).toMatchObject({ state: 'done', outcome: 'command' });
    expect(await world.count('ticket')).toBe(0);
    expect(await world.count('outbound_message')).toBe(1);
    expect((await world.balance()).ok).toBe(true);
    // Tapped again, delivered again, rung for again: nothing more.
    await write('Lihat jawaban', { tapped: true, thread: { quotedId: `T-${id}` } });
    await world.timePasses('outbound_message');
    await world.outbox.process([id]);
    await sweepAndSend();
    expect(texts()).toEqual([ANSWER]);
    expect(await world.count('ticket')).toBe(0);
  });

  it('goes out when they write anything, which is handled as it always is', async () => {
    await waiting();
    const inbound = await write('Lampu jalan di RT 3 mati sejak kemarin');
    await world.deliver();
    expect(texts()).toContain(ANSWER);
    expect(await world.inbound(inbound)).toMatchObject({ outcome: 'ticket' });
    expect(await world.count('outbound_message', "purpose = 'acknowledgement' AND state = 'sent'")).toBe(1);
  });

  it('promise 3: tapped twice at once, it leaves once', async () => {
    const id = await waiting();
    const taps = await world.accept(
      [1, 2].map(() => wrote('Lihat jawaban', { tapped: true, thread: { quotedId: `T-${id}` } })),
      'wa-window',
    );
    await Promise.all([...taps, ...taps].map((tap) => world.pipeline.process([tap])));
    await Promise.all(Array.from({ length: 5 }, () => world.outbox.process([id])));
    expect(texts()).toEqual([ANSWER]);
  });

  it('promise 3: the process dies after the tap’s commit: the sweeper rings', async () => {
    const id = await waiting();
    await write('Lihat jawaban', { tapped: true, thread: { quotedId: `T-${id}` } });
    world.bell.take('outbox');
    expect((await world.outbound(id)).state).toBe('queued');
    await sweepAndSend();
    expect(texts()).toEqual([ANSWER]);
  });

  it('a tap by someone else lets nothing go', async () => {
    const id = await waiting();
    await write('Lihat jawaban', {
      from: { kind: 'whatsapp', value: '+6281100000002' },
      tapped: true,
      thread: { quotedId: `T-${id}` },
    });
    expect((await world.outbound(id)).state).toBe('waiting');
  });

  it('a tap that crossed with the template’s own answer is found by the sweep', async () => {
    const id = await queued();
    world.windowSender.next = async (message) => {
      if (message.windowOpen === false) await write('Ya?', {}, 'wa-window');
      return asWhatsapp(message);
    };
    await world.outbox.process([id]);
    expect((await world.outbound(id)).state).toBe('waiting');
    await sweepAndSend();
    expect(texts()).toContain(ANSWER);
  });

  it('promise 3: a template whose outcome is not known does not hold the text, and the text leaves once', async () => {
    world.windowSender.next = (message) =>
      message.windowOpen === false
        ? { outcome: 'unknown', code: 'meta:timeout', reason: 'no answer' }
        : asWhatsapp(message);
    const id = await queued();
    await world.outbox.process([id]);
    expect((await world.outbound(id)).state).toBe('unknown');
    await write('Ada apa?');
    await world.deliver();
    expect(texts().filter((text) => text === ANSWER)).toHaveLength(1);
    // The template's status comes late and is not taken for the text's.
    await world.receipts.apply('wa-window', [
      { type: 'receipt', providerId: 'T-late', reference: id, state: 'failed', error: { code: 'meta:131026' } },
    ]);
    expect(await world.outbound(id)).toMatchObject({ state: 'sent' });
  });

  it('promise 3: killed between the claim and the template’s answer, nothing is sent blindly', async () => {
    const id = await queued();
    await world.database.query(CLAIM, [[id], ...CLAIM_ARGS]);
    await sweepAndSend();
    expect((await world.outbound(id)).state).toBe('unknown');
    expect(world.windowSender.sent).toEqual([]);
    // The status names our id: the template is out, and the text waits for its tap.
    await world.receipts.apply('wa-window', [
      { type: 'receipt', providerId: 'T-1', reference: id, state: 'delivered' },
    ]);
    expect((await world.outbound(id)).state).toBe('waiting');
    await write('Lihat jawaban', { tapped: true, thread: { quotedId: 'T-1' } });
    await world.deliver();
    expect(texts()).toEqual([ANSWER]);
    expect(await world.count('ticket')).toBe(0);
  });

  it('is told of once a day, however many messages there are', async () => {
    const ids = [await queued(), await queued({ text: 'Kedua' })];
    await world.outbox.process(ids);
    const third = await queued({ text: 'Ketiga' });
    await world.outbox.process([third]);
    expect(templates()).toBe(1);
    for (const id of [...ids, third]) expect((await world.outbound(id)).state).toBe('waiting');
    await sweepAndSend();
    expect(templates()).toBe(1);
    await write('Lihat jawaban', { tapped: true, thread: { quotedId: `T-${ids[0] ?? ''}` } });
    await world.deliver();
    expect(texts().sort()).toEqual([ANSWER, 'Kedua', 'Ketiga'].sort());
  });

  it('ends as failed, with words, when the template does not arrive or nobody taps for a month', async () => {
    const id = await waiting();
    const refusal = { code: 'meta:131026', text: 'undeliverable: no WhatsApp at this number' };
    await world.receipts.apply('wa-window', [
      { type: 'receipt', providerId: `T-${id}`, state: 'failed', error: refusal },
    ]);
    expect(await world.outbound(id)).toMatchObject({ state: 'failed', error_code: refusal.code, reason: refusal.text });
    const other = await queued({ to: '+6281100000009' });
    await world.outbox.process([other]);
    await world.sql(`UPDATE outbound_message SET created_at = created_at - interval '31 days' WHERE id = $1`, [other]);
    await sweepAndSend();
    expect(await world.outbound(other)).toMatchObject({ state: 'failed' });
    expect((await world.outbound(other)).reason).toContain('tracking page');
  });

  it('is not sent to who says STOP instead of tapping', async () => {
    const id = await waiting();
    await world.accept(
      [{ type: 'opt-out', from: { kind: 'whatsapp', value: SITI }, externalId: randomUUID() }],
      'wa-window',
    );
    await world.process();
    await world.deliver();
    await sweepAndSend();
    expect(texts()).not.toContain(ANSWER);
    expect(await world.outbound(id)).toMatchObject({ state: 'failed', reason: 'opted-out' });
  });
});

describe('a window that was closed after all', () => {
  const closed = (providerId: string, at = new Date().toISOString(), code = 'meta:131047') =>
    world.receipts.apply('wa-window', [
      { type: 'receipt', providerId, state: 'failed', at, error: { code, permanent: false } },
    ]);

  async function sentAsText(): Promise<string> {
    await write('Jalan berlubang di depan pasar');
    world.bell.take('outbox');
    await world.sql(`UPDATE inbound_message SET received_at = received_at - interval '23 hours'`);
    const id = await queued();
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'sent' });
    return id;
  }

  it.each(['meta:131047', 'twilio:63016'])('says a receipt (%s): a template, then the text once', async (code) => {
    const id = await sentAsText();
    await closed(`P-${id}`, undefined, code);
    expect(await world.outbound(id)).toMatchObject({ state: 'queued', reason: 'window-closed' });
    await sweepAndSend();
    expect(templates()).toBe(1);
    expect((await world.outbound(id)).state).toBe('waiting');
    // Said again, in whatever order: nothing.
    world.windowSender.next = (message) => ({
      outcome: 'sent',
      providerId: message.windowOpen === false ? `T-${message.id}` : `P2-${message.id}`,
      ...(message.windowOpen === false && { template: true }),
    });
    await closed(`P-${id}`, undefined, code);
    await world.receipts.apply('wa-window', [
      { type: 'receipt', providerId: `P-${id}`, reference: id, state: 'sent' },
      { type: 'receipt', providerId: `P-${id}`, reference: id, state: 'failed', error: { code } },
    ]);
    expect((await world.outbound(id)).state).toBe('waiting');
    await write('Lihat jawaban', { tapped: true, thread: { quotedId: `T-${id}` } });
    await world.deliver();
    await closed(`P-${id}`, undefined, code);
    await sweepAndSend();
    expect(templates()).toBe(1);
    expect(texts().filter((text) => text === ANSWER)).toHaveLength(2);
    expect((await world.outbound(id)).state).toBe('sent');
    await world.receipts.apply('wa-window', [{ type: 'receipt', providerId: `P2-${id}`, state: 'read' }]);
    expect((await world.outbound(id)).state).toBe('read');
  });

  it('costs one template a message: refused again, the text waits', async () => {
    const id = await queued();
    await world.outbox.process([id]);
    await write('Lihat jawaban', { tapped: true, thread: { quotedId: `T-${id}` } });
    await world.deliver();
    await closed(`P-${id}`);
    expect((await world.outbound(id)).state).toBe('waiting');
    await sweepAndSend();
    expect(templates()).toBe(1);
    expect(texts()).toHaveLength(1);
  });

  it('says the provider’s answer itself: the same way at once', async () => {
    await write('Jalan berlubang di depan pasar');
    world.bell.take('outbox');
    world.windowSender.next = (message) =>
      message.windowOpen === false ? asWhatsapp(message) : { outcome: 'window-closed', code: 'meta:131047' };
    const id = await queued();
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'queued', attempts: 0, reason: 'window-closed' });
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'waiting' });
    expect(templates()).toBe(1);
    expect(texts()).toHaveLength(1);
  });

  it('a message after the refusal counts again', async () => {
    const id = await sentAsText();
    await closed(`P-${id}`, new Date(Date.now() - 60_000).toISOString());
    await write('Bagaimana kabarnya?');
    world.windowSender.next = (message) => ({ outcome: 'sent', providerId: `P3-${message.id}` });
    await sweepAndSend();
    expect(templates()).toBe(0);
    expect((await world.outbound(id)).state).toBe('sent');
  });
});

describe('where there are no templates', () => {
  it('the text waits until the citizen writes by themselves', async () => {
    const id = await queued({ channelId: 'fb-window' });
    await world.outbox.process([id]);
    expect(await world.outbound(id)).toMatchObject({ state: 'waiting', attempts: 0 });
    await sweepAndSend();
    expect(await world.outbound(id)).toMatchObject({ state: 'waiting', attempts: 0 });
    await write('Halo', {}, 'fb-window');
    await world.deliver();
    expect(await world.outbound(id)).toMatchObject({ state: 'sent' });
    expect(world.pageSender.sent.filter(({ windowOpen, text }) => windowOpen === true && text === ANSWER)).toHaveLength(
      1,
    );
  });

  it('promise 3: what may have left there is the text: nobody lets it go again', async () => {
    world.pageSender.next = () => ({ outcome: 'unknown', code: 'meta:timeout', reason: 'no answer' });
    const id = await queued({ channelId: 'fb-window' });
    await world.outbox.process([id]);
    await write('Halo', {}, 'fb-window');
    await world.deliver();
    expect(await world.outbound(id)).toMatchObject({ state: 'unknown' });
    expect(world.pageSender.sent.filter(({ text }) => text === ANSWER)).toHaveLength(1);
  });
});
