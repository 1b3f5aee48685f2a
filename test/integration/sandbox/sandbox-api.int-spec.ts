import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { request } from 'undici';
import { parse } from 'yaml';
import { TwilioSettings } from '../../../src/channels/sms/twilio/twilio.settings.js';
import { CloudApiSettings } from '../../../src/channels/whatsapp/cloud-api/cloud-api.settings.js';
import { SandboxModule } from '../../../src/sandbox/sandbox.module.js';
import { startStandIns, type StandIns } from '../../../src/sandbox/stand-ins.js';
import { SANDBOX_DEFAULTS } from '../../../src/settings/sandbox-defaults.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';
import { Locales } from '../../../src/tenants/locales.js';
import { TenantRegistry } from '../../../src/tenants/tenant-registry.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { GatewayDouble, until } from './gateway-double.js';

const CITIZEN = '+6281100000001';
const account = SANDBOX_DEFAULTS.TWILIO_ACCOUNT_SID ?? '';
const token = SANDBOX_DEFAULTS.TWILIO_AUTH_TOKEN ?? '';
const settings = Object.assign(new TwilioSettings(), { accountSid: account, authToken: token });
const channels: ChannelConfig[] = [
  { id: 'sms-1708', kind: 'sms', provider: 'twilio', enabled: true, address: '1708', settings },
  { id: 'sms-off', kind: 'sms', provider: 'twilio', enabled: false, address: '1709', settings },
  { id: 'pigeon-x', kind: 'email', provider: 'pigeon', enabled: true, settings: {} },
];
const tenant = { slug: 'tanah-bumbu', name: 'Kab. <Tanah> Bumbu', keywords: ['TANAHBUMBU'] } as Tenant;

