import { ApiKeys, SCOPES, type Scope } from '../../src/api/api-keys.js';
import { systemClock } from '../../src/observability/clock.js';
import { ApiClient } from '../kit/api-client.js';
import { TestGateway } from '../kit/gateway.js';
import { until } from '../kit/wait.js';

const OWN = '/api/v1/channels/sms-tanahbumbu';
const SHARED = '/api/v1/channels/sms-1708';

let gateway: TestGateway;
let office: ApiClient;
let central: ApiClient;
beforeAll(async () => {
  gateway = await TestGateway.start();
  office = await client({ tenant: 'tanah-bumbu' });
  central = await client({});
}, 60_000);
afterAll(() => gateway.stop());

async function client(of: { tenant?: string; scopes?: readonly Scope[] }): Promise<ApiClient> {
  const { database, keys: ring } = gateway.gateway.core;
  const keys = new ApiKeys({ database, keys: ring, clock: systemClock });
  return new ApiClient(gateway.url, (await keys.create({ name: 'uji', scopes: SCOPES, ratePerMinute: 10_000, ...of })).key);
} // prettier-ignore

function sql<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
  return gateway.gateway.core.database.query<R & Record<string, unknown>>(text, values);
}

/** A message of the office's own channel that ended as failed. */
async function failed(from: string, text: string): Promise<string> {
  await office.post(`${OWN}/pause`);
  await gateway.send(from, text, { channelId: 'sms-tanahbumbu' });
  const id = await until('the message to be kept', async () => {
    const [row] = await sql<{ id: string }>(
      `UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = 'test-failure', attempts = 5
       WHERE channel_id = 'sms-tanahbumbu' AND state = 'pending' RETURNING id`,
    );
    return row?.id;
  });
  await office.post(`${OWN}/resume`);
  return id;
}

it('pauses and resumes a channel of its own, once under one name, and no shared one', async () => {
  const headers = { 'idempotency-key': 'jeda-1' };
  expect(await office.post(`${OWN}/pause`, {}, headers)).toMatchObject({ status: 201, body: { paused: true, changed: true } }); // prettier-ignore
  expect(await office.post(`${OWN}/pause`, {}, headers)).toMatchObject({ status: 200, body: { changed: true } });
  expect((await office.post(`${OWN}/pause`)).body).toMatchObject({ changed: false });
  const { channels } = (await office.get('/api/v1/channels')).body as { channels: { id: string; paused: boolean }[] };
  expect(channels.find(({ id }) => id === 'sms-tanahbumbu')?.paused).toBe(true);
  expect((await office.post(`${OWN}/resume`)).body).toEqual({ channelId: 'sms-tanahbumbu', paused: false, changed: true }); // prettier-ignore
  expect(await office.post(`${SHARED}/pause`)).toMatchObject({ status: 403, body: { code: 'channel-shared' } });
  expect((await office.post('/api/v1/channels/web-badung/pause')).status).toBe(404);
  expect((await central.post(`${SHARED}/pause`)).body).toMatchObject({ paused: true });
  await central.post(`${SHARED}/resume`);
});

it('tests a channel without sending anything', async () => {
  const { body, status } = await office.post('/api/v1/channels/email-tanahbumbu/test');
  expect([status, body]).toMatchObject([200, { ok: true, tested: true }]);
  expect(await sql('SELECT id FROM outbound_message')).toEqual([]);
});

it('shows what failed on its way in without its words, has it handled again, looked at and set aside', async () => {
  const id = await failed('+6281100000046', 'pipa air bocor di Desa Sejahtera');
  const listed = await office.get(`${OWN}/inbound`);
  expect(listed.body['messages']).toMatchObject([{ id, reason: 'test-failure', readable: true, raw: true }]);
  expect(listed.text).not.toMatch(/pipa|0046/);
  const raw = await office.get(`${OWN}/inbound/${id}/raw`);
  expect(String(raw.body['text'])).toContain('pipa air bocor');
  expect(await sql(`SELECT action FROM access_log WHERE subject_id = $1`, [id])).toEqual([{ action: 'inbound-raw' }]);
  const blind = await client({ tenant: 'tanah-bumbu', scopes: ['channels:read', 'channels:write'] });
  expect((await blind.get(`${OWN}/inbound/${id}/raw`)).status).toBe(403);
  const headers = { 'idempotency-key': 'ulang-1' };
  expect(await office.post(`${OWN}/inbound/${id}/retry`, {}, headers)).toMatchObject({ status: 201, body: { messages: 1 } }); // prettier-ignore
  expect((await gateway.replyTo('+6281100000046')).text).toMatch(/TBU-\d+/);
  expect(await office.post(`${OWN}/inbound/${id}/retry`, {}, headers)).toMatchObject({ status: 200, body: { messages: 1 } }); // prettier-ignore
  expect((await office.post(`${OWN}/inbound/${id}/retry`)).status).toBe(404);
  const other = await failed('+6281100000047', 'uji coba');
  expect(await office.post(`${OWN}/inbound/${other}/ignore`, { reason: 'lain' })).toMatchObject({ status: 422 });
  expect((await office.post(`${OWN}/inbound/${other}/ignore`, { reason: 'hand-test' })).body).toMatchObject({ messages: 1 }); // prettier-ignore
  expect(await office.post(`${OWN}/inbound/${other}/ignore`, { reason: 'hand-test' })).toMatchObject({ status: 409, body: { code: 'message-changed' } }); // prettier-ignore
  expect((await office.post(`${OWN}/inbound/retry`)).body).toMatchObject({ messages: 0 });
  expect((await gateway.reconcile()).ok).toBe(true);
});

