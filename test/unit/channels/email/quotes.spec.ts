import fc from 'fast-check';
import { FORWARD_SUBJECT, REPLY_SUBJECT } from '../../../../src/channels/email/quote-patterns.js';
import { visibleText } from '../../../../src/channels/email/quotes.js';
import { readMail } from '../../../../src/channels/email/read-mail.js';
import { mail, messageOf } from './mails.js';

const REPLY = { reply: true, forward: false };
const PLAIN = { reply: false, forward: false };
const DESA = 'Desa <lapor@desa.example>';
const OLD_HEADER = [
  'Dari: Desa <lapor@desa.example>',
  'Tanggal: 21/11/26 08.00',
  'Ke: budi@warga.example',
  'Subjek: Tiket',
];

describe('answers, as mail programs write them', () => {
  it.each<[string, string[]]>([
    ['Gmail', ['Belum.', '', `Pada Sab, 21 Nov 2026 pukul 08.00 ${DESA}`, 'menulis:', '', '> Sudah beres?']],
    ['Gmail in English', ['Belum.', '', `On Sat, Nov 21, 2026 at 8:00 AM ${DESA} wrote:`, '', '> Sudah beres?']],
    ['Apple Mail', ['Belum.', '', `> Pada 21 Nov 2026, pukul 08.00, ${DESA} menulis:`, '> ', '> Sudah beres?']],
    [
      'Yahoo, which sets no signs',
      ['Belum.', '', `   Pada Sabtu, 21 November 2026 08.00.00 WIB, ${DESA} menulis:`, ' ', ' Sudah beres?'],
    ],
    ['Thunderbird', ['Belum.', '', 'Pada 21/11/2026 08:00, Desa menulis:', '> Sudah beres?']],
    ['Thunderbird, below', ['On 21/11/2026 08:00, Desa wrote:', '> Sudah beres?', '', 'Belum.']],
    ['Roundcube', ['Belum.', '', 'Desa menulis pada 2026-11-21 08:00:', '> Sudah beres?']],
    ['mutt', ['* Desa (lapor@desa.example) [261121 08:00]:', '> Sudah beres?', '', 'Belum.']],
    [
      'git',
      ['From: Desa <lapor@desa.example>', 'Date: Sat, 21 Nov 2026 08:00:00 +0700', '', '> Sudah beres?', '', 'Belum.'],
    ],
    [
      'Outlook',
      [
        'Belum.',
        '',
        '________________________________',
        'Dari: Desa <lapor@desa.example>',
        'Terkirim: 21 November 2026 8:00',
        'Kepada: Budi',
        'Perihal: Tiket',
        '',
        'Sudah beres?',
      ],
    ],
    [
      'Outlook in German',
      ['Belum.', '', 'Von: Desa', 'Gesendet: Samstag', 'An: Budi', 'Betreff: Tiket', '', 'Sudah beres?'],
    ],
    [
      'Samsung',
      ['Belum.', '', 'Dikirim dari Galaxy saya', '', '-------- Pesan asli --------', ...OLD_HEADER, '', 'Sudah beres?'],
    ],
    ['Zimbra', ['Belum.', '', '----- Original Message -----', ...OLD_HEADER, '', 'Sudah beres?']],
    ['Proton', ['Belum.', '', '------- Original Message -------', 'On Saturday, Desa wrote:', '', '> Sudah beres?']],
    ['a help desk', ['Belum.', '', '##- Please type your reply above this line -##', 'Sudah beres?']],
    ['a help desk in Indonesian', ['Belum.', '', '--- Balas di atas baris ini ---', 'Sudah beres?']],
    [
      'one that quotes a mail handed on',
      [
        'Belum.',
        '',
        'Pada 21/11/2026 08:00, Desa menulis:',
        '> ---------- Forwarded message ---------',
        '> Sudah beres?',
      ],
    ],
    [
      'Outlook below a mail handed on',
      ['Belum.', '', ...OLD_HEADER, '', '---------- Forwarded message ---------', 'Sudah beres?'],
    ],
    [
      'clear-signed',
      [
        '-----BEGIN PGP SIGNED MESSAGE-----',
        'Hash: SHA256',
        '',
        'Belum.',
        '-----BEGIN PGP SIGNATURE-----',
        '',
        'iQ==',
        '-----END PGP SIGNATURE-----',
      ],
    ],
    [
      'an iPhone',
      [
        'Belum.',
        '',
        'Dikirim dari iPhone saya',
        '',
        `> Pada 21 Nov 2026, pukul 08.00, ${DESA} menulis:`,
        '> ',
        '> Sudah beres?',
      ],
    ],
    [
      'Yahoo on a telephone',
      ['Belum.', '', `Dikirim dari Yahoo Mail di Android (https://go.example/${'x'.repeat(150)})`],
    ],
    ['Outlook on a telephone', ['Belum.', '', 'Dapatkan Outlook untuk Android (https://aka.ms/x)']],
    ['a BlackBerry', ['Belum.', '', 'Powered by Telkomsel BlackBerry®']],
    [
      'an office',
      ['Belum.', '', '___________', 'Surel ini beserta lampirannya bersifat rahasia.', 'Bila salah kirim, hapus.'],
    ],
    ['an office in English', ['Belum.', '', 'This email and any files are confidential and intended solely for you.']],
    ['dashes', ['Belum.', '', '-- ', 'Budi Contoh', 'Ketua RT 3']],
  ])('%s', (_name, lines) => {
    expect(visibleText(lines.join('\n'), REPLY)).toBe('Belum.');
  });

  it('keeps what stands between quotes, and what only looks like one', () => {
    const between = ['Pada 21/11/2026 08:00, Desa menulis:', '> Di mana?', 'RT 3.', '> Sejak kapan?', 'Senin.'];
    expect(visibleText(between.join('\n'), REPLY)).toBe('RT 3.\nSenin.');
    const sentence = [
      'Pak Budi menulis:',
      '',
      'jalan rusak.',
      'Surat ini penting: rahasia bersama.',
      '>From Denpasar ke Bangli rusak.',
    ];
    expect(visibleText(sentence.join('\n'), REPLY)).toBe(sentence.join('\n'));
  });
});

