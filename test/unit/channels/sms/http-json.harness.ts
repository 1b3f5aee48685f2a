import { createHmac } from 'node:crypto';
import { httpSmsProvider } from '../../../../src/channels/sms/http/http.provider.js';
import type { WebhookRequest } from '../../../../src/messaging/ports.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';
import { fixture, HOOK, httpSettings, MESSAGE, message, NOW } from './http.samples.js';

export const HMAC_KEY = 'rahasia-aggregator-dua';

/** An aggregator that posts signed JSON batches, and takes nested JSON. */
export const JSON_SETTINGS = {
  inbound: {
    method: 'POST',
    format: 'json',
    list: 'data.messages',
    fields: { id: 'id', from: 'sender.number', text: 'content', time: 'time' },
    auth: {
      type: 'hmac',
      header: 'X-Signature',
      prefix: 'sha256=',
      secret: HMAC_KEY,
      payload: 'timestamp+body',
      timestampHeader: 'X-Timestamp',
      toleranceSeconds: 120,
    },
    answer: { status: 200, contentType: 'application/json', body: '{"ok":true}' },
    status: {
      list: 'reports',
      fields: { id: 'message.id', state: 'state', error: 'reason.code' },
      states: { delivrd: 'delivered', undeliv: 'failed', acceptd: 'ignored' },
    },
  },
  outbound: {
    url: '/v2/messages',
    format: 'json',
    fields: {
      'messages.0.to': '{to}',
      'messages.0.text': '{text}',
      'messages.0.clientId': '{id}',
      from: '{from}',
      flash: false,
    },
    auth: { type: 'bearer', value: HMAC_KEY },
    numberFormat: 'plus-less',
    success: { status: '200-202', path: 'status', equals: 'queued' },
    idPath: 'messages.0.id',
    errors: [
      { path: 'error.code', equals: 31, outcome: 'opted-out' },
      {
        status: 422,
        path: 'error.code',
        matches: '^4\\d$',
        outcome: 'rejected',
        reason: 'the aggregator refuses the number',
      },
      { status: 503, outcome: 'retry' },
    ],
    idempotent: true,
    timeoutMs: 2_000,
  },
};

export function hmacSigned(
  body: Buffer,
  options: { now?: Date; signedAt?: Date; url?: string; key?: string } = {},
): WebhookRequest {
  const now = options.now ?? NOW;
  const timestamp = String(Math.floor((options.signedAt ?? now).getTime() / 1000));
  const signature = createHmac('sha256', options.key ?? HMAC_KEY)
    .update(`${timestamp}.`)
    .update(body)
    .digest('hex');
  return {
    method: 'POST',
    url: options.url ?? (body.includes('"reports"') ? `${HOOK}/status` : HOOK),
    headers: { 'content-type': 'application/json', 'x-timestamp': timestamp, 'x-signature': `sha256=${signature}` },
    body,
    now,
  };
}

const batch = fixture('json-batch-of-three.json');
const genuine = hmacSigned(batch);
const one = (fields: object): Buffer => Buffer.from(JSON.stringify({ data: { messages: [fields] } }));

