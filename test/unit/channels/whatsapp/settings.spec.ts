import { CloudApiSettings } from '../../../../src/channels/whatsapp/cloud-api/cloud-api.settings.js';
import { MessengerSettings } from '../../../../src/channels/whatsapp/messenger/messenger.settings.js';
import { telegramSecret, TelegramSettings } from '../../../../src/channels/whatsapp/telegram/telegram.settings.js';
import { TelegramWebhook } from '../../../../src/channels/whatsapp/telegram/telegram.webhook.js';
import { TwilioWhatsappSettings } from '../../../../src/channels/whatsapp/twilio/twilio-whatsapp.settings.js';
import { whatsappAddress } from '../../../../src/channels/whatsapp/whatsapp-address.js';
import { providerSettings } from '../../../../src/settings/provider-settings.js';
import type { SourceFile } from '../../../../src/settings/yaml-file.js';
import { BOT_TOKEN, delivered, fixture } from './telegram.harness.js';

function faults(settings: new () => object, value: object): string[] {
  const found: string[] = [];
  const error = (path: readonly (string | number)[]): void => void found.push(path.join('.'));
  providerSettings(settings, value, { error } as unknown as SourceFile, ['settings']);
  return found;
}

const META = { accessToken: 'EAAx', appSecret: 'rahasia' };
const CLOUD = { ...META, phoneNumberId: '106540352242922', verifyToken: 'kata' };
const TWILIO = { accountSid: 'AC5a4db0c05a4db0c05a4db0c05a4db0c0', authToken: 'x' };

describe('settings of the chat channels', () => {
  it.each([
    ['cloud-api as shipped', CloudApiSettings, CLOUD],
    [
      'cloud-api with a template',
      CloudApiSettings,
      { ...CLOUD, template: { name: 'jawaban_aduan', parameters: ['{text}'] } },
    ],
    ['messenger as shipped', MessengerSettings, { ...META, pageId: '682498302938465' }],
    ['telegram as shipped', TelegramSettings, { botToken: BOT_TOKEN }],
    ['twilio-whatsapp as shipped', TwilioWhatsappSettings, TWILIO],
    [
      'twilio-whatsapp with a template',
      TwilioWhatsappSettings,
      { ...TWILIO, template: { contentSid: `HX${'0'.repeat(32)}`, variables: ['{text}'] } },
    ],
  ])('are right: %s', (_name, settings, value) => {
    expect(faults(settings, value)).toEqual([]);
  });

  it.each([
    [
      'the number instead of its id',
      CloudApiSettings,
      { ...CLOUD, phoneNumberId: '+628123866945' },
      'settings.phoneNumberId',
    ],
    ['no secret', CloudApiSettings, { ...CLOUD, appSecret: '' }, 'settings.appSecret'],
    [
      'a path in apiBase',
      CloudApiSettings,
      { ...CLOUD, apiBase: 'https://graph.facebook.com/v23.0' },
      'settings.apiBase',
    ],
    [
      'a template with capitals',
      CloudApiSettings,
      { ...CLOUD, template: { name: 'Jawaban Aduan' } },
      'settings.template.name',
    ],
    [
      'a template with an unknown key',
      CloudApiSettings,
      { ...CLOUD, template: { name: 'a', params: [] } },
      'settings.template.params',
    ],
    ['a page by its name', MessengerSettings, { ...META, pageId: 'diskominfo' }, 'settings.pageId'],
    [
      'a word for true',
      MessengerSettings,
      { ...META, pageId: '682498302938465', humanAgent: 'ya' },
      'settings.humanAgent',
    ],
    ['a bot by its name', TelegramSettings, { botToken: '@aduan_bot' }, 'settings.botToken'],
    [
      'a secret that Telegram refuses',
      TelegramSettings,
      { botToken: BOT_TOKEN, secretToken: 'ada spasi di sini!' },
      'settings.secretToken',
    ],
    [
      'a Twilio template without HX',
      TwilioWhatsappSettings,
      { ...TWILIO, template: { contentSid: 'x' } },
      'settings.template.contentSid',
    ],
  ])('are refused with their place: %s', (_name, settings, value, path) => {
    expect(faults(settings, value)).toEqual([path]);
  });
});

describe("Telegram's secret", () => {
  it('is derived from the bot token where none is set', () => {
    const derived = telegramSecret({ botToken: BOT_TOKEN });
    expect(derived).toMatch(/^[0-9a-f]{64}$/);
    expect(telegramSecret({ botToken: `${BOT_TOKEN}x` })).not.toBe(derived);
    const settings = Object.assign(new TelegramSettings(), { botToken: BOT_TOKEN });
    const webhook = new TelegramWebhook(settings, '@aduan_contoh_bot');
    const request = delivered(fixture('text'), derived);
    expect(webhook.verify(request)).toEqual({ ok: true });
    expect(webhook.verify(delivered(fixture('text')))).toEqual({ ok: false, reason: 'secret-mismatch' });
    expect(webhook.parse(request)).toMatchObject([{ to: ['@aduan_contoh_bot'] }]);
  });
});

describe('a WhatsApp user', () => {
  it.each([
    ['6281100000001', '+6281100000001'],
    ['+6281100000001', '+6281100000001'],
    ['ID.4566546130240823', 'ID.4566546130240823'],
    ['ID.ENT.11815799212886844830', 'ID.ENT.11815799212886844830'],
  ])('%s is %s', (raw, value) => {
    expect(whatsappAddress(raw)).toEqual({ kind: 'whatsapp', value });
  });
  it.each([['081100000001'], ['62811'], ['id.123'], ['ID.'], ['ID.12-3'], [' 6281100000001'], ['']])(
    '%j is none',
    (raw) => {
      expect(whatsappAddress(raw)).toBeUndefined();
    },
  );
});
