import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { SmppConnection } from '../../../src/channels/sms/smpp/smpp.connection.js';
import { SmppSender } from '../../../src/channels/sms/smpp/smpp.sender.js';
import { SmppSettings } from '../../../src/channels/sms/smpp/smpp.settings.js';
import type { OutboundMessage } from '../../../src/messaging/outbound-message.js';
import { shortReference } from '../../../src/messaging/short-reference.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import { SmppStandIn } from '../../../src/sandbox/smpp/smpp-stand-in.js';
import type { CitizenMessage } from '../../../src/sandbox/stand-in.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';
import { until } from '../../kit/wait.js';
import { MemoryContext } from '../channels/smpp/memory-context.js';

const TIMING = { firstWait: 20, mostWait: 100, refusedWait: 40, steady: 10_000 };
const SARI = '+6281100000001';
const SMS: CitizenMessage = { from: SARI, text: 'TANAHBUMBU lampu mati', media: [], times: 1 };
const LONG_GSM = `TANAHBUMBU ${'jalan berlubang di depan pasar Batulicin, {dalam} sekali. '.repeat(6)}`.trim();
const LONG_UCS2 = `TANAHBUMBU ${'air keruh 😷 dan “berbau” di Simpang Empat — '.repeat(5)}`.trim();
const REPLY: OutboundMessage = {
  id: '01990000-0000-7000-8000-000000000003',
  channelId: 'sms-satu',
  to: { kind: 'phone', value: SARI },
  text: 'TBU-000123 diterima.',
  purpose: 'acknowledgement',
  createdAt: '2026-11-21T08:00:00.000Z',
};

