import { cloudApiProvider } from '../../../../src/channels/whatsapp/cloud-api/cloud-api.provider.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';
import { RECORDED, wamid } from './cloud-api.recorded.js';
import {
  APP_SECRET,
  cloudApiSettings,
  fixture,
  forgeries,
  graphError,
  PHONE_NUMBER_ID,
  signed,
  TOKEN,
  VERIFY_TOKEN,
} from './meta.samples.js';

const TEXT = 'TBU-000123 diterima. Jawaban paling lambat Rab 25 Nov.';
const payloads = (...names: string[]): { name: string; payload: Buffer }[] =>
  names.map((name) => ({ name, payload: fixture(name) }));

export const cloudApiHarness: ConformanceHarness = {
  create: (farEnd) =>
    cloudApiProvider.create({
      id: 'wa-bangli',
      settings: cloudApiSettings({
        apiBase: farEnd,
        template: { name: 'jawaban_siap', language: 'id', parameters: ['{text}'] },
      }),
    }),
  secrets: [APP_SECRET, TOKEN, VERIFY_TOKEN],
  webhook: {
    deliver: (payload, now) => signed(payload, now === undefined ? {} : { now }),
    recorded: RECORDED.map(({ name, events }) => ({ name, payload: fixture(name), events })),
    forged: forgeries(fixture('text')),
    batch: { payload: fixture('batch'), events: 5 },
    unknown: payloads(
      'template-status',
      'account-error',
      'type-of-tomorrow',
      'field-of-tomorrow',
      'instagram',
      'page-comment',
    ),
    malformed: [
      { name: 'no message id', payload: fixture('malformed-no-message-id'), field: 'messages.id' },
      { name: 'no sender', payload: fixture('malformed-sender'), field: 'messages.from' },
      { name: 'an image without id', payload: fixture('malformed-image-without-id'), field: 'messages.image.id' },
      { name: 'a location without place', payload: fixture('malformed-location'), field: 'messages.location' },
      { name: 'no entry', payload: fixture('malformed-no-entry'), field: 'entry' },
      { name: 'no object', payload: Buffer.from('{}'), field: 'object' },
      { name: 'a list', payload: Buffer.from('[]'), field: 'body' },
      { name: 'no JSON', payload: Buffer.from('entry=1'), field: 'body' },
      { name: 'nothing', payload: Buffer.alloc(0), field: 'body' },
      { name: 'invalid UTF-8', payload: Buffer.from([0x7b, 0xff, 0x7d]), field: 'body' },
    ],
    hostile: ({ id, from, text }) =>
      Buffer.from(
        JSON.stringify({
          object: 'whatsapp_business_account',
          entry: [
            {
              id,
              changes: [
                {
                  field: 'messages',
                  value: {
                    metadata: { display_phone_number: from, phone_number_id: id },
                    contacts: [{ wa_id: from, profile: { name: text } }],
                    messages: [
                      { from, id, timestamp: id, type: 'text', text: { body: text }, context: { id: text } },
                      { from: '6281100000001', id: `a${id}`, type: text, [text]: { id, caption: text } },
                      {
                        from,
                        id,
                        type: 'interactive',
                        interactive: { type: 'nfm_reply', nfm_reply: { response_json: text } },
                      },
                      {
                        from: '6281100000001',
                        id: 'b',
                        type: 'document',
                        document: { id, filename: text, mime_type: from, sha256: text },
                      },
                      {
                        from: '6281100000001',
                        id: 'c',
                        type: 'location',
                        location: { latitude: id, longitude: from, name: text },
                      },
                    ],
                    statuses: [
                      { id, status: text, recipient_id: from, timestamp: text, errors: [{ code: id, title: text }] },
                    ],
                    errors: [{ code: text }],
                  },
                },
                { field: text, value: { messages: text } },
              ],
            },
          ],
        }),
      ),
  },
  sender: {
    message: {
      id: '01990000-0000-7000-8000-000000000001',
      channelId: 'wa-bangli',
      to: { kind: 'whatsapp', value: '+6281100000001' },
      text: TEXT,
      purpose: 'acknowledgement',
      answers: { externalId: wamid('101') },
      windowOpen: true,
      createdAt: '2026-11-21T08:00:00.000Z',
    },
    lost: 'unknown',
    files: {
      answer: { status: 200, body: JSON.stringify({ id: '1001', messages: [{ id: 'wamid.ours' }] }) },
      paths: [`/v23.0/${PHONE_NUMBER_ID}/media`, `/v23.0/${PHONE_NUMBER_ID}/messages`],
    },
    answers: [
      {
        name: 'accepted',
        answer: {
          status: 200,
          body: JSON.stringify({
            messaging_product: 'whatsapp',
            contacts: [{ input: '6281100000001', wa_id: '6281100000001' }],
            messages: [{ id: wamid('801'), message_status: 'accepted' }],
          }),
        },
        outcome: { outcome: 'sent', providerId: wamid('801') },
      },
      {
        name: 'success without an id',
        answer: { status: 200, body: '{"messages":[]}' },
        outcome: {
          outcome: 'unknown',
          code: 'meta:answer-without-id',
          reason: 'Meta answered with success but named no message',
        },
      },
      {
        name: 'success that is no JSON',
        answer: { status: 200, body: '<html>' },
        outcome: {
          outcome: 'unknown',
          code: 'meta:answer-without-id',
          reason: 'Meta answered with success but named no message',
        },
      },
      {
        name: 'outside the window',
        answer: graphError(400, 131047, '(#131047) Re-engagement message'),
        outcome: { outcome: 'window-closed', code: 'meta:131047' },
      },
      {
        name: 'undeliverable',
        answer: graphError(400, 131026, '(#131026) Message undeliverable'),
        outcome: {
          outcome: 'rejected',
          code: 'meta:131026',
          reason: 'undeliverable: no WhatsApp at this number, an old version, or terms not accepted',
        },
      },
      {
        name: 'throughput reached',
        answer: { ...graphError(429, 130429, '(#130429) Rate limit hit'), headers: { 'retry-after': '7' } },
        outcome: {
          outcome: 'retry',
          code: 'meta:130429',
          reason: "WhatsApp: our number's messages per second are used up",
          afterMs: 7_000,
          throttled: true,
        },
      },
      {
        name: 'account limit reached',
        answer: graphError(400, 80007, '(#80007) Rate limit issues'),
        outcome: {
          outcome: 'retry',
          code: 'meta:80007',
          reason: "WhatsApp: the account's request limit is reached",
          afterMs: 300_000,
          throttled: true,
        },
      },
      {
        name: 'too much to one person',
        answer: graphError(400, 131056, '(#131056) (Business Account, Consumer Account) pair rate limit hit'),
        outcome: {
          outcome: 'retry',
          code: 'meta:131056',
          reason: 'WhatsApp: too many messages to this receiver at once',
          afterMs: 10_000,
        },
      },
      {
        name: 'spam limit',
        answer: graphError(400, 131048, '(#131048) Spam rate limit hit'),
        outcome: {
          outcome: 'retry',
          code: 'meta:131048',
          reason: 'WhatsApp: our number is limited, since people blocked or reported it',
          afterMs: 900_000,
          throttled: true,
        },
      },
      {
        name: 'the receiver wants none',
        answer: graphError(400, 131050, '(#131050) User has stopped marketing messages'),
        outcome: { outcome: 'opted-out', code: 'meta:131050' },
      },
      {
        name: 'token expired',
        answer: graphError(401, 190, 'Error validating access token: Session has expired', 463),
        outcome: {
          outcome: 'retry',
          code: 'meta:190',
          reason: 'Meta refuses accessToken: it has expired, was withdrawn or lacks a permission',
          afterMs: 900_000,
        },
      },
      {
        name: 'account locked',
        answer: graphError(403, 131031, '(#131031) Account has been locked'),
        outcome: {
          outcome: 'retry',
          code: 'meta:131031',
          reason: 'Meta has locked the WhatsApp account',
          afterMs: 3_600_000,
        },
      },
      {
        name: 'blocked for policy',
        answer: graphError(403, 368, '(#368) Temporarily blocked for policies violations'),
        outcome: {
          outcome: 'retry',
          code: 'meta:368',
          reason: 'Meta has blocked the account for policy reasons',
          afterMs: 3_600_000,
        },
      },
      {
        name: 'the number is not ours',
        answer: graphError(400, 100, "Unsupported post request. Object with ID '1' does not exist", 33),
        outcome: {
          outcome: 'retry',
          code: 'meta:100',
          reason: 'Meta does not find our number or page, or accessToken may not use it',
          afterMs: 900_000,
        },
      },
      {
        name: 'invalid parameter',
        answer: graphError(400, 100, '(#100) Invalid parameter'),
        outcome: {
          outcome: 'rejected',
          code: 'meta:100',
          reason: 'WhatsApp finds a parameter of the message unknown or invalid',
        },
      },
      {
        name: 'a code of tomorrow with a number in its words',
        answer: graphError(400, 139999, 'Cannot reach +62 811-0000-0001 "Wayan"'),
        outcome: { outcome: 'rejected', code: 'meta:139999', reason: 'Meta: Cannot reach … …' },
      },
      {
        name: 'something went wrong',
        answer: graphError(500, 131000, '(#131000) Something went wrong'),
        outcome: {
          outcome: 'unknown',
          code: 'meta:131000',
          reason: 'WhatsApp: an unknown error; it may have taken the message',
        },
      },
      {
        name: 'a gateway that heard nothing',
        answer: { status: 504, body: '' },
        outcome: {
          outcome: 'unknown',
          code: 'meta:http-504',
          reason: 'Meta gave no usable answer (HTTP 504): it may have taken the message',
        },
      },
      {
        name: 'a redirect',
        answer: { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
        outcome: {
          outcome: 'unknown',
          code: 'meta:http-302',
          reason: 'Meta gave no usable answer (HTTP 302): it may have taken the message',
        },
      },
    ],
    request: ({ method, url, headers, body }) => {
      const faults: string[] = [];
      if (method !== 'POST' || url !== `/v23.0/${PHONE_NUMBER_ID}/messages`) faults.push(`${method} ${url}`);
      if (headers.authorization !== `Bearer ${TOKEN}`) faults.push('the request is not authorised');
      const expected = JSON.stringify({
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '6281100000001',
        biz_opaque_callback_data: '01990000-0000-7000-8000-000000000001',
        context: { message_id: wamid('101') },
        type: 'text',
        text: { body: TEXT, preview_url: false },
      });
      if (body !== expected) faults.push(`the body is ${body}`);
      return faults;
    },
  },
};
