import fc from 'fast-check';
import { ReplyComposer } from '../../../src/replies/reply-composer.js';
import { fitOneSegment, segmentsOf, toGsm7 } from '../../../src/outbox/sms-text.js';
import { dueAt, workCalendar } from '../../../src/tenants/working-time.js';
import { shippedChannel, shippedConfig } from '../../kit/shipped.js';

const { tenants, locales, holidays } = shippedConfig();
const composer = new ReplyComposer(locales, tenants, 'https://aduan.tanahbumbukab.go.id');
const SHARED = shippedChannel('sms-1708');
const WEB = shippedChannel('web-tanahbumbu');
const CODE = 'ABCD-EFGH-JKMN';
const DANGER = 'Jika ada yang dalam bahaya';
/** From a deployment's first ticket to its twelve millionth. */
const NUMBERS = ['000001', '999999', '12345678'];

const each = tenants.all().flatMap((tenant) => [
  ...tenant.agencies.map((agency) => ({
    tenant,
    agency: agency.slug,
    label: `${tenant.slug} to ${agency.slug}`,
  })),
  { tenant, agency: null, label: `${tenant.slug} to a human` },
]);

describe('replies by SMS', () => {
  it.each(each)('acknowledges $label in one segment, on each level of the standard', ({ tenant, agency }) => {
    const tooLong: string[] = [];
    const budgets = [...tenant.standard.levels.map(({ resolve }) => resolve), ...Object.values(tenant.standard.kinds)];
    for (const budget of budgets) {
      // Wednesdays and months with the longest names, and a deadline across the new year.
      for (const opened of ['2026-11-25T01:00:00Z', '2026-12-30T15:59:00Z', '2026-09-30T10:00:00Z']) {
        for (const digits of NUMBERS) {
          const facts = {
            number: `${tenant.ticketPrefix}-${digits}`,
            agency,
            state: 'received',
            dueAt: dueAt(new Date(opened), budget, workCalendar(tenant, holidays)),
            budget,
          };
          const text = composer.acknowledgement(tenant, SHARED, facts, CODE);
          if (segmentsOf(text) !== 1 || text.length > 160 || !text.includes(facts.number)) tooLong.push(text);
        }
      }
    }
    expect(tooLong).toEqual([]);
  });

  it.each(tenants.all().map((tenant) => [tenant.slug, tenant] as const))(
    'says the rest in one segment for %s',
    (_slug, tenant) => {
      const tooLong: string[] = [];
      for (const digits of NUMBERS) {
        for (const agency of [null, ...tenant.agencies.map(({ slug }) => slug)]) {
          for (const state of [
            'received',
            'triage',
            'in-progress',
            'awaiting-citizen',
            'returned',
            'responded',
            'answered',
            'reopened',
            'merged',
          ]) {
            const number = `${tenant.ticketPrefix}-${digits}`;
            const budget = tenant.standard.levels[0]?.resolve ?? { amount: 1, unit: 'days' };
            const facts = { number, agency, state, dueAt: new Date('2026-09-30T10:00:00Z'), budget };
            for (const text of [
              composer.status(tenant, SHARED, facts),
              composer.duplicate(tenant, SHARED, facts),
              composer.danger(tenant, SHARED, number),
              composer.plain(tenant, SHARED, 'statusNotFound', number),
            ]) {
              if (segmentsOf(text) !== 1) tooLong.push(text);
            }
          }
        }
      }
      expect(tooLong).toEqual([]);
      for (const key of ['help', 'keywordAlone', 'statusNone'] as const) {
        const text = composer.plain(tenant, SHARED, key);
        expect([text, segmentsOf(text)]).toEqual([text, 1]);
        expect(text).toContain(`${tenant.keywords[0] ?? ''} `);
        // What a citizen of this office might really write.
        if (text.includes('Contoh')) expect(text).toContain(tenant.example);
      }
      expect(composer.danger(tenant, SHARED, 'X-1')).toMatch(new RegExp(`${DANGER}.*${tenant.emergencyNumber}`));
    },
  );

  it('helps on the shared number with every keyword, in one segment', () => {
    const text = composer.helpShared(SHARED);
    expect([text, segmentsOf(text)]).toEqual([text, 1]);
    for (const tenant of tenants.all()) expect(text).toContain(tenant.keywords[0]);
  });

  it('says more where nobody pays by the segment', () => {
    const [tenant] = tenants.all();
    if (!tenant) throw new Error('no tenant');
    const facts = {
      number: 'X-000001',
      agency: null,
      state: 'triage',
      dueAt: new Date('2026-11-25T01:00:00Z'),
      budget: { amount: 1, unit: 'days' as const },
    };
    expect(composer.acknowledgement(tenant, WEB, facts, CODE)).toContain(CODE);
    expect(composer.acknowledgement(tenant, SHARED, facts, CODE)).not.toContain(CODE);
  });

  it("doesn't cut an operator's answer, however long", () => {
    const [tenant] = tenants.all();
    if (!tenant) throw new Error('no tenant');
    const answer = `Sudah — “selesai”… ${'a'.repeat(1_400)} akhir`;
    const facts = {
      number: 'X-000001',
      agency: null,
      state: 'received',
      dueAt: new Date('2026-11-25T01:00:00Z'),
      budget: { amount: 1, unit: 'days' as const },
    };
    expect(composer.answered(tenant, SHARED, facts, answer)).toContain(
      `Sudah - "selesai"... ${'a'.repeat(1_400)} akhir`,
    );
  });
});

describe('fitting one segment', () => {
  it('takes the first that fits, else the shortest', () => {
    expect(fitOneSegment(['a'.repeat(161), 'kurang', 'x'])).toBe('kurang');
    expect(fitOneSegment(['a'.repeat(400), 'b'.repeat(200)])).toBe('b'.repeat(200));
    expect(fitOneSegment(['a'.repeat(160)])).toHaveLength(160);
    expect(fitOneSegment([])).toBe('');
  });

  it('counts characters of the extension table twice, and UCS-2 by 70', () => {
    expect(segmentsOf('a'.repeat(160))).toBe(1);
    expect(segmentsOf('a'.repeat(161))).toBe(2);
    expect(segmentsOf(`${'a'.repeat(159)}€`)).toBe(2);
    expect(segmentsOf(`${'a'.repeat(158)}€`)).toBe(1);
    expect(segmentsOf(`${'a'.repeat(70)}ş`)).toBe(2);
    expect(segmentsOf(`${'a'.repeat(69)}ş`)).toBe(1);
  });

  it('keeps what a phone can show in GSM-7 and swaps what costs a segment for nothing', () => {
    expect(toGsm7('“Jl. Raya” – 3×4…\u00a0ok\u200b')).toBe('"Jl. Raya" - 3x4... ok');
    expect(toGsm7('🙏 terima kasih')).toBe('🙏 terima kasih');
  });

  it('never makes a text dearer (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const fitted = fitOneSegment([text]);
        // One ellipsis becomes three full stops: still cheaper than a UCS-2 text.
        expect(segmentsOf(fitted)).toBeLessThanOrEqual(Math.max(segmentsOf(text), Math.ceil(fitted.length / 153)));
      }),
    );
  });
});
