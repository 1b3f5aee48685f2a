import 'reflect-metadata';
import type { Socket } from 'node:net';
import { plainToInstance } from 'class-transformer';
import { SmppConnection } from '../../../../src/channels/sms/smpp/smpp.connection.js';
import { smppProvider } from '../../../../src/channels/sms/smpp/smpp.provider.js';
import { SmppSender } from '../../../../src/channels/sms/smpp/smpp.sender.js';
import { SmppSettings } from '../../../../src/channels/sms/smpp/smpp.settings.js';
import type { OutboundMessage } from '../../../../src/messaging/outbound-message.js';
import { watch } from '../../../kit/conformance/watch.js';
import { MemoryContext } from './memory-context.js';
import { Smsc } from './smsc.js';

const TIMING = { firstWait: 20, mostWait: 100, refusedWait: 40, steady: 10_000 };
const MESSAGE: OutboundMessage = {
  id: '01990000-0000-7000-8000-000000000003',
  channelId: 'sms-smsc',
  to: { kind: 'phone', value: '+6281100000001' },
  text: 'TBU-000123 diterima.',
  purpose: 'acknowledgement',
  createdAt: '2026-11-21T08:00:00.000Z',
};

let smsc: Smsc;
let context: MemoryContext;
let connection: SmppConnection;
let sender: SmppSender;

