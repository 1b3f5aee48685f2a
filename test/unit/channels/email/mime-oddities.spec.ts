import { createHash } from 'node:crypto';
import { readMail } from '../../../../src/channels/email/read-mail.js';
import type { MessageEvent } from '../../../../src/messaging/inbound-event.js';
import { messageOf } from './mails.js';

/** A mail of these lines, as bytes; a character a byte. */
const read = (lines: readonly string[], lineBreak = '\r\n'): MessageEvent =>
  messageOf(readMail(Buffer.from(lines.join(lineBreak), 'latin1')).events);
const FROM = ['From: Budi <budi@warga.example>', 'Subject: Jalan rusak', 'Message-ID: <a1@warga.example>'];
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const inBytes = (text: string): string => Buffer.from(text).toString('latin1');

describe('a header that is not quite one', () => {
  it.each<[string, string[], string]>([
    ['has a space on its last line', [...FROM, ' ', 'Jalan berlubang.'], 'Jalan berlubang.'],
    [
      'has a space on its last line, above parts',
      [
        ...FROM,
        'Content-Type: multipart/mixed; boundary=b',
        ' ',
        '--b',
        'Content-Type: text/plain',
        '',
        'Isi.',
        '--b--',
      ],
      'Isi.',
    ],
    [
      'has no empty line above its parts',
      [...FROM, 'Content-Type: multipart/mixed; boundary=b', '--b', 'Content-Type: text/plain', '', 'Isi.', '--b--'],
      'Isi.',
    ],
    [
      'has a boundary that was not indented',
      [...FROM, 'Content-Type: multipart/mixed;', 'boundary="b c"', '', '--b c', '', 'Isi.', '--b c--'],
      'Isi.',
    ],
    ['ends its lines twice', [...FROM, '', 'Isi satu.', 'Isi dua.'].map((line) => `${line}\r`), 'Isi satu.\nIsi dua.'],
    ['has a comment behind its type', [...FROM, 'Content-Type: text/html (dari web)', '', '<b>Isi</b>'], 'Isi'],
    [
      'has no semicolon',
      [...FROM, 'Content-Type: text/plain charset=koi8-r', '', '\xc4\xcf\xd2\xcf\xc7\xc1'],
      'дорога',
    ],
  ])('%s', (_name, lines, text) => {
    expect(read(lines)).toMatchObject({ from: { value: 'budi@warga.example' }, subject: 'Jalan rusak', text });
  });

  it('ends its lines in carriage returns only', () => {
    expect(read([...FROM, '', 'Isi satu.', 'Isi dua.'], '\r')).toMatchObject({
      subject: 'Jalan rusak',
      text: 'Isi satu.\nIsi dua.',
    });
  });

  it.each([
    ['=?utf-8?Q?Kapan_diperbaiki??=', 'Kapan diperbaiki?'],
    ['=?UTF-8?B?SmFsYW4=?= =?utf-8?B?IHJ1c2Fr?=', 'Jalan rusak'],
    ['=?utf-8?B?SmFsYW?= =?utf-8?B?4gcnVzYWs=?=', 'Jalan rusak'],
    ['=?utf-8?B?8J+?= =?UTF-8?B?SoSBtYXRp?=', '💡 mati'],
    ['=?utf-8?Q?Jalan_rus?= =?utf-8?Q?ak_di_dep', 'Jalan rusak di dep'],
    ['=?utf-8*id?Q?Jalan?=', 'Jalan'],
    ['\u001b$BF;O)$,2u$l\u001b(B', '道路が壊れ'],
  ])('subject %j', (raw, subject) => {
    expect(read(['From: a@b.example', `Subject: ${raw}`, '', 'Isi.']).subject).toBe(subject);
  });

  it('has bare bytes in the charset of the text', () => {
    const lines = [
      'From: \xd2\xcf\xc7\xc1 <a@b.example>',
      'Subject: \xc4\xcf\xd2\xcf\xc7\xc1',
      'Content-Type: text/plain; charset=koi8-r',
    ];
    expect(read([...lines, '', '\xc4\xcf'])).toMatchObject({ subject: 'дорога', from: { name: 'рога' }, text: 'до' });
    const utf8 = read([
      'From: a@b.example',
      inBytes('Subject: Café'),
      'Content-Type: text/plain; charset=koi8-r',
      '',
      'a',
    ]);
    expect(utf8.subject).toBe('Café');
    const chinese = read(['From: a@b.example', 'Subject: \xc2\xb7\xb5\xc6\xbb\xb5\xc1\xcb', '', 'Isi.']);
    expect(chinese.subject).toBe('路灯坏了');
  });
});

