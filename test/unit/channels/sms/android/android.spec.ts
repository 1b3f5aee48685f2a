import { validateSync } from 'class-validator';
import { parseAndroid } from '../../../../../src/channels/sms/android/android.parse.js';
import { androidProvider } from '../../../../../src/channels/sms/android/android.provider.js';
import { lookupResult } from '../../../../../src/channels/sms/android/android.outcome.js';
import type { ChannelAdapter } from '../../../../../src/messaging/ports.js';
import { FarEnd } from '../../../../kit/conformance/far-end.js';
import { androidSettings, fixture, MESSAGE, NOW } from './android.harness.js';

const parse = (name: string, over: object = {}): unknown[] => parseAndroid(fixture(name), androidSettings(over));
const changed = (name: string, payload: object): Buffer => {
  const document = JSON.parse(fixture(name).toString()) as { payload: object };
  return Buffer.from(JSON.stringify({ ...document, payload: { ...document.payload, ...payload } }));
};
const idsOf = (events: unknown[]): unknown[] => events.map((event) => (event as { externalId?: string }).externalId);

describe('an SMS that the app delivers', () => {
  it('twice, with different event ids, is one message', () => {
    expect(idsOf(parse('sms-received-again.json'))).toEqual(idsOf(parse('sms-received.json')));
  });

  it('with the id of another text is another message: 32 bits collide', () => {
    const other = parseAndroid(changed('sms-received.json', { message: 'Sampah menumpuk' }), androidSettings());
    expect(idsOf(other)).not.toEqual(idsOf(parse('sms-received.json')));
  });

  it('is ignored where it is for the other SIM or comes from another telephone', () => {
    expect(parse('sms-received.json', { simNumber: 1 })).toMatchObject([{ type: 'message' }]);
    expect(parse('sms-received.json', { simNumber: 2 })).toEqual([{ type: 'ignored', reason: 'other-sim' }]);
    expect(parse('sms-received-older-app.json', { simNumber: 2 })).toMatchObject([{ type: 'message' }]);
    expect(parse('sms-received.json', { deviceId: 'lain' })).toMatchObject([
      { type: 'ignored', reason: 'other-device' },
    ]);
  });
});

describe('an MMS', () => {
  it('has its files in the webhook', async () => {
    const { media } = androidProvider.create({ id: 'sms-tanahbumbu', settings: androidSettings() });
    const [event] = parse('mms-downloaded.json') as { attachments: { ref: string }[] }[];
    const ref = event?.attachments[0]?.ref ?? '';
    expect(await media?.fetch(ref, 1_000)).toMatchObject({ contentType: 'image/png' });
    await expect(media?.fetch(ref, 10)).rejects.toMatchObject({ code: 'media-too-large' });
    await expect(media?.fetch('http://127.0.0.1:1/x', 10)).rejects.toMatchObject({ code: 'media-host-refused' });
  });

  it('without a sender has none', () => {
    const [event] = parseAndroid(changed('mms-downloaded.json', { sender: 'unknown' }), androidSettings());
    expect(event).toMatchObject({ type: 'message', from: null, nature: 'person' });
  });
});

describe('a look-up', () => {
  const reply = (status: number, body = ''): Parameters<typeof lookupResult>[0] => ({ status, headers: {}, body });
  const after = (seconds: number): number => Date.parse(MESSAGE.createdAt) + seconds * 1000;

  it.each([
    [
      'known',
      reply(200, JSON.stringify({ id: MESSAGE.id, state: 'Failed' })),
      60,
      { found: 'sent', providerId: MESSAGE.id },
    ],
    ['not known', reply(404), 60, { found: 'absent' }],
    ['not known yet', reply(404), 5, { found: 'unsure', reason: 'android:too-early-to-tell' }],
    ['not known any more', reply(404), 100_000, { found: 'unsure', reason: 'android:too-late-to-tell' }],
    ["a router's page", reply(200, '<html>'), 60, { found: 'unsure', reason: 'android:200' }],
    ['refused', reply(401), 60, { found: 'unsure', reason: 'android:401' }],
  ])('%s', (_name, answer, seconds, result) => {
    expect(lookupResult(answer, MESSAGE, after(seconds))).toEqual(result);
  });

  it('counts from the last attempt, whoever made it', () => {
    const message = { ...MESSAGE, attemptedAt: new Date(after(100_000)).toISOString() };
    expect(lookupResult(reply(404), message, after(100_060))).toEqual({ found: 'absent' });
  });
});

describe('over the wire', () => {
  let farEnd: FarEnd;
  const adapter = (over: object = {}): ChannelAdapter =>
    androidProvider.create({
      id: 'sms-tanahbumbu',
      statusCallbackUrl: 'https://aduan.example.id/hooks/sms-tanahbumbu/status',
      settings: androidSettings({ url: `${farEnd.url}/3rdparty/v1`, ...over }),
    });

  beforeAll(async () => {
    farEnd = await FarEnd.open();
  });
  afterAll(() => farEnd.close());

  it('a send names telephone, SIM card and how long it may wait', async () => {
    farEnd.answer({ status: 202, body: JSON.stringify({ id: MESSAGE.id }) });
    const { sender } = adapter({ deviceId: 'MxKw03Q2', simNumber: 2, ttlSeconds: 3600, deliveryReports: false });
    expect(await sender?.send(MESSAGE)).toMatchObject({ outcome: 'sent' });
    expect(JSON.parse(farEnd.received[0]?.body ?? '')).toMatchObject({
      deviceId: 'MxKw03Q2',
      simNumber: 2,
      ttl: 3600,
      withDeliveryReport: false,
    });
    await sender?.close?.();
  });

  it('a look-up asks for our id', async () => {
    farEnd.answer({ status: 404, body: '' });
    const { sender } = adapter();
    await sender?.lookup?.({ ...MESSAGE, attemptedAt: NOW.toISOString() });
    expect(farEnd.received[0]).toMatchObject({ method: 'GET', url: `/3rdparty/v1/messages/${MESSAGE.id}` });
    await sender?.close?.();
  });

  const hooks = (...events: string[]): string =>
    JSON.stringify(events.map((event) => ({ id: event, url: 'https://aduan.example.id/hooks/sms-tanahbumbu', event })));
  it.each([
    ['everything in order', 200, hooks('sms:received', 'sms:sent', 'sms:delivered', 'sms:failed'), true, 'every event'],
    ['no webhook for receipts', 200, hooks('sms:batch:received'), false, 'sms:sent, sms:delivered, sms:failed'],
    ["somebody else's webhook", 200, '[{"url":"https://example.id/x","event":"sms:received"}]', false, 'sms:received'],
    ['a wrong password', 401, '', false, 'password'],
    ["a router's page", 200, '<html>', false, 'not the app'],
  ])('a probe finds %s', async (_name, status, body, ok, words) => {
    farEnd.answer({ status, body });
    const { probe, sender } = adapter();
    expect(await probe?.probe()).toEqual({ ok, words: expect.stringContaining(words) as string });
    await sender?.close?.();
  });
});

describe('settings', () => {
  const wrong = (over: object): string[] => validateSync(androidSettings(over)).map(({ property }) => property);

  it.each([
    [{}, []],
    [{ url: 'https://api.sms-gate.app/3rdparty/v1' }, []],
    [{ url: '192.168.1.10:8080' }, ['url']],
    [{ signingKey: '' }, ['signingKey']],
    [{ simNumber: 0 }, ['simNumber']],
    [{ toleranceSeconds: 1 }, ['toleranceSeconds']],
  ])('%j: %j', (over, properties) => {
    expect(wrong(over)).toEqual(properties);
  });
});
