import 'reflect-metadata';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { androidProvider } from '../../../../../src/channels/sms/android/android.provider.js';
import { AndroidSettings } from '../../../../../src/channels/sms/android/android.settings.js';
import type { InboundEvent, MessageEvent } from '../../../../../src/messaging/inbound-event.js';
import type { OutboundMessage } from '../../../../../src/messaging/outbound-message.js';
import type { WebhookRequest } from '../../../../../src/messaging/ports.js';
import type { ConformanceHarness, WebhookHarness } from '../../../../kit/conformance/harness.js';

type Recorded = WebhookHarness['recorded'][number];

const KEY = 'kunci-tanda-tangan-ponsel';
const PASSWORD = 'sandi-ponsel-kantor';
export const NOW = new Date('2026-11-21T01:00:10Z');
const DEVICE = 'ffffffffceb0b1db0000018e937c815b';
const OUR_ID = '01990000-0000-7000-8000-000000000004';

export const fixture = (name: string): Buffer => readFileSync(join(__dirname, '../../../../fixtures/android', name));
export const androidSettings = (over: object = {}): AndroidSettings =>
  plainToInstance(AndroidSettings, {
    url: 'http://127.0.0.1:1/api',
    username: 'sms',
    password: PASSWORD,
    signingKey: KEY,
    timeoutMs: 2_000,
    ...over,
  });

export const MESSAGE: OutboundMessage = {
  id: OUR_ID,
  channelId: 'sms-tanahbumbu',
  to: { kind: 'phone', value: '+6281100000001' },
  text: 'TBU-000123 diterima. Jawaban paling lambat Rab 25 Nov.',
  purpose: 'acknowledgement',
  createdAt: '2026-11-21T01:00:00.000Z',
};

/** As the app signs: the time comes after the body. */
export function signed(body: Buffer, options: { now?: Date; signedAt?: Date; key?: string } = {}): WebhookRequest {
  const now = options.now ?? NOW;
  const timestamp = String(Math.floor((options.signedAt ?? now).getTime() / 1000));
  const signature = createHmac('sha256', options.key ?? KEY)
    .update(body)
    .update(timestamp)
    .digest('hex');
  return {
    method: 'POST',
    url: 'https://aduan.example.id/hooks/sms-tanahbumbu',
    headers: { 'content-type': 'application/json', 'x-timestamp': timestamp, 'x-signature': signature },
    body,
    now,
  };
}

/** The fingerprint keeps messages apart whose 32-bit ids collide. */
export function idOf(messageId: string, sender: string | null, text: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([sender, text]))
    .digest('hex')
    .slice(0, 16);
  return `${DEVICE}:${messageId}:${hash}`;
}

function sms(messageId: string, from: string, text: string, over: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    externalId: idOf(messageId, from, text),
    from: { kind: 'phone', value: from },
    to: [],
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...over,
  };
}

const one = (payload: object, over: object = {}): Buffer =>
  Buffer.from(JSON.stringify({ deviceId: DEVICE, event: 'sms:received', id: 'e1', payload, webhookId: 'w1', ...over }));
const received = fixture('sms-received.json');
const genuine = signed(received);
const BRIDGE = 'TANAHBUMBU jembatan di depan SD retak';
const PNG = (JSON.parse(fixture('mms-downloaded.json').toString()) as { payload: { attachments: { data: string }[] } })
  .payload.attachments[1]!.data;
const recorded = (name: string, ...events: InboundEvent[]): Recorded => ({ name, payload: fixture(name), events });

