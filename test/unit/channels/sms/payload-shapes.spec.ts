import fc from 'fast-check';
import { parseAndroid } from '../../../../src/channels/sms/android/android.parse.js';
import { parseTwilio } from '../../../../src/channels/sms/twilio/twilio.parse.js';
import { WHATSAPP_READING } from '../../../../src/channels/whatsapp/twilio/twilio-whatsapp.parse.js';
import { MalformedPayloadError } from '../../../../src/messaging/errors.js';
import type { InboundEvent } from '../../../../src/messaging/inbound-event.js';

const SMS = { MessageSid: 'SM01', From: '+6281100000001', To: '1708' };
const CHAT = { MessageSid: 'SM01', From: 'whatsapp:+6281100000001', To: 'whatsapp:+6281237880420' };
const sms = (fields: Readonly<Record<string, string>>): InboundEvent | undefined =>
  parseTwilio({ ...SMS, ...fields })[0];
const chat = (fields: Readonly<Record<string, string>>): InboundEvent | undefined =>
  parseTwilio({ ...CHAT, ...fields }, WHATSAPP_READING)[0];
const android = (event: string, payload: unknown): InboundEvent | undefined =>
  parseAndroid(Buffer.from(JSON.stringify({ deviceId: 'd1', event, id: 'e1', payload })), {})[0];
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe("Twilio's callbacks", () => {
  it('settle a message by SmsStatus where that is all', () => {
    const status = { SmsSid: 'SM02', SmsStatus: 'delivered', To: '+6281100000001' };
    expect(parseTwilio(status)).toEqual([
      { type: 'receipt', providerId: 'SM02', state: 'delivered', recipient: '+6281100000001' },
    ]);
    expect(sms({ SmsStatus: 'received', NumMedia: '0' })).toMatchObject({ type: 'message', text: '' });
  });

  it('say what went wrong in their words, without the number', () => {
    const failed = { MessageStatus: 'undelivered', ErrorCode: '63003', To: CHAT.From };
    expect(chat({ ...failed, ChannelStatusMessage: 'Channel could not find To +6281100000001' })).toMatchObject({
      error: { code: 'twilio:63003', text: 'Channel could not find To …', permanent: true },
    });
    expect(chat({ ...failed, ErrorCode: '', ErrorMessage: 'Blocked' })).toMatchObject({
      error: { code: 'twilio:undelivered', text: 'Blocked' },
    });
  });

  it('report reading with an EventType', () => {
    expect(chat({ MessageStatus: 'read', EventType: 'READ', To: CHAT.From })).toMatchObject({ state: 'read' });
  });
});

describe("Twilio's messages", () => {
  it('lose nothing by a receiver or a quote that cannot be read', () => {
    const odd = { To: 'MG-?', Body: 'Banjir', OriginalRepliedMessageSid: 'x'.repeat(80) };
    expect(sms(odd)).toEqual(expect.objectContaining({ type: 'message', to: [], text: 'Banjir', thread: {} }));
  });

  it.each([
    [
      { ListTitle: 'Jalan rusak', ListId: 'jalan' },
      { text: 'Jalan rusak', tapped: true },
    ],
    [
      { Body: 'Jalan rusak', ListId: 'jalan' },
      { text: 'Jalan rusak', tapped: true },
    ],
    [
      { ButtonText: 'Sudah', ButtonPayload: 'y' },
      { text: 'Sudah', tapped: true },
    ],
    [{ MessageType: 'location', Label: 'Pasar', Address: 'Jl. Contoh' }, { text: 'Pasar\nJl. Contoh' }],
    [
      { Latitude: '-8.4', Longitude: '115.3', Label: 'Pasar' },
      { text: '', location: { latitude: -8.4, longitude: 115.3, name: 'Pasar' } },
    ],
    [{ FlowData: '{"flow_token":"x","isi":"Banjir"}' }, { text: 'isi: Banjir' }],
    [{ InteractiveData: '{"pages":[{"isi":"Banjir"}]}' }, { text: 'pages: {"isi":"Banjir"}' }],
  ])('of WhatsApp: %j', (fields, expected) => {
    const event = chat({ Body: '', ...fields });
    expect(event).toMatchObject({ type: 'message', ...expected });
    expect('tapped' in expected).toBe(event?.type === 'message' && event.tapped === true);
  });

  it('fail as malformed only, whatever the fields hold', () => {
    const names = fc.constantFrom(
      'Body',
      'From',
      'NumMedia',
      'MediaUrl0',
      'MessageStatus',
      'SmsStatus',
      'FlowData',
      'Latitude',
      'ErrorMessage',
    );
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.oneof(fc.string(), fc.constantFrom('1', 'failed', '{}')), { noNullPrototype: true }),
        (fields) => {
          for (const read of [sms, chat]) {
            try {
              read(fields);
            } catch (error) {
              expect(error).toBeInstanceOf(MalformedPayloadError);
            }
          }
        },
      ),
    );
  });
});

