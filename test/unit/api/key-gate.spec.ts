import type { ApiKey, Authentication } from '../../../src/api/api-keys.js';
import { KeyGate } from '../../../src/api/key-gate.js';
import { TurnedClock } from '../../kit/turned-clock.js';

const OURS = '203.0.113.7';
const ELSEWHERE = '198.51.100.7';

function gateOf(ratePerMinute = 1_000): { gate: KeyGate; clock: TurnedClock; asked: string[]; revoke: () => void } {
  const clock = new TurnedClock('2026-11-20T09:00:00+08:00');
  const asked: string[] = [];
  let revoked = false;
  const key: ApiKey = {
    id: 'a', name: 'uji', tenant: null, agency: null, scopes: [], ratePerMinute, createdAt: clock.now(), expiresAt: null,
    revokedAt: null, lastUsedAt: null,
  }; // prettier-ignore
  const authenticate = (given: string): Promise<Authentication> => {
    asked.push(given);
    if (given !== 'right') return Promise.resolve({ ok: false, reason: 'key-unknown' });
    return Promise.resolve(revoked ? { ok: false, reason: 'key-revoked' } : { ok: true, key });
  };
  return { gate: new KeyGate({ keys: { authenticate }, clock }), clock, asked, revoke: () => (revoked = true) };
}

async function guess(gate: KeyGate, times: number): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let each = 0; each < times; each += 1) answers.push(await gate.admit(`wrong-${String(each)}`, OURS));
  return answers;
}

it('asks the database for sixty wrong keys of one network and for none after them', async () => {
  const { gate, asked, clock } = gateOf();
  const answers = await guess(gate, 70);
  expect(asked).toHaveLength(60);
  expect(answers[59]).toEqual({ ok: false, reason: 'key-unknown' });
  expect(answers[60]).toMatchObject({ ok: false, reason: 'too-many', retryAfterSeconds: 900 });
  expect(await gate.admit('wrong', ELSEWHERE)).toEqual({ ok: false, reason: 'key-unknown' });
  clock.turnTo('2026-11-20T09:16:00+08:00');
  expect(await gate.admit('wrong', OURS)).toEqual({ ok: false, reason: 'key-unknown' });
});

it('lets a key through that was right before, whatever its neighbours try, until it is wrong', async () => {
  const { gate, revoke } = gateOf();
  expect(await gate.admit('right', OURS)).toMatchObject({ ok: true });
  await guess(gate, 70);
  expect(await gate.admit('right', OURS)).toMatchObject({ ok: true });
  revoke();
  expect(await gate.admit('right', OURS)).toMatchObject({ ok: false, reason: 'too-many' });
});

it('counts the requests of a key', async () => {
  const { gate } = gateOf(2);
  const admitted = [
    await gate.admit('right', OURS),
    await gate.admit('right', ELSEWHERE),
    await gate.admit('right', OURS),
  ];
  expect(admitted.map(({ ok }) => ok)).toEqual([true, true, false]);
});