describe('mails handed on', () => {
  const handedOn = [
    'Mohon ditindaklanjuti.',
    '',
    '---------- Forwarded message ---------',
    ...OLD_HEADER,
    '',
    '> Jalan rusak.',
    '-- ',
    'Ibu',
  ];

  it.each([
    ['---------- Pesan yang diteruskan ---------'],
    ['-------- Pesan Terusan --------'],
    ['Begin forwarded message:'],
    ['Mulai pesan yang diteruskan:'],
  ])('%s', (line) => {
    const text = ['Mohon dibantu.', '', line, ...OLD_HEADER, '', 'Jalan rusak.'].join('\n');
    expect(visibleText(text, PLAIN)).toBe(text);
    expect(visibleText(text, REPLY)).toBe(text);
  });

  it('are shown whole', () => {
    expect(visibleText(handedOn.join('\n'), { reply: false, forward: true })).toBe(
      handedOn.join('\n').replace(/^-- $/m, '--'),
    );
  });

  it.each([
    ['Fwd: Jalan', false, true],
    ['FW: Re: Jalan', false, true],
    ['[Fwd: Jalan]', false, true],
    ['[desa] Terusan: Jalan', false, true],
    ['Re: Fwd: Jalan', true, false],
    ['Bls: Jalan', true, false],
    ['Re[2]: Jalan', true, false],
    ['回复：Jalan', true, false],
    ['Rencana jalan', false, false],
    ['Tr jalan rusak', false, false],
  ])('by the subject %s', (subject, reply, forward) => {
    expect([REPLY_SUBJECT.test(subject), FORWARD_SUBJECT.test(subject)]).toEqual([reply, forward]);
  });
});

it('finds signatures where HTML marks them', () => {
  const html = (body: string): string =>
    messageOf(readMail(mail(['From: a@b.example', 'Content-Type: text/html'], body)).events).text;
  expect(
    html('<div>Jalan rusak.</div><div class="gmail_signature"><div>Budi<br>RT 3<br>Desa<br>1<br>2<br>3</div></div>'),
  ).toBe('Jalan rusak.');
  expect(html('<div class="gmail_signature">Hanya ini.</div>')).toContain('Hanya ini.');
});

describe('whatever the wrapping', () => {
  const word = fc.string({ unit: fc.constantFrom(...Array.from('abcdefghijklmn ')), minLength: 1, maxLength: 30 });
  const quote = fc.array(word, { minLength: 1, maxLength: 4 }).map((lines) => lines.map((line) => `> LAMA ${line}`));
  const own = fc.array(word, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((line) => `BARU ${line}`));
  const heading = fc.constantFrom(
    [`Pada Sab, 21 Nov 2026 pukul 08.00 ${DESA} menulis:`],
    [`On Sat, Nov 21, 2026 at 8:00 AM ${DESA}`, 'wrote:'],
    ['Desa menulis:'],
    [],
  );
  const ending = fc.constantFrom(
    [],
    ['', '-- ', 'Budi'],
    ['', 'Dikirim dari iPhone saya'],
    ['', 'Sent from my Samsung Galaxy'],
  );
  const body = fc.array(fc.tuple(own, heading, quote), { minLength: 1, maxLength: 4 });

  it('own words stay and quoted ones go', () => {
    fc.assert(
      fc.property(body, own, ending, (blocks, last, end) => {
        const text = [
          ...blocks.flatMap(([mine, above, old]) => [...mine, '', ...above, ...old, '']),
          ...last,
          ...end,
        ].join('\n');
        const mine = text
          .split('\n')
          .filter((line) => line.startsWith('BARU'))
          .map((line) => line.trimEnd());
        const shown = visibleText(text, REPLY)
          .split('\n')
          .filter((line) => line !== '');
        expect(shown).toEqual(mine);
      }),
      { numRuns: 300 },
    );
  });

  it('reading twice changes nothing', () => {
    fc.assert(
      fc.property(body, ending, fc.boolean(), (blocks, end, reply) => {
        const text = [...blocks.flat(2), ...end].join('\n');
        const once = visibleText(text, { reply, forward: false });
        expect(visibleText(once, { reply, forward: false })).toBe(once);
      }),
      { numRuns: 200 },
    );
  });
});
