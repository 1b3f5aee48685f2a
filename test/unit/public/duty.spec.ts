import { CodedError } from '../../../src/messaging/errors.js';
import { checkDuty, readDutyValues, type DutyValues } from '../../../src/public/duty/duty-form.js';
import { refusalOf } from '../../../src/public/duty/duty-refusals.js';
import {
  assignable,
  dutyOffers,
  DUTY_ACTIONS,
  isOnPage,
  type DutyAction,
} from '../../../src/public/duty/duty-rules.js';
import { timeLeft } from '../../../src/public/duty/duty-words.js';
import { fromElsewhere } from '../../../src/public/same-origin.js';
import { wordsIn } from '../../../src/public/words.js';
import type { AgencyView } from '../../../src/dispatch/agency-view.js';
import { shippedConfig } from '../../kit/shipped.js';

const { tenants, locales } = shippedConfig();
const TENANT = tenants.bySlug('tanah-bumbu')!;
const VIEW = { agency: 'pupr', unit: null };

const check = (action: DutyAction, values: Partial<DutyValues>, view: Pick<AgencyView, 'agency' | 'unit'> = VIEW) =>
  checkDuty(action, { ...readDutyValues({}), ...values }, view, TENANT);
const faults = (action: DutyAction, values: Partial<DutyValues>): string[] =>
  check(action, values).errors.map(({ field, key }) => `${field} ${key}`);

describe('reading a form of an officer', () => {
  it('cleans what was typed and knows no other field', () => {
    const values = readDutyValues({ text: ' Sudah\u0000 ditambal \r\n', officerId: 'x' });
    expect(values).toEqual({
      reason: '',
      to: '',
      words: '',
      question: '',
      text: 'Sudah ditambal',
      unit: '',
      draft: '',
    });
  });

  it.each<[DutyAction, Partial<DutyValues>, object]>([
    ['accept', {}, {}],
    ['respond', { text: 'Sudah ditambal.' }, { text: 'Sudah ditambal.' }],
    ['ask', { question: 'Di depan rumah nomor berapa?' }, { question: 'Di depan rumah nomor berapa?' }],
    ['assign', { unit: 'bina-marga' }, { unit: 'bina-marga' }],
    ['drop', { draft: 'x' }, { draft: 'x' }],
    ['return', { reason: 'not-ours' }, { reason: 'not-ours' }],
    [
      'return',
      { reason: 'other', to: 'perkim', words: 'Jalan komplek' },
      { reason: 'other', to: 'perkim', words: 'Jalan komplek' },
    ],
  ])('takes %s (%#)', (action, values, facts) => {
    expect(check(action, values)).toEqual({ errors: [], facts: { action, ...facts } });
  });

  it.each<[DutyAction, Partial<DutyValues>, string[]]>([
    ['respond', { text: '' }, ['text duty.errors.textMissing']],
    ['respond', { text: '...' }, ['text duty.errors.textMissing']],
    ['respond', { text: 'x'.repeat(10_001) }, ['text duty.errors.tooLong']],
    ['ask', { question: '?' }, ['question duty.errors.questionMissing']],
    ['ask', { question: 'x'.repeat(501) }, ['question duty.errors.tooLong']],
    ['assign', { unit: '' }, ['unit duty.errors.unitMissing']],
    ['assign', { unit: 'lalu-lintas' }, ['unit duty.errors.unitMissing']],
    ['return', {}, ['reason duty.errors.reasonMissing']],
    ['return', { reason: 'lazy' }, ['reason duty.errors.reasonMissing']],
    ['return', { reason: 'other' }, ['words duty.errors.wordsMissing']],
    ['return', { reason: 'not-ours', to: 'pupr' }, ['to duty.errors.agencyUnknown']],
    [
      'return',
      { reason: '', to: 'nowhere', words: 'x'.repeat(2_001) },
      ['reason duty.errors.reasonMissing', 'to duty.errors.agencyUnknown', 'words duty.errors.tooLong'],
    ],
  ])('refuses what is no %s (%#)', (action, values, expected) => {
    expect(faults(action, values)).toEqual(expected);
  });

  it('takes the unit that has it already: the same form sent twice', () => {
    const facts = { action: 'assign', unit: 'bina-marga' };
    expect(check('assign', { unit: 'bina-marga' }, { agency: 'pupr', unit: 'bina-marga' }).facts).toEqual(facts);
    expect(assignable({ agency: 'pupr', unit: 'bina-marga' }, TENANT).map(({ slug }) => slug)).not.toContain(
      'bina-marga',
    );
  });
});