export const httpJsonHarness: ConformanceHarness = {
  create: (farEnd) =>
    httpSmsProvider.create({
      id: 'sms-aggregator',
      address: '1708',
      settings: httpSettings({ apiBase: `${farEnd}/api/`, ...JSON_SETTINGS }),
    }),
  secrets: [HMAC_KEY],
  webhook: {
    deliver: (payload, now) => hmacSigned(payload, now === undefined ? {} : { now }),
    recorded: [
      {
        name: 'json-batch-of-three.json',
        payload: batch,
        events: [
          message('b-1', '+6281100000001', 'TANAHBUMBU jembatan retak', { sentAt: '2026-11-21T01:00:00.000Z' }),
          message('b-2', '+6281100000002', 'KUBURAYA antrean puskesmas', { sentAt: '2026-11-21T01:00:01.000Z' }),
          message('b-3', 'SMSPROMO', 'Diskon besar', { sentAt: '2026-11-21T01:00:02.000Z', nature: 'auto-reply' }),
        ],
      },
      {
        name: 'json-batch-with-one-bad.json',
        payload: fixture('json-batch-with-one-bad.json'),
        events: [
          message('c-1', '+6281100000001', 'TANAHBUMBU jembatan retak', { sentAt: '2026-11-21T01:00:00.000Z' }),
          { type: 'ignored', reason: 'malformed-item' },
        ],
      },
      {
        name: 'json-status-delivered.json',
        payload: fixture('json-status-delivered.json'),
        events: [
          { type: 'receipt', providerId: 'OUT-3001', state: 'delivered' },
          { type: 'ignored', externalId: 'status:OUT-3002:acceptd', reason: 'status-interim' },
          { type: 'receipt', providerId: 'OUT-3003', state: 'failed', error: { code: 'http:E27', text: 'E27' } },
        ],
      },
    ],
    forged: [
      {
        name: 'without a signature',
        request: { ...genuine, headers: { 'x-timestamp': genuine.headers['x-timestamp'] } },
      },
      {
        name: 'without a timestamp',
        request: { ...genuine, headers: { 'x-signature': genuine.headers['x-signature'] } },
      },
      { name: 'signed with another key', request: hmacSigned(batch, { key: 'lain' }) },
      {
        name: 'with one byte changed',
        request: { ...genuine, body: Buffer.from(batch.toString().replace('retak', 'rusak')) },
      },
      {
        name: 'with a newer timestamp than was signed',
        request: { ...genuine, headers: { ...genuine.headers, 'x-timestamp': '1795248060' } },
      },
      {
        name: 'without the prefix',
        request: {
          ...genuine,
          headers: { ...genuine.headers, 'x-signature': (genuine.headers['x-signature'] ?? '').slice(7) },
        },
      },
    ],
    stale: [
      { name: 'signed three minutes ago', request: hmacSigned(batch, { signedAt: new Date(NOW.getTime() - 180_000) }) },
      {
        name: 'signed three minutes ahead',
        request: hmacSigned(batch, { signedAt: new Date(NOW.getTime() + 180_000) }),
      },
    ],
    batch: { payload: batch, events: 3 },
    unknown: [
      {
        name: 'a state of tomorrow',
        payload: Buffer.from('{"reports":[{"message":{"id":"OUT-1"},"state":"TELEPORTED"}]}'),
      },
    ],
    malformed: [
      { name: 'a document cut short', payload: fixture('json-not-json.json'), field: 'body' },
      { name: 'no list', payload: Buffer.from('{"data":{}}'), field: 'data.messages' },
      { name: 'nothing', payload: Buffer.alloc(0), field: 'body' },
      { name: 'invalid UTF-8', payload: Buffer.from([0x7b, 0xff, 0x7d]), field: 'body' },
      {
        name: 'an item that is no object',
        payload: Buffer.from('{"data":{"messages":["halo"]}}'),
        field: 'data.messages[0]',
      },
      { name: 'no sender', payload: one({ id: '1', content: 'halo' }), field: 'sender.number' },
      {
        name: 'an id that lost digits',
        payload: Buffer.from(
          '{"data":{"messages":[{"id":12345678901234567890,"sender":{"number":"081100000001"},"content":"a"}]}}',
        ),
        field: 'id',
      },
    ],
    hostile: ({ id, from, text }) => one({ id, sender: { number: from }, content: text, time: text }),
  },
  sender: {
    message: MESSAGE,
    lost: 'retry',
    answers: [
      {
        name: 'taken',
        answer: { status: 202, body: '{"status":"queued","messages":[{"id":"M-9"}]}' },
        outcome: { outcome: 'sent', providerId: 'M-9' },
      },
      {
        name: 'opted out',
        answer: { status: 400, body: '{"error":{"code":31}}' },
        outcome: { outcome: 'opted-out', code: 'http:31' },
      },
      {
        name: 'a refused number',
        answer: { status: 422, body: '{"error":{"code":42,"to":"6281100000001"}}' },
        outcome: { outcome: 'rejected', code: 'http:422', reason: 'the aggregator refuses the number' },
      },
      {
        name: 'not available',
        answer: { status: 503, body: '' },
        outcome: { outcome: 'retry', code: 'http:503', reason: 'the aggregator refused the message (HTTP 503)' },
      },
      {
        name: 'asked too often',
        answer: { status: 429, headers: { 'retry-after': '12' }, body: '' },
        outcome: {
          outcome: 'retry',
          code: 'http:429',
          reason: 'the aggregator is asked too often',
          afterMs: 12_000,
          throttled: true,
        },
      },
      {
        name: 'success that is none',
        answer: { status: 200, body: '{"status":"insufficient credit"}' },
        outcome: {
          outcome: 'rejected',
          code: 'http:not-success',
          reason: 'the answer is not the one that outbound.success describes',
        },
      },
      {
        name: 'failed in the middle, where a repeat is dropped',
        answer: { status: 500, body: '' },
        outcome: {
          outcome: 'retry',
          code: 'http:500',
          reason: 'the aggregator answered HTTP 500: it may have taken the message',
        },
      },
    ],
    request: ({ method, url, headers, body }) => {
      const faults = method === 'POST' && url === '/api/v2/messages' ? [] : [`${method} ${url}`];
      const expected = JSON.stringify({
        messages: [{ to: '6281100000001', text: MESSAGE.text, clientId: MESSAGE.id }],
        from: '1708',
        flash: false,
      });
      if (body !== expected) faults.push(`body ${body}`);
      if (headers.authorization !== `Bearer ${HMAC_KEY}`) faults.push('the request is not authorised');
      return faults;
    },
  },
};
