import { parse } from 'node:querystring';
import { cloudApiProvider } from '../../../../src/channels/whatsapp/cloud-api/cloud-api.provider.js';
import type { CloudApiSettings } from '../../../../src/channels/whatsapp/cloud-api/cloud-api.settings.js';
import { messengerProvider } from '../../../../src/channels/whatsapp/messenger/messenger.provider.js';
import type { MessengerSettings } from '../../../../src/channels/whatsapp/messenger/messenger.settings.js';
import { telegramProvider } from '../../../../src/channels/whatsapp/telegram/telegram.provider.js';
import { templateParameter } from '../../../../src/channels/whatsapp/template.js';
import { twilioWhatsappProvider } from '../../../../src/channels/whatsapp/twilio/twilio-whatsapp.provider.js';
import type { TwilioWhatsappSettings } from '../../../../src/channels/whatsapp/twilio/twilio-whatsapp.settings.js';
import type { OutboundMessage } from '../../../../src/messaging/outbound-message.js';
import type { ChannelAdapter } from '../../../../src/messaging/ports.js';
import { FarEnd } from '../../../kit/conformance/far-end.js';
import { cloudApiSettings, graphError, messengerSettings } from './meta.samples.js';
import { BOT_TOKEN, telegramSettings } from './telegram.harness.js';
import { twilioWhatsappSettings } from './twilio-whatsapp.harness.js';

const MESSAGE: OutboundMessage = {
  id: '01990000-0000-7000-8000-000000000003',
  channelId: 'wa-bangli',
  to: { kind: 'whatsapp', value: '+6281100000001' },
  text: 'Jawaban aduan BGL-000123:\n"Lampu sudah diganti."\nSudah beres?',
  purpose: 'answer',
  createdAt: '2026-11-21T08:00:00.000Z',
};

let farEnd: FarEnd;
const open: ChannelAdapter[] = [];

beforeEach(async () => {
  farEnd = await FarEnd.open();
});
afterEach(async () => {
  for (const adapter of open.splice(0)) await adapter.sender?.close?.();
  await farEnd.close();
});

function kept(adapter: ChannelAdapter): ChannelAdapter {
  open.push(adapter);
  return adapter;
}
const cloudApi = (over: Partial<CloudApiSettings> = {}): ChannelAdapter =>
  kept(cloudApiProvider.create({ id: 'wa-bangli', settings: cloudApiSettings({ apiBase: farEnd.url, ...over }) }));
const messenger = (over: Partial<MessengerSettings> = {}): ChannelAdapter =>
  kept(
    messengerProvider.create({ id: 'messenger-bangli', settings: messengerSettings({ apiBase: farEnd.url, ...over }) }),
  );
const telegram = (): ChannelAdapter =>
  kept(telegramProvider.create({ id: 'telegram-x', settings: telegramSettings({ apiBase: farEnd.url }) }));
const twilio = (over: Partial<TwilioWhatsappSettings> = {}): ChannelAdapter =>
  kept(
    twilioWhatsappProvider.create({
      id: 'wa-kuburaya-twilio',
      address: '+6281237880420',
      settings: twilioWhatsappSettings({ apiBase: farEnd.url, ...over }),
    }),
  );
const body = (): Record<string, unknown> => JSON.parse(farEnd.received[0]?.body ?? '{}') as Record<string, unknown>;