export const androidHarness: ConformanceHarness = {
  create: (farEnd) =>
    androidProvider.create({
      id: 'sms-tanahbumbu',
      address: '+6281100000900',
      settings: androidSettings({ url: `${farEnd}/api/`, simNumber: undefined }),
    }),
  secrets: [KEY, PASSWORD, Buffer.from(`sms:${PASSWORD}`).toString('base64')],
  webhook: {
    deliver: (payload, now) => signed(payload, now === undefined ? {} : { now }),
    recorded: [
      recorded(
        'sms-received.json',
        sms('83be51e4', '+6281100000001', BRIDGE, { to: ['+6281100000900'], sentAt: '2026-11-21T01:00:00.000Z' }),
      ),
      recorded(
        'sms-received-older-app.json',
        sms('a80532bb', '+6281100000002', 'Lampu jalan mati 🌃', { sentAt: '2026-11-21T01:00:01.000Z' }),
      ),
      recorded(
        'sms-received-bank.json',
        sms('1f', 'BANKDAERAH', 'Kode rahasia Anda', { sentAt: '2026-11-21T01:00:02.000Z', nature: 'auto-reply' }),
      ),
      recorded('sms-received-stop.json', {
        type: 'opt-out',
        from: { kind: 'phone', value: '+6281100000003' },
        externalId: idOf('2f', '+6281100000003', 'Berhenti'),
      }),
      recorded(
        'sms-batch-received.json',
        sms('b1', '+6281100000001', 'satu', { sentAt: '2026-11-21T01:00:00.000Z' }),
        { type: 'ignored', reason: 'malformed-item' },
        sms('b3', '+6281100000002', 'tiga', { sentAt: '2026-11-21T01:00:05.000Z' }),
      ),
      recorded('mms-received.json', {
        ...sms('', '+6281100000004', 'Foto jalan', { sentAt: '2026-11-21T01:10:00.000Z' }),
        externalId: `${DEVICE}:mms_12345abcde:notice`,
      }),
      recorded('mms-downloaded.json', {
        ...sms('41', '+6281100000004', 'Foto jalan\nJalan rusak di depan pasar', {
          to: ['+6281100000900'],
          sentAt: '2026-11-21T01:10:05.000Z',
          subject: 'Foto jalan',
          attachments: [
            { contentType: 'image/png', inline: false, filename: 'jalan.png', size: 67, ref: `base64:${PNG}` },
            { contentType: 'video/3gpp', inline: false, size: 900_000 },
          ],
        }),
        text: 'Jalan rusak di depan pasar',
      }),
      recorded('sms-sent.json', {
        type: 'receipt',
        providerId: OUR_ID,
        reference: OUR_ID,
        state: 'sent',
        recipient: '+6281100000001',
        at: '2026-11-21T01:01:00.000Z',
      }),
      recorded('sms-delivered.json', {
        type: 'receipt',
        providerId: OUR_ID,
        reference: OUR_ID,
        state: 'delivered',
        recipient: '+6281100000001',
        at: '2026-11-21T01:01:05.000Z',
      }),
      recorded('sms-failed-no-service.json', {
        type: 'receipt',
        providerId: OUR_ID,
        reference: OUR_ID,
        state: 'failed',
        recipient: '+6281100000001',
        at: '2026-11-21T01:01:05.000Z',
        error: { code: 'android:RESULT_ERROR_NO_SERVICE', permanent: false },
      }),
      recorded('sms-failed-delivery.json', {
        type: 'receipt',
        providerId: 'keyboard-1',
        state: 'failed',
        recipient: '+6281100000001',
        at: '2026-11-21T01:01:05.000Z',
        error: { code: 'android:status-70', permanent: true },
      }),
      recorded('sms-cancelled.json', {
        type: 'receipt',
        providerId: 'keyboard-2',
        state: 'failed',
        recipient: '+6281100000001',
        error: { code: 'android:cancelled', permanent: true },
      }),
      recorded('system-ping.json', {
        type: 'ignored',
        externalId: 'system:ping:Ey6ECgOkVVFjz3CL48B8C',
        reason: 'ping',
      }),
    ],
    forged: [
      {
        name: 'without a signature',
        request: { ...genuine, headers: { 'x-timestamp': genuine.headers['x-timestamp'] } },
      },
      { name: 'without a time', request: { ...genuine, headers: { 'x-signature': genuine.headers['x-signature'] } } },
      { name: 'signed with another key', request: signed(received, { key: 'lain' }) },
      {
        name: 'with one byte changed',
        request: { ...genuine, body: Buffer.from(received.toString().replace('retak', 'rusak')) },
      },
      {
        name: 'with a newer time than was signed',
        request: { ...genuine, headers: { ...genuine.headers, 'x-timestamp': '1795222811' } },
      },
      {
        name: 'with a signature that is no number',
        request: { ...genuine, headers: { ...genuine.headers, 'x-signature': 'x'.repeat(64) } },
      },
    ],
    stale: [
      { name: 'signed ten minutes ago', request: signed(received, { signedAt: new Date(NOW.getTime() - 600_000) }) },
      { name: 'signed ten minutes ahead', request: signed(received, { signedAt: new Date(NOW.getTime() + 600_000) }) },
    ],
    batch: { payload: fixture('sms-batch-received.json'), events: 3 },
    unknown: [
      { name: 'an event of tomorrow', payload: one({}, { event: 'rcs:received' }) },
      {
        name: 'a data message',
        payload: one({ messageId: '1', data: 'SGFsbw==', sender: '+6281100000001' }, { event: 'sms:data-received' }),
      },
      { name: 'one that is called like a property', payload: one({}, { event: 'constructor' }) },
    ],
    malformed: [
      { name: 'nothing', payload: Buffer.alloc(0), field: 'body' },
      { name: 'no JSON', payload: Buffer.from('event=sms'), field: 'body' },
      { name: 'a list', payload: Buffer.from('[]'), field: 'body' },
      { name: 'no event', payload: one({}, { event: undefined }), field: 'event' },
      { name: 'no device', payload: one({}, { deviceId: undefined }), field: 'deviceId' },
      { name: 'no payload', payload: one({}, { payload: 'halo' }), field: 'payload' },
      { name: 'no text', payload: one({ messageId: '1', sender: '+6281100000001' }), field: 'payload.message' },
      { name: 'no sender', payload: one({ messageId: '1', message: 'halo' }), field: 'payload.sender' },
      {
        name: 'a sender that is none',
        payload: one({ messageId: '1', message: 'halo', sender: '<?>' }),
        field: 'payload.sender',
      },
      { name: 'no id', payload: one({ message: 'halo', sender: '+6281100000001' }), field: 'payload.messageId' },
      {
        name: 'a batch without a good message',
        payload: one({ messages: [{}] }, { event: 'sms:batch:received' }),
        field: 'payload.messages[0].message',
      },
      {
        name: 'a receipt without id',
        payload: one({ recipient: '+6281100000001' }, { event: 'sms:sent' }),
        field: 'payload.messageId',
      },
    ],
    hostile: ({ id, from, text }) =>
      one({ messageId: id, sender: from, message: text, receivedAt: text, subject: text }),
  },
  sender: {
    message: MESSAGE,
    lost: 'unknown',
    never: ['opted-out'],
    answers: [
      {
        name: 'taken',
        answer: { status: 202, body: JSON.stringify({ id: OUR_ID, state: 'Pending' }) },
        outcome: { outcome: 'sent', providerId: OUR_ID },
      },
      {
        name: 'taken before',
        answer: { status: 409, body: '{"message":"duplicate id"}' },
        outcome: { outcome: 'sent', providerId: OUR_ID },
      },
      {
        name: "a router's own page",
        answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Login Wi-Fi</html>' },
        outcome: {
          outcome: 'unknown',
          code: 'android:answer-without-id',
          reason: 'what answered with success was not the app: check url',
        },
      },
      {
        name: 'a number that it refuses',
        answer: { status: 400, body: '{"message":"can\'t use phone in row 1: +6281100000001 invalid phone number"}' },
        outcome: {
          outcome: 'rejected',
          code: 'android:400',
          reason: "the gateway: can't use phone in row 1: … invalid phone number",
        },
      },
      {
        name: 'no telephone',
        answer: { status: 400, body: '{"message":"No devices registered"}' },
        outcome: {
          outcome: 'retry',
          code: 'android:400',
          reason: 'the gateway refuses access (HTTP 400): check url, username, password, deviceId and simNumber',
          afterMs: 900_000,
        },
      },
      {
        name: 'wrong password',
        answer: { status: 401, body: '' },
        outcome: {
          outcome: 'retry',
          code: 'android:401',
          reason: 'the gateway refuses access (HTTP 401): check url, username, password, deviceId and simNumber',
          afterMs: 900_000,
        },
      },
      {
        name: 'a full queue',
        answer: {
          status: 503,
          body: '{"error":"QueueLimitExceeded","message":"queue limits exceeded: too many pending messages: 9 / 5"}',
        },
        outcome: {
          outcome: 'retry',
          code: 'android:503',
          reason: 'the telephone has too many messages waiting: is it on and connected?',
        },
      },
      {
        name: 'asked too often',
        answer: { status: 429, headers: { 'retry-after': '30' }, body: '' },
        outcome: {
          outcome: 'retry',
          code: 'android:429',
          reason: 'the gateway is asked too often',
          afterMs: 30_000,
          throttled: true,
        },
      },
      {
        name: 'failed in the middle',
        answer: { status: 500, body: '{"message":"database is locked"}' },
        outcome: {
          outcome: 'unknown',
          code: 'android:500',
          reason: 'the gateway answered HTTP 500: it may have taken the message',
        },
      },
    ],
    request: ({ method, url, headers, body }) => {
      const faults = method === 'POST' && url === '/api/messages?skipPhoneValidation=true' ? [] : [`${method} ${url}`];
      const expected = {
        id: OUR_ID,
        textMessage: { text: MESSAGE.text },
        phoneNumbers: ['+6281100000001'],
        withDeliveryReport: true,
      };
      if (body !== JSON.stringify(expected)) faults.push(`body ${body}`);
      if (headers.authorization !== `Basic ${Buffer.from(`sms:${PASSWORD}`).toString('base64')}`)
        faults.push('the request is not authorised');
      return faults;
    },
  },
};
