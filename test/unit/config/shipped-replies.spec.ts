import { formatDue } from '../../../src/tenants/format-date.js';
import type { ReplyKey } from '../../../src/tenants/reply-texts.js';
import { REPLY_TEXTS, replyText } from '../../../src/tenants/reply-texts.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { locales, tenant, tenants } from './shipped.js';

describe('short reply texts', () => {
  const bounded = Object.keys(REPLY_TEXTS).filter((key) => !['answered', 'statusAnswered'].includes(key)) as ReplyKey[];

  it.each(['id', 'en'] as const)(
    'fit one SMS of 160 characters with the longest names of each tenant (%s)',
    (locale) => {
      for (const candidate of tenants.all()) {
        const longest =
          candidate.agencies.map(({ shortName }) => shortName).sort((a, b) => b.length - a.length)[0] ?? '';
        const state =
          ['received', 'triage', 'dispatched', 'in-progress', 'answered', 'closed']
            .map((name) => locales.translate(locale, `ticketState.${name}`))
            .sort((a, b) => b.length - a.length)[0] ?? '';
        const params = {
          number: `${candidate.ticketPrefix}-123456`,
          digits: '123456',
          tenant: candidate.name,
          agency: longest,
          due: 'Kam 23 Sep 14.00',
          prefix: `${candidate.keywords[0] ?? ''} `,
          example: candidate.example,
          examples: tenants
            .all()
            .map(({ keywords }) => keywords[0])
            .join(', '),
          emergency: candidate.emergencyNumber,
          state,
          code: 'x',
          url: 'x',
          answer: 'x',
          megabytes: 100,
        };
        for (const key of bounded) {
          const example = key === 'helpShared' ? `${candidate.keywords[0] ?? ''} jalan rusak` : params.example;
          const text = replyText(locales, candidate, locale, key, 'short', { ...params, example });
          expect({ key, text, fits: text.length <= 160 }).toEqual({ key, text, fits: true });
        }
      }
    },
  );

  it('say what the interface guide says', () => {
    const tbu = tenant('tanah-bumbu');
    const due = new Date('2026-11-25T04:00:00Z');
    expect(
      replyText(locales, tbu, 'id', 'acknowledgement', 'short', {
        number: 'TBU-000123',
        digits: '123',
        tenant: tbu.name,
        agency: 'Dinas PUPR',
        due: formatDue(due, { amount: 2890, unit: 'minutes' }, tbu.zone, 'id'),
        prefix: 'TANAHBUMBU ',
        code: '',
        url: '',
      }),
    ).toBe(
      'TBU-000123 diterima. Aduan Anda diteruskan ke Dinas PUPR, jawaban paling lambat Rab 25 Nov. Cek: balas TANAHBUMBU STATUS 123',
    );
    expect(
      replyText(locales, tbu, 'id', 'help', 'short', {
        tenant: tbu.name,
        prefix: 'TANAHBUMBU ',
        example: tbu.example,
        emergency: '112',
      }),
    ).toBe(
      'Tulis: TANAHBUMBU isi aduan dan lokasi. Contoh: TANAHBUMBU lampu jalan mati di Jl Raya Batulicin depan SDN 1. Keadaan darurat: telepon 112.',
    );
  });

  it("a tenant's own text is used in its own language only", () => {
    const own: Tenant = { ...tenant('badung'), replyTexts: { 'optInConfirm.short': 'Om swastyastu dari {tenant}' } };
    expect(replyText(locales, own, 'id', 'optInConfirm', 'short', { tenant: 'X' })).toBe('Om swastyastu dari X');
    expect(replyText(locales, own, 'en', 'optInConfirm', 'short', { tenant: 'X' })).toContain('You receive SMS');
  });
});
