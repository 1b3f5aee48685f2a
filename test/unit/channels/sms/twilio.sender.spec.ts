import { parse } from 'node:querystring';
import { Readable } from 'node:stream';
import type { Exchange, ExchangeRequest } from '../../../../src/channels/wire/exchange.js';
import { decideLookup, type ListedMessage } from '../../../../src/channels/sms/twilio/twilio.lookup.js';
import { TwilioMedia } from '../../../../src/channels/sms/twilio/twilio.media.js';
import { refusalOutcome } from '../../../../src/channels/sms/twilio/twilio.outcome.js';
import { twilioProvider } from '../../../../src/channels/sms/twilio/twilio.provider.js';
import type { OutboundMessage } from '../../../../src/messaging/outbound-message.js';
import type { ChannelAdapter } from '../../../../src/messaging/ports.js';
import { FarEnd } from '../../../kit/conformance/far-end.js';
import { twilioSettings } from './twilio.harness.js';

const MESSAGE: OutboundMessage = {
  id: '01990000-0000-7000-8000-000000000003',
  channelId: 'sms-1708',
  to: { kind: 'phone', value: '+6281100000001' },
  text: 'TBU-000123 diterima — “segera” diteruskan.',
  purpose: 'acknowledgement',
  createdAt: '2026-11-21T08:00:00.000Z',
};

const listed = (over: Partial<ListedMessage> = {}): ListedMessage => ({
  sid: 'SM9',
  body: MESSAGE.text,
  direction: 'outbound-api',
  dateCreated: new Date('2026-11-21T08:00:03Z'),
  ...over,
});

describe('what the list of messages says', () => {
  const settled = { complete: true, settled: true };

  it('found: same text, outbound, not older', () => {
    expect(decideLookup(MESSAGE, [listed({ sid: 'SM8', body: 'lain' }), listed()], settled)).toEqual({
      found: 'sent',
      providerId: 'SM9',
    });
  });
  it.each([
    ['Smart Encoding', 'TBU-000123 diterima - "segera" diteruskan.'],
    ['a trial account', `Sent from your Twilio trial account - ${MESSAGE.text}`],
  ])('found although %s changed the text', (_name, body) => {
    expect(decideLookup(MESSAGE, [listed({ body })], settled)).toMatchObject({ found: 'sent' });
  });
  it.each([
    ['inbound', { direction: 'inbound' }],
    ['older', { dateCreated: new Date('2026-11-21T07:59:00Z') }],
    ['another text', { body: 'TBU-000124 diterima — “segera” diteruskan.' }],
  ])('absent where the only one is %s', (_name, over) => {
    expect(decideLookup(MESSAGE, [listed(over)], settled)).toEqual({ found: 'absent' });
  });
  it('is not sure too early', () => {
    expect(decideLookup(MESSAGE, [], { complete: true, settled: false })).toEqual({
      found: 'unsure',
      reason: 'twilio:too-early-to-tell',
    });
  });
  it('wants more pages before it says absent', () => {
    expect(decideLookup(MESSAGE, [listed({ body: 'lain' })], { complete: false, settled: true })).toBeUndefined();
  });
});

describe('every code that Twilio documents for a send', () => {
  it.each([
    [429, 20429, 'retry'],
    [400, 21611, 'retry'],
    [400, 30022, 'retry'],
    [400, 14107, 'retry'],
    [503, 20503, 'retry'],
    [400, 21610, 'opted-out'],
    [400, 21211, 'rejected'],
    [400, 21614, 'rejected'],
    [403, 21408, 'rejected'],
    [400, 30003, 'rejected'],
    [400, 21617, 'rejected'],
    [400, 21635, 'rejected'],
    [400, 29999, 'rejected'],
    [401, 20003, 'retry'],
    [403, 20005, 'retry'],
    [404, 20404, 'retry'],
    [400, 21606, 'retry'],
    [400, 21703, 'retry'],
    [500, 20500, 'unknown'],
    [502, undefined, 'unknown'],
    [503, undefined, 'unknown'],
    [504, undefined, 'unknown'],
  ] as const)('HTTP %s, code %s: %s', (status, code, outcome) => {
    expect(refusalOutcome({ status, code, message: '' }).outcome).toBe(outcome);
  });
});

