import { messengerProvider } from '../../../../src/channels/whatsapp/messenger/messenger.provider.js';
import type { InboundEvent, MessageEvent } from '../../../../src/messaging/inbound-event.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';
import {
  APP_SECRET,
  fixture,
  forgeries,
  graphError,
  messengerSettings,
  PAGE_ID,
  signed,
  TOKEN,
  VERIFY_TOKEN,
} from './meta.samples.js';

const PSID = '24500000000000001';
const FROM = { kind: 'messenger', value: PSID } as const;
const TEXT = 'TBU-000123 diterima. Jawaban paling lambat Rab 25 Nov.';

function message(externalId: string, text: string, over: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    externalId,
    from: FROM,
    to: [PAGE_ID],
    sentAt: '2026-11-21T08:00:00.123Z',
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...over,
  };
}

const file = (contentType: string, ref: string): MessageEvent['attachments'][number] => ({
  contentType,
  inline: false,
  ref,
});
const delivered = (providerId: string): InboundEvent => ({
  type: 'receipt',
  providerId,
  state: 'delivered',
  recipient: PSID,
  at: '2026-11-21T08:00:00.150Z',
});

/** The page fixtures of test/fixtures/meta and exactly what they must become. */
const RECORDED: readonly { name: string; events: readonly InboundEvent[] }[] = [
  { name: 'page-text', events: [message('m_text101', 'Air PDAM mati tiga hari di Desa Contoh')] },
  { name: 'page-reply', events: [message('m_reply102', 'Belum beres', { thread: { quotedId: 'm_ours901' } })] },
  {
    name: 'page-photos',
    events: [
      message('m_photos103', '', {
        attachments: [
          file(
            'image/jpeg',
            'https://scontent.xx.fbcdn.net/v/t1.15752-9/400000000_n.jpg?_nc_cat=1&oh=contoh&oe=contoh',
          ),
          file('video/mp4', 'https://video.xx.fbcdn.net/v/contoh.mp4?oe=x'),
          file('application/octet-stream', 'https://cdn.fbsbx.com/v/t59.2708-21/surat.pdf?oe=x'),
        ],
      }),
    ],
  },
  { name: 'page-thumb', events: [message('m_thumb104', '👍')] },
  {
    name: 'page-location',
    events: [
      message('m_location105', '', { location: { latitude: -8.454303, longitude: 115.354781, name: 'Pasar Kidul' } }),
    ],
  },
  {
    name: 'page-shared-link',
    events: [message('m_link106', 'Lihat ini https://contoh.example.id/berita\nJalan rusak di Bangli')],
  },
  { name: 'page-get-started', events: [message('m_start107', 'BANTUAN', { fullText: 'Mulai' })] },
  { name: 'page-postback', events: [message(`postback.${PSID}.1795248000123`, 'Belum beres', { tapped: true })] },
  {
    name: 'page-edit',
    events: [
      message('m_text101:edit:1', 'Air PDAM mati empat hari di Desa Contoh', { thread: { quotedId: 'm_text101' } }),
    ],
  },
  { name: 'page-stop', events: [{ type: 'opt-out', from: FROM, externalId: 'm_stop108' }] },
  { name: 'page-echo', events: [{ type: 'ignored', externalId: 'm_echo109', reason: 'echo' }] },
  { name: 'page-delivery', events: [delivered('m_ours901'), delivered('m_ours902')] },
  { name: 'page-reaction', events: [{ type: 'ignored', reason: 'reaction' }] },
  {
    name: 'page-batch',
    events: [message('m_batch111', 'Satu'), message('m_batch112', 'Dua'), message('m_batch113', 'Tiga')],
  },
];

const NOT_RECEIVING = { outcome: 'opted-out' } as const;

