import fc from 'fast-check';
import { decodeText } from '../../../../src/channels/email/mime/charset.js';
import { decodeQuotedPrintable } from '../../../../src/channels/email/mime/transfer.js';
import { takeUuencoded } from '../../../../src/channels/email/mime/uuencode.js';
import { readMail } from '../../../../src/channels/email/read-mail.js';
import { MalformedPayloadError } from '../../../../src/messaging/errors.js';
import { eventFaults } from '../../../kit/conformance/event-rules.js';
import { fixture, mail, messageOf } from './mails.js';

const MARKER = 'Zulaikha-Marker';

/** Reads whatever it is given into well-formed events, or says that it is no mail; nothing else. */
function survive(bytes: Buffer): void {
  try {
    expect(
      readMail(bytes, { replies: { address: 'lapor@desa.example', secret: 'rahasia-alamat-balasan' } }).events.flatMap(
        eventFaults,
      ),
    ).toEqual([]);
  } catch (error) {
    if (!(error instanceof MalformedPayloadError)) throw error;
    expect(error.message).not.toContain(MARKER);
  }
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '',
    '\0',
    '<',
    '>',
    '"',
    ',',
    '@',
    '<@>',
    '=?',
    '=?utf-8?B?',
    '=?utf-8?Q?=',
    '\ud83d',
    '(',
    ';',
    '--',
    '<a@b',
    '"a" <>',
    '%00',
    '__proto__',
  ),
);