describe('Twilio as the far end', () => {
  let farEnd: FarEnd;
  let adapter: ChannelAdapter;
  const open = (over: Parameters<typeof twilioSettings>[0] = {}): ChannelAdapter =>
    twilioProvider.create({
      id: 'sms-1708',
      address: '1708',
      settings: twilioSettings({ apiBase: farEnd.url, ...over }),
    });

  beforeEach(async () => {
    farEnd = await FarEnd.open();
    adapter = open();
  });
  afterEach(async () => {
    await adapter.sender?.close?.();
    await farEnd.close();
  });

  it('sends through a Messaging Service where one is set, without From', async () => {
    const service = open({
      messagingServiceSid: `MG${'5'.repeat(32)}`,
      statusCallbackUrl: 'https://other.example.id/status',
    });
    farEnd.answer({ status: 201, body: '{"sid":"SM1"}' });
    expect(await service.sender?.send(MESSAGE)).toEqual({ outcome: 'sent', providerId: 'SM1' });
    expect({ ...parse(farEnd.received[0]?.body ?? '') }).toEqual({
      To: '+6281100000001',
      Body: MESSAGE.text,
      MessagingServiceSid: `MG${'5'.repeat(32)}`,
      StatusCallback: 'https://other.example.id/status',
    });
    await service.sender?.close?.();
  });

  it('sends nothing to nobody, and nothing without a sender', async () => {
    farEnd.answer({ status: 201, body: '{"sid":"SM1"}' });
    expect(await adapter.sender?.send({ ...MESSAGE, to: null })).toMatchObject({
      outcome: 'rejected',
      code: 'twilio:not-a-phone',
    });
    expect(await adapter.sender?.send({ ...MESSAGE, to: { kind: 'email', value: 'a@example.id' } })).toMatchObject({
      outcome: 'rejected',
    });
    const anonymous = twilioProvider.create({ id: 'x', settings: twilioSettings({ apiBase: farEnd.url }) });
    expect(await anonymous.sender?.send(MESSAGE)).toMatchObject({ outcome: 'rejected', code: 'twilio:no-sender' });
    expect(farEnd.received).toEqual([]);
  });

  const page = (messages: object[], next: string | null): { status: number; body: string } => ({
    status: 200,
    body: JSON.stringify({ messages, next_page_uri: next, page_size: 100 }),
  });
  const resource = (sid: string, body: string): object => ({
    sid,
    body,
    direction: 'outbound-api',
    date_created: 'Sat, 21 Nov 2026 08:00:05 +0000',
    status: 'queued',
  });

  it('looks a lost message up over the pages, at the far end that is configured', async () => {
    farEnd.answer(
      page(
        [resource('SM7', 'lain')],
        '/2010-04-01/Accounts/AC5a4db0c05a4db0c05a4db0c05a4db0c0/Messages.json?Page=1&PageToken=x',
      ),
    );
    const second = page([resource('SM8', MESSAGE.text)], null);
    const turn = setInterval(() => {
      if (farEnd.received.length === 1) farEnd.answerNext(second);
    }, 1);
    const found = await adapter.sender?.lookup?.(MESSAGE);
    clearInterval(turn);
    expect(found).toEqual({ found: 'sent', providerId: 'SM8' });
    expect(farEnd.received.at(-1)?.url).toContain('PageToken=x');
    const query = new URL(farEnd.received[0]?.url ?? '', 'http://x').searchParams;
    expect([query.get('To'), query.get('From')]).toEqual(['+6281100000001', '1708']);
  });

  it('is not sure of a message that it has just tried to send, nor of a list that did not come', async () => {
    farEnd.answer('cut');
    expect(await adapter.sender?.send(MESSAGE)).toMatchObject({ outcome: 'unknown' });
    farEnd.answer(page([], null));
    const tried = { ...MESSAGE, attemptedAt: new Date().toISOString() };
    expect(await adapter.sender?.lookup?.(tried)).toEqual({ found: 'unsure', reason: 'twilio:too-early-to-tell' });
    farEnd.answer({ status: 401, body: '{"code":20003,"message":"no +6281100000001","status":401}' });
    expect(await adapter.sender?.lookup?.(MESSAGE)).toEqual({ found: 'unsure', reason: 'twilio:20003' });
  });
});

