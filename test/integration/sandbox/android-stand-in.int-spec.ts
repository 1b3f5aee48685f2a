import 'reflect-metadata';
import { request } from 'undici';
import { androidProvider } from '../../../src/channels/sms/android/android.provider.js';
import { AndroidStandIn } from '../../../src/sandbox/android/android-stand-in.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import { AdapterGateway, bind, CITIZEN, citizenMessage, outbound, PNG, PUBLIC_URL, sentId, type Bound } from './adapter-gateway.js'; // prettier-ignore
import { until } from './gateway-double.js';

const ACCOUNT = { username: 'SANDBX', password: 'the-password', signingKey: 'the-signing-key', timeoutMs: 2000 };
const TO = { kind: 'phone', value: CITIZEN } as const;

describe.each([
  ['its cloud', '/3rdparty/v1'],
  ['the telephone itself', ''],
])('the handset by %s', (_name, path) => {
  let log: MessageLog;
  let far: AndroidStandIn;
  let gateway: AdapterGateway;
  let phone: Bound;
  let base: string;

  beforeEach(async () => {
    log = new MessageLog();
    far = new AndroidStandIn({ log, receiptDelayMs: 5, retryDelayMs: 5 });
    await far.start();
    base = new URL(far.env.SMS_TANAHBUMBU_URL ?? '').origin + path;
    gateway = new AdapterGateway();
    await gateway.start();
    phone = bind(androidProvider, 'sms-one', { ...ACCOUNT, url: base, deviceId: 'device1', simNumber: 2 }, { address: '+6281100000901' });
    gateway.serve([phone]);
    far.prepare([phone.config]);
    far.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL });
  }); // prettier-ignore

  afterEach(async () => {
    await far.stop();
    await gateway.stop();
  });

  const api = async (
    method: 'GET' | 'POST' | 'DELETE',
    below: string,
    body?: object,
    password = ACCOUNT.password,
  ): Promise<{ status: number; body: unknown }> => {
    const answer = await request(base + below, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${ACCOUNT.username}:${password}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === '' ? undefined : JSON.parse(text) };
  };

  it('delivers an SMS, twice as one message, and an MMS with its files', async () => {
    await far.send(phone.config, citizenMessage({ times: 2 }));
    const file = { filename: 'a.png', contentType: 'image/png', bytes: PNG };
    await far.send(phone.config, citizenMessage({ text: 'lihat', media: [file] }));
    const [once, again, mms] = gateway.of('message');
    expect(once).toMatchObject({ from: TO, to: ['+6281100000901'], text: 'lampu mati' });
    expect(again?.externalId).toBe(once?.externalId);
    expect(mms).toMatchObject({ text: 'lihat', attachments: [{ filename: 'a.png', contentType: 'image/png' }] });
    const ref = mms?.attachments[0]?.ref ?? '';
    expect(await phone.adapter.media?.fetch(ref, 1000)).toEqual({ bytes: PNG, contentType: 'image/png' });
  });

  it('sends, reports both states, and takes the same id once', async () => {
    const message = outbound(TO);
    expect(sentId(await phone.adapter.sender?.send(message))).toBe(message.id);
    expect(sentId(await phone.adapter.sender?.send(message))).toBe(message.id);
    await until('two reports', () => gateway.of('receipt').length === 2);
    expect(gateway.of('receipt')).toMatchObject(
      ['sent', 'delivered'].map((state) => ({ state, providerId: message.id, reference: message.id })),
    );
    expect(log.all()).toHaveLength(1);
    expect(await phone.adapter.sender?.lookup?.(message)).toEqual({ found: 'sent', providerId: message.id });
    expect((await api('GET', '/messages/none')).status).toBe(404);
  });

  it('reports what could not be sent', async () => {
    far.faults.add({ kind: 'undelivered' });
    await phone.adapter.sender?.send(outbound(TO));
    await until('the failure', () => gateway.of('receipt').some(({ state }) => state === 'failed'));
    expect(gateway.of('receipt').at(-1)?.error).toMatchObject({ code: 'android:RESULT_ERROR_NO_SERVICE' });
  });

  it('is not asked for a report that nobody wants', async () => {
    await api('POST', '/messages', { textMessage: { text: 'x' }, phoneNumbers: [CITIZEN], withDeliveryReport: false });
    await until('the delivery', () => log.all()[0]?.state === 'delivered');
    expect(gateway.of('receipt').map(({ state }) => state)).toEqual(['sent']);
  });

  it('can have a full queue, a forged signature, and lose an answer', async () => {
    far.faults.add({ kind: 'answer', status: 503 });
    expect(await phone.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'retry' });
    far.faults.add({ kind: 'wrong-signature' });
    expect((await far.send(phone.config, citizenMessage())).answers).toMatchObject([{ status: 403 }]);
    expect(gateway.refused).toEqual(['signature-mismatch']);
    far.faults.add({ kind: 'reset-after-accept' });
    const message = outbound(TO);
    expect(await phone.adapter.sender?.send(message)).toMatchObject({ outcome: 'unknown' });
    expect(await phone.adapter.sender?.lookup?.(message)).toMatchObject({ found: 'sent' });
  });

  const good = { textMessage: { text: 'x' }, phoneNumbers: [CITIZEN] };
  it.each<[string, object, string, number]>([
    ['a wrong password', good, 'another', 401],
    ['no text', { phoneNumbers: [CITIZEN] }, ACCOUNT.password, 400],
    ['no receiver', { ...good, phoneNumbers: [] }, ACCOUNT.password, 400],
    ['a receiver that is none', { ...good, phoneNumbers: ['Sari'] }, ACCOUNT.password, 400],
    ['another telephone', { ...good, deviceId: 'device2' }, ACCOUNT.password, 400],
    ['a fourth SIM card', { ...good, simNumber: 4 }, ACCOUNT.password, 400],
    ['a long id', { ...good, id: 'x'.repeat(37) }, ACCOUNT.password, 400],
  ])('refuses %s', async (_why, body, password, status) => {
    const answer = await api('POST', '/messages', body, password);
    expect(answer).toMatchObject({ status, body: { message: expect.any(String) as string } });
    expect(log.all()).toHaveLength(0);
  });

  it('calls for what was registered only', async () => {
    expect(await phone.adapter.probe?.probe()).toMatchObject({ ok: true });
    const hooks = (await api('GET', '/webhooks')).body as { id: string; event: string; url: string }[];
    const received = hooks.find(({ event }) => event === 'sms:received');
    expect((await api('DELETE', `/webhooks/${received?.id ?? ''}`)).status).toBe(204);
    expect(await phone.adapter.probe?.probe()).toMatchObject({ ok: false });
    expect((await far.send(phone.config, citizenMessage())).answers).toMatchObject([{ error: 'no-webhook' }]);
    expect((await api('POST', '/webhooks', { url: received?.url, event: 'sms:sung' })).status).toBe(400);
    expect((await api('POST', '/webhooks', { url: received?.url, event: 'sms:received' })).status).toBe(201);
    expect((await far.send(phone.config, citizenMessage())).answers).toMatchObject([{ status: 200 }]);
  });
});