describe('parts', () => {
  const part = (...lines: string[]): string[] => ['--asli', 'Content-Type: text/plain', '', ...lines];

  it('under another boundary than the header says', () => {
    const mail = [
      ...FROM,
      'Content-Type: multipart/mixed; boundary=lain',
      '',
      ...part('Isi.'),
      ...part('Lagi.'),
      '--asli--',
    ];
    expect(read(mail).text).toBe('Isi.\n\nLagi.');
    expect(read(mail.map((line) => line.replace('; boundary=lain', ''))).text).toBe('Isi.\n\nLagi.');
  });

  it('a hundred levels deep', () => {
    let body = ['Content-Type: text/plain', '', 'Dasar.'];
    for (let level = 0; level < 100; level += 1)
      body = [
        `Content-Type: multipart/mixed; boundary=b${String(level)}`,
        '',
        `--b${String(level)}`,
        ...body,
        `--b${String(level)}--`,
      ];
    expect(read([...FROM, ...body]).text).toBe('Dasar.');
  });

  it('that are plain alternatives and differ are all shown, equal ones once', () => {
    const forms = [...part('Satu.'), ...part('Dua.'), ...part('Satu.'), '--asli--'];
    expect(read([...FROM, 'Content-Type: multipart/alternative; boundary=asli', '', ...forms]).text).toBe(
      'Satu.\n\nDua.',
    );
  });

  it('that only say that there is HTML give way to it', () => {
    const html = ['--asli', 'Content-Type: text/html', '', '<p>Lampu jalan mati.</p>', '--asli--'];
    const mail = (words: string): MessageEvent =>
      read([...FROM, 'Content-Type: multipart/alternative; boundary=asli', '', ...part(words), ...html]);
    expect(mail('Your mail program does not support HTML.').text).toBe('Lampu jalan mati.');
    expect(mail('Program surel Anda tidak mendukung HTML').text).toBe('Lampu jalan mati.');
    expect(mail('Situs desa: berkas HTML rusak.').text).toBe('Situs desa: berkas HTML rusak.');
  });

  it('that are named and shown in place are the text where there is no other', () => {
    const mail = [...FROM, 'Content-Type: text/plain; name=laporan.txt', 'Content-Disposition: inline', '', 'Isi.'];
    expect(read(mail).text).toBe('Isi.');
    const mixed = [...FROM, 'Content-Type: multipart/mixed; boundary=asli', ''];
    const named = ['--asli', 'Content-Type: text/plain; name=laporan.txt', '', 'Isi.'];
    expect(read([...mixed, ...named, '--asli--'])).toMatchObject({
      text: 'Isi.',
      attachments: [{ filename: 'laporan.txt' }],
    });
    expect(read([...mixed, ...part('Lihat berkas.'), ...named, '--asli--']).text).toBe('Lihat berkas.');
  });

  it('that are a mail handed on, and nothing else, say what it says', () => {
    const inner = ['From: Ibu <ibu@warga.example>', 'Subject: Banjir', '', 'Air setinggi lutut.'];
    const mail = (...own: string[]): MessageEvent =>
      read([
        ...FROM,
        'Content-Type: multipart/mixed; boundary=asli',
        '',
        ...own,
        '--asli',
        'Content-Type: message/rfc822',
        '',
        ...inner,
        '--asli--',
      ]);
    expect(mail().text).toContain('Air setinggi lutut.');
    expect(mail().attachments).toMatchObject([{ contentType: 'message/rfc822', sha256: sha256(inner.join('\r\n')) }]);
    expect(mail(...part('Lihat lampiran.')).text).toBe('Lihat lampiran.');
  });
});

