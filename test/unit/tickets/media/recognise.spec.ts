import fc from 'fast-check';
import { recognise } from '../../../../src/tickets/media/recognise.js';
import { phonePhoto, pictureIn } from '../../../kit/pictures.js';

/** A ZIP of stored, empty entries but for what an entry is given (APPNOTE 4.3). */
function zip(entries: Record<string, string>): Buffer {
  return Buffer.concat(
    Object.entries(entries).map(([name, content]) => {
      const head = Buffer.alloc(30);
      head.writeUInt32LE(0x04034b50, 0);
      head.writeUInt16LE(20, 4);
      head.writeUInt32LE(content.length, 18);
      head.writeUInt32LE(content.length, 22);
      head.writeUInt16LE(name.length, 26);
      return Buffer.concat([head, Buffer.from(name), Buffer.from(content)]);
    }),
  );
}

const ooxml = (type: string, more: Record<string, string> = {}): Buffer =>
  zip({
    '[Content_Types].xml': `<?xml version="1.0"?><Types><Override PartName="/x" ContentType="application/vnd.${type}.main+xml"/></Types>`,
    '_rels/.rels': '<x/>',
    ...more,
  });
const odf = (type: string, more: Record<string, string> = {}): Buffer =>
  zip({ mimetype: `application/vnd.oasis.opendocument.${type}`, 'content.xml': '<x/>', ...more });
const WORD = 'openxmlformats-officedocument.wordprocessingml.document';

/** The beginning of a Compound File, and names of its streams. */
const compound = (...streams: string[]): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    ...streams.map((name) => Buffer.from(`${name}\0`, 'utf16le')),
  ]);
const hex = (text: string, length = 64): Buffer => Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(length)]);
const MAIL = 'From: a@example.org\r\nDate: Sat, 21 Nov 2026 08:00:00 +0800\r\nSubject: x\r\n\r\n<html>isi</html>\r\n';
const OGG_OPUS = Buffer.concat([
  Buffer.from('OggS\0\x02'),
  Buffer.alloc(22),
  Buffer.from('OpusHead'),
  Buffer.alloc(20),
]);
const MP4 = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypmp42'), Buffer.alloc(16)]);

