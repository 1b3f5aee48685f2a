import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node:querystring';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { TwilioSettings } from '../../../../src/channels/sms/twilio/twilio.settings.js';
import { twilioProvider } from '../../../../src/channels/sms/twilio/twilio.provider.js';
import type { WebhookRequest } from '../../../../src/messaging/ports.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';
import { RECORDED, SID } from './twilio.recorded.js';

const FIXTURES = join(__dirname, '../../../fixtures/twilio');
export const TOKEN = '0123456789abcdef0123456789abcdef';
export const HOOK = 'https://aduan.example.id/hooks/sms-1708';
export const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, `${name}.form`));

export function twilioSettings(over: Partial<TwilioSettings> = {}): TwilioSettings {
  return Object.assign(
    new TwilioSettings(),
    { accountSid: 'AC5a4db0c05a4db0c05a4db0c05a4db0c0', authToken: TOKEN, timeoutMs: 2_000 },
    over,
  );
}

/** A delivery signed as Twilio signs: over what a form reader makes of the body. */
export function signed(
  body: Buffer,
  options: { url?: string; signedUrl?: string; token?: string; now?: Date } = {},
): WebhookRequest {
  const url = options.url ?? HOOK;
  const fields = parse(body.toString('utf8'), '&', '=', { maxKeys: 0 });
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': getExpectedTwilioSignature(options.token ?? TOKEN, options.signedUrl ?? url, fields),
    },
    body,
    now: options.now ?? new Date('2026-11-21T08:00:00Z'),
  };
}

const plain = fixture('message-plain');
const genuine = signed(plain);

const refusal = (status: number, code: number, text: string): { status: number; body: string } => ({
  status,
  body: JSON.stringify({
    code,
    message: text,
    more_info: `https://www.twilio.com/docs/errors/${String(code)}`,
    status,
  }),
});

