import { request } from 'node:http';
import { SANDBOX_DEFAULTS } from '../../src/settings/sandbox-defaults.js';
import { twilioSignature } from '../../src/sandbox/twilio/signature.js';
import { TestGateway } from '../kit/gateway.js';

const TOKEN = SANDBOX_DEFAULTS['TWILIO_AUTH_TOKEN'] ?? '';
const PERSON = '+6281100000042';
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.logs.lines.length = 0;
});

interface Answer {
  status: number;
  body: string;
}

function post(path: string, body: string | Buffer, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${gateway.url}${path}`,
      { method: 'POST', headers: { 'content-length': String(Buffer.byteLength(body)), ...headers } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      },
    );
    // A body that is too large may be refused before all of it was sent.
    sent.on('error', reject);
    sent.end(body);
  });
}

function twilio(form: Record<string, string>, { path = '/hooks/sms-1708', token = TOKEN } = {}): Promise<Answer> {
  return post(path, new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': twilioSignature(token, `${gateway.url}${path}`, form),
  });
}
const message = (over: Record<string, string> = {}): Record<string, string> => ({
  AccountSid: SANDBOX_DEFAULTS['TWILIO_ACCOUNT_SID'] ?? '', MessageSid: 'SM00000000000000000000000000000001', From: PERSON, To: '1708', Body: 'TANAHBUMBU rahasia jalan berlubang', NumMedia: '0', ...over,
}); // prettier-ignore

const rows = async (): Promise<number> =>
  (await gateway.gateway.core.database.query<{ n: number }>('SELECT count(*)::int AS n FROM inbound_message'))[0]?.n ??
  0;

/** That the refusal was logged, and nothing of the person with it. */
function expectLogged(status: number): void {
  expect(gateway.logs.lines.filter(({ fields }) => fields['status'] === status)).toHaveLength(1);
  expect(gateway.logs.text()).not.toMatch(/62811|rahasia|berlubang|SM0000/);
}

describe('the webhook door', () => {
  it('refuses a forged signature with 403 and stores nothing', async () => {
    const before = await rows();
    expect((await twilio(message(), { token: 'a forger' })).status).toBe(403);
    expectLogged(403);
    const unsigned = await post('/hooks/sms-1708', new URLSearchParams(message()).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(unsigned.status).toBe(403);
    expect(await rows()).toBe(before);
  });

  it('answers 400 to a malformed body and says which field, and keeps it', async () => {
    const before = await rows();
    const { From: _from, ...rest } = message();
    const answer = await twilio(rest);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      error: 'malformed-payload',
      field: 'From',
      message: expect.stringContaining('From') as string,
    });
    expect(answer.body).not.toMatch(/rahasia/);
    expectLogged(400);
    expect(await rows()).toBe(before + 1);
  });

  it('answers 413 to an oversized body', async () => {
    const before = await rows();
    const answer = await twilio(message({ Body: `TANAHBUMBU rahasia ${'x'.repeat(1_100_000)}` })).catch(
      (error: unknown) => ({
        status: /EPIPE|ECONNRESET/.test((error as { code?: string }).code ?? '') ? 413 : 0,
        body: '',
      }),
    );
    expect(answer.status).toBe(413);
    expectLogged(413);
    expect(await rows()).toBe(before);
  });

  it.each(['/hooks/sms-nowhere', '/hooks/email-bangli', `/hooks/${encodeURIComponent(PERSON)}`])(
    'answers 404 to %s',
    async (path) => {
      const answer = await post(path, 'Body=rahasia', { 'content-type': 'application/x-www-form-urlencoded' });
      expect(answer.status).toBe(404);
      expectLogged(404);
    },
  );

  it('promise 1: answers 503 while the database is away, takes the redelivery, and has it once', async () => {
    const { pool } = gateway.gateway.core.database;
    const query = pool.query.bind(pool);
    const form = message({ MessageSid: 'SM00000000000000000000000000000002' });
    const before = await rows();
    pool.query = () =>
      Promise.reject(Object.assign(new Error(`connect ECONNREFUSED for ${PERSON}`), { code: 'ECONNREFUSED' }));
    try {
      expect((await twilio(form)).status).toBe(503);
    } finally {
      pool.query = query;
    }
    expect(gateway.logs.text()).not.toMatch(/62811|rahasia/);
    expect(await rows()).toBe(before);
    expect((await twilio(form)).status).toBe(200);
    expect((await twilio(form)).status).toBe(200);
    expect(await rows()).toBe(before + 1);
    await gateway.quiet();
  });

  it('promise 1: a verified delivery of what we ignore is committed too, before its 2xx', async () => {
    const before = await rows();
    const status = {
      AccountSid: SANDBOX_DEFAULTS['TWILIO_ACCOUNT_SID'] ?? '',
      MessageSid: 'SM00000000000000000000000000000009',
      MessageStatus: 'queued',
      To: PERSON,
      From: '1708',
    };
    expect((await twilio(status, { path: '/hooks/sms-1708/status' })).status).toBeLessThan(300);
    expect(await rows()).toBe(before + 1);
    await gateway.quiet();
    const [row] = await gateway.gateway.core.database.query<{ outcome: string; reason: string }>(
      'SELECT outcome, reason FROM inbound_message ORDER BY id DESC LIMIT 1',
    );
    expect(row).toEqual({ outcome: 'ignored', reason: expect.stringMatching(/^[a-z-]+$/) as string });
  });

  it('promise 11: a bank or a short code is never answered', async () => {
    for (const [index, from] of ['Telkomsel', '3355', 'BANK-XYZ'].entries()) {
      expect(
        (
          await twilio(
            message({
              MessageSid: `SM1000000000000000000000000000000${String(index)}`,
              From: from,
              Body: 'TANAHBUMBU promo',
            }),
          )
        ).status,
      ).toBe(200);
    }
    await gateway.quiet();
    const [row] = await gateway.gateway.core.database.query<{ ignored: number; replies: number }>(
      `SELECT count(DISTINCT m.id) FILTER (WHERE m.outcome = 'ignored')::int AS ignored, count(o.id)::int AS replies
       FROM inbound_message m LEFT JOIN outbound_message o ON o.inbound_id = m.id
       WHERE m.id IN (SELECT id FROM inbound_message ORDER BY id DESC LIMIT 3)`,
    );
    expect(row).toEqual({ ignored: 3, replies: 0 });
  });

  it('is accounted for in the end', async () => {
    await gateway.quiet();
    expect((await gateway.reconcile()).ok).toBe(true);
  });
});

describe('an address that is none', () => {
  it.each([
    ['/no/such/address/at/all', 'text/html', /^text\/html/, 'Halaman tidak ditemukan'],
    ['/no/such/address/at/all', 'application/json', /^application\/json/, 'Not Found'],
    ['/api/v1/nothing', 'text/html', /^application\/problem\+json/, '404'],
  ])('%s asked for as %s', async (path, accept, type, words) => {
    const answer = await fetch(`${gateway.url}${path}`, { headers: { accept } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(type);
    expect(await answer.text()).toContain(words);
  });
});