function build(over: object = {}): void {
  const settings = plainToInstance(SmppSettings, {
    host: '127.0.0.1',
    port: smsc.port,
    systemId: 'kentongan',
    password: 'rahasia-smsc',
    responseSeconds: 2,
    ...over,
  });
  connection = new SmppConnection('sms-smsc', settings, TIMING);
  sender = new SmppSender({ id: 'sms-smsc', address: '1708', settings }, connection);
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain: ${what}; ${JSON.stringify(context.reports.slice(-3))}`);
}

const bound = (): Promise<void> => until('bound', () => context.reports.at(-1)?.state === 'connected');
async function start(over: object = {}): Promise<void> {
  build(over);
  await connection.start(context);
  await bound();
}

beforeEach(async () => {
  smsc = await Smsc.open();
  context = new MemoryContext();
});
afterEach(async () => {
  await connection.stop();
  await smsc.kill();
});

describe('the connection', () => {
  it('binds as transceiver with what is configured, and says goodbye', async () => {
    await start({ systemType: 'KTG' });
    expect(smsc.binds[0]).toMatchObject({ system_id: 'kentongan', password: 'rahasia-smsc', system_type: 'KTG' });
    await connection.stop();
    expect(context.reports.map(({ state }) => state)).toEqual(['connecting', 'connected', 'stopped']);
    await until('closed', () => smsc.sessions.length === 0);
  });

  it('comes back when the SMSC was away', async () => {
    await start();
    const { port } = smsc;
    await smsc.kill();
    await until('failing', () => context.reports.some(({ code }) => code === 'smpp-econnrefused'));
    smsc = await Smsc.open(port);
    await bound();
    expect(await smsc.deliver({ short_message: 'halo' })).toBe(0);
    expect(context.texts).toEqual(['halo']);
  });

  it('says what is wrong with a refused account, and goes on trying', async () => {
    smsc.bindStatus = 0x0e;
    build();
    await connection.start(context);
    await until('refused', () => context.reports.some(({ code }) => code === 'smpp-bind-0x000e'));
    expect(context.reports.find(({ state }) => state === 'failing')?.words).toContain('settings.password');
    smsc.bindStatus = 0;
    await bound();
  });

  it('notices an SMSC that has fallen silent', async () => {
    await start({ enquireLinkSeconds: 0.05, responseSeconds: 0.5 });
    for (const session of smsc.sessions) session.removeAllListeners('enquire_link');
    await until('silent', () => context.reports.some(({ code }) => code === 'smpp-link-silent'));
    await bound();
  });

  it('survives octets that are no SMPP', async () => {
    await start();
    const stream = (smsc.sessions[0] as unknown as { socket: Socket }).socket;
    stream.write('GET / HTTP/1.1\r\n\r\n');
    await until('not SMPP', () => context.reports.some(({ code }) => code === 'smpp-not-smpp'));
    await bound();
  });

  it('is tried by a probe that leaves nothing behind', async () => {
    build();
    expect(await connection.probe()).toEqual({ ok: true, words: 'connected and bound as transceiver' });
    smsc.bindStatus = 0x0f;
    expect(await connection.probe()).toMatchObject({ ok: false, words: expect.stringContaining('systemId') as string });
    await smsc.kill();
    expect(await connection.probe()).toMatchObject({ ok: false });
    smsc = await Smsc.open();
  });
});

describe('a delivery', () => {
  const part = (number: number, text: string, reference = 7): { short_message: { udh: Buffer; message: string } } => ({
    short_message: { udh: Buffer.from([5, 0, 3, reference, 3, number]), message: text },
  });

  it('is answered only after it is committed', async () => {
    await start();
    let open: () => void = () => undefined;
    context.gate = new Promise((resolve) => (open = resolve));
    let status: number | string | undefined;
    const delivered = smsc.deliver({ short_message: 'Jalan rusak' }).then((answer) => (status = answer));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(status).toBeUndefined();
    open();
    await delivered;
    expect(status).toBe(0);
    expect(context.texts).toEqual(['Jalan rusak']);
  });

  it('that could not be stored is refused for now, and is one message when it comes again', async () => {
    await start();
    context.broken = true;
    expect(await smsc.deliver({ short_message: 'Jalan rusak' })).toBe(0x64);
    context.broken = false;
    expect(await smsc.deliver({ short_message: 'Jalan rusak' })).toBe(0);
    // Across the border of a span, since our answer was lost.
    context.time = new Date(context.time.getTime() + 590_000);
    expect(await smsc.deliver({ short_message: 'Jalan rusak' })).toBe(0);
    expect(context.texts).toEqual(['Jalan rusak']);
  });

  it('in parts is one message, in whatever order and over two connections', async () => {
    await start();
    expect(await smsc.deliver(part(3, 'retak'))).toBe(0);
    expect(await smsc.deliver(part(1, 'Jembatan '))).toBe(0);
    for (const session of [...smsc.sessions]) session.destroy();
    await until('broken', () => context.reports.at(-1)?.state !== 'connected');
    await bound();
    expect(context.texts).toEqual([]);
    expect(await smsc.deliver(part(2, 'sudah '))).toBe(0);
    expect(context.texts).toEqual(['Jembatan sudah retak']);
  });

  it('whose last answer was lost is the same message when that part comes again, later too', async () => {
    await start({ partsSeconds: 1 });
    for (const number of [1, 2, 3]) await smsc.deliver(part(number, `bagian ${String(number)} `));
    context.time = new Date(context.time.getTime() + 3_600_000);
    expect(await smsc.deliver(part(3, 'bagian 3 '))).toBe(0);
    context.parts.old = true;
    await until('put away', () => context.parts.sets.size === 0);
    expect(context.texts).toEqual(['bagian 1 bagian 2 bagian 3 ']);
  });

  it('with a reference that was used before is a message of its own', async () => {
    await start();
    for (const number of [1, 2, 3]) await smsc.deliver(part(number, `satu ${String(number)} `));
    for (const number of [1, 2, 3]) await smsc.deliver(part(number, `dua ${String(number)} `));
    expect(context.texts).toEqual(['satu 1 satu 2 satu 3 ', 'dua 1 dua 2 dua 3 ']);
  });

  it('ends the one before it under that reference, which never became whole', async () => {
    await start();
    await smsc.deliver(part(1, 'lama 1 '));
    for (const number of [1, 2, 3]) expect(await smsc.deliver(part(number, `baru ${String(number)} `))).toBe(0);
    expect(context.texts).toEqual([
      'lama 1  [bagian 2/3 tidak diterima]  [bagian 3/3 tidak diterima]',
      'baru 1 baru 2 baru 3 ',
    ]);
  });

  it('whose rest never comes is taken with what came, and says so', async () => {
    await start({ partsSeconds: 1 });
    await smsc.deliver(part(1, 'Jalan di depan '));
    await smsc.deliver(part(3, 'berlubang'));
    context.parts.old = true;
    await until('taken', () => context.events.length === 1);
    expect(context.texts).toEqual(['Jalan di depan  [bagian 2/3 tidak diterima] berlubang']);
    expect(context.parts.sets.size).toBe(0);
  });

  it('in SAR parts, in message_payload, in UCS-2', async () => {
    await start();
    const sar = (number: number, text: string): object => ({
      short_message: text,
      sar_msg_ref_num: 5,
      sar_total_segments: 2,
      sar_segment_seqnum: number,
    });
    await smsc.deliver(sar(2, 'rusak'));
    await smsc.deliver(sar(1, 'Jalan '));
    await smsc.deliver({ short_message: '', message_payload: 'x'.repeat(400) });
    await smsc.deliver({ short_message: 'banjir “besar” 🌊', data_coding: 8 });
    await smsc.deliver({ short_message: 'harga {50} €', data_coding: 0 });
    expect(context.texts).toEqual(['Jalan rusak', 'x'.repeat(400), 'banjir “besar” 🌊', 'harga {50} €']);
  });

  it('that can’t be read is kept as it is, and not asked for again', async () => {
    await start();
    expect(await smsc.deliver({ source_addr: '???', source_addr_ton: 0, short_message: 'halo' })).toBe(0);
    expect(context.rejected).toEqual([{ code: 'malformed-payload', field: 'source_addr' }]);
  });

  it('may be a receipt, in both forms', async () => {
    await start();
    const text = 'id:00A1 sub:001 dlvrd:001 submit date:2611210800 done date:2611210801 stat:DELIVRD err:000 text:TBU';
    await smsc.deliver({ esm_class: 4, short_message: text });
    await smsc.deliver({ esm_class: 4, short_message: '', receipted_message_id: '00A2', message_state: 5 });
    expect(context.receiptEvents).toEqual([
      { type: 'receipt', providerId: 'a1', state: 'delivered' },
      { type: 'receipt', providerId: 'a2', state: 'failed', error: { code: 'smpp:UNDELIV', permanent: true } },
    ]);
    expect(context.events).toEqual([]);
  });

  it('in hand is finished before the goodbye', async () => {
    await start();
    let open: () => void = () => undefined;
    context.gate = new Promise((resolve) => (open = resolve));
    const delivered = smsc.deliver({ short_message: 'Jalan rusak' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = connection.stop();
    setTimeout(open, 50);
    expect(await delivered).toBe(0);
    await stopped;
  });
});

describe('a send', () => {
  it('carries the message, and asks for its receipt', async () => {
    await start();
    expect(await sender.send(MESSAGE)).toEqual({ outcome: 'sent', providerId: 'a1', segments: 1 });
    expect(smsc.submitted[0]).toMatchObject({
      source_addr: '1708',
      source_addr_ton: 3,
      destination_addr: '6281100000001',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      registered_delivery: 1,
      data_coding: 0,
      short_message: { message: MESSAGE.text },
    });
  });

  it('of a long text is several parts, whose last one reports', async () => {
    await start();
    const text = `Aduan “${'a'.repeat(140)}”`;
    expect(await sender.send({ ...MESSAGE, text })).toEqual({ outcome: 'sent', providerId: 'a3', segments: 3 });
    expect(smsc.submitted.map((pdu) => pdu.registered_delivery)).toEqual([0, 0, 1]);
    expect(smsc.submitted.map((pdu) => pdu.short_message?.message).join('')).toBe(text);
    expect(smsc.submitted.map((pdu) => [pdu.short_message?.udh?.[0]?.[4], pdu.short_message?.udh?.[0]?.[5]])).toEqual([
      [3, 1],
      [3, 2],
      [3, 3],
    ]);
  });

  it('waits for the bind, and is to be tried again where there is none', async () => {
    build();
    expect(await sender.send(MESSAGE)).toMatchObject({ outcome: 'retry', code: 'smpp:not-connected' });
    const sent = connection.start(context).then(() => sender.send(MESSAGE));
    expect(await sent).toMatchObject({ outcome: 'sent' });
  });

  it.each([
    [0x58, 'retry'],
    [0x14, 'retry'],
    [0x0b, 'rejected'],
    [0x407, 'opted-out'],
  ])('refused with status %d is %s', async (command_status, outcome) => {
    await start({ errors: [{ status: 0x407, outcome: 'opted-out' }] });
    smsc.answer = (pdu, session) => session.send(pdu.response({ command_status }));
    expect(await sender.send(MESSAGE)).toMatchObject({ outcome });
    expect(smsc.submitted).toHaveLength(1);
  });

  it('throttled between its parts waits, and sends no part twice', async () => {
    await start();
    let refusals = 1;
    const { answer } = smsc;
    smsc.answer = (pdu, session) => {
      if (smsc.submitted.length === 2 && refusals-- > 0) session.send(pdu.response({ command_status: 0x58 }));
      else answer(pdu, session);
    };
    expect(await sender.send({ ...MESSAGE, text: 'a'.repeat(300) })).toMatchObject({ outcome: 'sent', segments: 2 });
    expect(smsc.submitted.map((pdu) => pdu.short_message?.udh?.[0]?.[5])).toEqual([1, 2, 2]);
  });

  it('whose answer is lost is unknown; with parts still to go it is not', async () => {
    await start();
    smsc.answer = (_pdu, session) => session.destroy();
    expect(await sender.send(MESSAGE)).toMatchObject({ outcome: 'unknown', code: 'smpp:session-closed' });
    await bound();
    expect(await sender.send({ ...MESSAGE, text: 'a'.repeat(300) })).toMatchObject({ outcome: 'retry' });
  });

  it('that is not answered in time is unknown', async () => {
    await start({ responseSeconds: 0.5 });
    smsc.answer = () => undefined;
    expect(await sender.send(MESSAGE)).toMatchObject({ outcome: 'unknown', code: 'smpp:response-timeout' });
  });

  it('is called by the end of its id in its last part, where the SMSC takes that', async () => {
    await start();
    await sender.send({ ...MESSAGE, id: '01990000-0000-7000-8000-00000000abcd', text: 'a'.repeat(300) });
    expect(smsc.submitted.map((pdu) => pdu.user_message_reference)).toEqual([undefined, 0xabcd]);
    await connection.stop();
    await start({ messageReference: false });
    await sender.send(MESSAGE);
    expect(smsc.submitted.at(-1)?.user_message_reference).toBeUndefined();
  });

  it('keeps to the window', async () => {
    await start({ windowSize: 2 });
    const waiting: (() => void)[] = [];
    let most = 0;
    smsc.answer = (pdu, session) => {
      waiting.push(() => session.send(pdu.response({ message_id: smsc.nextId() })));
      most = Math.max(most, waiting.length);
      setTimeout(() => waiting.shift()?.(), 20);
    };
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => sender.send(MESSAGE)));
    expect(outcomes.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(most).toBe(2);
  });

  it('is refused where there is nobody to send to or from', async () => {
    await start();
    expect(await sender.send({ ...MESSAGE, to: null })).toMatchObject({
      outcome: 'rejected',
      code: 'smpp:not-a-phone',
    });
    const nameless = smppProvider.create({ id: 'sms-smsc', settings: plainToInstance(SmppSettings, {}) });
    expect(await nameless.sender?.send(MESSAGE)).toMatchObject({ outcome: 'rejected', code: 'smpp:no-sender' });
  });
});

describe('what operators see', () => {
  it('holds no number, text or password', async () => {
    const text = 'Jembatan di depan rumah saya retak';
    let words = '';
    const observed = await watch(async () => {
      await start();
      await smsc.deliver({ short_message: text });
      await smsc.deliver({ source_addr: '<6281100000001>', source_addr_ton: 0, short_message: text });
      smsc.answer = (pdu, session) => session.send(pdu.response({ command_status: 0x0b }));
      words += JSON.stringify(await sender.send({ ...MESSAGE, text }));
      smsc.bindStatus = 0x0e;
      for (const session of [...smsc.sessions]) session.destroy();
      await until('refused', () => context.reports.some(({ code }) => code === 'smpp-bind-0x000e'));
      words += JSON.stringify([context.reports, context.rejected, await connection.probe()]);
    });
    for (const secret of ['81100000001', 'Jembatan', 'rahasia-smsc']) {
      expect(words).not.toContain(secret);
      expect(observed.output).not.toContain(secret);
    }
    expect(observed.strangers).toEqual([]);
    expect(JSON.stringify([...context.parts.sets.keys()])).not.toContain('81100000001');
  });
});