export const messengerHarness: ConformanceHarness = {
  create: (farEnd) =>
    messengerProvider.create({ id: 'messenger-bangli', settings: messengerSettings({ apiBase: farEnd }) }),
  secrets: [APP_SECRET, TOKEN, VERIFY_TOKEN],
  webhook: {
    deliver: (payload, now) => signed(payload, now === undefined ? {} : { now }),
    recorded: RECORDED.map(({ name, events }) => ({ name, payload: fixture(name), events })),
    forged: forgeries(fixture('page-text')),
    batch: { payload: fixture('page-batch'), events: 3 },
    unknown: ['page-delivery-without-mids', 'page-read', 'page-standby', 'page-comment', 'instagram'].map((name) => ({
      name,
      payload: fixture(name),
    })),
    malformed: [
      { name: 'no mid', payload: fixture('page-malformed-no-mid'), field: 'message.mid' },
      { name: 'no sender', payload: fixture('page-malformed-sender'), field: 'sender.id' },
      { name: 'no entry', payload: Buffer.from('{"object":"page","entry":[{"id":"1"}]}'), field: 'entry' },
      { name: 'no JSON', payload: Buffer.from('object=page'), field: 'body' },
    ],
    hostile: ({ id, from, text }) => {
      const who = { sender: { id: from }, recipient: { id }, timestamp: id };
      return Buffer.from(
        JSON.stringify({
          object: 'page',
          entry: [
            {
              id,
              messaging: [
                {
                  ...who,
                  message: { mid: id, text, attachments: [{ type: text, title: text, payload: { url: text } }] },
                },
                { ...who, postback: { title: text, payload: text } },
                { ...who, sender: { id: PSID }, message: { mid: id, text, reply_to: { mid: text } } },
                {
                  ...who,
                  sender: { id: PSID },
                  message: {
                    mid: 'a',
                    attachments: [
                      { type: 'image', payload: { url: text } },
                      { type: 'location', payload: { coordinates: { lat: id, long: text } } },
                    ],
                  },
                },
                { ...who, delivery: { mids: [id, text], watermark: text } },
                { ...who, message_edit: { mid: id, text, num_edit: text } },
              ],
              standby: [text],
              changes: [{ field: text }],
            },
          ],
        }),
      );
    },
  },
  sender: {
    message: {
      id: '01990000-0000-7000-8000-000000000001',
      channelId: 'messenger-bangli',
      to: FROM,
      text: TEXT,
      purpose: 'acknowledgement',
      automatic: true,
      windowOpen: true,
      createdAt: '2026-11-21T08:00:00.000Z',
    },
    lost: 'unknown',
    files: {
      answer: { status: 200, body: JSON.stringify({ attachment_id: '1001', message_id: 'm_ours' }) },
      paths: ['messages', 'message_attachments', 'messages'].map((edge) => `/v23.0/${PAGE_ID}/${edge}`),
    },
    answers: [
      {
        name: 'accepted',
        answer: { status: 200, body: JSON.stringify({ recipient_id: PSID, message_id: 'm_ours903' }) },
        outcome: { outcome: 'sent', providerId: 'm_ours903' },
      },
      {
        name: 'outside the window',
        answer: graphError(400, 10, '(#10) This message is sent outside of allowed window.', 2018278),
        outcome: { outcome: 'window-closed', code: 'meta:10' },
      },
      {
        name: 'without permission',
        answer: graphError(400, 10, '(#10) Application does not have permission for this action'),
        outcome: {
          outcome: 'retry',
          code: 'meta:10',
          reason: 'the Meta app lacks the permission to send messages',
          afterMs: 900_000,
        },
      },
      {
        name: 'blocked by the receiver',
        answer: graphError(400, 551, "(#551) This person isn't available right now.", 1545041),
        outcome: { ...NOT_RECEIVING, code: 'meta:551' },
      },
      {
        name: 'messages of the page turned off',
        answer: graphError(400, 200, "(#200) This person isn't receiving messages from you right now.", 1545041),
        outcome: { ...NOT_RECEIVING, code: 'meta:200' },
      },
      {
        name: 'nobody',
        answer: graphError(400, 100, '(#100) No matching user found', 2018001),
        outcome: { outcome: 'rejected', code: 'meta:100', reason: 'Messenger knows no such receiver' },
      },
      {
        name: 'too many requests',
        answer: graphError(400, 613, '(#613) Calls to this api have exceeded the rate limit.'),
        outcome: {
          outcome: 'retry',
          code: 'meta:613',
          reason: 'Meta: too many requests at once',
          afterMs: 60_000,
          throttled: true,
        },
      },
      {
        name: 'not for the moment',
        answer: graphError(400, 1200, '(#1200) Temporary send message failure. Please try again later.'),
        outcome: { outcome: 'retry', code: 'meta:1200', reason: 'Messenger could not send for the moment' },
      },
      {
        name: 'token expired',
        answer: graphError(401, 190, 'Invalid OAuth access token.'),
        outcome: {
          outcome: 'retry',
          code: 'meta:190',
          reason: 'Meta refuses accessToken: it has expired, was withdrawn or lacks a permission',
          afterMs: 900_000,
        },
      },
      {
        name: 'an unexpected error',
        answer: graphError(500, 2, 'An unexpected error has occurred. Please retry your request later.'),
        outcome: {
          outcome: 'unknown',
          code: 'meta:2',
          reason: 'Meta: a passing fault of the service; it may have taken the message',
        },
      },
    ],
    request: ({ method, url, headers, body }) => {
      const faults: string[] = [];
      if (method !== 'POST' || url !== `/v23.0/${PAGE_ID}/messages`) faults.push(`${method} ${url}`);
      if (headers.authorization !== `Bearer ${TOKEN}`) faults.push('the request is not authorised');
      if (body !== JSON.stringify({ recipient: { id: PSID }, messaging_type: 'RESPONSE', message: { text: TEXT } }))
        faults.push(`the body is ${body}`);
      return faults;
    },
  },
};
