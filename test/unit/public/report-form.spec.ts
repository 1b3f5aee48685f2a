import fc from 'fast-check';
import { cleanText } from '../../../src/channels/typed.js';
import { parseWebReport, webReportBytes } from '../../../src/channels/web/web-report.js';
import { readValues, validateReport } from '../../../src/public/report-form.js';
import type { FormRules, FormValues } from '../../../src/public/report-form.js';
import type { Requirements } from '../../../src/tenants/tenant.js';
import { publicTenant } from '../../kit/public-app.js';
import { SENTINEL, writtenText } from '../../kit/words-kept.js';

const NONE: Requirements = { identity: 'none', address: 'none', evidence: 'none' };
const RULES: FormRules = {
  tenant: publicTenant({ requirements: NONE }),
  areas: {
    districts: [
      { code: '631001', name: 'Batulicin', villages: [{ code: '6310012005', name: 'Segumbang' }] },
      { code: '631002', name: 'Kusan Hilir', villages: [{ code: '6310021001', name: 'Kota Pagatan' }] },
    ],
  },
  replyWays: ['sms', 'page'],
};
const GOOD = readValues({ what: 'Lampu mati', identity: 'named', replyBy: 'page' });

function faults(change: Partial<FormValues>, rules: Partial<FormRules['tenant']> = {}, photos = 0): string[] {
  const result = validateReport({ ...GOOD, ...change }, photos, { ...RULES, tenant: { ...RULES.tenant, ...rules } });
  return result.errors.map((error) => `${error.field}.${error.key}`);
}

