import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { telegramProvider } from '../../../../src/channels/whatsapp/telegram/telegram.provider.js';
import { TelegramSettings } from '../../../../src/channels/whatsapp/telegram/telegram.settings.js';
import type { InboundEvent, MessageEvent } from '../../../../src/messaging/inbound-event.js';
import type { WebhookRequest } from '../../../../src/messaging/ports.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';

const FIXTURES = join(__dirname, '../../../fixtures/telegram');
export const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, `${name}.json`));
export const BOT_TOKEN = '700000001:AAcontohTokenYangTidakBerlaku_0001';
const SECRET = 'rahasia-webhook-telegram_01';
const CHAT = '810000001';
const TEXT = 'TBU-000123 diterima. Jawaban paling lambat Rab 25 Nov.';
const NYOMAN = { kind: 'telegram', value: CHAT, name: 'Nyoman Contoh' } as const;

export function telegramSettings(over: Partial<TelegramSettings> = {}): TelegramSettings {
  return Object.assign(new TelegramSettings(), { botToken: BOT_TOKEN, secretToken: SECRET, timeoutMs: 2_000 }, over);
}

export function delivered(
  body: Buffer,
  secret: string | undefined = SECRET,
  now = new Date('2026-11-21T08:00:00Z'),
): WebhookRequest {
  return {
    method: 'POST',
    url: 'https://aduan.example.id/hooks/telegram-tanahbumbu',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body,
    now,
  };
}

function message(id: string, text: string, over: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    externalId: `${CHAT}:${id}`,
    from: NYOMAN,
    to: [],
    sentAt: '2026-11-21T08:00:00.000Z',
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...over,
  };
}

const ignored = (externalId: string, reason: string): InboundEvent => ({ type: 'ignored', externalId, reason });
const POINT = { latitude: -3.448291, longitude: 115.999812 };

/** The fixtures of test/fixtures/telegram and what each must become. */
const RECORDED: readonly (readonly [name: string, event: InboundEvent])[] = [
  ['text', message('101', 'Pohon tumbang menutup jalan di Desa Contoh 🌳')],
  ['start', message('102', 'BANTUAN', { fullText: '/start poster' })],
  ['command-status', message('103', 'status 123', { fullText: '/status@aduan_contoh_bot 123' })],
  ['command-stop', { type: 'opt-out', from: NYOMAN, externalId: `${CHAT}:104` }],
  ['reply', message('105', 'Belum beres', { thread: { quotedId: `${CHAT}:90` } })],
  [
    'edited',
    message('101:edit:1795248300', 'Pohon tumbang menutup jalan di Desa Contoh RT 2', {
      sentAt: '2026-11-21T08:05:00.000Z',
      thread: { quotedId: `${CHAT}:101` },
    }),
  ],
  [
    'photo',
    message('106', 'Lubang di depan pasar', {
      attachments: [{ contentType: 'image/jpeg', size: 153_600, inline: false, ref: 'AgACAgUAAxkBAAIlarge' }],
    }),
  ],
  [
    'document',
    message('107', '', {
      attachments: [
        {
          filename: 'surat.pdf',
          contentType: 'application/pdf',
          size: 52_345,
          inline: false,
          ref: 'BQACAgUAAxkBAAIdoc',
        },
      ],
    }),
  ],
  [
    'voice',
    message('108', '', {
      attachments: [{ contentType: 'audio/ogg', size: 20_480, inline: false, ref: 'AwACAgUAAxkBAAIvoice' }],
    }),
  ],
  [
    'video',
    message('109', '', {
      attachments: [{ contentType: 'video/mp4', size: 900_000, inline: false, ref: 'BAACAgUAAxkBAAIvideo' }],
    }),
  ],
  ['location', message('110', '', { location: POINT })],
  ['venue', message('111', '', { location: { ...POINT, name: 'Pasar Batulicin', address: 'Jl. Raya Batulicin' } })],
  ['live-location-moved', ignored(`${CHAT}:110:edit:1795248060`, 'live-location')],
  ['contact', message('112', 'Ketut Contoh, +628110000002')],
  [
    'sticker',
    message('113', '', {
      attachments: [{ contentType: 'image/webp', size: 15_000, inline: false, ref: 'CAACAgUAAxkBAAIstick' }],
    }),
  ],
  ['poll', message('114', 'Jalan mana yang rusak?\n- Jalan Contoh\n- Jalan Baru')],
  ['group', ignored('-1001000000001:115', 'group-message')],
  ['channel-post', ignored('update:700000018', 'update-channel-post')],
  ['blocked-the-bot', { type: 'opt-out', from: NYOMAN, externalId: 'update:700000019' }],
  ['let-the-bot-in-again', { type: 'opt-in', from: NYOMAN, externalId: 'update:700000020' }],
  [
    'via-a-bot-account',
    message('116', 'Promo akhir pekan', {
      from: { kind: 'telegram', value: CHAT, name: 'Promo' },
      nature: 'auto-reply',
    }),
  ],
];

