import { createHmac } from 'node:crypto';
import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { request } from 'undici';
import { HttpSmsSettings } from '../../../src/channels/sms/http/http.settings.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import { HttpSmsStandIn } from '../../../src/sandbox/sms-http/http-sms-stand-in.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';
import { GatewayDouble, until } from './gateway-double.js';

const CITIZEN = '+6281100000001';
const PUBLIC_URL = 'https://aduan.example.id';
const sms = { from: CITIZEN, text: 'lampu mati & gelap', media: [], times: 1 };

describe('HTTP aggregator stand-in', () => {
  let gateway: GatewayDouble;
  let far: HttpSmsStandIn;
  let log: MessageLog;

  function start(settings: object): ChannelConfig {
    const channel: ChannelConfig = {
      id: 'sms-tanahbumbu',
      kind: 'sms',
      provider: 'http',
      enabled: true,
      address: '+6281100009999',
      settings: plainToInstance(HttpSmsSettings, settings),
    };
    far.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL }, [channel]);
    return channel;
  }

  async function post(
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<{ status: number; body: string }> {
    const answer = await request(String(far.env.SMS_HTTP_API_BASE) + path, { method: 'POST', headers, body });
    return { status: answer.statusCode, body: await answer.body.text() };
  }

  beforeEach(async () => {
    gateway = new GatewayDouble();
    await gateway.start();
    log = new MessageLog();
    far = new HttpSmsStandIn(log, { receiptDelayMs: 5, retryDelayMs: 5 });
    await far.start();
  });

  afterEach(async () => {
    await far.stop();
    await gateway.stop();
  });

  const hmac = { type: 'hmac', header: 'X-Signature', secret: 's3cret', prefix: 'sha256=' };
  const json = {
    apiBase: 'http://127.0.0.1:1',
    inbound: {
      format: 'json',
      list: 'messages',
      fields: { id: 'key.id', from: 'sender', to: 'dest', text: 'content.body', time: 'at' },
      auth: hmac,
      status: {
        fields: { id: 'ref', state: 'status', error: 'err' },
        states: { DELIVRD: 'delivered', UNDELIV: 'failed' },
      },
    },
    outbound: {
      url: '/v1/send',
      format: 'json',
      fields: { 'messages.0.to': '{to}', 'messages.0.text': '{text}', sender: '{from}', ref: 'k-{id}' },
      auth: { type: 'bearer', value: 'token-1' },
      numberFormat: 'plus-less',
      success: { path: 'result.code', equals: 0 },
      idPath: 'result.ids.0',
      idempotent: true,
    },
  };

  it('delivers a message in the shape and with the signature that the settings describe', async () => {
    const channel = start(json);
    const { id, answers } = await far.send(channel, sms);
    expect(answers).toMatchObject([{ status: 200 }]);
    const [call] = gateway.calls;
    expect(call?.path).toBe('/hooks/sms-tanahbumbu');
    expect(JSON.parse(call?.body ?? '')).toEqual({
      messages: [
        {
          key: { id },
          sender: CITIZEN,
          dest: '+6281100009999',
          content: { body: sms.text },
          at: expect.stringMatching(/^\d{4}-/) as string,
        },
      ],
    });
    const signature = createHmac('sha256', 's3cret')
      .update(call?.body ?? '')
      .digest('hex');
    expect(call?.headers['x-signature']).toBe(`sha256=${signature}`);
  });

  it('takes a send that matches the settings, answers as they expect, and reports its delivery', async () => {
    start(json);
    const body = {
      messages: [{ to: '6281100000001', text: 'TBU-000123 diterima.' }],
      sender: '+6281100009999',
      ref: 'k-abc',
    };
    const headers = { authorization: 'Bearer token-1', 'content-type': 'application/json' };
    const answer = await post('/v1/send', headers, JSON.stringify(body));
    const id = log.ofCitizen(CITIZEN)[0]?.id;
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ result: { code: 0, ids: [id] } });
    await until('a receipt', () => gateway.calls.length === 1);
    expect(gateway.calls[0]?.path).toBe('/hooks/sms-tanahbumbu/status');
    expect(JSON.parse(gateway.calls[0]?.body ?? '')).toEqual({ ref: id, status: 'DELIVRD' });
    expect(log.ofCitizen(CITIZEN)[0]).toMatchObject({
      state: 'delivered',
      text: 'TBU-000123 diterima.',
      reference: 'abc',
    });

    const again = await post('/v1/send', headers, JSON.stringify(body));
    expect(again).toEqual(answer);
    expect(log.counts().out).toBe(1);
  });

  it.each<[string, string, Record<string, string>, object, number]>([
    ['a wrong token', '/v1/send', { authorization: 'Bearer other' }, {}, 401],
    ['another path', '/v2/send', { authorization: 'Bearer token-1' }, {}, 404],
    ['a missing field', '/v1/send', { authorization: 'Bearer token-1' }, { sender: 'x' }, 400],
    [
      'a number in another form',
      '/v1/send',
      { authorization: 'Bearer token-1' },
      { messages: [{ to: 'x11', text: 'x' }], sender: 'x', ref: 'k-1' },
      400,
    ],
  ])('refuses a send with %s', async (_name, path, headers, body, status) => {
    start(json);
    const answer = await post(path, { ...headers, 'content-type': 'application/json' }, JSON.stringify(body));
    expect(answer.status).toBe(status);
    expect(log.counts().out).toBe(0);
  });

  it('speaks query strings, GET, shared secrets and plain answers', async () => {
    const channel = start({
      inbound: {
        method: 'GET',
        format: 'query',
        fields: { from: 'msisdn', text: 'sms' },
        auth: { type: 'secret', in: 'query', name: 'key', value: 's3cret' },
      },
      outbound: {
        url: 'http://127.0.0.1:1/kirim',
        format: 'form',
        fields: { no: '{to}', isi: '{text}' },
        auth: { type: 'basic', username: 'u', password: 'p' },
        numberFormat: 'national',
        success: { matches: '^OK' },
        idPattern: '^OK (\\S+)$',
      },
    });
    expect(far.problem(channel)).toBeUndefined();
    await far.send(channel, sms);
    expect(gateway.calls[0]).toMatchObject({ method: 'GET', body: '' });
    const query = new URL(gateway.calls[0]?.path ?? '', PUBLIC_URL).searchParams;
    expect(Object.fromEntries(query)).toEqual({ msisdn: CITIZEN, sms: sms.text, key: 's3cret' });

    const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const form = new URLSearchParams({ no: '081100000001', isi: 'halo' }).toString();
    const answer = await post('/kirim', { authorization, 'content-type': 'application/x-www-form-urlencoded' }, form);
    expect(answer.body).toBe(`OK ${log.ofCitizen(CITIZEN)[1]?.id ?? ''}`);
  });

  it('says so when it cannot make up the answer that the settings expect', () => {
    const channel = start({ ...json, outbound: { ...json.outbound, success: { matches: '^diterima nomor' } } });
    expect(far.problem(channel)).toContain('outbound.success.matches');
  });
});
