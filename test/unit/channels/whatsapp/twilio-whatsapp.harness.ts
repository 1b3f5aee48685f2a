import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node:querystring';
import { twilioWhatsappProvider } from '../../../../src/channels/whatsapp/twilio/twilio-whatsapp.provider.js';
import { TwilioWhatsappSettings } from '../../../../src/channels/whatsapp/twilio/twilio-whatsapp.settings.js';
import type { InboundEvent, MessageEvent } from '../../../../src/messaging/inbound-event.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';
import { signed, TOKEN, twilioSettings } from '../sms/twilio.harness.js';
import { SID } from '../sms/twilio.recorded.js';

const FIXTURES = join(__dirname, '../../../fixtures/twilio-whatsapp');
const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, `${name}.form`));
const HOOK = 'https://aduan.example.id/hooks/wa-kuburaya-twilio';
const ACCOUNT = 'AC5a4db0c05a4db0c05a4db0c05a4db0c0';
const WAYAN = { kind: 'whatsapp', value: '+6281100000001', name: 'Wayan Contoh' } as const;
const TEXT = 'KKR-000123 diterima. Jawaban paling lambat Rab 25 Nov.';

export function twilioWhatsappSettings(over: Partial<TwilioWhatsappSettings> = {}): TwilioWhatsappSettings {
  return Object.assign(new TwilioWhatsappSettings(), twilioSettings(), over);
}

function message(suffix: string, text: string, over: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    externalId: SID(suffix),
    from: WAYAN,
    to: ['+6281237880420'],
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...over,
  };
}

const receipt = (suffix: string, state: 'delivered' | 'read' | 'failed'): InboundEvent & { type: 'receipt' } => ({
  type: 'receipt',
  providerId: SID(suffix),
  state,
  recipient: '+6281100000001',
});

/** The fixtures of test/fixtures/twilio-whatsapp and what each must become. */
const RECORDED: readonly (readonly [name: string, event: InboundEvent])[] = [
  ['text', message('101', 'Puskesmas tutup padahal jam kerja')],
  [
    'text-user-without-number',
    message('102', 'Obat habis di Puskesmas Contoh', {
      from: { kind: 'whatsapp', value: 'ID.4566546130240823', name: 'Made Contoh' },
    }),
  ],
  ['text-quoting-our-message', message('103', 'Belum beres', { thread: { quotedId: SID('901') } })],
  ['button-of-a-template', message('104', 'Baca jawaban', { thread: { quotedId: SID('902') }, tapped: true })],
  ['button-without-body', message('105', 'Sudah', { tapped: true })],
  [
    'photo',
    message('106', 'Atap bocor', {
      attachments: [
        {
          contentType: 'image/jpeg',
          inline: false,
          ref: `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Messages/${SID('106')}/Media/ME${'1'.padStart(32, '0')}`,
        },
      ],
    }),
  ],
  [
    'location',
    message('107', '', {
      location: { latitude: -0.106301, longitude: 109.475712, name: 'Puskesmas Contoh', address: 'Jl. Contoh 1' },
    }),
  ],
  ['reaction', { type: 'ignored', externalId: SID('108'), reason: 'reaction' }],
  ['stop', { type: 'opt-out', from: { kind: 'whatsapp', value: '+6281100000001' }, externalId: SID('109') }],
  ['status-delivered', receipt('201', 'delivered')],
  ['status-read', receipt('201', 'read')],
  [
    'status-undelivered-63016',
    {
      ...receipt('202', 'failed'),
      error: {
        code: 'twilio:63016',
        text: 'Failed to send freeform message because you are outside the allowed window',
        permanent: false,
      },
    },
  ],
  ['status-failed-63024', { ...receipt('203', 'failed'), error: { code: 'twilio:63024', permanent: true } }],
];

const refusal = (status: number, code: number, text: string): { status: number; body: string } => ({
  status,
  body: JSON.stringify({
    code,
    message: text,
    more_info: `https://www.twilio.com/docs/errors/${String(code)}`,
    status,
  }),
});

