import { readMail } from '../../../../src/channels/email/read-mail.js';
import type { MessageNature, ReceiptEvent } from '../../../../src/messaging/inbound-event.js';
import { messageOf } from './mails.js';

const OURS = '<019ab000-0000-7000-8000-000000000001@desa.example>';
const BUDI = 'budi@warga.example';
const COPY = ['', '------ This is a copy of the message ------', `Message-ID: ${OURS}`, 'To: lain@warga.example'];

interface Read {
  nature: MessageNature;
  receipts: ReceiptEvent[];
}

function read(header: readonly string[], body: readonly string[]): Read {
  const { events } = readMail(Buffer.from([...header, '', ...body].join('\r\n')));
  return { nature: messageOf(events).nature, receipts: events.filter((event) => event.type === 'receipt') };
}

const from = (mailbox: string, subject: string, ...more: string[]): string[] => [
  `From: ${mailbox}`,
  'To: lapor@desa.example',
  `Subject: ${subject}`,
  ...more,
];
const DAEMON = 'MAILER-DAEMON@server.example';

/** A delivery report with these groups of fields about recipients. */
const report = (...groups: string[][]): Read =>
  read(from(DAEMON, 'Report', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'), [
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; server.example',
    `X-Original-Message-ID: ${OURS}`,
    ...groups.flatMap((group) => ['', ...group]),
    '',
    '--b--',
  ]);

describe('delivery reports', () => {
  it('tell of each recipient once, with the state as far as it is known', () => {
    const { nature, receipts } = report(
      [
        `Final-Recipient: rfc822; ${BUDI}`,
        'Action: failed',
        'Status: 5.1.1 (tidak ada)',
        'Diagnostic-Code: smtp; 550 5.1.1 x',
      ],
      [`Final-Recipient: rfc822; ${BUDI}`, 'Action: failed', 'Status: 5.1.1'],
      ['Final-Recipient: rfc822; ibu@warga.example', 'Action: delayed', 'Status: 4.4.1'],
      ['Final-Recipient: rfc822; rt@warga.example', 'Action: relayed', 'Status: 2.0.0'],
      ['Final-Recipient: rfc822; rw@warga.example', 'Action: delivered', 'Status: 2.0.0'],
    );
    expect(nature).toBe('bounce');
    expect(receipts).toMatchObject([
      { providerId: OURS, state: 'failed', recipient: BUDI, error: { code: 'smtp:5.1.1', permanent: true } },
      { state: 'sent', recipient: 'ibu@warga.example', error: { code: 'smtp:4.4.1', permanent: false } },
      { state: 'sent', recipient: 'rt@warga.example' },
      { state: 'delivered', recipient: 'rw@warga.example' },
    ]);
    expect(receipts[2]?.error).toBeUndefined();
  });

  it('that say relayed are no bounce', () => {
    expect(report([`Final-Recipient: rfc822; ${BUDI}`, 'Action: relayed', 'Status: 2.0.0']).nature).toBe(
      'delivery-report',
    );
  });

  it('with an Action among the fields about the report itself', () => {
    const { receipts } = read(from(DAEMON, 'Report', 'Content-Type: multipart/report; boundary=b'), [
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; server.example',
      'Action: failed',
      '',
      `Final-Recipient: rfc822; ${BUDI}`,
      'Status: 4.2.2',
      '--b',
      'Content-Type: message/rfc822',
      '',
      '',
      `Message-ID: ${OURS}`,
      '--b--',
    ]);
    expect(receipts).toMatchObject([
      { providerId: OURS, recipient: BUDI, error: { code: 'smtp:4.2.2', permanent: false } },
    ]);
  });

  it('of somebody who called our mail spam are neither bounce nor complaint', () => {
    const { nature } = read(from('fbl@server.example', 'Abuse report', 'Content-Type: multipart/report; boundary=b'), [
      '--b',
      '',
      'This is an email abuse report.',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      '--b--',
    ]);
    expect(nature).toBe('delivery-report');
  });
});