describe('transfer encodings', () => {
  const encoded = (encoding: string, ...lines: string[]): MessageEvent =>
    read([...FROM, `Content-Transfer-Encoding: ${encoding}`, '', ...lines]);

  it('that are not what the header says', () => {
    expect(encoded('base64', 'Jalan rusak di depan', 'SDN 1, tolong.').text).toBe(
      'Jalan rusak di depan\nSDN 1, tolong.',
    );
    expect(encoded('base64', base64('Jalan rusak di RT 3.'), '', '--', 'Milis warga desa').fullText).toBe(
      'Jalan rusak di RT 3.\n--\nMilis warga desa',
    );
    expect(encoded('quoted-printable', 'Harga = 5=', '0 ribu =E2=82=AC').text).toBe('Harga = 50 ribu €');
  });

  const fileIn = (...lines: string[]): MessageEvent =>
    read([
      ...FROM,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: application/pdf; name="surat.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      ...lines,
      '--b--',
    ]);

  it.each<[string, string[], string]>([
    ['with a footer below', [base64('isi surat'), '____', 'Milis warga'], 'isi surat'],
    ['joined of padded runs', [base64('isi '), base64('surat.')], 'isi surat.'],
    ['with stray signs', [' aXNp\x00!', 'IHN1cmF0'], 'isi surat'],
  ])('a file %s', (_name, lines, content) => {
    expect(fileIn(...lines).attachments).toMatchObject([
      { filename: 'surat.pdf', size: content.length, sha256: sha256(content) },
    ]);
  });

  it('of old: uuencode without a name, yEnc', () => {
    const uu = encoded('7bit', 'Foto:', 'begin 644', '#0V%T', '`', 'end', 'Salam.');
    expect(uu).toMatchObject({ text: 'Foto:\nSalam.', attachments: [{ size: 3, sha256: sha256('Cat') }] });
    const bytes = Buffer.from([0, 1, 2, 214, 224, 227, 19, 255, 61]);
    const yenc = [...bytes]
      .map((byte) => (byte + 42) & 0xff)
      .map((byte) => String.fromCharCode(...([0, 10, 13, 61].includes(byte) ? [61, (byte + 64) & 0xff] : [byte])))
      .join('');
    const read = encoded('8bit', 'Foto:', `=ybegin line=128 size=9 name=jalan.jpg`, yenc, '=yend size=9', 'Salam.');
    expect(read).toMatchObject({
      text: 'Foto:\nSalam.',
      attachments: [{ filename: 'jalan.jpg', contentType: 'image/jpeg', size: 9, sha256: sha256(bytes) }],
    });
    expect(encoded('7bit', '=ybegin line=128 name=a', 'tanpa akhir').text).toBe('=ybegin line=128 name=a\ntanpa akhir');
  });

  it.each([
    ['C:\\foto\\jalan.jpg', 'jalan.jpg'],
    ['/home/budi/jalan.jpg', 'jalan.jpg'],
    ['../../jalan.jpg', 'jalan.jpg'],
    ['Surat 12/XI/2026.pdf', 'Surat 12_XI_2026.pdf'],
  ])('names: %s', (name, shown) => {
    const lines = ['Content-Disposition: attachment;', ` filename="${name.replaceAll('\\', '\\\\')}"`, '', 'x'];
    expect(read([...FROM, ...lines]).attachments).toMatchObject([{ filename: shown }]);
  });
});

it.each<[string, number[], string]>([
  ['utf-16', [0x4a, 0, 0x61, 0, 0x6c, 0, 0x61, 0, 0x6e, 0], 'Jalan'],
  ['utf-16', [0, 0x4a, 0, 0x61, 0, 0x6c, 0, 0x61, 0, 0x6e], 'Jalan'],
  ['koi8-r', [...Buffer.from('Café rusak')], 'Café rusak'],
  ['euc-kr', [0x8c, 0x63, 0xb9, 0xe6], '똠방'],
  ['utf-7', [...Buffer.from('Caf+AOk-')], 'Café'],
  ['us-ascii', [...Buffer.from('\u001b$BF;O)\u001b(B')], '道路'],
])('reads %s %j', (charset, bytes, text) => {
  const body = Buffer.from(bytes).toString('base64');
  expect(
    read([...FROM, `Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: base64', '', body]).text,
  ).toBe(text);
});