describe('hostile mails', () => {
  it('of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => survive(Buffer.from(bytes))),
      { numRuns: 300 },
    );
  });

  it('with anything in their headers', () => {
    const names = [
      'From',
      'To',
      'Subject',
      'Date',
      'Message-ID',
      'References',
      'In-Reply-To',
      'Content-Type',
      'Content-Disposition',
      'Content-Transfer-Encoding',
      'Return-Path',
    ];
    const field = fc.tuple(fc.constantFrom(...names), fc.array(text, { maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), text, (fields, body) => {
        survive(
          Buffer.from(
            `From: a@b.example\r\n${fields.map(([name, words]) => `${name}: ${words.join('')}`).join('\r\n')}\r\n\r\n${body}`,
          ),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('that are good ones with bytes changed', () => {
    const names = [
      'rfc2231-names',
      'dsn-permanent',
      'reply-gmail-indonesian',
      'uuencoded',
      'reply-html',
      'encoded-words-split',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 30 }),
        (name, changes) => {
          const bytes = Buffer.from(fixture(name));
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          survive(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[string, () => Buffer]>([
    [
      'nested a thousand deep',
      () => {
        let body = 'Content-Type: text/plain\r\n\r\nDasar.\r\n';
        for (let level = 0; level < 1_000; level += 1)
          body = `Content-Type: multipart/mixed; boundary=b${String(level)}\r\n\r\n--b${String(level)}\r\n${body}\r\n--b${String(level)}--\r\n`;
        return Buffer.from(`From: a@b.example\r\n${body}`);
      },
    ],
    [
      'of a hundred thousand parts',
      () =>
        mail(['From: a@b.example', 'Content-Type: multipart/mixed; boundary=b'], '--b\r\n\r\nx\r\n'.repeat(100_000)),
    ],
    ['with a header of a megabyte', () => mail([`From: ${'"a" <b@c.example>, '.repeat(60_000)}`])],
    [
      'with a subject of encoded words',
      () => mail(['From: a@b.example', `Subject: ${'=?utf-8?Q?=C3?= '.repeat(20_000)}`]),
    ],
    ['with a From of quotes', () => mail([`From: ${'"'.repeat(100_000)}`])],
    ['with a From of brackets', () => mail([`From: ${'<a@'.repeat(50_000)}`])],
    ['with a From of commas and brackets', () => mail([`From: ${'<,'.repeat(50_000)}`])],
    [
      'with parameters of nothing',
      () => mail(['From: a@b.example', `Content-Type: text/plain; ${'a*0*=x;'.repeat(20_000)}`]),
    ],
    [
      'of HTML that nests',
      () => mail(['From: a@b.example', 'Content-Type: text/html'], `${'<div>'.repeat(50_000)}Dasar`),
    ],
    [
      'of HTML that never closes',
      () => mail(['From: a@b.example', 'Content-Type: text/html'], '<a href="'.repeat(100_000)),
    ],
    [
      'of HTML links that never close',
      () => mail(['From: a@b.example', 'Content-Type: text/html'], '<a href=x>'.repeat(100_000)),
    ],
    [
      'of addresses that announce',
      () => mail(['From: a@b.example', 'Subject: Re: a'], `${'<a@b'.repeat(99)}:\n`.repeat(2_000)),
    ],
    [
      'of base64 that stops and starts',
      () => mail(['From: a@b.example', 'Content-Transfer-Encoding: base64'], 'A!='.repeat(200_000)),
    ],
    ['of delimiters only', () => mail(['From: a@b.example', 'Content-Type: multipart/mixed'], '--a\n'.repeat(200_000))],
    ['of yEnc beginnings', () => mail(['From: a@b.example'], '=ybegin line=128 size=1 name=a\n'.repeat(30_000))],
    ['of mails in mails', () => Buffer.from(`From: a@b.example\n${'Content-Type: message/rfc822\n\n'.repeat(20_000)}`)],
    [
      'of rules in a bounce',
      () => mail(['From: mailer-daemon@b.example', 'Subject: failure notice'], `${'*'.repeat(400)}\n`.repeat(2_000)),
    ],
    ['of HTML comments', () => mail(['From: a@b.example', 'Content-Type: text/html'], '<!--'.repeat(200_000))],
    ['of quotes', () => mail(['From: a@b.example', 'Subject: Re: a'], `${'> '.repeat(200_000)}\r\n`.repeat(3))],
    ['of words above quotes', () => mail(['From: a@b.example', 'Subject: Re: a'], 'Pada 1 menulis\r\n'.repeat(60_000))],
    ['of old headers', () => mail(['From: a@b.example', 'Subject: Re: a'], 'Dari: a\r\n'.repeat(100_000))],
    ['of spaces', () => mail(['From: a@b.example', 'Subject: Re: a'], `${' '.repeat(900_000)}x`)],
    ['of dashes', () => mail(['From: a@b.example'], '--\r\n'.repeat(100_000))],
    ['of uuencode beginnings', () => mail(['From: a@b.example'], 'begin 644 x\r\n'.repeat(30_000))],
    ['of bounces', () => mail(['From: mailer-daemon@b.example', 'Subject: failure notice'], 'a@b '.repeat(200_000))],
    [
      'of status groups',
      () =>
        mail(['From: a@b.example', 'Content-Type: message/delivery-status'], 'Action: failed\r\n\r\n'.repeat(50_000)),
    ],
    ['with references without end', () => mail(['From: a@b.example', `References: ${'<a'.repeat(100_000)}`])],
  ])('%s', (_name, make) => {
    survive(make());
  });
});

describe('no text is lost', () => {
  it('whatever the bytes claim to be', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.constantFrom('utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252', undefined, 'x-none', 'utf8'),
        (given, label) => {
          const plain = given.replaceAll('\0', '').replace(/^\ufeff/, '');
          expect(decodeText(Buffer.from(plain), label)).toBe(plain);
        },
      ),
    );
  });

  it('of a person who answers nobody: every word is shown', () => {
    const line = fc.string({ unit: fc.constantFrom(...Array.from('abc de>:-.Pada menulis 1')), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const body = lines.join('\n');
        fc.pre(!/^-{2,3} *$/m.test(body) && !/^begin /m.test(body));
        const read = messageOf(readMail(mail(['From: a@b.example'], body)).events);
        expect(read.text.split(/\s+/)).toEqual(body.trim().split(/\s+/));
      }),
    );
  });

  it('in transfer encodings', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const quoted = [...bytes].map((byte) => `=${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
        expect(decodeQuotedPrintable(Buffer.from(quoted.replace(/(.{72})/g, '$1=\r\n')))).toEqual(Buffer.from(bytes));
      }),
    );
    expect(takeUuencoded('begin 644 a\nM tidak jelas').text).toBe('begin 644 a\nM tidak jelas');
  });
});