describe('WhatsApp Cloud API, outside what every adapter must do', () => {
  const accepted = { status: 200, body: '{"messages":[{"id":"wamid.A1"}]}' };

  it('sends the template where the window is closed, and says so', async () => {
    farEnd.answer(accepted);
    const template = { name: 'jawaban_aduan', language: 'id', parameters: ['{text}', 'tetap'] };
    expect(await cloudApi({ template }).sender?.send({ ...MESSAGE, windowOpen: false })).toEqual({
      outcome: 'sent',
      providerId: 'wamid.A1',
      template: true,
    });
    expect(body()).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '6281100000001',
      biz_opaque_callback_data: MESSAGE.id,
      type: 'template',
      template: {
        name: 'jawaban_aduan',
        language: { code: 'id' },
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Jawaban aduan BGL-000123: "Lampu sudah diganti." Sudah beres?' },
              { type: 'text', text: 'tetap' },
            ],
          },
        ],
      },
    });
  });

  it('sends a template without parameters bare', async () => {
    farEnd.answer(accepted);
    const template = { name: 'ada_jawaban', language: 'id', parameters: [] };
    await cloudApi({ template }).sender?.send({ ...MESSAGE, windowOpen: false });
    expect(body().template).toEqual({ name: 'ada_jawaban', language: { code: 'id' } });
  });

  it('asks nobody where the window is closed and there is no template', async () => {
    expect(await cloudApi().sender?.send({ ...MESSAGE, windowOpen: false })).toEqual({
      outcome: 'window-closed',
      code: 'meta:window-closed',
    });
    expect(farEnd.received).toEqual([]);
  });

  it('writes to a user id where no number shows, and to the telephone number of a form', async () => {
    farEnd.answer(accepted);
    await cloudApi().sender?.send({ ...MESSAGE, to: { kind: 'whatsapp', value: 'ID.4566546130240823' } });
    expect(body()).toMatchObject({ recipient: 'ID.4566546130240823' });
    expect(body()).not.toHaveProperty('to');
    farEnd.answer(accepted);
    await cloudApi().sender?.send({ ...MESSAGE, to: { kind: 'phone', value: '+6281100000002' } });
    expect(body()).toMatchObject({ to: '6281100000002' });
  });

  it.each([
    [null],
    [{ kind: 'phone', value: '1708' } as const],
    [{ kind: 'email', value: 'a@example.id' } as const],
    [{ kind: 'telegram', value: '810000001' } as const],
  ])('writes to nobody else: %j', async (to) => {
    expect(await cloudApi().sender?.send({ ...MESSAGE, to })).toMatchObject({
      outcome: 'rejected',
      code: 'meta:not-on-whatsapp',
    });
    expect(farEnd.received).toEqual([]);
  });

  it('quotes no message of another channel', async () => {
    farEnd.answer(accepted);
    await cloudApi().sender?.send({ ...MESSAGE, answers: { externalId: 'SM00000000000000000000000000000101' } });
    expect(body()).not.toHaveProperty('context');
  });

  it('marks a message as read, and never throws for it', async () => {
    const { sender } = cloudApi();
    farEnd.answer({ status: 200, body: '{"success":true}' });
    expect(await sender?.markRead?.('wamid.IN1')).toBe(true);
    expect(body()).toEqual({ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.IN1' });
    farEnd.answer(graphError(400, 100, 'Invalid parameter'));
    expect(await sender?.markRead?.('wamid.IN1')).toBe(false);
    farEnd.answer('cut');
    expect(await sender?.markRead?.('wamid.IN1')).toBe(false);
  });

  it.each([
    [{ status: 200, body: '{"verified_name":"DPMPTSP Bangli","id":"1"}' }, true, 'DPMPTSP Bangli'],
    [graphError(401, 190, 'Session has expired'), false, 'accessToken'],
    [graphError(400, 100, 'Unsupported get request', 33), false, 'does not find our number'],
    ['cut' as const, false, 'no answer from Meta'],
  ])('is tried without sending anything: %j', async (answer, ok, words) => {
    farEnd.answer(answer);
    const result = await cloudApi().probe?.probe();
    expect(result).toEqual({ ok, words: expect.stringContaining(words) as string });
    expect(farEnd.received.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('a parameter of a template', () => {
  it.each([
    ['{text}', 'dua\nbaris\t dan    spasi', 'dua baris dan spasi'],
    ['Kabar: {text}', '$& $1', 'Kabar: $& $1'],
    ['{text}', ' \n ', '-'],
    ['tetap', 'apa saja', 'tetap'],
  ])('%j filled with %j is %j', (pattern, text, expected) => {
    expect(templateParameter(pattern, text)).toBe(expected);
  });
  it('is cut between letters, not within one', () => {
    expect(templateParameter('{text}', '🌊'.repeat(700))).toBe(`${'🌊'.repeat(299)}…`);
    expect(templateParameter('{text}', '👩‍🚒'.repeat(200))).toBe(`${'👩‍🚒'.repeat(119)}…`);
    expect(templateParameter('{text}', 'a'.repeat(600))).toBe('a'.repeat(600));
  });
});

describe('Messenger, outside what every adapter must do', () => {
  const late: OutboundMessage = {
    ...MESSAGE,
    to: { kind: 'messenger', value: '24500000000000001' },
    windowOpen: false,
  };

  it.each([
    [{ humanAgent: false }, false],
    [{ humanAgent: true }, true],
  ])('sends nothing late unless a person wrote it and Meta allows it: %j', async (over, automatic) => {
    expect(await messenger(over).sender?.send({ ...late, automatic })).toEqual({
      outcome: 'window-closed',
      code: 'meta:window-closed',
    });
    expect(farEnd.received).toEqual([]);
  });

  it("sends a person's late answer under the tag that Meta granted", async () => {
    farEnd.answer({ status: 200, body: '{"message_id":"m_1"}' });
    expect(await messenger({ humanAgent: true }).sender?.send(late)).toEqual({ outcome: 'sent', providerId: 'm_1' });
    expect(body()).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
  });

  it('writes to no WhatsApp number', async () => {
    expect(await messenger().sender?.send(MESSAGE)).toMatchObject({
      outcome: 'rejected',
      code: 'meta:not-on-messenger',
    });
  });

  it('is tried by asking for the page', async () => {
    farEnd.answer({ status: 200, body: '{"name":"DPMPTSP Bangli"}' });
    expect(await messenger().probe?.probe()).toEqual({
      ok: true,
      words: 'Meta knows the page as "DPMPTSP Bangli", and accessToken may use it',
    });
  });
});

describe('Telegram, outside what every adapter must do', () => {
  const accepted = { status: 200, body: '{"ok":true,"result":{"message_id":9,"chat":{"id":810000001}}}' };
  const toChat: OutboundMessage = { ...MESSAGE, to: { kind: 'telegram', value: '810000001' } };

  it.each([
    ['810000002:5', undefined],
    ['wamid.A1', undefined],
    ['810000001:5:edit:1795248300', 5],
  ])('quotes %s only where it is a message of this chat', async (externalId, quoted) => {
    farEnd.answer(accepted);
    await telegram().sender?.send({ ...toChat, answers: { externalId } });
    expect((body().reply_parameters as { message_id: number } | undefined)?.message_id).toBe(quoted);
  });

  it('writes to no WhatsApp number', async () => {
    expect(await telegram().sender?.send(MESSAGE)).toMatchObject({
      outcome: 'rejected',
      code: 'telegram:not-on-telegram',
    });
  });

  it.each([
    [
      {
        status: 200,
        body: '{"ok":true,"result":{"username":"aduan_contoh_bot","url":"https://aduan.example.id/hooks/x"}}',
      },
      true,
      '@aduan_contoh_bot; its webhook is set',
    ],
    [{ status: 200, body: '{"ok":true,"result":{"username":"aduan_contoh_bot","url":""}}' }, false, 'has no webhook'],
    [{ status: 401, body: '{"ok":false}' }, false, 'refuses botToken'],
    ['cut' as const, false, 'no answer from Telegram'],
  ])('is tried without sending anything: %j', async (answer, ok, words) => {
    farEnd.answer(answer);
    const result = await telegram().probe?.probe();
    expect(result).toEqual({ ok, words: expect.stringContaining(words) as string });
    expect(result?.words).not.toContain(BOT_TOKEN);
  });
});

describe('WhatsApp through Twilio, outside what every adapter must do', () => {
  const accepted = { status: 201, body: '{"sid":"MM1","num_segments":"1"}' };
  const closed = { ...MESSAGE, windowOpen: false };
  const template = { contentSid: `HX${'a'.repeat(32)}`, variables: ['{text}'] };

  it('sends the template where the window is closed, and says so', async () => {
    farEnd.answer(accepted);
    expect(await twilio({ template }).sender?.send(closed)).toEqual({
      outcome: 'sent',
      providerId: 'MM1',
      template: true,
    });
    const fields = parse(farEnd.received[0]?.body ?? '');
    expect(fields).toMatchObject({
      ContentSid: template.contentSid,
      ContentVariables: JSON.stringify({ 1: 'Jawaban aduan BGL-000123: "Lampu sudah diganti." Sudah beres?' }),
      To: 'whatsapp:+6281100000001',
    });
    expect(fields).not.toHaveProperty('Body');
  });

  it('asks nobody where there is no template', async () => {
    expect(await twilio().sender?.send(closed)).toEqual({ outcome: 'window-closed', code: 'twilio:window-closed' });
    expect(farEnd.received).toEqual([]);
  });

  it('looks a lost message up among those of WhatsApp, and is never sure of a template', async () => {
    farEnd.answer({
      status: 200,
      body: JSON.stringify({
        messages: [
          {
            sid: 'SM7',
            body: MESSAGE.text,
            direction: 'outbound-api',
            date_created: 'Sat, 21 Nov 2026 08:00:05 +0000',
          },
        ],
        next_page_uri: null,
      }),
    });
    const { sender } = twilio();
    expect(await sender?.lookup?.(MESSAGE)).toEqual({ found: 'sent', providerId: 'SM7' });
    const query = new URL(farEnd.received[0]?.url ?? '', 'http://x').searchParams;
    expect([query.get('To'), query.get('From')]).toEqual(['whatsapp:+6281100000001', 'whatsapp:+6281237880420']);
    expect(await sender?.lookup?.(closed)).toMatchObject({ found: 'unsure' });
  });

  it.each([
    [{ status: 200, body: '{"status":"active"}' }, true, 'active'],
    [{ status: 200, body: '{"status": "suspended"}' }, false, 'suspended'],
    [{ status: 401, body: '{}' }, false, 'accountSid and authToken'],
    [{ status: 503, body: '' }, false, 'HTTP 503'],
    ['cut' as const, false, 'no answer'],
  ])('is tried without sending anything: %j', async (answer, ok, words) => {
    farEnd.answer(answer);
    expect(await twilio().probe?.probe()).toEqual({ ok, words: expect.stringContaining(words) as string });
  });
});