describe('Twilio media', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
  let farEnd: FarEnd;
  let adapter: ChannelAdapter;
  const ref = 'https://api.twilio.com/2010-04-01/Accounts/AC5a4db0c05a4db0c05a4db0c05a4db0c0/Messages/MM1/Media/ME1';
  const fetch = async (address = ref, most = 1_000) => adapter.media?.fetch(address, most);

  beforeEach(async () => {
    farEnd = await FarEnd.open();
    adapter = twilioProvider.create({ id: 'sms-1708', settings: twilioSettings({ apiBase: farEnd.url }) });
  });
  afterEach(async () => {
    await adapter.sender?.close?.();
    await farEnd.close();
  });

  it('comes with the type of its content, asked for with the account, from the configured far end', async () => {
    farEnd.answer({ status: 200, headers: { 'content-type': 'text/html' }, body: PNG });
    expect(await fetch()).toEqual({ bytes: PNG, contentType: 'image/png' });
    expect(farEnd.received[0]).toMatchObject({
      url: new URL(ref).pathname,
      headers: { authorization: expect.stringMatching(/^Basic /) as string },
    });
  });
  it('is never trusted as HTML', async () => {
    farEnd.answer({ status: 200, headers: { 'content-type': 'text/html' }, body: '<script>alert(1)</script>' });
    expect(await fetch()).toMatchObject({ contentType: 'application/octet-stream' });
  });
  it.each([
    ['by what it says', { 'content-length': '5000' }, 'x'.repeat(5_000)],
    ['by what comes', { 'transfer-encoding': 'chunked' }, 'x'.repeat(5_000)],
  ])('is cut off when too large %s', async (_name, headers, body) => {
    farEnd.answer({ status: 200, headers, body });
    await expect(fetch()).rejects.toMatchObject({ code: 'media-too-large', retryable: false });
  });
  it.each([
    ['http://169.254.169.254/latest/meta-data'],
    ['https://twilio.com.example.id/x'],
    ['https://eviltwilio.com/x'],
    ['https://user:pass@api.twilio.com/x'],
    ['http://mms.twiliocdn.com/x'],
    ['https://api.twilio.com:8443/x'],
    ['file:///etc/passwd'],
    ['tidak'],
  ])('is not fetched from %s', async (address) => {
    await expect(fetch(address)).rejects.toMatchObject({ code: 'media-host-refused' });
    expect(farEnd.received).toEqual([]);
  });
  it('does not follow a redirect elsewhere', async () => {
    farEnd.answer({ status: 307, headers: { location: 'http://169.254.169.254/latest' }, body: '' });
    await expect(fetch()).rejects.toMatchObject({ code: 'media-host-refused' });
  });
  it("gives the account's credentials to the API only, not to the host that it redirects to", async () => {
    const asked: { url: string; authorised: boolean }[] = [];
    const answers = [
      {
        statusCode: 307,
        headers: { location: 'https://mms.twiliocdn.com/signed?x=1' },
        body: { dump: async () => undefined },
      },
      { statusCode: 200, headers: {}, body: Readable.from([PNG]) },
    ];
    const exchange = {
      stream: async ({ url, headers }: ExchangeRequest) => {
        asked.push({ url, authorised: 'authorization' in headers });
        return answers.shift();
      },
    } as unknown as Exchange;
    const media = new TwilioMedia(twilioSettings({ apiBase: 'https://api.twilio.com' }), exchange);
    expect(await media.fetch(ref, 1_000)).toMatchObject({ contentType: 'image/png' });
    expect(asked).toEqual([
      { url: ref, authorised: true },
      { url: 'https://mms.twiliocdn.com/signed?x=1', authorised: false },
    ]);
  });
  it('does not follow redirects without end', async () => {
    farEnd.answer({ status: 302, headers: { location: '/again' }, body: '' });
    await expect(fetch()).rejects.toMatchObject({ code: 'media-host-refused' });
    expect(farEnd.received.length).toBeLessThanOrEqual(4);
  });
  it.each([
    [404, 'media-gone', false],
    [500, 'media-unreachable', true],
  ])('HTTP %s is %s', async (status, code, retryable) => {
    farEnd.answer({ status, body: '' });
    await expect(fetch()).rejects.toMatchObject({ code, retryable });
  });
  it('is unreachable where the far end breaks off', async () => {
    farEnd.answer('cut');
    await expect(fetch()).rejects.toMatchObject({ code: 'media-unreachable', retryable: true });
  });
});