describe('what an officer is offered', () => {
  it.each([
    ['sent', 'dispatched', 'new', 'accept', ['respond', 'ask', 'assign', 'return']],
    ['accepted', 'in-progress', 'accepted', 'respond', ['ask', 'assign', 'return']],
    ['accepted', 'awaiting-citizen', 'awaiting-citizen', null, ['respond', 'assign', 'return']],
    ['responded', 'responded', 'responded', null, ['respond', 'assign']],
    ['withdrawn', 'received', 'dispatch-withdrawn', null, []],
    ['returned', 'returned', 'dispatch-returned', null, []],
    ['done', 'reopened', 'dispatch-done', null, []],
    ['sent', 'answered', 'ticket-answered', null, []],
    ['accepted', 'closed', 'ticket-closed', null, []],
    ['sent', 'merged', 'ticket-merged', null, []],
    ['sent', 'archived', 'ticket-archived', null, []],
  ] as const)('of a dispatch that is %s on a ticket that is %s', (state, ticketState, shown, primary, others) => {
    const offers = dutyOffers({ ...VIEW, state, ticketState }, TENANT);
    expect(offers).toMatchObject({ state: shown, primary, others });
    expect(offers.ended).toBe(primary === null && others.length === 0);
  });

  it('has no unit to offer where the agency has none', () => {
    const view = { agency: 'perkim', unit: null, state: 'accepted', ticketState: 'in-progress' } as const;
    expect(dutyOffers(view, TENANT).others).not.toContain('assign');
  });

  it.each(['id', 'en'] as const)('has words for each in %s', (locale) => {
    const words = wordsIn(locales, locale);
    for (const action of [...DUTY_ACTIONS.filter((each) => !isOnPage(each)), 'add'])
      for (const part of ['title', 'hint', 'intro', 'button']) expect(words.has(`duty.${action}.${part}`)).toBe(true);
  });
});

describe('time left in words', () => {
  const words = wordsIn(locales, 'id');
  const now = new Date('2026-11-24T02:00:00Z');
  it.each([
    [90_000, 'sisa 1 menit'],
    [3 * 3_600_000 + 60_000, 'sisa 3 jam'],
    [47 * 3_600_000, 'sisa 47 jam'],
    [72 * 3_600_000, 'sisa 3 hari'],
    [-59 * 60_000, 'terlambat 59 menit'],
    [-49 * 3_600_000, 'terlambat 2 hari'],
  ])('%d ms: %s', (ms, expected) => {
    expect(timeLeft(words, new Date(now.getTime() + ms), now)).toBe(expected);
  });
});

describe('posts from other pages', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: 'null' }, true],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ origin: 'null' }, false],
    [{ origin: 'https://lapor.example' }, false],
    [{ origin: 'https://jahat.example' }, true],
    [{ origin: 'nonsense' }, true],
    [{}, false],
  ])('%j', (headers, expected) => {
    expect(fromElsewhere({ headers, host: 'lapor.example' })).toBe(expected);
  });
});

describe('what a refusal says', () => {
  it('asks for a fresh form only where the old one stands for something else', () => {
    expect(refusalOf(new CodedError('nonce-reused', 'x', false))).toMatchObject({ status: 409, freshToken: true });
    expect(refusalOf(new CodedError('dispatch-ended', 'x', false))).toMatchObject({ status: 409, freshToken: false });
  });
  it('leaves faults of ours to the log', () => {
    expect(refusalOf(new CodedError('storage-unavailable', 'x', true))).toBeUndefined();
    expect(refusalOf(new TypeError('x'))).toBeUndefined();
  });
});
