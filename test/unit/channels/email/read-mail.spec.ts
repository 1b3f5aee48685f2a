import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { readMail } from '../../../../src/channels/email/read-mail.js';
import { eventFaults } from '../../../kit/conformance/event-rules.js';
import { fixture, mail, message, messageOf, receipts } from './mails.js';

const BUDI = { kind: 'email', value: 'budi@warga.example' };
const OUTBOUND = '<019ab000-0000-7000-8000-000000000001@desa.example>';
const HOLE = 'Jalan di depan SDN 1 berlubang.';

describe('who wrote', () => {
  it.each<[string, string | undefined]>([
    ['plain', 'Budi Contoh'],
    ['from-without-brackets', 'Budi Contoh'],
    ['from-empty-brackets', undefined],
    ['from-unquoted-commas', 'Contoh, Budi, S.H.'],
    ['from-encoded-comma', 'Budi, S.H.'],
    ['from-comment', 'Budi Contoh'],
    ['from-whole-encoded', 'Budi Contoh'],
    ['from-unclosed', 'Budi'],
    ['from-address-as-name', 'palsu@lain.example'],
    ['from-missing', undefined],
  ])('%s', (name, shown) => {
    expect(message(name).from).toEqual(shown === undefined ? BUDI : { ...BUDI, name: shown });
  });

  it('takes the first valid one of two, and nobody where there is none', () => {
    expect(message('from-two').from?.value).toBe('ibu@warga.example');
    const unparted = messageOf(readMail(mail(['From: Ibu <ibu@warga.example> Budi <budi@warga.example>'])).events);
    expect(unparted.from).toEqual({ kind: 'email', value: 'ibu@warga.example', name: 'Ibu' });
    expect(message('from-nobody')).toMatchObject({ from: null, remarks: ['no-sender'] });
  });

  it('reads hundreds of recipients, once each, and a To without any', () => {
    const many = Array.from({ length: 400 }, (_, index) => `Warga ${String(index)} <w${String(index)}@warga.example>`);
    expect(
      messageOf(readMail(mail(['From: a@b.example', `To: ${many.join(',\r\n ')}, W0@warga.example`])).events).to,
    ).toHaveLength(400);
    expect(message('to-without-address').to).toEqual([]);
  });
});

