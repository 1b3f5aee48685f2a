import type { FastifyRequest } from 'fastify';
import { AttemptLimiter, attemptRules, LOOKS, visitorNetwork } from '../../../src/public/attempt-limiter.js';
import { openPass, sealPass, TICKET_COOKIE_SECONDS } from '../../../src/public/cookies.js';
import { FORM_LIFETIME_MS, mintFormToken, readFormToken } from '../../../src/public/form-token.js';
import { checkHuman, createWork, questionOf } from '../../../src/public/human-check.js';
import type { PublicLimits } from '../../../src/public/public-limits.js';
import { UploadBudget } from '../../../src/public/submission.js';
import { Visitors } from '../../../src/public/visitors.js';
import { webSecrets } from '../../../src/public/web-secrets.js';
import { testSecrets } from '../../kit/public-app.js';
import { doWork } from '../../kit/public-client.js';

const NOW = new Date('2026-11-23T02:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const secrets = testSecrets();

describe('form token', () => {
  const minted = mintFormToken('badung', NOW, secrets);

  it('counts for its tenant and time only', () => {
    expect(readFormToken('badung', minted.value, later(FORM_LIFETIME_MS), secrets)).toEqual({
      ok: true,
      token: minted,
    });
    expect(readFormToken('badung', minted.value, later(FORM_LIFETIME_MS + 1), secrets)).toEqual({
      ok: false,
      reason: 'expired',
    });
    expect(readFormToken('bangli', minted.value, NOW, secrets)).toEqual({ ok: false, reason: 'forged' });
    expect(readFormToken('badung', '', NOW, secrets)).toEqual({ ok: false, reason: 'missing' });
  });

  it.each([
    ['another nonce', (value: string) => `x${value}`],
    ['another time', (value: string) => value.replace(/\.\w+\./, '.zzzzzzzz.')],
    ['no signature', (value: string) => value.slice(0, value.lastIndexOf('.') + 1)],
    ['more parts', (value: string) => `${value}.x`],
    ['a NUL', (value: string) => `${value}\0`.replace('.', '\0.')],
  ])('is forged with %s', (_name, change) => {
    expect(readFormToken('badung', change(minted.value), NOW, secrets)).toEqual({ ok: false, reason: 'forged' });
  });

  it('never repeats', () => {
    expect(mintFormToken('badung', NOW, secrets).nonce).not.toBe(minted.nonce);
  });
});

describe('signatures', () => {
  it('prove nothing for another purpose, another text or another key', () => {
    const signature = secrets.sign('web-form', 'a');
    expect(secrets.verify('web-form', 'a', signature)).toBe(true);
    expect(secrets.verify('web-ticket', 'a', signature)).toBe(false);
    expect(secrets.verify('web-form', 'b', signature)).toBe(false);
    expect(webSecrets({ hmac: () => Buffer.alloc(32) }).verify('web-form', 'a', signature)).toBe(false);
    expect(secrets.verify('web-form', 'a', '')).toBe(false);
  });
});

describe('work and question', () => {
  const token = mintFormToken('badung', NOW, secrets);
  const other = mintFormToken('badung', NOW, secrets);
  const proof = { work: '', answer: '', trap: '' };

  it('takes work for this form alone, and none by another key', async () => {
    const work = await doWork(await createWork(token, secrets));
    expect(await checkHuman(token, { ...proof, work }, secrets)).toEqual({ ok: true, by: 'work' });
    expect(await checkHuman(other, { ...proof, work }, secrets)).toEqual({ ok: false, reason: 'unanswered' });
    const forged = await doWork(await createWork(token, webSecrets({ hmac: () => Buffer.alloc(32) })));
    expect(await checkHuman(token, { ...proof, work: forged }, secrets)).toEqual({ ok: false, reason: 'unanswered' });
    expect(await checkHuman(token, { ...proof, work, trap: 'x' }, secrets)).toEqual({
      ok: false,
      reason: 'unanswered',
    });
  });

  it.each([
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64')],
    ['null', Buffer.from('null').toString('base64')],
    ['a list', Buffer.from('[]').toString('base64')],
    ['no challenge', Buffer.from('{"solution":{"counter":1,"derivedKey":"00"}}').toString('base64')],
  ])('takes no work that is %s', async (_name, work) => {
    expect(await checkHuman(token, { ...proof, work }, secrets)).toEqual({ ok: false, reason: 'unanswered' });
  });

  it('does no work itself for a challenge that was changed, whatever cost it names', async () => {
    const { parameters, signature } = await createWork(token, secrets);
    const { keySignature, ...rest } = { ...parameters, cost: 2_000_000_000 };
    expect(keySignature).toBeDefined();
    for (const changed of [rest, { ...rest, keySignature }]) {
      const payload = { challenge: { parameters: changed, signature }, solution: { counter: 1, derivedKey: '00' } };
      const work = Buffer.from(JSON.stringify(payload)).toString('base64');
      expect(await checkHuman(token, { ...proof, work }, secrets)).toEqual({ ok: false, reason: 'unanswered' });
    }
  });

  it('takes the answer in digits and in words of either language', async () => {
    const words = ['nol', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan', 'sepuluh', 'sebelas', 'dua belas', 'tiga belas', 'empat belas', 'lima belas', 'enam belas', 'tujuh belas', 'delapan belas']; // prettier-ignore
    const { first, second } = questionOf(token, 'id', secrets);
    const sum = words.indexOf(first) + words.indexOf(second);
    for (const answer of [String(sum), ` ${String(sum)} `, words[sum]!.toUpperCase(), words[sum]!.replace(' ', '')]) {
      expect(await checkHuman(token, { ...proof, answer }, secrets)).toEqual({ ok: true, by: 'question' });
    }
    for (const answer of [String(sum + 1), 'banyak', `${String(sum)}0`]) {
      expect(await checkHuman(token, { ...proof, answer }, secrets)).toEqual({ ok: false, reason: 'wrong-answer' });
    }
    expect(questionOf(token, 'id', secrets)).toEqual({ first, second });
  });
});

describe('ticket pass', () => {
  const pass = { inboundId: '0190a0a0-0000-7000-8000-000000000001', nonce: 'n', digest: 'd' };
  const sealed = sealPass('badung', pass, NOW, secrets);

  it('opens for its tenant, for two hours, unchanged', () => {
    expect(openPass('badung', sealed, later(TICKET_COOKIE_SECONDS * 1000), secrets)).toEqual(pass);
    expect(openPass('badung', sealed, later(TICKET_COOKIE_SECONDS * 1000 + 1), secrets)).toBeUndefined();
    expect(openPass('bangli', sealed, NOW, secrets)).toBeUndefined();
    expect(openPass('badung', sealed.replace('0001~', '0002~'), NOW, secrets)).toBeUndefined();
    expect(openPass('badung', undefined, NOW, secrets)).toBeUndefined();
    expect(openPass('badung', '~~~~', NOW, secrets)).toBeUndefined();
  });
});

describe('limits', () => {
  it('counts each visitor and action for itself, and begins anew with the next window', () => {
    let now = NOW;
    const limiter = new AttemptLimiter({ now: () => now });
    const { report, track } = attemptRules(2);
    expect([1, 2, 3].map(() => limiter.take(report, 'a').allowed)).toEqual([true, true, false]);
    expect(limiter.take(report, 'b').allowed).toBe(true);
    expect(limiter.take(track, 'a').allowed).toBe(true);
    now = later(3_599_000);
    expect(limiter.take(report, 'a')).toEqual({ allowed: false, retryAfterSeconds: 1 });
    now = later(3_600_000);
    expect(limiter.take(report, 'a').allowed).toBe(true);
  });

  it('lets a village look, and nobody use up the server with very many codes', () => {
    const visitors = new Visitors({ now: () => NOW }, secrets, { formsPerHour: 60 } as PublicLimits);
    const look = (ip: string, ticket: string): boolean => visitors.look({ ip } as FastifyRequest, ticket).allowed;
    const { ofTicket, ofNetwork } = LOOKS;
    const tickets = Math.ceil(ofNetwork.max / ofTicket.max);
    for (let ticket = 0; ticket < tickets; ticket += 1)
      for (let each = 0; each < ofTicket.max; each += 1) expect(look('203.0.113.7', String(ticket))).toBe(true);
    expect(look('203.0.113.7', 'another')).toBe(false);
    expect(look('203.0.113.8', 'another')).toBe(true);
    expect(visitors.take({ ip: '203.0.113.7' } as FastifyRequest, 'track').allowed).toBe(true);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:0db8:0000:0002::1', '2001:db8:0:2'],
    ['::1', '0:0:0:0'],
  ])('takes %s as %s', (address, network) => {
    expect(visitorNetwork(address)).toBe(network);
  });

  it('holds uploads up to its budget and takes more when they are done', () => {
    const budget = new UploadBudget(10);
    expect(budget.reserve(6)).toBe(true);
    expect(budget.reserve(5)).toBe(false);
    expect(budget.reserve(4)).toBe(true);
    budget.release(6);
    expect(budget.reserve(5)).toBe(true);
  });
});
