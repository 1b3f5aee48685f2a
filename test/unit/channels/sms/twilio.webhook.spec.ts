import { createHash } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { TwilioWebhook } from '../../../../src/channels/sms/twilio/twilio.webhook.js';
import type { WebhookRequest } from '../../../../src/messaging/ports.js';
import { fixture, HOOK, signed, TOKEN, twilioSettings } from './twilio.harness.js';

const webhook = new TwilioWebhook(twilioSettings());
const plain = fixture('message-plain');

describe('Twilio signatures', () => {
  it.each([
    ['signed with the port, called without', 'https://aduan.example.id:443/hooks/sms-1708', HOOK],
    ['signed without the port, called with it', HOOK, 'https://aduan.example.id:443/hooks/sms-1708'],
    ['with a query', `${HOOK}?wilayah=63%2E10`, `${HOOK}?wilayah=63%2E10`],
    ['with a character that URL parsers rewrite', `${HOOK}?a='b'`, `${HOOK}?a='b'`],
  ])('are taken %s', (_name, signedUrl, url) => {
    expect(webhook.verify(signed(plain, { url, signedUrl }))).toEqual({ ok: true });
  });

  it('cover each value of a repeated name', () => {
    const body = Buffer.from(`${plain.toString()}&Tag=b&Tag=a`);
    expect(webhook.verify(signed(body))).toEqual({ ok: true });
    expect(webhook.verify({ ...signed(body), body: Buffer.from(`${plain.toString()}&Tag=b&Tag=c`) }).ok).toBe(false);
  });

  it('are checked over GET, where the URL holds everything', () => {
    const url = `${HOOK}?${plain.toString()}`;
    const request: WebhookRequest = {
      method: 'GET',
      url,
      headers: { 'x-twilio-signature': getExpectedTwilioSignature(TOKEN, url, {}) },
      body: Buffer.alloc(0),
      now: new Date(),
    };
    expect(webhook.verify(request)).toEqual({ ok: true });
    expect(webhook.parse(request)).toMatchObject([
      { type: 'message', externalId: 'SM00000000000000000000000000000101' },
    ]);
    expect(webhook.verify({ ...request, url: url.replace('pasar', 'pusat') }).ok).toBe(false);
  });

  it('cover a JSON body by its hash in the URL', () => {
    const body = Buffer.from('{"Level":"ERROR"}');
    const url = `${HOOK}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const headers = {
      'content-type': 'application/json',
      'x-twilio-signature': getExpectedTwilioSignature(TOKEN, url, {}),
    };
    const request: WebhookRequest = { method: 'POST', url, headers, body, now: new Date() };
    expect(webhook.verify(request)).toEqual({ ok: true });
    expect(webhook.parse(request)).toEqual([{ type: 'ignored', reason: 'not-a-message' }]);
    expect(webhook.verify({ ...request, body: Buffer.from('{"Level":"OTHER"}') }).ok).toBe(false);
  });

  it('do not make an unhashed JSON body readable', () => {
    const request = { ...signed(plain), headers: { 'content-type': 'application/json' } };
    expect(() => webhook.parse(request)).toThrow(expect.objectContaining({ field: 'content-type' }) as Error);
  });

  it('never let the reading of one request serve another', () => {
    const first = signed(plain);
    const second = signed(fixture('message-unicode-emoji'));
    webhook.verify(first);
    expect(webhook.parse(second)).toMatchObject([{ externalId: 'SM00000000000000000000000000000103' }]);
    expect(webhook.parse(first)).toMatchObject([{ externalId: 'SM00000000000000000000000000000101' }]);
  });
});

describe('Twilio messages', () => {
  const read = (fields: Record<string, string>) =>
    webhook.parse(
      signed(
        Buffer.from(new URLSearchParams({ MessageSid: 'SM1', From: '+6281100000001', Body: '', ...fields }).toString()),
      ),
    )[0];

  it.each(['STOP', 'stop', ' Berhenti ', 'UNSUB.', '"STOP"'])('%j alone takes the sender off the list', (Body) => {
    expect(read({ Body })).toMatchObject({ type: 'opt-out', externalId: 'SM1' });
  });
  it.each(['START', 'mulai'])('%j alone puts the sender back', (Body) => {
    expect(read({ Body })).toMatchObject({ type: 'opt-in' });
  });
  it.each(['STOP TANAHBUMBU', 'tolong stop', 'BATAL', 'CANCEL', 'YES', 'stopkontak', ''])('%j is a message', (Body) => {
    expect(read({ Body })).toMatchObject({ type: 'message', text: Body });
  });
  it('STOP with a photo is a message', () => {
    expect(read({ Body: 'STOP', NumMedia: '1', MediaUrl0: 'https://api.twilio.com/x' })).toMatchObject({
      type: 'message',
    });
  });
  it('drops NUL bytes and keeps the rest of the text', () => {
    expect(read({ Body: 'lampu\0 mati \u202e' })).toMatchObject({ text: 'lampu mati \u202e' });
  });
  it('takes the old names of the id', () => {
    const body = Buffer.from('SmsMessageSid=SM77&From=%2B6281100000001&Body=halo');
    expect(webhook.parse(signed(body))).toMatchObject([{ externalId: 'SM77' }]);
  });
  it('reads a message that somebody asked to have MessageStatus on', () => {
    expect(read({ Body: 'halo', MessageStatus: 'received' })).toMatchObject({ type: 'message' });
  });
});