export const twilioHarness: ConformanceHarness = {
  create: (farEnd) =>
    twilioProvider.create({
      id: 'sms-1708',
      address: '1708',
      settings: twilioSettings({ apiBase: farEnd }),
      statusCallbackUrl: `${HOOK}/status`,
    }),
  secrets: [TOKEN, Buffer.from(`AC5a4db0c05a4db0c05a4db0c05a4db0c0:${TOKEN}`).toString('base64')],
  webhook: {
    deliver: (payload, now) => signed(payload, now === undefined ? {} : { now }),
    recorded: RECORDED.map(({ name, events }) => ({ name, payload: fixture(name), events })),
    forged: [
      {
        name: 'without a signature',
        request: { ...genuine, headers: { 'content-type': genuine.headers['content-type'] } },
      },
      {
        name: 'with an empty signature',
        request: { ...genuine, headers: { ...genuine.headers, 'x-twilio-signature': '' } },
      },
      { name: 'signed with another token', request: signed(plain, { token: 'f'.repeat(32) }) },
      {
        name: 'signed for another URL',
        request: signed(plain, { signedUrl: 'https://aduan.example.id/hooks/sms-badung' }),
      },
      {
        name: 'with one byte changed',
        request: { ...genuine, body: Buffer.from(plain.toString().replace('Kusan', 'Kusam')) },
      },
      {
        name: 'with a field added',
        request: { ...genuine, body: Buffer.concat([plain, Buffer.from('&NumMedia2=1')]) },
      },
      {
        name: 'with a signature of another length',
        request: { ...genuine, headers: { ...genuine.headers, 'x-twilio-signature': 'AAAA' } },
      },
      { name: 'with a Host that is none', request: { ...genuine, url: 'https://[/hooks/sms-1708' } },
      {
        name: 'with a body that its hash in the URL does not name',
        request: { ...signed(Buffer.alloc(0), { url: `${HOOK}?bodySHA256=${'0'.repeat(64)}` }), body: plain },
      },
    ],
    unknown: [
      { name: 'a voice call', payload: fixture('voice-call') },
      { name: 'a status of tomorrow', payload: fixture('status-of-tomorrow') },
    ],
    malformed: [
      { name: 'no MessageSid', payload: fixture('malformed-no-message-sid'), field: 'MessageSid' },
      { name: 'no From', payload: fixture('malformed-no-from'), field: 'From' },
      { name: 'a bad percent code', payload: fixture('malformed-bad-percent'), field: 'Body' },
      { name: 'invalid UTF-8', payload: fixture('malformed-invalid-utf8'), field: 'Body' },
      { name: 'a photo without its URL', payload: fixture('malformed-media-missing'), field: 'MediaUrl0' },
      { name: 'a WhatsApp sender', payload: fixture('malformed-whatsapp-sender'), field: 'From' },
      { name: 'JSON', payload: Buffer.from('{"MessageSid":"SM1"}'), field: 'MessageSid' },
      { name: 'nothing', payload: Buffer.alloc(0), field: 'MessageSid' },
      {
        name: 'an over-long text',
        payload: Buffer.from(`MessageSid=SM1&From=%2B6281100000001&Body=${'a'.repeat(20_000)}`),
        field: 'Body',
      },
      {
        name: 'an over-long id',
        payload: Buffer.from(`MessageSid=SM${'1'.repeat(200)}&From=%2B6281100000001&Body=a`),
        field: 'MessageSid',
      },
      {
        name: 'a million photos',
        payload: Buffer.from('MessageSid=SM1&From=%2B6281100000001&Body=a&NumMedia=1000000'),
        field: 'NumMedia',
      },
    ],
    hostile: ({ id, from, text }) => {
      const field = (name: string, value: string): string =>
        `${name}=${encodeURIComponent(Buffer.from(value).toString())}`;
      return Buffer.from(
        [field('MessageSid', id), field('From', from), field('To', from), field('Body', text), 'NumMedia=0'].join('&'),
      );
    },
  },
  sender: {
    message: {
      id: '01990000-0000-7000-8000-000000000001',
      channelId: 'sms-1708',
      to: { kind: 'phone', value: '+6281100000001' },
      text: 'TBU-000123 diterima. Jawaban paling lambat Rab 25 Nov.',
      purpose: 'acknowledgement',
      createdAt: '2026-11-21T08:00:00.000Z',
    },
    lost: 'unknown',
    answers: [
      {
        name: 'accepted',
        answer: { status: 201, body: JSON.stringify({ sid: SID('301'), status: 'queued', num_segments: '2' }) },
        outcome: { outcome: 'sent', providerId: SID('301'), segments: 2 },
      },
      {
        name: 'accepted through a Messaging Service',
        answer: { status: 201, body: JSON.stringify({ sid: SID('302'), status: 'accepted', num_segments: '0' }) },
        outcome: { outcome: 'sent', providerId: SID('302') },
      },
      {
        name: 'success without a sid',
        answer: { status: 201, body: '{}' },
        outcome: {
          outcome: 'unknown',
          code: 'twilio:answer-without-sid',
          reason: 'Twilio answered with success but named no message',
        },
      },
      {
        name: 'success that is no JSON',
        answer: { status: 200, body: '<html>' },
        outcome: {
          outcome: 'unknown',
          code: 'twilio:unreadable-answer',
          reason: 'Twilio gave an answer that could not be read',
        },
      },
      {
        name: 'throttled, with Retry-After',
        answer: { ...refusal(429, 20429, 'Too Many Requests'), headers: { 'retry-after': '7' } },
        outcome: {
          outcome: 'retry',
          code: 'twilio:20429',
          reason: 'Twilio: too many requests at once',
          afterMs: 7000,
          throttled: true,
        },
      },
      {
        name: 'throttled by something before Twilio',
        answer: { status: 429, body: 'slow down' },
        outcome: {
          outcome: 'retry',
          code: 'twilio:http-429',
          reason: 'Twilio: too many requests at once',
          throttled: true,
        },
      },
      {
        name: 'queue full',
        answer: refusal(400, 21611, "This 'From' number has exceeded the maximum number of queued messages"),
        outcome: {
          outcome: 'retry',
          code: 'twilio:21611',
          reason: "Twilio: this sender's queue is full",
          throttled: true,
        },
      },
      {
        name: 'opted out',
        answer: refusal(400, 21610, 'Attempt to send to unsubscribed recipient +6281100000001'),
        outcome: { outcome: 'opted-out', code: 'twilio:21610' },
      },
      {
        name: 'no valid number',
        answer: refusal(400, 21211, "The 'To' number +6281100000001 is not a valid phone number."),
        outcome: { outcome: 'rejected', code: 'twilio:21211', reason: 'the receiver is no valid telephone number' },
      },
      {
        name: 'no mobile number',
        answer: refusal(400, 21614, 'To number: +6281100000001, is not a mobile number'),
        outcome: { outcome: 'rejected', code: 'twilio:21614', reason: 'the receiver is no mobile number' },
      },
      {
        name: 'country not enabled',
        answer: refusal(400, 21408, 'Permission to send an SMS has not been enabled for the region'),
        outcome: {
          outcome: 'rejected',
          code: 'twilio:21408',
          reason: "Twilio: sending to the receiver's country is not enabled for this account",
        },
      },
      {
        name: 'a code of tomorrow with a number in its words',
        answer: refusal(400, 21999, 'Cannot reach +62 811-0000-0001 "Budi"'),
        outcome: { outcome: 'rejected', code: 'twilio:21999', reason: 'Twilio: Cannot reach … …' },
      },
      {
        name: 'wrong token',
        answer: refusal(401, 20003, 'Authenticate'),
        outcome: {
          outcome: 'retry',
          code: 'twilio:20003',
          reason: 'Twilio refuses accountSid and authToken: check both in config/gateway.yaml',
          afterMs: 900_000,
        },
      },
      {
        name: 'forbidden by something before Twilio',
        answer: { status: 403, body: 'no' },
        outcome: {
          outcome: 'retry',
          code: 'twilio:http-403',
          reason: 'Twilio refuses access (HTTP 403): check accountSid, authToken and apiBase',
          afterMs: 900_000,
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
      {
        name: 'a gateway that heard nothing',
        answer: { status: 504, body: '' },
        outcome: {
          outcome: 'unknown',
          code: 'twilio:http-504',
          reason: 'Twilio answered HTTP 504: it may have taken the message',
        },
      },
      {
        name: "not available, in Twilio's words",
        answer: { ...refusal(503, 20503, 'Service unavailable'), headers: { 'retry-after': '30' } },
        outcome: { outcome: 'retry', code: 'twilio:20503', reason: 'Twilio is not available', afterMs: 30_000 },
      },
      {
        name: 'a redirect',
        answer: { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
        outcome: {
          outcome: 'unknown',
          code: 'twilio:http-302',
          reason: 'Twilio answered HTTP 302: it may have taken the message',
        },
      },
    ],
    request: ({ method, url, headers, body }) => {
      const fields = parse(body);
      const expected = {
        To: '+6281100000001',
        From: '1708',
        Body: 'TBU-000123 diterima. Jawaban paling lambat Rab 25 Nov.',
        StatusCallback: `${HOOK}/status`,
      };
      const faults = Object.entries(expected).flatMap(([name, value]) =>
        fields[name] === value ? [] : [`${name} is ${String(fields[name])}`],
      );
      if (method !== 'POST' || url !== '/2010-04-01/Accounts/AC5a4db0c05a4db0c05a4db0c05a4db0c0/Messages.json')
        faults.push(`${method} ${url}`);
      const basic = Buffer.from(`AC5a4db0c05a4db0c05a4db0c05a4db0c0:${TOKEN}`).toString('base64');
      if (headers.authorization !== `Basic ${basic}`) faults.push('the request is not authorised');
      return faults;
    },
  },
};
