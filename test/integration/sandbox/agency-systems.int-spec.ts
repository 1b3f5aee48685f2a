import { Webhook } from 'standardwebhooks';
import { AgencySystems } from '../../../src/sandbox/agency/agency-systems.js';
import { shippedTenant } from '../../kit/shipped.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const BODY = JSON.stringify({ type: 'dispatch.created', timestamp: 'x', data: { number: 'BDG-000001' } });
let now = new Date('2026-03-02T01:00:00Z');
let systems: AgencySystems;
let url: string;
beforeAll(async () => {
  systems = new AgencySystems({ clock: { now: () => now } });
  await systems.start();
  url = systems.env['WEBHOOK_BADUNG_PUPR_URL'] ?? '';
  const badung = shippedTenant('badung');
  const agencies = badung.agencies.map((each) => (each.slug === 'pupr' ? { ...each, webhook: { url, secret: SECRET } } : each)); // prettier-ignore
  systems.prepare([{ ...badung, agencies }]);
});
afterAll(() => systems.stop());
beforeEach(() => {
  now = new Date('2026-03-02T01:00:00Z');
  systems.faults.clear();
});

interface Delivery {
  id?: string;
  secret?: string;
  sentAt?: Date;
  body?: string;
  headers?: Record<string, string>;
  to?: string;
}

async function deliver({ id = 'msg_1', secret = SECRET, sentAt = now, body = BODY, headers = {}, to = url }: Delivery = {}): Promise<number> {
  const answer = await fetch(to, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, sentAt, BODY),
      ...headers,
    },
  });
  return answer.status;
} // prettier-ignore

describe("an agency's system in the sandbox", () => {
  it('takes what is signed and of now, and knows a repeat', async () => {
    expect([await deliver({ id: 'msg_a' }), await deliver({ id: 'msg_a' })]).toEqual([204, 204]);
    expect(systems.events({ tenant: 'badung', agency: 'pupr', number: 'BDG-000001' })).toEqual([
      { id: 'msg_a', tenant: 'badung', agency: 'pupr', type: 'dispatch.created', at: now.toISOString(), times: 2, data: { number: 'BDG-000001' } },
    ]); // prettier-ignore
    expect(systems.events({ number: 'BDG-000002' })).toEqual([]);
    expect(systems.events({ agency: 'perkim' })).toEqual([]);
  });

  it('takes one of several signatures, where the secret is being changed', async () => {
    const right = new Webhook(SECRET).sign('msg_b', now, BODY);
    const wrong = new Webhook(OTHER).sign('msg_b', now, BODY);
    expect(await deliver({ id: 'msg_b', headers: { 'webhook-signature': `${wrong} ${right}` } })).toBe(204);
  });

  it.each<[string, Delivery, number]>([
    ['another secret', { secret: OTHER }, 401],
    ['another body', { body: BODY.replace('000001', '000009') }, 401],
    ['another id', { headers: { 'webhook-id': 'msg_z' } }, 401],
    ['a stale time', { sentAt: new Date('2026-03-02T00:54:59Z') }, 401],
    ['a time to come', { sentAt: new Date('2026-03-02T01:05:02Z') }, 401],
    ['no time', { headers: { 'webhook-timestamp': '' } }, 401],
    ['no signature', { headers: { 'webhook-signature': '' } }, 401],
  ])('refuses %s, and keeps nothing of it', async (_name, delivery, status) => {
    const [kept, refused] = [systems.events().length, systems.refusals];
    expect(await deliver({ id: 'msg_c', ...delivery })).toBe(status);
    expect([systems.events().length, systems.refusals]).toEqual([kept, refused + 1]);
  });

  it('is nobody where no agency is', async () => {
    expect(await deliver({ to: url.replace('pupr', 'perkim') })).toBe(404);
  });

  it('fails as it is told, so many times, and is gone with 410', async () => {
    systems.faults.add({ kind: 'answer', status: 503, times: 2 });
    systems.faults.add({ kind: 'answer', status: 410 });
    const statuses = [];
    for (let round = 0; round < 4; round += 1) statuses.push(await deliver({ id: 'msg_d' }));
    expect(statuses).toEqual([503, 503, 410, 204]);
    systems.faults.add({ kind: 'reset-after-accept' });
    await expect(deliver({ id: 'msg_e' })).rejects.toThrow();
    expect(systems.events().find(({ id }) => id === 'msg_e')).toMatchObject({ times: 1 });
  });
});