describe('the SMSC, met by the real adapter', () => {
  let log: MessageLog;
  let standIn: SmppStandIn;
  let open: SmppConnection[];

  const channel = (id: string, over: object = {}): ChannelConfig => ({
    id: `sms-${id}`,
    kind: 'sms',
    provider: 'smpp',
    enabled: true,
    address: id === 'satu' ? '1708' : '+6281100000901',
    settings: plainToInstance(SmppSettings, {
      host: '127.0.0.1',
      port: standIn.env['SMPP_PORT'],
      systemId: id,
      password: `sandi-${id}`,
      responseSeconds: 2,
      ...over,
    }),
  });
  const connect = async ({
    id,
    address,
    settings,
  }: ChannelConfig): Promise<{ context: MemoryContext; sender: SmppSender }> => {
    const context = new MemoryContext();
    const connection = new SmppConnection(id, settings as SmppSettings, TIMING);
    open.push(connection);
    await connection.start(context);
    return { context, sender: new SmppSender({ id, address, settings: settings as SmppSettings }, connection) };
  };
  const texts = (context: MemoryContext): string[] =>
    context.events.flatMap((event) => (event.type === 'message' ? [event.text] : []));

  beforeEach(async () => {
    open = [];
    log = new MessageLog();
    standIn = new SmppStandIn(log, { receiptDelayMs: 5, retryDelayMs: 20 });
    await standIn.start();
  });
  afterEach(async () => {
    for (const connection of open) await connection.stop();
    await standIn.stop();
  });

  it('binds who knows the password, and nobody else', async () => {
    const satu = channel('satu');
    standIn.prepare([satu]);
    const right = await connect(satu);
    const wrong = await connect(channel('satu', { password: 'salah' }));
    const stranger = await connect(channel('tiga'));
    await until('three answers', () =>
      [right, wrong, stranger].every(({ context }) => context.reports.length > 1) ? true : undefined,
    );
    expect(right.context.reports.at(-1)?.state).toBe('connected');
    expect(
      [wrong, stranger].map(({ context }) => context.reports.find(({ code }) => code !== undefined)?.state),
    ).toEqual(['failing', 'failing']);
  });

  it('lets who comes before the channels are known wait instead of refusing them', async () => {
    const satu = channel('satu');
    const { context } = await connect(satu);
    await new Promise((resolve) => setTimeout(resolve, 100));
    standIn.prepare([satu]);
    await until('the bind', () => context.reports.at(-1)?.state === 'connected' || undefined);
    expect(context.reports.map(({ state }) => state)).toEqual(['connecting', 'connected']);
  });

  it.each([
    ['a short text', SMS.text, 1],
    ['a long one in the default alphabet', LONG_GSM, 3],
    ['a long one in UCS-2', LONG_UCS2, 4],
  ])('%s arrives whole', async (_name, text, segments) => {
    const satu = channel('satu');
    standIn.prepare([satu]);
    const { context } = await connect(satu);
    const { id, answers } = await standIn.send(satu, { ...SMS, text });
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(texts(context)).toEqual([text]);
    expect(context.events[0]).toMatchObject({ from: { kind: 'phone', value: SARI }, to: ['1708'] });
    expect(log.get(id)).toMatchObject({ state: 'received', segments });
  });

  it('hands a message to the account whose number it is', async () => {
    const [satu, dua] = [channel('satu'), channel('dua')];
    standIn.prepare([satu, dua]);
    const [atSatu, atDua] = [await connect(satu), await connect(dua)];
    await standIn.send(dua, SMS);
    expect([texts(atSatu.context), texts(atDua.context)]).toEqual([[], [SMS.text]]);
    expect(await atDua.sender.send(REPLY)).toMatchObject({ outcome: 'sent' });
    expect(log.ofCitizen(SARI).at(-1)).toMatchObject({ direction: 'out', channelId: 'sms-dua', ours: '6281100000901' });
  });

  it.each(['udh16', 'udh8', 'sar', 'payload'])(
    'shows a long answer by %s as one message, with its receipt',
    async (longMessages) => {
      const satu = channel('satu', { longMessages });
      standIn.prepare([satu]);
      const { context, sender } = await connect(satu);
      const outcome = await sender.send({ ...REPLY, text: LONG_GSM });
      if (outcome.outcome !== 'sent') throw new Error(JSON.stringify(outcome));
      expect(log.ofCitizen(SARI).map(({ text }) => text)).toEqual([LONG_GSM]);
      await until('the receipt', () => context.receiptEvents[0]);
      expect(context.receiptEvents).toEqual([
        { type: 'receipt', providerId: outcome.providerId, shortReference: 3, recipient: SARI, state: 'delivered' },
      ]);
      expect(log.ofCitizen(SARI)[0]?.state).toBe('delivered');
    },
  );

  it('reports what did not reach the phone', async () => {
    const satu = channel('satu');
    standIn.prepare([satu]);
    const { context, sender } = await connect(satu);
    standIn.faults.add({ kind: 'undelivered' });
    await sender.send(REPLY);
    await until('the receipt', () => context.receiptEvents[0]);
    expect(context.receiptEvents[0]).toMatchObject({ state: 'failed', error: { code: 'smpp:UNDELIV-027' } });
  });

  it('throttles, and takes the message afterwards', async () => {
    const satu = channel('satu');
    standIn.prepare([satu]);
    const { sender } = await connect(satu);
    standIn.faults.add({ kind: 'answer' });
    expect(await sender.send(REPLY)).toMatchObject({ outcome: 'retry', code: 'smpp:0x0058' });
    expect(log.all()).toEqual([]);
    expect(await sender.send(REPLY)).toMatchObject({ outcome: 'sent' });
  });

  it('breaks off after it took a message: nobody knows, until its receipt names it', async () => {
    const satu = channel('satu');
    standIn.prepare([satu]);
    const { context, sender } = await connect(satu);
    standIn.faults.add({ kind: 'reset-after-accept' });
    expect(await sender.send(REPLY)).toMatchObject({ outcome: 'unknown' });
    expect(log.ofCitizen(SARI)).toHaveLength(1);
    await until('the receipt', () => context.receiptEvents[0]);
    expect(context.receiptEvents).toMatchObject([
      { shortReference: shortReference(REPLY.id), recipient: SARI, state: 'delivered' },
    ]);
  });

  it('says that a message was not taken where the gateway could not store it', async () => {
    const satu = channel('satu');
    standIn.prepare([satu]);
    const { context } = await connect(satu);
    context.broken = true;
    const { id, answers } = await standIn.send(satu, SMS);
    expect(answers[0]).toMatchObject({ status: 503, body: 'command_status 0x64' });
    expect(log.get(id)?.state).toBe('failed');
  });

  it('names what it can not serve', () => {
    const elsewhere = channel('satu', { host: 'smsc.example.id' });
    standIn.prepare([elsewhere]);
    expect(standIn.problem(elsewhere)).toBe('its SMSC is another one');
  });
});