const refusal = (status: number, description: string, parameters?: object): { status: number; body: string } => ({
  status,
  body: JSON.stringify({
    ok: false,
    error_code: status,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  }),
});

export const telegramHarness: ConformanceHarness = {
  create: (farEnd) =>
    telegramProvider.create({ id: 'telegram-tanahbumbu', settings: telegramSettings({ apiBase: farEnd }) }),
  secrets: [BOT_TOKEN, SECRET],
  webhook: {
    deliver: (payload, now) => delivered(payload, SECRET, now),
    recorded: RECORDED.map(([name, event]) => ({ name, payload: fixture(name), events: [event] })),
    forged: [
      { name: 'without the secret', request: { ...delivered(fixture('text')), headers: {} } },
      { name: 'with an empty secret', request: delivered(fixture('text'), '') },
      { name: 'with another secret', request: delivered(fixture('text'), `${SECRET}2`) },
      { name: 'with half of it', request: delivered(fixture('text'), SECRET.slice(0, 12)) },
      { name: 'by GET', request: { ...delivered(fixture('text')), method: 'GET' } },
    ],
    unknown: ['update-of-tomorrow', 'callback-query'].map((name) => ({ name, payload: fixture(name) })),
    malformed: [
      { name: 'no update_id', payload: fixture('malformed-no-update-id'), field: 'update_id' },
      { name: 'no chat', payload: fixture('malformed-no-chat'), field: 'message.chat.id' },
      { name: 'a photo without a file', payload: fixture('malformed-photo'), field: 'message.photo.file_id' },
      { name: 'no JSON', payload: Buffer.from('update_id=1'), field: 'body' },
      { name: 'nothing', payload: Buffer.alloc(0), field: 'body' },
      {
        name: 'an over-long text',
        payload: Buffer.from(
          JSON.stringify({
            update_id: 1,
            message: { message_id: 1, chat: { id: 1, type: 'private' }, text: 'a'.repeat(20_000) },
          }),
        ),
        field: 'message.text',
      },
    ],
    hostile: ({ id, from, text }) =>
      Buffer.from(
        JSON.stringify({
          update_id: text.length % 2 === 0 ? 1 : id,
          message: {
            message_id: text.length % 3 === 0 ? 7 : id,
            from: { id: from, first_name: text, last_name: id },
            chat: { id: text.length % 5 === 0 ? from : 810000001, type: 'private' },
            date: id,
            text,
            caption: text,
            photo: [{ file_id: id, width: text }],
            location: { latitude: id, longitude: from },
            reply_to_message: { message_id: text },
          },
        }),
      ),
  },
  sender: {
    message: {
      id: '01990000-0000-7000-8000-000000000001',
      channelId: 'telegram-tanahbumbu',
      to: { kind: 'telegram', value: CHAT },
      text: TEXT,
      purpose: 'acknowledgement',
      answers: { externalId: `${CHAT}:101` },
      createdAt: '2026-11-21T08:00:00.000Z',
    },
    lost: 'unknown',
    files: {
      answer: {
        status: 200,
        body: JSON.stringify({ ok: true, result: { message_id: 91, chat: { id: 810000001, type: 'private' } } }),
      },
      paths: [`/bot${BOT_TOKEN}/sendDocument`],
    },
    answers: [
      {
        name: 'accepted',
        answer: {
          status: 200,
          body: JSON.stringify({
            ok: true,
            result: { message_id: 91, chat: { id: 810000001, type: 'private' }, date: 1795248001, text: TEXT },
          }),
        },
        outcome: { outcome: 'sent', providerId: `${CHAT}:91` },
      },
      {
        name: 'success without an id',
        answer: { status: 200, body: '{"ok":true}' },
        outcome: {
          outcome: 'unknown',
          code: 'telegram:answer-without-id',
          reason: 'Telegram answered with success but named no message',
        },
      },
      {
        name: 'too many at once',
        answer: refusal(429, 'Too Many Requests: retry after 14', { retry_after: 14 }),
        outcome: {
          outcome: 'retry',
          code: 'telegram:429',
          reason: 'Telegram: too many messages at once',
          afterMs: 14_000,
          throttled: true,
        },
      },
      {
        name: 'blocked by the receiver',
        answer: refusal(403, 'Forbidden: bot was blocked by the user'),
        outcome: { outcome: 'opted-out', code: 'telegram:403' },
      },
      {
        name: 'account deleted',
        answer: refusal(403, 'Forbidden: user is deactivated'),
        outcome: { outcome: 'rejected', code: 'telegram:403', reason: 'the Telegram account no longer exists' },
      },
      {
        name: 'no such chat',
        answer: refusal(400, 'Bad Request: chat not found'),
        outcome: { outcome: 'rejected', code: 'telegram:400', reason: 'Telegram knows no such chat' },
      },
      {
        name: 'too long',
        answer: refusal(400, 'Bad Request: message is too long'),
        outcome: { outcome: 'rejected', code: 'telegram:400', reason: 'the text is too long' },
      },
      {
        name: 'words of tomorrow with a number in them',
        answer: refusal(400, 'Bad Request: cannot reach 810000001'),
        outcome: {
          outcome: 'rejected',
          code: 'telegram:400',
          reason: 'Telegram refused the message: bad request: cannot reach …',
        },
      },
      {
        name: 'wrong token',
        answer: refusal(401, 'Unauthorized'),
        outcome: {
          outcome: 'retry',
          code: 'telegram:401',
          reason: 'Telegram refuses access (HTTP 401): check botToken and apiBase',
          afterMs: 900_000,
        },
      },
      {
        name: 'forbidden by something before Telegram',
        answer: { status: 403, body: 'no' },
        outcome: {
          outcome: 'retry',
          code: 'telegram:403',
          reason: 'Telegram refuses access (HTTP 403): check botToken and apiBase',
          afterMs: 900_000,
        },
      },
      {
        name: 'failed in the middle',
        answer: refusal(502, 'Bad Gateway'),
        outcome: {
          outcome: 'unknown',
          code: 'telegram:502',
          reason: 'Telegram answered HTTP 502: it may have taken the message',
        },
      },
    ],
    request: ({ method, url, body }) => {
      const faults: string[] = [];
      if (method !== 'POST' || url !== `/bot${BOT_TOKEN}/sendMessage`) faults.push(`${method} ${url}`);
      const expected = JSON.stringify({
        chat_id: CHAT,
        text: TEXT,
        link_preview_options: { is_disabled: true },
        reply_parameters: { message_id: 101, allow_sending_without_reply: true },
      });
      if (body !== expected) faults.push(`the body is ${body}`);
      return faults;
    },
  },
};