describe('what is taken', () => {
  it.each<[string, Buffer | Promise<Buffer>, string, string]>([
    ['JPEG', phonePhoto(), 'image/jpeg', 'image'],
    ['PNG', pictureIn('png'), 'image/png', 'image'],
    ['WebP', pictureIn('webp'), 'image/webp', 'image'],
    ['GIF', pictureIn('gif'), 'image/gif', 'image'],
    ['AVIF', pictureIn('avif'), 'image/avif', 'image'],
    ['HEIC', Buffer.from('0000001866747970686569630000000068656963', 'hex'), 'image/heic', 'image'],
    ['a voice message', OGG_OPUS, 'audio/ogg; codecs=opus', 'audio'],
    ['MP3 behind an ID3 tag', hex('49443303000000000000fffb9064', 500), 'audio/mpeg', 'audio'],
    ['MP3', hex('fffb9064', 500), 'audio/mpeg', 'audio'],
    ['MP4', MP4, 'video/mp4', 'video'],
    [
      '3GP',
      Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftyp3gp4'), Buffer.alloc(16)]),
      'video/3gpp',
      'video',
    ],
    ['PDF', Buffer.from('%PDF-1.4\n%%EOF'), 'application/pdf', 'pdf'],
    ['DOCX', ooxml(WORD), `application/vnd.${WORD}`, 'office'],
    ['ODT', odf('text'), 'application/vnd.oasis.opendocument.text', 'office'],
    ['DOC', compound('Root Entry', 'WordDocument'), 'application/msword', 'office'],
    ['XLS', compound('Root Entry', 'Workbook'), 'application/vnd.ms-excel', 'office'],
    ['RTF', Buffer.from('{\\rtf1 aduan}'), 'application/rtf', 'office'],
    ['an Outlook message', compound('__properties_version1.0'), 'application/vnd.ms-outlook', 'mail'],
    ['words', Buffer.from('Jalan rusak, 3 < 5 & 7 > 2'), 'text/plain', 'text'],
    ['words in UTF-16', Buffer.from('\ufeffJalan rusak', 'utf16le'), 'text/plain', 'text'],
    ['words in Latin-1', Buffer.from('caf\xe9 di pasar', 'latin1'), 'text/plain', 'text'],
    ['CSV', Buffer.from('nama,alamat\nA,"B"\n'), 'text/plain', 'text'],
    ['a contact', Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dinas\r\nEND:VCARD\r\n'), 'text/vcard', 'contact'],
    ['a mail, whatever is in it', Buffer.from(MAIL), 'message/rfc822', 'mail'],
  ])('%s', async (_name, bytes, contentType, family) => {
    expect(await recognise(await bytes)).toEqual({ contentType, family });
  });
});

describe('what is set apart', () => {
  it.each<[string, Buffer, string, string?]>([
    ['ZIP', zip({ 'a.txt': 'x' }), 'archive'],
    ['RAR', hex('526172211a0700'), 'archive'],
    ['7-Zip', hex('377abcaf271c'), 'archive'],
    ['gzip', hex('1f8b08'), 'archive'],
    ['a program for Windows', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'executable'],
    ['a program for Linux', hex('7f454c46020101'), 'executable'],
    [
      'an installer',
      compound('Root Entry').fill(Buffer.from('84100c0000000000c000000000000046', 'hex'), 100, 116),
      'executable',
    ],
    ['a shortcut', hex('4c0000000114020000000000c000000000000046'), 'executable'],
    ['HTML', Buffer.from('\ufeff \n<!DOCTYPE html><html><body>x</body></html>'), 'markup'],
    ['HTML in UTF-16', Buffer.from('\ufeff<html><script>x</script>', 'utf16le'), 'markup'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'), 'markup'],
    ['SVG as XML', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'markup'],
    ['a script for the shell', Buffer.from('#!/bin/sh\nrm -rf /\n'), 'script'],
    ['PHP', Buffer.from('<?php system($_GET[0]); ?>'), 'script'],
    ['PHP that begins like a picture', Buffer.from('GIF89\n<?php system($_GET[0]); ?>'), 'script'],
    [
      'HTML in UTF-16, the other way round',
      Buffer.from('\ufeff<html><script>x</script>', 'utf16le').swap16(),
      'markup',
    ],
    ['a batch file', Buffer.from('@echo off\r\ndel *.*\r\n'), 'script'],
    ['words that Windows would run', Buffer.from('MsgBox 1'), 'script', 'tagihan.pdf.vbs'],
    ['the same with dots and spaces behind it', Buffer.from('MsgBox 1'), 'script', 'tagihan.VBS. '],
    ['a mail by its header, a script by its name', Buffer.from(MAIL), 'script', 'x.js'],
    ['a document with macros', ooxml(WORD, { 'word/vbaProject.bin': 'x' }), 'macros'],
    ['a document for macros', ooxml('ms-word.document.macroEnabled'), 'macros'],
    ['an old document with macros', compound('WordDocument', 'Macros', '_VBA_PROJECT'), 'macros'],
    ['an OpenDocument with macros', odf('text', { 'Basic/script-lc.xml': 'x' }), 'macros'],
    ['a document with a password', compound('EncryptionInfo', 'EncryptedPackage'), 'encrypted'],
    ['a Compound File of no known kind', compound('Contents'), 'unknown-type'],
    ['a font', hex('00010000000c00800003004047'), 'unknown-type'],
    ['octets behind the mark of UTF-16', Buffer.from([0xff, 0xfe, 1, 0, 2, 0, 0xff, 0xff]), 'unknown-type'],
    ['octets', Buffer.from([1, 2, 3, 4, 5, 0, 255]), 'unknown-type'],
    ['nothing', Buffer.alloc(0), 'empty'],
    // A rest parameter does not count: Jest would take a fourth one for its callback and wait for it.
  ])('%s', async (_name, bytes, reason, ...[filename]) => {
    expect((await recognise(bytes, filename)).quarantine).toBe(reason);
  });
});

describe('the name of a file', () => {
  it('makes nothing harmless, and no photo a script', async () => {
    expect((await recognise(Buffer.from('<svg onload="x">'), 'foto.jpg')).quarantine).toBe('markup');
    expect(await recognise(await phonePhoto(), 'foto.jpg.exe')).toEqual({ contentType: 'image/jpeg', family: 'image' });
  });

  it('changes no type, whatever it is', async () => {
    const photo = await phonePhoto();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
        expect(await recognise(photo, name)).toEqual({ contentType: 'image/jpeg', family: 'image' });
        const words = await recognise(Buffer.from('aduan'), name);
        expect(words.contentType).toBe('text/plain');
        expect(words.quarantine ?? 'script').toBe('script');
      }),
    );
  });
});

it('no bytes make it throw, and what it does not know is never taken', async () => {
  const starts = [
    '',
    'PK\x03\x04',
    '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    'OggS',
    '<',
    'RIFF\0\0\0\0WEBP',
    '\0\0\0\x18ftyp',
    '%PDF',
    '0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel',
  ];
  const bytes = fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }))
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest]));
  await fc.assert(
    fc.asyncProperty(bytes, async (file) => {
      const kind = await recognise(file);
      expect(kind.contentType).toMatch(/^[a-z0-9.+-]+\/[a-z0-9.+-]+(; codecs=[a-z0-9]+)?$/);
      if (kind.family === 'unknown' || kind.family === 'archive' || kind.family === 'executable')
        expect(kind.quarantine).toBeDefined();
    }),
    { numRuns: 300 },
  );
});