describe('what is written', () => {
  it.each([
    ['raw-8bit-latin1', 'Café kumuh', 'Café di Jl. Melati kumuh – bau.'],
    ['utf8-labelled-latin1', 'Jalan rusak', 'Warung “Sari” buang sampah di kali — tiap hari.'],
    ['latin1-labelled-utf8', 'Jalan rusak', 'Café kumuh'],
    ['charset-unknown', 'Jalan rusak', 'Harga naik 5 €'],
    ['gb2312', 'Jalan rusak', '路灯坏了'],
    ['encoded-words-split', 'Lampu 💡 mati di Café', HOLE],
    ['quoted-printable', 'Jalan rusak', 'Air PDAM keruh — sudah tiga hari. a=b'],
    ['base64-body', 'Jalan rusak', HOLE],
    ['html-only', 'Jalan rusak', 'Jalan rusak & gelap.\n\nLihat peta (https://peta.example/1).'],
    ['empty-text-beside-html', 'Jalan rusak', 'Jalan rusak sekali.'],
    ['alternative', 'Jalan rusak', 'Yang polos.'],
    ['boundary-missing-end', 'Jalan rusak', 'Putus di tengah.'],
    ['boundary-never-used', 'Jalan rusak', 'Tidak ada batas sama sekali.'],
    ['mbox-from-line', 'Jalan rusak', HOLE],
    ['reply-gmail-indonesian', 'Re: Jalan rusak', 'Belum diperbaiki, Pak.'],
    ['reply-bottom-posted', 'Re: Jalan rusak', 'Di depan SDN 1 Batulicin.'],
    ['reply-inline', 'Re: Jalan rusak', 'Depan SDN 1.\nSejak Senin.'],
    ['reply-outlook-indonesian', 'Re: Jalan rusak', 'Sampai sekarang belum ada petugas.'],
    ['reply-original-message', 'Re: Jalan rusak', 'Terima kasih.'],
    ['reply-phone-signature', 'Re: Jalan rusak', 'Sudah beres, terima kasih.'],
    ['reply-only-quote', 'Re: Jalan rusak', ''],
    ['reply-html', 'Re: Jalan rusak', 'Belum selesai.'],
    ['signature-dashes', 'Jalan rusak', 'Jalan rusak di RT 3.'],
  ])('%s', (name, subject, text) => {
    expect(message(name)).toMatchObject({ subject, text });
  });

  it('keeps the full text beside what the person wrote', () => {
    expect(message('reply-phone-signature').fullText).toContain('Dikirim dari Yahoo Mail di Android');
    expect(message('plain').fullText).toBeUndefined();
  });

  it('takes no complaint for a quote, a letter head or a signature', () => {
    expect(message('not-a-quote').text).toBe(
      'Laporan:\n> jalan rusak\n> lampu mati\nDari: RT 3\nPada rapat itu Pak RT menulis:\nmohon dibantu.\nDikirim dari kantor desa kemarin.',
    );
    const letter =
      'Yth. Kepala Dinas\nDari: Budi\nKepada: Kepala Dinas\nPerihal: Jalan rusak\nTanggal: 3 November\n\nPada 3 November kami menulis:\njalan itu rusak.';
    expect(messageOf(readMail(mail(['From: a@b.example', 'Subject: Surat'], letter)).events).text).toBe(letter);
    expect(message('forwarded').text).toContain('Sampah menumpuk di pasar.');
  });

  it('accepts a mail without words and says so', () => {
    expect(message('no-body')).toMatchObject({ text: '', remarks: ['no-text'] });
    const bare = message('headers-bare');
    expect(bare).toMatchObject({ text: HOLE, remarks: ['no-date', 'no-message-id'] });
    expect(bare.externalId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(bare.sentAt ?? bare.subject).toBeUndefined();
  });

  it('reads dates in letters of Indonesian zones', () => {
    expect(message('plain').sentAt).toBe('2026-11-21T01:00:00.000Z');
    const dated = (date: string): string | undefined =>
      messageOf(readMail(mail(['From: a@b.example', `Date: ${date}`])).events).sentAt;
    expect(dated('Sat, 21 Nov 2026 09:00:00 WITA')).toBe('2026-11-21T01:00:00.000Z');
    expect(dated('Sat, 21 Nov 2026 08:00:00 +0700 (WIB)')).toBe('2026-11-21T01:00:00.000Z');
    expect(dated('kemarin sore')).toBeUndefined();
  });
});

describe('what is attached', () => {
  it.each([
    ['rfc2231-names', ['jalan berlubang — depan SD.jpg', 'surat é.pdf']],
    ['inline-image', ['foto.png']],
    ['uuencoded', ['foto.txt']],
    ['uuencode-lookalike', []],
    ['attached-text', ['catatan.txt']],
    ['attached-message', [undefined]],
    ['dsn-permanent', [undefined, undefined]],
  ])('%s', (name, names) => {
    const { events, contents } = readMail(fixture(name));
    const { attachments } = messageOf(events);
    expect(attachments.map(({ filename }) => filename)).toEqual(names);
    for (const { ref, size, sha256 } of attachments) {
      const bytes = contents.get(ref ?? '');
      expect(size).toBe(bytes?.length);
      expect(sha256).toBe(createHash('sha256').update(bytes!).digest('hex'));
    }
  });

  it('decodes their bytes', () => {
    const bytes = (name: string): (string | undefined)[] =>
      [...readMail(fixture(name)).contents.values()].map((content) => content.toString());
    expect(bytes('uuencoded')).toEqual(['halo dunia\n']);
    expect(bytes('attached-text')).toEqual(['baris satu\r\nbaris dua']);
    expect(bytes('attached-message')[0]).toContain('Isi surat asli.');
    expect(message('uuencoded').text).toBe('Ini fotonya:\n\n\nTerima kasih.');
    expect(message('inline-image').attachments).toMatchObject([
      { inline: true, contentId: 'foto1@x', contentType: 'image/png' },
    ]);
  });

  it('agrees with mailparser on every well-formed mail', async () => {
    // These are the ones that it gets wrong, and we mend.
    const mended =
      /^(charset-unknown|uuencoded|attached-message|dsn-|bounce-|read-receipt|boundary-|from-|raw-8bit|latin1-|utf8-labelled|header-missing|mbox)/;
    const compared: string[] = [];
    for (const file of readdirSync('test/fixtures/email').filter((name) => !mended.test(name))) {
      const name = file.replace('.eml', '');
      const theirs = await simpleParser(fixture(name), { keepCidLinks: true });
      const ours = message(name);
      expect([name, ours.subject]).toEqual([name, theirs.subject]);
      expect([name, ours.from?.value]).toEqual([name, theirs.from?.value[0]?.address?.toLowerCase()]);
      expect([name, ours.attachments.map(({ size }) => size)]).toEqual([
        name,
        theirs.attachments.map(({ size }) => size),
      ]);
      expect([name, ours.attachments.map(({ filename }) => filename)]).toEqual([
        name,
        theirs.attachments.map(({ filename }) => filename),
      ]);
      if (theirs.html === false)
        expect([name, words(ours.fullText ?? ours.text)]).toEqual([name, words(theirs.text ?? '')]);
      compared.push(name);
    }
    expect(compared.length).toBeGreaterThan(30);
  });
});

const words = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('who speaks', () => {
  it.each([
    ['auto-submitted', 'auto-reply'],
    ['auto-submitted-no', 'person'],
    ['auto-x-autoreply', 'auto-reply'],
    ['auto-precedence', 'auto-reply'],
    ['auto-subject-id', 'auto-reply'],
    ['auto-subject-en', 'auto-reply'],
    ['auto-subject-lookalike', 'person'],
    ['auto-cuti-lookalike', 'person'],
    ['auto-null-path', 'auto-reply'],
    ['auto-noreply', 'auto-reply'],
    ['form-by-noreply', 'person'],
    ['auto-own-loop', 'auto-reply'],
    ['list-id', 'list'],
    ['list-newsletter', 'list'],
    ['dsn-permanent', 'bounce'],
    ['dsn-temporary', 'bounce'],
    ['dsn-delayed', 'bounce'],
    ['dsn-delivered', 'delivery-report'],
    ['dsn-without-original', 'bounce'],
    ['bounce-qmail', 'bounce'],
    ['bounce-exim', 'bounce'],
    ['bounce-indonesian', 'bounce'],
    ['bounce-talk-by-person', 'person'],
    ['read-receipt', 'delivery-report'],
    ['plain', 'person'],
    ['forwarded', 'person'],
  ])('%s is %s', (name, nature) => {
    expect(message(name).nature).toBe(nature);
  });
});

describe('what became of our mail', () => {
  it.each([
    ['dsn-permanent', { state: 'failed', error: { code: 'smtp:5.1.1', permanent: true } }],
    ['dsn-temporary', { state: 'failed', error: { code: 'smtp:4.4.7', permanent: false } }],
    ['dsn-delayed', { state: 'sent', error: { code: 'smtp:4.4.1', permanent: false } }],
    ['dsn-delivered', { state: 'delivered' }],
    ['bounce-qmail', { state: 'failed', error: { code: 'smtp:5.1.1', permanent: true } }],
    ['bounce-exim', { state: 'failed', error: { code: 'smtp:5.2.2', permanent: true } }],
    ['bounce-indonesian', { state: 'failed', error: { code: 'smtp:5.1.1', permanent: true } }],
    ['read-receipt', { state: 'read' }],
  ])('%s', (name, receipt) => {
    expect(receipts(name)).toMatchObject([
      { type: 'receipt', providerId: OUTBOUND, recipient: 'budi@warga.example', ...receipt },
    ]);
    expect(JSON.stringify(receipts(name).map(({ error }) => error))).not.toContain('budi');
  });

  it('is no receipt where the report does not name the mail', () => {
    expect(receipts('dsn-without-original')).toEqual([]);
  });
});

it('makes well-formed events of every fixture, and the same ones each time', () => {
  for (const file of readdirSync('test/fixtures/email').filter((name) => name !== 'header-missing.eml')) {
    const name = file.replace('.eml', '');
    const { events } = readMail(fixture(name));
    expect([name, events.flatMap(eventFaults)]).toEqual([name, []]);
    expect(readMail(fixture(name)).events).toEqual(events);
  }
});

it('names what is wrong with what is no mail', () => {
  expect(() => readMail(fixture('header-missing'))).toThrow('header: expected a mail');
  expect(() => readMail(Buffer.alloc(0))).toThrow('mail: expected a mail; it is empty');
});