describe('bounces in prose', () => {
  it.each<[string, string[], string[], Partial<ReceiptEvent>[]]>([
    [
      'qmail, of several',
      from(DAEMON, 'failure notice'),
      [
        'Hi. This is the qmail-send program at server.example.',
        '',
        `<${BUDI}>:`,
        'Sorry, no mailbox here by that name. (#5.1.1)',
        '',
        '<ibu@warga.example>:',
        'user is over quota (#5.2.2)',
        '',
        '--- Below this line is a copy of the message.',
        '',
        `Message-ID: ${OURS}`,
      ],
      [
        { recipient: BUDI, error: { code: 'smtp:5.1.1', permanent: true } },
        { recipient: 'ibu@warga.example', error: { code: 'smtp:5.2.2', permanent: true } },
      ] as Partial<ReceiptEvent>[],
    ],
    [
      'postfix, of one that waits',
      from('Mail Delivery System <mailer-daemon@server.example>', 'Delayed Mail (still being retried)'),
      [
        `<${BUDI}>: connect to mx.warga.example: Connection timed out`,
        'Your message will be retried for 5 days.',
        ...COPY,
      ],
      [{ state: 'sent', recipient: BUDI, error: { code: 'smtp:4.0.0', permanent: false } }],
    ],
    [
      'sendmail',
      from(DAEMON, 'Returned mail: see transcript for details'),
      [
        '   ----- The following addresses had permanent fatal errors -----',
        `<${BUDI}>`,
        `550 5.7.1 <${BUDI}>... Denied`,
        ...COPY,
      ],
      [{ recipient: BUDI, error: { code: 'smtp:5.7.1', permanent: true } }],
    ],
    [
      'Exchange of old, which lists the header first',
      from('System Administrator <sysadmin@server.example>', 'Undeliverable: Tiket Anda'),
      [
        'Your message',
        '  To:   semua@warga.example',
        'did not reach the following recipient(s):',
        '',
        `${BUDI} on Sat, 21 Nov 2026`,
        ...COPY,
      ],
      [{ recipient: BUDI }],
    ],
    [
      'Gmail in Indonesian',
      from(
        'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
        'Delivery Status Notification (Failure)',
        `X-Failed-Recipients: ${BUDI}`,
      ),
      [
        '** Alamat tidak ditemukan **',
        '',
        `Pesan Anda tidak terkirim ke ${BUDI} karena alamat tidak ditemukan.`,
        ...COPY,
      ],
      [{ recipient: BUDI, error: { code: 'smtp:5.1.1', permanent: true } }],
    ],
    [
      'Yahoo, without any code',
      from('MAILER-DAEMON@yahoo.com', 'failure delivery'),
      [
        'Unable to deliver message to the following address(es).',
        '',
        `<${BUDI}>:`,
        'Sorry, this mailbox is full.',
        ...COPY,
      ],
      [{ recipient: BUDI, error: { code: 'smtp:5.2.2', permanent: true } }],
    ],
    [
      'a server that names nobody else than us',
      from('"Jetmail System" <>', 'Mail Error'),
      ['Sorry lapor@desa.example. Your mail cannot be delivered.', ...COPY],
      [{ state: 'failed' }],
    ],
    [
      'a mail that came back by a list',
      from(DAEMON, 'mail failed, returning to sender', 'Precedence: bulk', 'List-Id: <desa.example>'),
      [`${BUDI} ... unknown host`, ...COPY],
      [{ recipient: BUDI }],
    ],
    [
      'a server under some other name',
      from('gateway@server.example', 'Mail could not be delivered'),
      [`Unable to deliver message to <${BUDI}>.`, ...COPY],
      [{ recipient: BUDI }],
    ],
  ])('%s', (_name, header, body, expected) => {
    const { nature, receipts } = read(header, body);
    expect(nature).toBe('bounce');
    expect(receipts).toMatchObject(expected.map((each) => ({ providerId: OURS, ...each })));
    expect(receipts).toHaveLength(expected.length);
  });

  it.each<[string, string[], string[]]>([
    ['a person who forwards one', from(BUDI, 'Fwd: Undelivered Mail'), ['Kenapa begini?', 'user unknown', ...COPY]],
    [
      'a person who complains of one',
      from(BUDI, 'Mail delivery failed'),
      ['Surat saya could not be delivered ke desa.'],
    ],
    [
      'a person who answers one',
      from(BUDI, 'Undeliverable: Tiket', `In-Reply-To: ${OURS}`),
      ['Undeliverable!', ...COPY],
    ],
  ])('not %s', (_name, header, body) => {
    expect(read(header, body)).toEqual({ nature: 'person', receipts: [] });
  });
});

describe('who speaks', () => {
  it.each<[MessageNature, string, string[], string?]>([
    [
      'auto-reply',
      'absent, without a return path',
      from(BUDI, 'Re: Tiket', 'Return-Path: <>'),
      'Saya sedang cuti sampai Senin.',
    ],
    [
      'auto-reply',
      'absent, and the mailbox is full',
      from(BUDI, 'Re: a', 'Return-Path: <>', 'Auto-Submitted: auto-replied'),
      'My mailbox is full.',
    ],
    ['auto-reply', 'bulk that answers', from(BUDI, 'Terima kasih', 'Precedence: bulk', `In-Reply-To: ${OURS}`)],
    [
      'list',
      'bulk of an old list',
      from(BUDI, 'Re: a', 'Precedence: bulk', `In-Reply-To: ${OURS}`, 'Sender: owner-warga@milis.example'),
    ],
    ['list', 'bulk that answers nothing', from(BUDI, 'Promo', 'Precedence: bulk')],
    ['list', 'a newsletter', from(BUDI, 'Promo', 'Feedback-ID: 1:2:3:kirim')],
    ['auto-reply', 'Exchange', from(BUDI, 'Tiket', 'X-Auto-Response-Suppress: DR, OOF, AutoReply')],
    ['auto-reply', 'Polish', from(BUDI, '=?utf-8?Q?[Automatyczna_odpowied=C5=BA]_Tiket?=')],
    ['auto-reply', 'Chinese', from(BUDI, '=?utf-8?B?6Ieq5Yqo5Zue5aSN?=: Tiket')],
    ['auto-reply', 'Malay', from(BUDI, 'Balasan automatik: Tiket')],
    ['auto-reply', 'in brackets', from(BUDI, 'Re: Tiket (Automatic Response)')],
    [
      'auto-reply',
      'a filter with a question',
      from(BUDI, 'RE: Tiket'),
      'This account is protected by Filter. Click https://filter.example/1',
    ],
    [
      'person',
      'who writes of a filter',
      from(BUDI, 'Tiket'),
      'Rumah ini is protected by nobody, lihat https://foto.example/1',
    ],
    ['person', 'of a list of things', from(BUDI, 'Daftar otomatis')],
  ])('%s: %s', (nature, _name, header, body = 'Isi.') => {
    expect(read(header, [body]).nature).toBe(nature);
  });
});