export const twilioWhatsappHarness: ConformanceHarness = {
  create: (farEnd) =>
    twilioWhatsappProvider.create({
      id: 'wa-kuburaya-twilio',
      address: '+6281237880420',
      settings: twilioWhatsappSettings({
        apiBase: farEnd,
        template: { contentSid: `HX${'0'.repeat(32)}`, variables: ['{text}'] },
      }),
      statusCallbackUrl: `${HOOK}/status`,
    }),
  secrets: [TOKEN, Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')],
  webhook: {
    deliver: (payload, now) => signed(payload, { url: HOOK, ...(now === undefined ? {} : { now }) }),
    recorded: RECORDED.map(([name, event]) => ({ name, payload: fixture(name), events: [event] })),
    forged: [
      { name: 'signed with another token', request: signed(fixture('text'), { url: HOOK, token: 'f'.repeat(32) }) },
      {
        name: 'signed for the SMS channel',
        request: signed(fixture('text'), { url: HOOK, signedUrl: 'https://aduan.example.id/hooks/sms-1708' }),
      },
      {
        name: 'with a field added',
        request: {
          ...signed(fixture('text'), { url: HOOK }),
          body: Buffer.concat([fixture('text'), Buffer.from('&Latitude=1')]),
        },
      },
    ],
    unknown: [
      {
        name: 'a status of tomorrow',
        payload: Buffer.from(`MessageSid=${SID('301')}&MessageStatus=pondering&To=whatsapp%3A%2B6281100000001`),
      },
    ],
    malformed: [
      { name: 'an SMS sender', payload: fixture('malformed-sms-sender'), field: 'From' },
      { name: 'no number after whatsapp:', payload: fixture('malformed-sender'), field: 'From' },
    ],
    hostile: ({ id, from, text }) => {
      const field = (name: string, value: string): string =>
        `${name}=${encodeURIComponent(Buffer.from(value).toString())}`;
      return Buffer.from(
        [
          field('MessageSid', id),
          field('From', `whatsapp:${from}`),
          field('Body', text),
          field('ProfileName', text),
          field('Latitude', id),
          field('Longitude', text),
          field('ButtonText', text),
          'NumMedia=0',
        ].join('&'),
      );
    },
  },
  sender: {
    message: {
      id: '01990000-0000-7000-8000-000000000001',
      channelId: 'wa-kuburaya-twilio',
      to: { kind: 'whatsapp', value: '+6281100000001' },
      text: TEXT,
      purpose: 'acknowledgement',
      windowOpen: true,
      createdAt: '2026-11-21T08:00:00.000Z',
    },
    lost: 'unknown',
    files: {
      answer: { status: 201, body: JSON.stringify({ sid: SID('401'), status: 'queued', num_segments: '1' }) },
      paths: Array.from({ length: 2 }, () => `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`),
    },
    answers: [
      {
        name: 'accepted',
        answer: { status: 201, body: JSON.stringify({ sid: SID('401'), status: 'queued', num_segments: '1' }) },
        outcome: { outcome: 'sent', providerId: SID('401') },
      },
      {
        name: 'outside the window',
        answer: refusal(400, 63016, 'Failed to send freeform message because you are outside the allowed window.'),
        outcome: { outcome: 'window-closed', code: 'twilio:63016' },
      },
      {
        name: 'opted out',
        answer: refusal(400, 21610, 'Attempt to send to unsubscribed recipient'),
        outcome: { outcome: 'opted-out', code: 'twilio:21610' },
      },
      {
        name: 'no WhatsApp there',
        answer: refusal(400, 63003, 'Channel could not find To address'),
        outcome: { outcome: 'rejected', code: 'twilio:63003', reason: 'no WhatsApp account at this number' },
      },
      {
        name: 'our sender is none',
        answer: refusal(400, 63007, "Twilio could not find a Channel with the specified 'From' address"),
        outcome: {
          outcome: 'retry',
          code: 'twilio:63007',
          reason: "the channel's address is no WhatsApp sender of this Twilio account",
          afterMs: 900_000,
        },
      },
      {
        name: 'limit reached',
        answer: refusal(429, 63018, 'Rate limit exceeded for Channel'),
        outcome: {
          outcome: 'retry',
          code: 'twilio:63018',
          reason: "Twilio: our WhatsApp number's limit is reached",
          throttled: true,
        },
      },
      {
        name: 'failed in the middle',
        answer: refusal(500, 20500, 'Internal Server Error'),
        outcome: {
          outcome: 'unknown',
          code: 'twilio:20500',
          reason: 'Twilio answered HTTP 500: it may have taken the message',
        },
      },
    ],
    request: ({ method, url, body }) => {
      const fields = parse(body);
      const expected = {
        To: 'whatsapp:+6281100000001',
        From: 'whatsapp:+6281237880420',
        Body: TEXT,
        StatusCallback: `${HOOK}/status`,
      };
      const faults = Object.entries(expected).flatMap(([name, value]) =>
        fields[name] === value ? [] : [`${name} is ${String(fields[name])}`],
      );
      if (method !== 'POST' || url !== `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`) faults.push(`${method} ${url}`);
      return faults;
    },
  },
};
