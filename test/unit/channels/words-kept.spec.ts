import fc from 'fast-check';
import { parseAndroid } from '../../../src/channels/sms/android/android.parse.js';
import { parseHttp } from '../../../src/channels/sms/http/http.parse.js';
import type { HttpFormat } from '../../../src/channels/sms/http/inbound.settings.js';
import { parseTwilio } from '../../../src/channels/sms/twilio/twilio.parse.js';
import { parseMeta } from '../../../src/channels/whatsapp/meta/meta.parse.js';
import { WHATSAPP_READING } from '../../../src/channels/whatsapp/twilio/twilio-whatsapp.parse.js';
import { parseForm } from '../../../src/channels/wire/form.js';
import { setAt } from '../../../src/channels/wire/json-path.js';
import type { InboundEvent } from '../../../src/messaging/inbound-event.js';
import type { WebhookRequest } from '../../../src/messaging/ports.js';
import { eventsOrMalformed, SENTINEL, wordsIn, writtenText } from '../../kit/words-kept.js';
import { httpSettings } from './sms/http.samples.js';
import { pageBody } from './whatsapp/shapes.js';

type Fields = Readonly<Record<string, string>>;
const form = (fields: Fields): Buffer => Buffer.from(new URLSearchParams(fields).toString());
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe("Twilio's forms keep every word", () => {
  const SMS: Fields = { MessageSid: 'SM01', From: '+6281100000001', To: '1708', NumMedia: '0' };
  const CHAT: Fields = { ...SMS, From: 'whatsapp:+6281100000001', To: 'whatsapp:+6281237880420' };
  const sms = (fields: Fields): InboundEvent[] => parseTwilio(parseForm(form({ ...SMS, ...fields }), 'body').fields);
  const chat = (fields: Fields): InboundEvent[] =>
    parseTwilio(parseForm(form({ ...CHAT, ...fields }), 'body').fields, WHATSAPP_READING);

  it('of an SMS, whatever stands beside it', () => {
    const beside = fc.record(
      {
        NumSegments: fc.string(),
        SmsStatus: fc.constant('received'),
        FromCity: fc.string(),
        OptOutType: fc.constantFrom('', 'NONE'),
        ErrorMessage: fc.string(),
        OriginalRepliedMessageSid: fc.string(),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(writtenText(), beside, (Body, fields) => {
        expect(wordsIn(sms({ ...fields, Body }))).toContain(SENTINEL);
      }),
    );
  });

  it('of WhatsApp, in each field that holds words, with any of the others beside it', () => {
    const place = fc.constantFrom<(text: string) => Fields>(
      (text) => ({ Body: text }),
      (text) => ({ ButtonText: text, ButtonPayload: 'x' }),
      (text) => ({ ListTitle: text, ListId: 'x' }),
      (text) => ({ Label: text }),
      (text) => ({ Address: text, MessageType: 'location' }),
      (text) => ({ Label: text, Latitude: '-8.4', Longitude: '115.3' }),
      (text) => ({ Address: text, Latitude: '-8.4', Longitude: '115.3' }),
      (text) => ({ FlowData: JSON.stringify({ isi: text }) }),
      (text) => ({ InteractiveData: JSON.stringify({ pages: [{ isi: text }] }) }),
      (text) => ({ InteractiveData: text }),
    );
    const beside = fc.record(
      {
        Body: fc.constantFrom('', 'Sent', 'Lihat lampiran'),
        ButtonText: fc.constantFrom('', 'Sudah'),
        Label: fc.constantFrom('', 'Pasar'),
        FlowData: fc.constantFrom('', '{}', '{"a":1}'),
        Latitude: fc.constantFrom('', '-8.4', '999'),
        Longitude: fc.constantFrom('', '115.3'),
        ProfileName: fc.string(),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(place, writtenText(), beside, (put, text, fields) => {
        expect(wordsIn(chat({ ...fields, ...put(text) }))).toContain(SENTINEL);
      }),
      { numRuns: 500 },
    );
  });

  it('of WhatsApp, however many there are', () => {
    const long = `${'x'.repeat(12_000)} ${SENTINEL}`;
    expect(wordsIn(chat({ Body: '', FlowData: JSON.stringify({ isi: long }) }))).toContain(SENTINEL);
  });
});

describe('an aggregator keeps every word', () => {
  interface Shape {
    method: 'GET' | 'POST';
    format: HttpFormat;
    list?: string;
    fields: { id?: string; from: string; to?: string; text: string; time?: string };
  }
  const name = fc.constantFrom('pesan', 'message', 'text', 'isi sms', 'a&b', 'ü', 'msg[0]');
  const shape = fc.record({
    format: fc.constantFrom<HttpFormat>('form', 'json', 'query'),
    method: fc.constantFrom('GET' as const, 'POST' as const),
    nested: fc.boolean(),
    list: fc.option(fc.constantFrom('messages', 'data.items'), { nil: undefined }),
    named: name,
    id: fc.boolean(),
  });

  function deliver(given: Shape, text: string): InboundEvent[] {
    const { fields, format, method, list } = given;
    const values: [string | undefined, string][] = [
      [fields.id, 'a1'],
      [fields.from, '081100000001'],
      [fields.text, text],
      [fields.time, '2026-11-21 08:00:00'],
    ];
    const flat = Object.fromEntries(values.flatMap(([key, value]) => (key === undefined ? [] : [[key, value]])));
    const query = new URLSearchParams(flat).toString();
    const item: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(flat)) setAt(item, key, value);
    const document: Record<string, unknown> = {};
    if (list !== undefined) setAt(document, list, [item]);
    const body = format === 'json' ? JSON.stringify(list === undefined ? item : document) : query;
    const request: WebhookRequest = {
      method,
      url: format === 'query' ? `/hooks/x?${query}` : '/hooks/x',
      headers: {},
      body: Buffer.from(format === 'query' ? '' : body),
      now: new Date('2026-11-21T08:00:00Z'),
    };
    const { inbound } = httpSettings({
      inbound: { ...given, auth: { type: 'secret', in: 'header', name: 'x', value: 'y' } },
    });
    if (inbound === undefined) throw new Error('no inbound settings');
    return parseHttp(inbound, request);
  }

  it('of a form, a query or JSON, under whatever names', () => {
    fc.assert(
      fc.property(shape, writtenText(), ({ format, method, nested, list, named, id }, text) => {
        const field = format === 'json' && nested ? `data.${named}` : named;
        const given: Shape = {
          format,
          method: format === 'query' ? method : 'POST',
          ...(format === 'json' && list !== undefined ? { list } : {}),
          fields: { from: 'pengirim', text: field, time: 'waktu', ...(id ? { id: 'nomor' } : {}) },
        };
        expect(wordsIn(deliver(given, text))).toContain(SENTINEL);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the handset's webhooks keep every word", () => {
  const SENT = { sender: '+6281100000001', messageId: 'm1', receivedAt: '2026-11-21T09:00:01.000+08:00' };
  const android = (event: string, payload: object): InboundEvent[] =>
    parseAndroid(Buffer.from(JSON.stringify({ deviceId: 'd1', event, id: 'e1', payload })), {});
  const part = (text: string): object => ({ contentType: 'text/plain; charset=utf-8', data: base64(text) });
  const photo = { contentType: 'image/jpeg', name: 'a.jpg', data: base64('x') };
  const place = fc.constantFrom<(text: string) => [string, object]>(
    (text) => ['sms:received', { message: text }],
    (text) => ['sms:batch:received', { messages: [{ ...SENT, message: text }] }],
    (text) => ['mms:received', { subject: text }],
    (text) => ['mms:downloaded', { body: text }],
    (text) => ['mms:downloaded', { subject: text, body: 'Lihat foto' }],
    (text) => ['mms:downloaded', { subject: text, attachments: [photo] }],
    (text) => ['mms:downloaded', { body: text, attachments: [part('Halo'), photo] }],
    (text) => ['mms:downloaded', { body: 'Halo', attachments: [part('Halo'), photo, part(text)] }],
    (text) => ['mms:downloaded', { body: '', attachments: [photo, part(text)] }],
    (text) => ['mms:downloaded', { body: 'Halo', attachments: [{ contentType: 'text/plain', data: `${text} .` }] }],
    (text) => ['mms:downloaded', { subject: 'Foto', attachments: [part('Halo'), part(text)] }],
  );

  it('of an SMS or an MMS', () => {
    fc.assert(
      fc.property(place, writtenText(), (put, text) => {
        const [event, payload] = put(text);
        expect(wordsIn(android(event, { ...SENT, ...payload }))).toContain(SENTINEL);
      }),
      { numRuns: 300 },
    );
  });

  it('of an MMS with several pages of text', () => {
    const long = `${'x'.repeat(12_000)} ${SENTINEL}`;
    for (const payload of [{ body: long }, { subject: long }, { attachments: [part(long)] }])
      expect(wordsIn(android('mms:downloaded', { ...SENT, ...payload }))).toContain(SENTINEL);
  });
});

describe('Messenger keeps every word', () => {
  const page = (item: object): InboundEvent[] => parseMeta(pageBody(item)).flatMap(({ events }) => events);
  const message = (fields: object): object => ({ message: { mid: 'm_1', ...fields } });
  const withFile = (attachment: object, text?: string): object =>
    message({ ...(text === undefined ? {} : { text }), attachments: [attachment] });
  const image = { type: 'image', payload: { url: 'https://scontent.xx.fbcdn.net/a.jpg' } };
  const point = { coordinates: { lat: -8.4, long: 115.3 } };

  const place = fc.constantFrom<(text: string) => object>(
    (text) => message({ text }),
    (text) => message({ text, quick_reply: { payload: 'x' } }),
    (text) => message({ text, reply_to: { mid: 'm_0' } }),
    (text) => message({ text, is_unsupported: true }),
    (text) => withFile(image, text),
    (text) => withFile({ type: 'image', payload: { sticker_id: 369239263222822 } }, text),
    (text) => withFile({ type: 'audio', payload: { url: 'https://cdn.fbsbx.com/a.mp4', title: text } }),
    (text) => withFile({ type: 'reel', title: 'Reel', payload: { url: 'https://v.fbcdn.net/a.mp4', title: text } }),
    (text) => withFile({ type: 'fallback', title: text, url: 'https://a.example.id' }),
    (text) => withFile({ type: 'fallback', title: 'Pasar', payload: { title: text } }, 'Lihat ini'),
    (text) => withFile({ type: 'location', title: text, payload: point }),
    (text) => withFile({ type: 'location', title: 'Pasar', payload: { ...point, title: text } }),
    (text) => withFile({ type: 'location', title: text }),
    (text) => withFile({ type: 'template', payload: { elements: [{ title: 'Kartu', subtitle: text }] } }),
    (text) => withFile({ type: 'type-of-tomorrow', payload: { text } }),
    (text) => ({ postback: { mid: 'm_1', title: text, payload: 'SELESAI' } }),
    (text) => ({ postback: { title: text, payload: 'GET_STARTED' } }),
    (text) => ({ message_edit: { mid: 'm_1', text, num_edit: 2 } }),
  );

  it('of texts, buttons, files and edits', () => {
    fc.assert(
      fc.property(place, writtenText(), (put, text) => {
        expect(wordsIn(page(put(text)))).toContain(SENTINEL);
      }),
      { numRuns: 500 },
    );
  });

  it('of long titles, and of the last of many cards', () => {
    const long = `${'x'.repeat(3_000)} ${SENTINEL}`;
    expect(wordsIn(page(withFile({ type: 'fallback', title: long })))).toContain(SENTINEL);
    const elements = [
      ...Array.from({ length: 30 }, (_, index) => ({ title: `Kartu ${String(index)}` })),
      { title: long },
    ];
    expect(wordsIn(page(withFile({ type: 'template', payload: { elements } })))).toContain(SENTINEL);
  });
});

it('nothing but a malformed payload stops a parser, whatever bytes come', () => {
  const parsers: ((bytes: Buffer) => unknown)[] = [
    (bytes) => parseTwilio(parseForm(bytes, 'body').fields),
    (bytes) => parseTwilio(parseForm(bytes, 'body').fields, WHATSAPP_READING),
    (bytes) => parseAndroid(bytes, {}),
    (bytes) => parseMeta(bytes),
  ];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
    fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...parsers), bytes, (parse, given) => {
      eventsOrMalformed(() => parse(given));
    }),
    { numRuns: 500 },
  );
});