describe('the sandbox over HTTP', () => {
  let gateway: GatewayDouble;
  let standIns: StandIns;
  let app: NestFastifyApplication;
  let url: string;

  beforeEach(async () => {
    gateway = new GatewayDouble();
    await gateway.start();
    standIns = await startStandIns({ settings: { production: false, env: {} }, receiptDelayMs: 5 });
    const module = SandboxModule.register({ standIns, tenants: new TenantRegistry([tenant]), locales: locales() });
    app = (
      await Test.createTestingModule({ imports: [module] }).compile()
    ).createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    standIns.connect({ localUrl: gateway.url, publicUrl: gateway.url }, channels);
  });

  afterEach(async () => {
    await app.close();
    await standIns.stop();
    await gateway.stop();
  });

  async function post(body: object): Promise<{ status: number; body: unknown }> {
    const headers = { 'content-type': 'application/json' };
    const answer = await request(`${url}/sandbox/api/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  }

  async function get(path: string): Promise<{ status: number; text: string; type: unknown }> {
    const answer = await request(url + path);
    return { status: answer.statusCode, text: await answer.body.text(), type: answer.headers['content-type'] };
  }

  const good = { channelId: 'sms-1708', from: CITIZEN, text: 'TANAHBUMBU lampu mati' };

  it('sends as a citizen, and shows what was said, with + literal, encoded and as a space', async () => {
    const sent = await post(good);
    expect(sent.status).toBe(202);
    await request(`${standIns.env.TWILIO_API_BASE ?? ''}/2010-04-01/Accounts/${account}/Messages.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ To: CITIZEN, From: '1708', Body: 'TBU-000123 diterima.' }).toString(),
    }).then(({ body }) => body.dump());
    await until('the delivery', () => standIns.phone.conversation(CITIZEN)[1]?.state === 'delivered');
    for (const address of [CITIZEN, encodeURIComponent(CITIZEN), CITIZEN.replace('+', '%20')]) {
      expect(JSON.parse((await get(`/sandbox/api/messages?address=${address}`)).text)).toMatchObject([
        {
          direction: 'in',
          channelId: 'sms-1708',
          text: 'TANAHBUMBU lampu mati',
          state: 'received',
          id: (sent.body as { id: string }).id,
        },
        { direction: 'out', channelId: 'sms-1708', text: 'TBU-000123 diterima.', state: 'delivered' },
      ]);
    }
    expect((await get('/sandbox/api/messages?address=Sari')).status).toBe(400);
  });

  it('says everything that is wrong with a request', async () => {
    expect(await post({ channelId: 'sms-off', from: 'x', text: '' })).toMatchObject({
      status: 400,
      body: {
        errors: [
          { field: 'channelId', expected: expect.stringContaining('disabled') as string },
          { field: 'from' },
          { field: 'text' },
        ],
      },
    });
    expect(await post({ ...good, channelId: 'pigeon-x' })).toMatchObject({
      status: 400,
      body: {
        errors: [
          { field: 'channelId', expected: expect.stringContaining('no stand-in yet for provider pigeon') as string },
        ],
      },
    });
    expect(gateway.calls).toHaveLength(0);
  });

  it('passes on what the gateway answered when it refuses', async () => {
    gateway.statuses = [503];
    expect(await post(good)).toMatchObject({ status: 502, body: { answered: { status: 503, body: '<Response/>' } } });
    expect(standIns.phone.conversation(CITIZEN)).toMatchObject([{ state: 'failed' }]);
  });

  it('posts a raw body, signed', async () => {
    expect(await post({ channelId: 'sms-1708', from: CITIZEN, raw: 'MessageSid=SMx&NumMedia=many' })).toMatchObject({
      status: 202,
      body: { id: 'SMx' },
    });
    expect(gateway.calls[0]).toMatchObject({ path: '/hooks/sms-1708', body: 'MessageSid=SMx&NumMedia=many' });
    expect(gateway.calls[0]?.headers['x-twilio-signature']).toMatch(/=$/);
  });

  it('closes the window of a chat, and of nothing else', async () => {
    const close = async (body: object): Promise<{ status: number; text: string }> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await request(`${url}/sandbox/api/windows`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    };
    const chat = Object.assign(new CloudApiSettings(), {
      phoneNumberId: '10500001',
      accessToken: 'x',
      appSecret: 'y',
      apiBase: standIns.env.WA_API_BASE,
    });
    const wa: ChannelConfig = { id: 'wa-x', kind: 'whatsapp', provider: 'cloud-api', enabled: true, settings: chat };
    standIns.connect({ localUrl: gateway.url, publicUrl: gateway.url }, [...channels, wa]);
    expect((await post({ channelId: 'wa-x', from: CITIZEN, text: 'lampu mati' })).status).toBe(202);
    const send = async (): Promise<number> => {
      const answer = await request(`${standIns.env.WA_API_BASE ?? ''}/v23.0/10500001/messages`, {
        method: 'POST',
        headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
        body: JSON.stringify({ messaging_product: 'whatsapp', to: CITIZEN, type: 'text', text: { body: 'diterima' } }),
      });
      await answer.body.dump();
      return answer.statusCode;
    };
    expect(await send()).toBe(200);
    expect(await close({ channelId: 'wa-x', from: CITIZEN })).toEqual({ status: 204, text: '' });
    expect(await send()).toBe(400);
    const refused = await close({ channelId: 'sms-1708', from: 'Sari' });
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.text)).toMatchObject({ errors: [{ field: 'from' }, { field: 'channelId' }] });
  });

  it('is a page that works without a script', async () => {
    const form = new URLSearchParams({
      channelId: 'sms-1708',
      address: CITIZEN,
      text: '<b>lampu</b> mati',
      lang: 'id',
      repeat: 'on',
    }).toString();
    const sent = await request(`${url}/sandbox`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
    });
    await sent.body.dump();
    expect(sent.statusCode).toBe(303);
    expect(gateway.calls).toHaveLength(5);
    expect(new Set(gateway.calls.map(({ body }) => new URLSearchParams(body).get('MessageSid'))).size).toBe(1);
    const page = await get(String(sent.headers.location));
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(page.text).toContain('&lt;b>lampu&lt;/b> mati');
    expect(page.text).toContain('Kab. &lt;Tanah> Bumbu');
    expect(page.text).not.toMatch(/<style|\sstyle=|<script(?! src)|\son[a-z]+=/);
  });

  it('keeps what was written when the gateway refuses', async () => {
    gateway.statuses = [503];
    const form = new URLSearchParams({
      channelId: 'sms-1708',
      address: CITIZEN,
      text: 'lampu mati',
      lang: 'en',
    }).toString();
    const sent = await request(`${url}/sandbox`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
    });
    const page = await sent.body.text();
    expect(sent.statusCode).toBe(502);
    expect(page).toMatch(/<textarea[^>]*>lampu mati<\/textarea>/);
    expect(page).toContain('The gateway refused this message');
  });

  it('serves its own files and no others', async () => {
    expect(await get('/sandbox/assets/phone.js')).toMatchObject({
      status: 200,
      type: 'text/javascript; charset=utf-8',
    });
    expect(await get('/sandbox/assets/phone.css')).toMatchObject({ status: 200, type: 'text/css; charset=utf-8' });
    expect((await get('/sandbox/assets/constructor')).status).toBe(404);
    expect((await get('/sandbox/assets/..%2Fstand-ins.js')).status).toBe(404);
  });

  it('does not start in production', async () => {
    await expect(startStandIns({ settings: { production: true, env: {} } })).rejects.toThrow('production');
  });
});

function locales(): Locales {
  const texts = (locale: string): Map<string, string> => {
    const flat = new Map<string, string>();
    const walk = (node: Record<string, unknown>, path: string): void => {
      for (const [key, value] of Object.entries(node)) {
        if (typeof value === 'string') flat.set(path + key, value);
        else walk(value as Record<string, unknown>, `${path}${key}.`);
      }
    };
    walk(parse(readFileSync(`config/locales/sandbox.${locale}.yaml`, 'utf8')) as Record<string, unknown>, '');
    return flat;
  };
  return new Locales({ id: texts('id'), en: texts('en') });
}