describe('validateReport', () => {
  it.each<[string, Partial<FormValues>, string[]]>([
    ['the least there is', {}, []],
    ['no text', { what: '' }, ['what.missing']],
    ['a text of signs only', { what: '... !!!' }, ['what.missing']],
    ['a text that is too long', { what: 'a'.repeat(5_001) }, ['what.tooLong']],
    ['the longest text', { what: 'a'.repeat(5_000) }, []],
    ['an unknown category', { category: 'mars' }, ['category.unknown']],
    ['a village of another district', { district: '631001', village: '6310021001' }, ['village.mismatch']],
    ['a village of another regency', { village: '5103012001' }, ['village.mismatch']],
    ['a district alone', { district: '631001' }, []],
    ['no choice of name', { identity: '' }, ['identity.missing']],
    ['an invented choice of name', { identity: 'king' }, ['identity.missing']],
    ['no choice of answer', { replyBy: '' }, ['replyBy.missing']],
    ['an answer by what does not run here', { replyBy: 'whatsapp', phone: '08110000001' }, ['replyBy.unavailable']],
    ['an answer by SMS without a number', { replyBy: 'sms' }, ['phone.missing-sms']],
    ['an answer by SMS to half a number', { replyBy: 'sms', phone: '0811' }, ['phone.invalid']],
    [
      'an answer by SMS without a name',
      { identity: 'anonymous', replyBy: 'sms', phone: '08110000001' },
      ['replyBy.anonymous'],
    ],
    ['half a number that is dropped anyway', { identity: 'anonymous', phone: '0811' }, []],
    ['half a mailbox', { email: 'siti@' }, ['email.invalid']],
  ])('%s', (_name, change, expected) => {
    expect(faults(change)).toEqual(expected);
  });

  it.each<[string, Partial<Requirements>, Partial<FormValues>, number, string[]]>([
    ['identity', { identity: 'required' }, {}, 0, ['name.required', 'phone.required']],
    ['identity, given', { identity: 'required' }, { name: 'Siti', phone: '08110000001' }, 0, []],
    ['identity, but without a name', { identity: 'required' }, { identity: 'anonymous' }, 0, []],
    ['identity, only asked for', { identity: 'asked' }, {}, 0, []],
    ['a place', { address: 'required' }, { district: '631001' }, 0, ['landmark.required']],
    ['a place, given as village', { address: 'required' }, { village: '6310012005' }, 0, []],
    ['a place, given in words', { address: 'required' }, { landmark: 'depan pasar' }, 0, []],
    ['evidence', { evidence: 'required' }, {}, 0, ['photos.required']],
    ['evidence, given', { evidence: 'required' }, {}, 1, []],
  ])('an office that requires %s', (_name, requirements, change, photos, expected) => {
    expect(faults(change, { requirements: { ...NONE, ...requirements } }, photos)).toEqual(expected);
  });

  it('refuses reports without a name where the office does', () => {
    expect(faults({ identity: 'anonymous' }, { anonymousAllowed: false })).toEqual(['identity.notAllowed']);
  });

  it('names all faults at once, in the order of the page', () => {
    expect(faults({ what: '', landmark: 'x'.repeat(301), phone: '1', replyBy: 'sms' })).toEqual([
      'what.missing',
      'landmark.tooLong',
      'phone.invalid',
    ]);
  });

  it('makes the facts of a good form', () => {
    const values = {
      ...GOOD,
      replyBy: 'sms',
      phone: '0811-0000-0001',
      name: 'Siti',
      village: '6310012005',
      latitude: '-3.45',
      longitude: '115.99',
    };
    expect(validateReport(values, 0, RULES)).toEqual({
      errors: [],
      facts: {
        text: 'Lampu mati',
        identity: 'named',
        replyBy: 'sms',
        contact: { kind: 'phone', value: '+6281100000001' },
        reporterName: 'Siti',
        districtCode: '631001',
        villageCode: '6310012005',
        location: { latitude: -3.45, longitude: 115.99 },
      },
    });
  });

  it('gives WhatsApp an address of its own kind, and drops an impossible place', () => {
    const result = validateReport(
      { ...GOOD, replyBy: 'whatsapp', phone: '08110000001', latitude: '91', longitude: '0' },
      0,
      { ...RULES, replyWays: ['whatsapp', 'page'] },
    );
    expect(result.facts).toEqual({
      text: 'Lampu mati',
      identity: 'named',
      replyBy: 'whatsapp',
      contact: { kind: 'whatsapp', value: '+628110000001' },
    });
  });

  it('keeps every word on its way from the form to the message', () => {
    const place = fc.constantFrom('what', 'landmark', 'name');
    fc.assert(
      fc.property(place, writtenText(), fc.constantFrom('named', 'confidential'), (field, text, identity) => {
        const { facts } = validateReport(readValues({ ...GOOD, identity, [field]: text }), 0, RULES);
        if (facts === undefined) throw new Error('the form was refused');
        const about = {
          version: 1,
          nonce: 'n',
          tenant: 'tanah-bumbu',
          submittedAt: '2026-11-23T02:00:00.000Z',
        } as const;
        const event = parseWebReport(webReportBytes({ ...facts, ...about, photos: [] }));
        const kept = { what: event.text, landmark: event.form?.landmark, name: event.form?.reporterName };
        expect(kept[field]).toBe(cleanText(text));
        expect(kept[field]).toContain(SENTINEL);
      }),
    );
  });

  it('keeps nothing of who wrote without a name, whatever else was filled in', () => {
    const values = {
      ...GOOD,
      identity: 'anonymous',
      name: 'Siti',
      phone: '0811 0000 0001',
      email: 'siti@contoh.example',
    };
    expect(JSON.stringify(validateReport(values, 0, RULES).facts)).not.toMatch(/Siti|siti|0811|8110/);
  });
});

describe('cleanText', () => {
  it('leaves nothing that a database, a log line or a reader could trip over', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const clean = cleanText(typed);
        expect(clean).not.toMatch(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/u);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });

  it('keeps lines, tabs, emoji and other scripts', () => {
    expect(cleanText(' Jalan\r\nrusak\t🛣️ مرحبا\0 \ud800 ')).toBe('Jalan\nrusak\t🛣️ مرحبا \ufffd');
  });
});
