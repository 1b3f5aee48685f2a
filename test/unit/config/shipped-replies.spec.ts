import { formatDue } from '../../../src/tenants/format-date.js';
import type { ReplyForm, ReplyKey } from '../../../src/tenants/reply-texts.js';
import { ReplyComposer } from '../../../src/replies/reply-composer.js';
import { formsOf, REPLY_TEXTS, replyText } from '../../../src/tenants/reply-texts.js';
import type { LocaleName, Tenant } from '../../../src/tenants/tenant.js';
import { TICKET_STATES } from '../../../src/tickets/transitions.js';
import { shippedChannel } from '../../kit/shipped.js';
import { locales, tenant, tenants } from './shipped.js';

describe('short reply texts', () => {
  const bounded = Object.keys(REPLY_TEXTS).filter(
    (key) => !['answered', 'statusAnswered', 'question'].includes(key),
  ) as ReplyKey[];

  it.each(['id', 'en'] as const)(
    'fit one SMS of 160 characters with the longest names of each tenant (%s)',
    (locale) => {
      for (const candidate of tenants.all()) {
        const longest =
          candidate.agencies.map(({ shortName }) => shortName).sort((a, b) => b.length - a.length)[0] ?? '';
        const state =
          TICKET_STATES.map((name) => locales.translate(locale, `ticketState.${name}`)).sort(
            (a, b) => b.length - a.length,
          )[0] ?? '';
        const translate = (key: string): string => locales.translate(locale, `missing.${key}`);
        const params = {
          from: 'TBU-000122',
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
          question: 'x',
          megabytes: 100,
          mark: 4,
          numbers: 'TBU-000123, TBU-000122, TBU-000121',
          items: `${translate('place')}, ${translate(candidate.requirements.address === 'required' ? 'identityAddress' : 'identity')} ${translate('and')} ${translate('evidence')}`,
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

describe('words for those who can’t reply', () => {
  const told = (Object.keys(REPLY_TEXTS) as ReplyKey[]).filter((key) => formsOf(key).includes('told'));
  const FACTS = { number: 'TBU-000123', agency: 'pupr', state: 'dispatched', dueAt: new Date('2026-11-25T04:00:00Z') };
  const ticket = { ...FACTS, budget: { amount: 3, unit: 'working-days' } } as const;
  const tbu = tenant('tanah-bumbu');
  const composer = new ReplyComposer(locales, tenants, 'https://aduan.example');

  const asWritten = (locale: LocaleName, key: ReplyKey, form: ReplyForm): string =>
    locales.translate(
      locale,
      `reply.${key}.${form}`,
      Object.fromEntries(REPLY_TEXTS[key].map((name) => [name, `{${name}}`])),
    );

  it.each(['id', 'en'] as const)('name the number, and nothing to type or to reply to (%s)', (locale) => {
    for (const key of told) {
      const text = asWritten(locale, key, 'told');
      expect({ key, text }).toEqual({ key, text: expect.stringContaining('{number}') as string });
      expect({ key, text }).toEqual({
        key,
        text: expect.not.stringMatching(/\b(?:balas|ketik|reply|type|STATUS|TAMBAH)\b|\{prefix\}/) as string,
      });
    }
  });

  it('are those of every text that asks for a reply in a ticket’s course', () => {
    // What follows a command, which nobody types at a desk; and what is answered to STOP and START.
    const typed = [
      'statusNotFound',
      'statusNone',
      'keywordAlone',
      'help',
      'helpShared',
      'optOutConfirm',
      'optInConfirm',
      // What follows a typed SUDAH or BELUM.
      'fixed',
      'fixedRated',
      'notFixedWhat',
      'cancelWhich',
      'cancelNone',
    ];
    const asking = (Object.keys(REPLY_TEXTS) as ReplyKey[]).filter(
      (key) => !typed.includes(key) && /balas|\{prefix\}/i.test(asWritten('id', key, 'long')),
    );
    expect(told).toEqual(expect.arrayContaining(asking));
    expect(asking).toContain('acknowledgement');
  });

  it.each(['manual-tanahbumbu', 'web-tanahbumbu'])('are what is composed for %s', (id) => {
    const channel = shippedChannel(id);
    const said = [
      composer.acknowledgement(tbu, channel, ticket, '7K2M-9QXA-4TRP'),
      composer.acknowledgement(tbu, channel, { ...ticket, agency: null }, '7K2M-9QXA-4TRP'),
      composer.duplicate(tbu, channel, ticket),
      composer.followUp(tbu, channel, ticket),
      composer.danger(tbu, channel, ticket.number),
      composer.attachmentRefused(tbu, channel, ticket.number, 10),
      composer.answered(tbu, channel, ticket, 'Sudah diperbaiki.'),
      composer.status(tbu, channel, ticket),
    ];
    expect(said.filter((text) => /balas|STATUS|TAMBAH/.test(text))).toEqual([]);
    expect(said[0]).toContain('di https://aduan.example/tanah-bumbu/lacak dengan kode 7K2M-9QXA-4TRP, atau ditanyakan');
    expect(composer.followUp(tbu, shippedChannel('sms-1708'), ticket)).toContain('balas TANAHBUMBU STATUS 123');
  });
});