describe("the Android application's webhooks", () => {
  const MMS = { messageId: 'm1', sender: '+6281100000001', receivedAt: '2026-11-21T09:00:01.000+08:00' };

  it('tell messages of its first versions apart by their time', () => {
    const old = { message: 'Banjir', phoneNumber: '+6281100000001', receivedAt: MMS.receivedAt };
    const first = android('sms:received', old);
    expect(first).toMatchObject({ text: 'Banjir', sentAt: '2026-11-21T01:00:01.000Z' });
    expect(android('sms:received', old)).toEqual(first);
    const later = android('sms:received', { ...old, receivedAt: '2026-11-21T09:00:02.000+08:00' });
    expect(later).not.toMatchObject({ externalId: (first as { externalId: string }).externalId });
    expect(() => android('sms:received', { ...old, receivedAt: null })).toThrow(MalformedPayloadError);
  });

  it('take what is null as absent', () => {
    const nulls = { recipient: null, simNumber: null, subject: null, attachments: null, receivedAt: null };
    expect(android('mms:downloaded', { ...MMS, ...nulls, body: 'Banjir' })).toMatchObject({ text: 'Banjir', to: [] });
    expect(android('sms:failed', { messageId: 'o1', reason: null, failedAt: null })).toMatchObject({ state: 'failed' });
  });

  it("read an MMS's text parts, and each word of them once", () => {
    const attachments = [
      { contentType: 'application/smil', data: base64('<smil/>') },
      { contentType: 'text/plain; charset=utf-8', data: base64('Lubang di depan pasar 🕳️') },
      { contentType: 'image/jpeg; name="a.jpg"', name: 'a.jpg', data: base64('x') },
    ];
    const file = { contentType: 'image/jpeg', filename: 'a.jpg', inline: false, ref: `base64:${base64('x')}` };
    const text = 'Lubang di depan pasar 🕳️';
    expect(android('mms:downloaded', { ...MMS, body: null, attachments })).toMatchObject({ text, attachments: [file] });
    expect(android('mms:downloaded', { ...MMS, body: 'Lain', attachments })).toMatchObject({ text: `Lain\n${text}` });
    expect(android('mms:downloaded', { ...MMS, body: text, attachments })).toMatchObject({ text });
  });

  it('fail as malformed only, whatever is in them', () => {
    const events = fc.constantFrom(
      'sms:received',
      'mms:received',
      'mms:downloaded',
      'sms:failed',
      'sms:batch:received',
      'sms:data-received',
    );
    const fields = fc.constantFrom(
      'message',
      'messageId',
      'sender',
      'attachments',
      'body',
      'messages',
      'receivedAt',
      'simNumber',
    );
    fc.assert(
      fc.property(events, fields, fc.jsonValue({ maxDepth: 3 }), (event, field, junk) => {
        try {
          android(event, { ...MMS, message: 'a', [field]: junk });
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPayloadError);
        }
      }),
    );
  });
});