it('sends again what may have left only for who says so, and then once however often it is asked', async () => {
  await gateway.send('+6281100000048', 'sampah menumpuk di pasar Batulicin', { channelId: 'sms-tanahbumbu' });
  await gateway.replyTo('+6281100000048');
  // Not before its receipts have come: they would say that it has arrived.
  const id = await until('the receipt', async () => {
    const [row] = await sql<{ id: string }>(
      `UPDATE outbound_message SET state = 'unknown', error_code = 'outcome-unknown',
         next_attempt_at = now() + interval '1 day', wake_at = now() + interval '1 day'
       WHERE id = (SELECT id FROM outbound_message WHERE channel_id = 'sms-tanahbumbu' ORDER BY id DESC LIMIT 1)
         AND state = 'delivered' RETURNING id`,
    );
    return row?.id;
  });
  const listed = await office.get(`${OWN}/outbound`);
  expect(listed.body).toMatchObject({ messages: [{ id, state: 'unknown', purpose: 'acknowledgement' }] });
  expect(listed.text).not.toMatch(/0048|sampah/);
  const path = `${OWN}/outbound/${id}`;
  expect((await office.post(`${path}/send-again`, {})).status).toBe(422);
  const headers = { 'idempotency-key': 'lagi-1' };
  const sure = { mayArriveTwice: true };
  expect((await office.post(`${path}/send-again`, sure, headers)).body).toMatchObject({ messages: 1 });
  expect(await office.post(`${path}/send-again`, sure, headers)).toMatchObject({ status: 200, body: { messages: 1 } });
  await until('the message to leave again', async () => {
    const [row] = await sql<{ state: string }>('SELECT state FROM outbound_message WHERE id = $1', [id]);
    return row?.state === 'sent' || row?.state === 'delivered';
  });
  const acts = await sql(`SELECT act FROM channel_act WHERE message_id = $1`, [id]);
  expect(acts).toEqual([{ act: 'outbound-sent-again' }]);
  expect((await office.post(`${path}/was-sent`)).body).toMatchObject({ code: 'message-changed' });
  expect((await office.post(`${OWN}/outbound/retry`)).body).toMatchObject({ messages: 0 });
});

it('says how a channel does beside its habits, and what became of all that it received', async () => {
  const one = await office.get(OWN);
  expect(one).toMatchObject({ status: 200, body: { id: 'sms-tanahbumbu', silence: null, canary: null } });
  expect(one.body['rhythm']).toEqual(expect.any(Array));
  expect((await office.get('/api/v1/channels/web-badung')).status).toBe(404);
  const sheet = (await office.get('/api/v1/channels/reconciliation')).body as { ok: boolean; channels: { channelId: string; received: number }[] }; // prettier-ignore
  expect(sheet.ok).toBe(true);
  expect(sheet.channels.map(({ channelId }) => channelId)).toEqual(expect.arrayContaining(['sms-tanahbumbu', 'sms-1708']));
  expect(sheet.channels.some(({ channelId }) => channelId === 'web-badung')).toBe(false);
  expect((await central.get('/api/v1/channels/reconciliation')).text).toContain('web-badung');
}); // prettier-ignore

it('gives what names no office to one, once, and for keys of every office alone', async () => {
  const from = '+6281100000049';
  await gateway.send(from, 'lampu jalan mati, hubungi 0811-0000-0049');
  const [message] = await until('the message', async () => {
    const { messages } = (await central.get('/api/v1/ownerless')).body as { messages: { id: string; text: string }[] };
    return messages.length > 0 && messages;
  });
  expect(message?.text).toBe('lampu jalan mati, hubungi […]');
  expect((await office.get('/api/v1/ownerless')).body).toEqual({ messages: [], count: 0, more: false });
  const path = `/api/v1/ownerless/${message?.id ?? ''}`;
  expect((await office.post(`${path}/hand-over`, { tenant: 'tanah-bumbu' })).status).toBe(404);
  expect((await central.post(`${path}/hand-over`, { tenant: 'jakarta' })).status).toBe(422);
  const headers = { 'idempotency-key': 'serah-1' };
  const wish = { tenant: 'tanah-bumbu' };
  expect(await central.post(`${path}/hand-over`, wish, headers)).toMatchObject({ status: 201, body: { tenant: 'tanah-bumbu' } }); // prettier-ignore
  expect((await central.post(`${path}/hand-over`, wish, headers)).status).toBe(200);
  expect((await central.post(`${path}/ignore`, { reason: 'hand-spam' })).body).toMatchObject({ code: 'message-changed' }); // prettier-ignore
  await until('its ticket', async () => {
    const { tickets } = (await office.post('/api/v1/tickets/search', { q: from })).body as { tickets: object[] };
    return tickets.length === 1;
  });
  expect((await central.get('/api/v1/ownerless')).body).toMatchObject({ count: 0 });
  expect((await gateway.reconcile()).ok).toBe(true);
});
