import twilio from 'twilio';
import { request } from 'undici';
import { TwilioStandIn, type TwilioStandInOptions } from '../../../src/sandbox/twilio/twilio-stand-in.js';
import { GatewayDouble, until } from './gateway-double.js';

const ACCOUNT = `AC${'a'.repeat(32)}`;
const TOKEN = 'test-token';
const CITIZEN = '+6281100000001';
const PUBLIC_URL = 'https://aduan.example.id';
const HOOK = `${PUBLIC_URL}/hooks/sms-1708`;

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

describe('Twilio stand-in', () => {
  let gateway: GatewayDouble;
  let far: TwilioStandIn;

  async function start(options: Partial<TwilioStandInOptions> = {}): Promise<void> {
    far = new TwilioStandIn({
      accountSid: ACCOUNT,
      authToken: TOKEN,
      receiptDelayMs: 5,
      retryDelayMs: 5,
      senders: ['1708'],
      ...options,
    });
    await far.start();
    far.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL });
  }

  async function send(form: Record<string, string>, authorization = basic(ACCOUNT, TOKEN)): Promise<Answer> {
    const answer = await request(`${far.apiBase}/2010-04-01/Accounts/${ACCOUNT}/Messages.json`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  }

  async function get(path: string): Promise<Record<string, unknown>> {
    const answer = await request(far.apiBase + path, { headers: { authorization: basic(ACCOUNT, TOKEN) } });
    return (await answer.body.json()) as Record<string, unknown>;
  }

  const good = (extra: Record<string, string> = {}): Record<string, string> => ({
    To: CITIZEN,
    From: '1708',
    Body: 'TBU-000123 diterima.',
    StatusCallback: `${HOOK}/status`,
    ...extra,
  });

  beforeEach(async () => {
    gateway = new GatewayDouble();
    await gateway.start();
  });

  afterEach(async () => {
    await far.stop();
    await gateway.stop();
  });

  it.each<[string, Record<string, string>, number]>([
    ['no To', { From: '1708', Body: 'x' }, 21604],
    ['no From', { To: CITIZEN, Body: 'x' }, 21603],
    ['no Body', { To: CITIZEN, From: '1708' }, 21602],
    ['a To that is no number', { To: '0811', From: '1708', Body: 'x' }, 21211],
    ['a From of somebody else', { To: CITIZEN, From: '1709', Body: 'x' }, 21606],
    ['a From that is none', { To: CITIZEN, From: '+12', Body: 'x' }, 21212],
    ['a body of 1601 characters', { To: CITIZEN, From: '1708', Body: 'x'.repeat(1601) }, 21617],
  ])('refuses a send with %s as Twilio does', async (_name, form, code) => {
    await start();
    const answer = await send(form);
    expect(answer).toMatchObject({
      status: 400,
      body: { code, status: 400, more_info: `https://www.twilio.com/docs/errors/${code}` },
    });
    expect(far.log.counts().out).toBe(0);
  });

  it('refuses a wrong token with 401 and 20003', async () => {
    await start();
    expect(await send(good(), basic(ACCOUNT, 'other'))).toMatchObject({ status: 401, body: { code: 20003 } });
  });

  it('takes a send and tells its callback sent and delivered, signed over the public URL', async () => {
    await start();
    const taken = await send(good({ Body: `${'x'.repeat(160)}y` }));
    expect(taken).toMatchObject({
      status: 201,
      body: { status: 'queued', num_segments: '2', to: CITIZEN, from: '1708', direction: 'outbound-api' },
    });
    expect(taken.body.sid).toMatch(/^SM[0-9a-f]{32}$/);
    await until('two receipts', () => gateway.calls.length === 2);
    const states = gateway.calls.map((call) => new URLSearchParams(call.body).get('MessageStatus'));
    expect(states).toEqual(['sent', 'delivered']);
    for (const call of gateway.calls) {
      const form = Object.fromEntries(new URLSearchParams(call.body));
      expect(call.path).toBe('/hooks/sms-1708/status');
      expect(form.MessageSid).toBe(taken.body.sid);
      expect(twilio.validateRequest(TOKEN, String(call.headers['x-twilio-signature']), `${HOOK}/status`, form)).toBe(
        true,
      );
    }
    expect(await get(`/2010-04-01/Accounts/${ACCOUNT}/Messages/${String(taken.body.sid)}.json`)).toMatchObject({
      status: 'delivered',
    });
  });

  it('posts a receipt again after a 5xx, and not after a 4xx', async () => {
    await start();
    gateway.statuses = [503, 500, 200, 403];
    await send(good());
    await until('four posts', () => gateway.calls.length === 4);
    const states = gateway.calls.map((call) => new URLSearchParams(call.body).get('MessageStatus'));
    expect(states).toEqual(['sent', 'sent', 'sent', 'delivered']);
    const tokens = gateway.calls.map((call) => call.headers['i-twilio-idempotency-token']);
    expect(new Set(tokens.slice(0, 3)).size).toBe(1);
  });

  it('delivers what a citizen writes, signed, the same MessageSid as often as it is told', async () => {
    await start();
    const result = await far.deliverInbound(HOOK, {
      from: CITIZEN,
      to: '1708',
      text: 'TANAHBUMBU lampu mati & gelap',
      times: 5,
    });
    expect(result.answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(gateway.calls).toHaveLength(5);
    for (const call of gateway.calls) {
      const form = Object.fromEntries(new URLSearchParams(call.body));
      expect(form).toMatchObject({
        MessageSid: result.messageSid,
        From: CITIZEN,
        To: '1708',
        Body: 'TANAHBUMBU lampu mati & gelap',
        NumMedia: '0',
      });
      expect(twilio.validateRequest(TOKEN, String(call.headers['x-twilio-signature']), HOOK, form)).toBe(true);
    }
    expect(far.log.ofCitizen(CITIZEN)).toHaveLength(1);
  });

  it('shows a refused message as failed', async () => {
    await start();
    gateway.statuses = [503];
    const { answers } = await far.deliverInbound(HOOK, { from: CITIZEN, to: '1708', text: 'x' });
    expect(answers[0]?.status).toBe(503);
    expect(far.log.ofCitizen(CITIZEN)[0]?.state).toBe('failed');
  });

  it('serves media, by a redirect, to who knows the token only', async () => {
    await start();
    await far.deliverInbound(HOOK, {
      from: CITIZEN,
      to: '1708',
      text: 'foto',
      media: [{ contentType: 'image/png', bytes: Buffer.from('png!') }],
    });
    const form = new URLSearchParams(gateway.calls[0]?.body);
    expect(form.get('MessageSid')).toMatch(/^MM/);
    const url = form.get('MediaUrl0') ?? '';
    const refused = await request(url);
    await refused.body.dump();
    const redirect = await request(url, { headers: { authorization: basic(ACCOUNT, TOKEN) } });
    await redirect.body.dump();
    const served = await request(new URL(String(redirect.headers.location), url));
    expect([refused.statusCode, redirect.statusCode]).toEqual([401, 307]);
    expect(served.headers['content-type']).toBe('image/png');
    expect(await served.body.text()).toBe('png!');
  });

  it('refuses sends after STOP until START', async () => {
    await start();
    await far.deliverInbound(HOOK, { from: CITIZEN, to: '1708', text: ' stop ' });
    expect(await send(good())).toMatchObject({ status: 400, body: { code: 21610 } });
    expect(await send(good({ To: '+6281100000002' }))).toMatchObject({ status: 201 });
    await far.deliverInbound(HOOK, { from: CITIZEN, to: '1708', text: 'START' });
    expect(await send(good())).toMatchObject({ status: 201 });
  });

  it('lists by recipient and time, newest first, page by page', async () => {
    await start({ receipts: false });
    for (const number of [1, 2, 3]) await send(good({ Body: `pesan ${number}` }));
    await send(good({ To: '+6281100000002', Body: 'lain' }));
    const path = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?To=${encodeURIComponent(CITIZEN)}&PageSize=2`;
    const first = (await get(path)) as { messages: { body: string }[]; next_page_uri: string };
    const second = (await get(first.next_page_uri)) as { messages: { body: string }[]; next_page_uri: null };
    expect(first.messages.map(({ body }) => body)).toEqual(['pesan 3', 'pesan 2']);
    expect(second.messages.map(({ body }) => body)).toEqual(['pesan 1']);
    expect(second.next_page_uri).toBeNull();
    const later = (await get(`${path}&DateSent>=${new Date(Date.now() + 60_000).toISOString()}`)) as {
      messages: unknown[];
    };
    expect(later.messages).toEqual([]);
    const now = (await get(`${path}&DateSent>=${new Date(Date.now() - 60_000).toISOString()}`)) as {
      messages: unknown[];
    };
    expect(now.messages).toHaveLength(2);
  });

  describe('faults', () => {
    it('answers with an error and takes nothing', async () => {
      await start();
      far.faults.add({ kind: 'answer', status: 429, times: 2 });
      expect(await send(good())).toMatchObject({ status: 429, body: { code: 20429 } });
      expect(await send(good())).toMatchObject({ status: 429 });
      expect(await send(good())).toMatchObject({ status: 201 });
      expect(far.log.counts().out).toBe(1);
    });

    it('cuts the connection after taking the message, so that only a look-up can tell', async () => {
      await start();
      far.faults.add({ kind: 'reset-after-accept' });
      await expect(send(good())).rejects.toThrow();
      expect(far.log.counts().out).toBe(1);
    });

    it('cuts the connection before taking it', async () => {
      await start();
      far.faults.add({ kind: 'reset' });
      await expect(send(good())).rejects.toThrow();
      expect(far.log.counts().out).toBe(0);
    });

    it.each<[Parameters<TwilioStandIn['faults']['add']>[0], string[]]>([
      [{ kind: 'duplicate-receipts' }, ['sent', 'sent', 'delivered', 'delivered']],
      [{ kind: 'out-of-order-receipts' }, ['delivered', 'sent']],
      [{ kind: 'undelivered', code: 30006 }, ['sent', 'undelivered']],
    ])('%p', async (fault, states) => {
      await start();
      far.faults.add(fault);
      await send(good());
      await until('the receipts', () => gateway.calls.length === states.length);
      const forms = gateway.calls.map((call) => new URLSearchParams(call.body));
      expect(forms.map((form) => form.get('MessageStatus'))).toEqual(states);
      expect(forms.at(-1)?.get('ErrorCode')).toBe(fault.kind === 'undelivered' ? '30006' : null);
    });

    it('forges a signature', async () => {
      await start();
      far.faults.add({ kind: 'wrong-signature' });
      await far.deliverInbound(HOOK, { from: CITIZEN, to: '1708', text: 'x' });
      const [call] = gateway.calls;
      const form = Object.fromEntries(new URLSearchParams(call?.body));
      expect(twilio.validateRequest(TOKEN, String(call?.headers['x-twilio-signature']), HOOK, form)).toBe(false);
    });
  });

  it('is counted and steered from another process', async () => {
    await start();
    const control = async (path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
      const answer = await request(`${far.apiBase}/_control/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: answer.statusCode, body: await answer.body.json() };
    };
    expect(await control('faults', { kind: 'nonsense' })).toMatchObject({ status: 400 });
    await control('settings', { receipts: false });
    await control('faults', [{ kind: 'answer', status: 503 }]);
    await send(good());
    await send(good());
    expect((await control('counts')).body).toMatchObject({ out: 1, in: 0, receiptsPosted: 0 });
    const listed = (await control('messages?direction=out&address=+6281100000001')).body;
    expect(listed).toMatchObject({
      total: 1,
      messages: [{ text: 'TBU-000123 diterima.', citizen: CITIZEN, ours: '1708' }],
    });
    await control('reset', {});
    expect((await control('counts')).body).toMatchObject({ out: 0, kept: 0 });
  });

  it('never posts beyond this machine', async () => {
    await start();
    const { answers } = await far.deliverInbound('https://elsewhere.example.id/hooks/x', {
      from: CITIZEN,
      to: '1708',
      text: 'x',
    });
    expect(answers[0]).toMatchObject({ status: 0, error: 'Error:not-loopback' });
  });
});

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
