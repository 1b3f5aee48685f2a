import { httpSmsProvider } from '../../../../src/channels/sms/http/http.provider.js';
import type { WebhookRequest } from '../../../../src/messaging/ports.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';
import { fixture, HOOK, httpSettings, MESSAGE, message, NOW } from './http.samples.js';

export const QUERY_KEY = 'rahasia-aggregator-satu';

/** An aggregator that calls with GET and a key in the query, and wants form posts and plain text back. */
export const GET_SETTINGS = {
  inbound: {
    method: 'GET',
    format: 'query',
    fields: { id: 'trxid', from: 'pengirim', to: 'tujuan', text: 'pesan', time: 'waktu' },
    timeOffset: '+08:00',
    auth: { type: 'secret', in: 'query', name: 'kunci', value: QUERY_KEY },
    answer: { status: 200, contentType: 'text/plain', body: 'DONE' },
    status: {
      fields: { id: 'trxid', state: 'status', error: 'galat' },
      states: { DELIVRD: 'delivered', UNDELIV: 'failed', ACCEPTD: 'ignored' },
    },
  },
  outbound: {
    url: '/kirim',
    method: 'GET',
    format: 'query',
    fields: { tujuan: '{to}', pesan: '{text}', ref: '{id}', kanal: 'premium' },
    auth: { type: 'query', name: 'kunci', value: QUERY_KEY },
    numberFormat: 'national',
    success: { matches: '^0\\|' },
    idPattern: '^0\\|(\\w+)',
    errors: [
      { matches: '^5\\|', outcome: 'retry', reason: 'the aggregator is busy', afterSeconds: 20 },
      { matches: '^7\\|', outcome: 'opted-out' },
      { matches: '^[1-9]\\d*\\|', outcome: 'rejected', reason: 'the aggregator refused the message' },
    ],
    timeoutMs: 2_000,
  },
};

const query = (payload: Buffer, url = HOOK): WebhookRequest => ({
  method: 'GET',
  url: `${url}?${payload.toString('utf8')}`,
  headers: {},
  body: Buffer.alloc(0),
  now: NOW,
});

/** What a genuine delivery of any payload looks like: the key comes first, whatever follows. */
const keyed = (payload: Buffer): WebhookRequest => {
  const text = payload.toString('utf8');
  return query(
    text.includes('kunci=') ? payload : Buffer.from(`kunci=${QUERY_KEY}&${text}`),
    /status=/.test(text) ? `${HOOK}/status` : HOOK,
  );
};

const getMessage = fixture('get-message.query');

