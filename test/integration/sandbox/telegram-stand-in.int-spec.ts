import 'reflect-metadata';
import { request } from 'undici';
import { telegramProvider } from '../../../src/channels/whatsapp/telegram/telegram.provider.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import { ServiceWindow } from '../../../src/sandbox/service-window.js';
import { TelegramStandIn } from '../../../src/sandbox/telegram/telegram-stand-in.js';
import { AdapterGateway, bind, citizenMessage, outbound, PNG, PUBLIC_URL, sentId, type Bound } from './adapter-gateway.js'; // prettier-ignore

const TOKEN = `500000001:${'t'.repeat(35)}`;
const CHAT = '16281100000001';
const TO = { kind: 'telegram', value: CHAT } as const;

describe('Telegram', () => {
  let log: MessageLog;
  let far: TelegramStandIn;
  let gateway: AdapterGateway;
  let bot: Bound;

  beforeEach(async () => {
    log = new MessageLog();
    far = new TelegramStandIn({ log, window: new ServiceWindow() });
    await far.start();
    gateway = new AdapterGateway();
    await gateway.start();
    const settings = { botToken: TOKEN, apiBase: far.env.TELEGRAM_API_BASE, timeoutMs: 2000 };
    bot = bind(telegramProvider, 'telegram-one', settings, { address: '@aduan_bot' });
    gateway.serve([bot]);
    far.prepare([bot.config]);
    far.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL });
  });

  afterEach(async () => {
    await far.stop();
    await gateway.stop();
  });

  const call = async (path: string, body: object = {}): Promise<unknown> => {
    const answer = await request(`${far.env.TELEGRAM_API_BASE ?? ''}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.body.json();
  };

  it('delivers texts, quotes, places, and each file of an album by itself', async () => {
    const { id } = await far.send(bot.config, citizenMessage());
    await far.send(bot.config, citizenMessage({ quotes: id, text: 'masih' }));
    await far.send(
      bot.config,
      citizenMessage({ text: '', location: { latitude: -3.4, longitude: 115.5, name: 'Pasar' } }),
    );
    const file = { filename: 'a.png', contentType: 'image/png', bytes: PNG };
    const document = { filename: 'surat.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.4 x') };
    await far.send(bot.config, citizenMessage({ text: 'lihat', media: [file, document] }));
    expect(gateway.of('message')).toMatchObject([
      { externalId: id, from: { kind: 'telegram', value: CHAT }, to: ['@aduan_bot'], text: 'lampu mati' },
      { text: 'masih', thread: { quotedId: id } },
      { location: { latitude: -3.4, longitude: 115.5, name: 'Pasar' } },
      { text: 'lihat', attachments: [{ contentType: 'image/jpeg' }] },
      { text: '', attachments: [{ contentType: 'application/pdf', filename: 'surat.pdf' }] },
    ]);
    expect(new Set(gateway.of('message').map(({ externalId }) => externalId)).size).toBe(5);
    const refs = gateway.of('message').flatMap(({ attachments }) => attachments.map(({ ref = '' }) => ref));
    expect(await bot.adapter.media?.fetch(refs[0] ?? '', 1000)).toEqual({ bytes: PNG, contentType: 'image/png' });
    await expect(bot.adapter.media?.fetch('unknown', 1000)).rejects.toMatchObject({ code: 'media-gone' });
  });

  it('is answered with a quotation; who never wrote or blocked the bot is not written to', async () => {
    expect(await bot.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'opted-out', code: 'telegram:403' });
    const { id } = await far.send(bot.config, citizenMessage());
    const providerId = sentId(await bot.adapter.sender?.send(outbound(TO, { answers: { externalId: id } })));
    expect(log.get(providerId)).toMatchObject({ direction: 'out', state: 'delivered', quotes: id });
    const blocked = {
      update_id: 1,
      my_chat_member: {
        chat: { id: Number(CHAT), type: 'private' },
        from: { id: Number(CHAT), first_name: 'Warga' },
        new_chat_member: { status: 'kicked' },
      },
    };
    await far.send(bot.config, citizenMessage({ raw: JSON.stringify(blocked), text: '' }));
    expect(gateway.of('opt-out')).toHaveLength(1);
    expect(await bot.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'opted-out' });
    await far.send(bot.config, citizenMessage({ text: 'saya kembali' }));
    expect(await bot.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'sent' });
  });

  it('delivers one update so often as it is told, and numbers rise', async () => {
    await far.send(bot.config, citizenMessage({ times: 3 }));
    const ids = gateway.of('message').map(({ externalId }) => externalId);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  const text = { chat_id: CHAT, text: 'x' };
  it.each<[string, string, object, object]>([
    ['a token that is none', 'bot1:2/sendMessage', text, { error_code: 404 }],
    ['an unknown token', `bot500000002:${'t'.repeat(35)}/sendMessage`, text, { error_code: 401, description: 'Unauthorized' }],
    ['an unknown method', `bot${TOKEN}/sendPigeon`, text, { error_code: 404 }],
    ['no chat', `bot${TOKEN}/sendMessage`, { text: 'x' }, { error_code: 400, description: 'Bad Request: chat_id is empty' }],
    ['an unknown chat', `bot${TOKEN}/sendMessage`, { ...text, chat_id: 5 }, { error_code: 400, description: 'Bad Request: chat not found' }],
    ['who never wrote', `bot${TOKEN}/sendMessage`, { ...text, chat_id: '16281100000002' }, { error_code: 403 }],
    ['no text', `bot${TOKEN}/sendMessage`, { ...text, text: ' ' }, { error_code: 400, description: 'Bad Request: message text is empty' }],
    ['a long text', `bot${TOKEN}/sendMessage`, { ...text, text: 'x'.repeat(4097) }, { error_code: 400, description: 'Bad Request: message is too long' }],
    ['a quoted message that is not there', `bot${TOKEN}/sendMessage`, { ...text, reply_parameters: { message_id: 1 } }, { error_code: 400, description: 'Bad Request: message to be replied not found' }],
  ])('refuses %s as Telegram does', async (_name, path, body, refusal) => {
    await far.send(bot.config, citizenMessage());
    expect(await call(path, body)).toMatchObject({ ok: false, ...refusal });
    expect(log.all()).toHaveLength(1);
  }); // prettier-ignore

  it('says when it is asked too often', async () => {
    await far.send(bot.config, citizenMessage());
    far.faults.add({ kind: 'answer', status: 429 });
    expect(await bot.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'retry', afterMs: 5000 });
  });

  it('is known by the probe, and says how its last delivery went', async () => {
    expect(await bot.adapter.probe?.probe()).toEqual({ ok: true, words: 'Telegram knows the bot as @aduan_bot; its webhook is set' }); // prettier-ignore
    far.faults.add({ kind: 'wrong-signature' });
    const { answers } = await far.send(bot.config, citizenMessage());
    expect(answers).toMatchObject([{ status: 403 }]);
    expect((await bot.adapter.probe?.probe())?.words).toContain('last delivery failed');
    await call(`bot${TOKEN}/setWebhook`, { url: '' });
    expect(await bot.adapter.probe?.probe()).toMatchObject({ ok: false });
  });

  it('lets nobody quote a message of another chat', () => {
    expect(far.refuses(citizenMessage({ quotes: '16281100000002:5' }))).toMatchObject({ field: 'quotes' });
    expect(far.refuses(citizenMessage({ quotes: `${CHAT}:5` }))).toBeUndefined();
  });
});