export const httpGetHarness: ConformanceHarness = {
  create: (farEnd) =>
    httpSmsProvider.create({
      id: 'sms-aggregator',
      address: '1708',
      settings: httpSettings({ apiBase: farEnd, ...GET_SETTINGS }),
    }),
  secrets: [QUERY_KEY],
  webhook: {
    deliver: (payload) => keyed(payload),
    recorded: [
      {
        name: 'get-message.query',
        payload: getMessage,
        events: [
          message('IN-1001', '+6281100000001', 'BADUNG sampah menumpuk di pantai', {
            to: ['1708'],
            sentAt: '2026-11-21T00:15:00.000Z',
          }),
        ],
      },
      {
        name: 'get-unencoded-plus.query',
        payload: fixture('get-unencoded-plus.query'),
        events: [
          message('IN-1002', '+6281100000002', 'BADUNG lampu mati', {
            to: ['1708'],
            sentAt: '2026-11-21T00:16:00.000Z',
          }),
        ],
      },
      {
        name: 'get-status-delivrd.query',
        payload: fixture('get-status-delivrd.query'),
        events: [{ type: 'receipt', providerId: 'OUT-2001', state: 'delivered' }],
      },
      {
        name: 'get-status-undeliv.query',
        payload: fixture('get-status-undeliv.query'),
        events: [
          {
            type: 'receipt',
            providerId: 'OUT-2002',
            state: 'failed',
            error: { code: 'http:absent-subscriber', text: 'absent-subscriber' },
          },
        ],
      },
    ],
    forged: [
      { name: 'without the key', request: query(Buffer.from(getMessage.toString().replace(/&kunci=.*/, ''))) },
      {
        name: 'with another key',
        request: query(Buffer.from(getMessage.toString().replace(QUERY_KEY, 'rahasia-aggregator-tiga'))),
      },
      {
        name: 'with the beginning of the key',
        request: query(Buffer.from(getMessage.toString().replace(QUERY_KEY, 'rahasia'))),
      },
      { name: 'with an empty key', request: query(Buffer.from(getMessage.toString().replace(QUERY_KEY, ''))) },
    ],
    unknown: [{ name: 'a state of tomorrow', payload: Buffer.from('trxid=OUT-9&status=TELEPORTED') }],
    malformed: [
      { name: 'no sender', payload: Buffer.from('trxid=1&pesan=halo'), field: 'pengirim' },
      { name: 'no text', payload: Buffer.from('trxid=1&pengirim=081100000001'), field: 'pesan' },
      { name: 'no id', payload: Buffer.from('pengirim=081100000001&pesan=halo'), field: 'trxid' },
      {
        name: 'a bad percent code',
        payload: Buffer.from('trxid=1&pengirim=081100000001&pesan=100%ZZ'),
        field: 'pesan',
      },
      {
        name: 'a sender that is none',
        payload: Buffer.from('trxid=1&pengirim=wa:+6281100000001&pesan=halo'),
        field: 'pengirim',
      },
      { name: 'a status without id', payload: Buffer.from('status=DELIVRD'), field: 'trxid' },
    ],
    hostile: ({ id, from, text }) => {
      const field = (name: string, value: string): string =>
        `${name}=${encodeURIComponent(Buffer.from(value).toString())}`;
      return Buffer.from(
        [field('trxid', id), field('pengirim', from), field('pesan', text), field('waktu', text)].join('&'),
      );
    },
  },
  sender: {
    message: MESSAGE,
    lost: 'unknown',
    answers: [
      { name: 'taken', answer: { status: 200, body: '0|TX778' }, outcome: { outcome: 'sent', providerId: 'TX778' } },
      {
        name: 'taken without an id',
        answer: { status: 200, body: '0|' },
        outcome: { outcome: 'sent', providerId: MESSAGE.id },
      },
      {
        name: 'busy',
        answer: { status: 200, body: '5|queue full' },
        outcome: { outcome: 'retry', code: 'http:200', reason: 'the aggregator is busy', afterMs: 20_000 },
      },
      {
        name: 'opted out',
        answer: { status: 200, body: '7|unsubscribed 081100000001' },
        outcome: { outcome: 'opted-out', code: 'http:200' },
      },
      {
        name: 'refused',
        answer: { status: 200, body: '12|invalid 081100000001' },
        outcome: { outcome: 'rejected', code: 'http:200', reason: 'the aggregator refused the message' },
      },
      {
        name: 'an answer that says neither',
        answer: { status: 200, body: '<html>' },
        outcome: {
          outcome: 'unknown',
          code: 'http:unclear-answer',
          reason: 'the answer holds neither success nor a known error: check outbound.success',
        },
      },
      {
        name: 'throttled',
        answer: { status: 429, headers: { 'retry-after': '9' }, body: '' },
        outcome: {
          outcome: 'retry',
          code: 'http:429',
          reason: 'the aggregator is asked too often',
          afterMs: 9_000,
          throttled: true,
        },
      },
      {
        name: 'a wrong key',
        answer: { status: 401, body: '' },
        outcome: {
          outcome: 'retry',
          code: 'http:401',
          reason: 'the aggregator refuses access (HTTP 401): check outbound.url and outbound.auth',
          afterMs: 900_000,
        },
      },
      {
        name: 'failed in the middle',
        answer: { status: 502, body: '' },
        outcome: {
          outcome: 'unknown',
          code: 'http:502',
          reason: 'the aggregator answered HTTP 502: it may have taken the message',
        },
      },
      {
        name: 'a redirect',
        answer: { status: 301, headers: { location: 'http://192.0.2.1/' }, body: '' },
        outcome: {
          outcome: 'unknown',
          code: 'http:301',
          reason: 'the aggregator answered with a redirect, which is not followed: check outbound.url',
        },
      },
    ],
    request: ({ method, url }) => {
      const { pathname, searchParams } = new URL(url, 'http://loopback');
      const expected = {
        tujuan: '081100000001',
        pesan: MESSAGE.text,
        ref: MESSAGE.id,
        kanal: 'premium',
        kunci: QUERY_KEY,
      };
      const faults = Object.entries(expected).flatMap(([name, value]) =>
        searchParams.get(name) === value ? [] : [`${name} is ${String(searchParams.get(name))}`],
      );
      return method === 'GET' && pathname === '/kirim' ? faults : [...faults, `${method} ${pathname}`];
    },
  },
};
