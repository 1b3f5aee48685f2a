import { isAscii, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { codingOf, decodeText, encodeText } from '../../../../../src/channels/sms/smpp/charset.js';
import { concatHeader, readUserData } from '../../../../../src/channels/sms/smpp/concat.js';
import { decodeGsm, encodeGsm, pack, unpack } from '../../../../../src/channels/sms/smpp/gsm7.js';
import { encodePdu, FramingError, PduReader, type Pdu } from '../../../../../src/channels/sms/smpp/pdu.js';
import { normaliseId, readReport } from '../../../../../src/channels/sms/smpp/receipt.js';
import { readSm, TLV, UDHI, writeSm } from '../../../../../src/channels/sms/smpp/sm.js';
import { MalformedPayloadError } from '../../../../../src/messaging/errors.js';
import { deliverSm } from './smpp.samples.js';

const ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€';
const gsmText = fc.array(fc.constantFrom(...Array.from(ALPHABET)), { maxLength: 300 }).map((list) => list.join(''));

describe('PDU frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    const pdu = fc.record({
      command: fc.constantFrom(5, 4, 0x15, 0x8000_0005),
      status: fc.nat(0x500),
      sequence: fc.integer({ min: 1, max: 0x7fff_ffff }),
      body: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    });
    fc.assert(
      fc.property(
        fc.array(pdu, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (pdus, cuts) => {
          const reader = new PduReader();
          const stream = Buffer.concat(pdus.map((one) => encodePdu(one)));
          const read: Pdu[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1;
            read.push(...reader.push(stream.subarray(at, at + size)));
            at += size;
          }
          expect(read).toEqual(pdus);
          expect(reader.pending).toBe(0);
        },
      ),
    );
  });

  it.each([0, 15, 200_000])('refuse a length of %d', (length) => {
    const head = Buffer.alloc(16);
    head.writeUInt32BE(length);
    expect(() => new PduReader().push(head)).toThrow(FramingError);
  });
});

describe('deliver_sm', () => {
  it('keeps every field', () => {
    const message = {
      source: { ton: 5, npi: 0, value: 'BANK' },
      destination: { ton: 3, npi: 0, value: '1708' },
      esmClass: UDHI,
      registeredDelivery: 1,
      dataCoding: 8,
      payload: Buffer.from('abc'),
      tlvs: new Map([[TLV.sarMsgRefNum, Buffer.from([1, 2])]]),
    };
    expect(readSm({ ...deliverSm(), body: writeSm(message) })).toEqual(message);
  });

  it('takes message_payload where short_message is empty', () => {
    expect(readSm(deliverSm({ text: 'x'.repeat(300) })).payload.toString()).toBe('x'.repeat(300));
  });

  it('keeps what is there of an optional parameter that claims more', () => {
    const { body } = deliverSm({ text: '' });
    const cut = Buffer.concat([body, Buffer.from([0x04, 0x24, 0x00, 0xff]), Buffer.from('Jalan rusak')]);
    expect(readSm({ ...deliverSm(), body: cut }).payload.toString()).toBe('Jalan rusak');
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'service_type'],
    ['an address without end', Buffer.from('\0\u0001\u0001628110000', 'latin1'), 'source_addr'],
    ['a text that is cut off', deliverSm({ text: 'halo' }).body.subarray(0, -2), 'short_message'],
  ])('names the field of %s', (_name, body, field) => {
    let thrown: unknown;
    try {
      readSm({ ...deliverSm(), body });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MalformedPayloadError);
    expect((thrown as MalformedPayloadError).field).toBe(field);
  });

  it('is read or refused by name, whatever the octets are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          readUserData(readSm({ ...deliverSm(), body: Buffer.from(bytes) }));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPayloadError);
        }
      }),
    );
  });
});

describe('GSM 7-bit', () => {
  it.each([
    ['hello', 'E8329BFD06'],
    ['hellohello', 'E8329BFD4697D9EC37'],
  ])('packs %s as the standard does', (text, hex) => {
    const packed = pack(encodeGsm(text) ?? Buffer.alloc(0))
      .toString('hex')
      .toUpperCase();
    expect(packed).toBe(hex);
    expect(decodeGsm(unpack(Buffer.from(packed, 'hex')))).toBe(text);
  });

  it('loses no character of its alphabet', () => {
    fc.assert(fc.property(gsmText, (text) => expect(decodeGsm(encodeGsm(text) ?? Buffer.alloc(0))).toBe(text)));
  });

  it('loses none packed, behind a header or not, but what fills the last octet', () => {
    fc.assert(
      fc.property(gsmText, fc.constantFrom(0, 1, 3, 6), (text, fill) => {
        const septets = encodeGsm(text) ?? Buffer.alloc(0);
        const back = decodeGsm(unpack(pack(septets, fill), fill));
        expect(back.replace(/[@\r]+$/, '')).toBe(text.replace(/[@\r]+$/, ''));
      }),
    );
  });

  it('shows an unknown escaped code as its plain character, and drops an escape at the end', () => {
    expect(decodeGsm(Buffer.from([0x1b, 0x41, 0x1b]))).toBe('A');
  });
});

describe('character sets', () => {
  it.each([
    [0x00, 'gsm'],
    [0x01, 'ascii'],
    [0x03, 'latin1'],
    [0x04, 'octets'],
    [0x08, 'ucs2'],
    [0x10, 'gsm'],
    [0x18, 'ucs2'],
    [0xc8, 'gsm'],
    [0xe0, 'ucs2'],
    [0xf1, 'gsm'],
    [0xf5, 'octets'],
    [0x0f, 'gsm'],
  ])('data_coding %d is %s', (dataCoding, coding) => {
    expect(codingOf(dataCoding, 'gsm')).toBe(coding);
  });

  it.each([
    ['GSM', 'gsm', [0x00, 0x1b, 0x65, 0x41], '@€A'],
    ['Latin-1 labelled as GSM', 'gsm', [...Buffer.from('Jl. Café', 'latin1')], 'Jl. Café'],
    ['UTF-8 labelled as GSM', 'gsm', [...Buffer.from('Jalan “rusak” 🌊')], 'Jalan “rusak” 🌊'],
    ['UTF-8 labelled as Latin-1', 'latin1', [...Buffer.from('banjir 🌊')], 'banjir 🌊'],
    ['Windows-1252 labelled as Latin-1', 'latin1', [0x93, 0x61, 0x94, 0xe9], '“a”é'],
    ['ASCII', 'ascii', [0x40, 0x24, 0x5f], '@$_'],
    ['UCS-2', 'ucs2', [0x00, 0x41, 0xd8, 0x3c, 0xdf, 0x0a], 'A🌊'],
    ['UCS-2 with a byte order mark', 'ucs2', [0xff, 0xfe, 0x41, 0x00], 'A'],
    ['UCS-2 the wrong way round', 'ucs2', [...Buffer.from('jalan', 'utf16le')], 'jalan'],
    ['half a character at the end', 'ucs2', [0x00, 0x41, 0x00], 'A\ufffd'],
    ['GSM labelled as UCS-2', 'ucs2', [...Buffer.from('rusak')], 'rusak'],
    ['octets that are text', 'octets', [...Buffer.from('Jalan rusak')], 'Jalan rusak'],
  ] as const)('reads %s', (_name, coding, bytes, text) => {
    expect(decodeText(Buffer.from(bytes), coding)).toBe(text);
  });

  it('knows octets that are no text', () => {
    expect(decodeText(Buffer.from([0x06, 0x05, 0x01, 0x00]), 'octets')).toBeUndefined();
  });

  it.each(['gsm', 'latin1', 'ascii', 'utf8'] as const)(
    'what is written for an SMSC of %s is read as it was',
    (charset) => {
      fc.assert(
        fc.property(fc.oneof(gsmText, fc.string({ unit: 'grapheme', maxLength: 200 })), (text) => {
          const { dataCoding, units } = encodeText(text, charset);
          const bytes = Buffer.concat(units.map(({ octets }) => octets));
          const ucs2 = dataCoding === 8;
          // A byte order mark is no character, and the guess for texts of Latin letters in the wrong order is for receiving.
          fc.pre(!ucs2 || !/^[\ufeff\ufffe]/.test(text));
          // So is the guess at UTF-8 under the label of Latin-1, where "ß£" is a sequence of it.
          fc.pre(ucs2 || charset !== 'latin1' || isAscii(bytes) || !isUtf8(bytes));
          const read = ucs2
            ? Buffer.from(bytes).swap16().toString('utf16le')
            : decodeText(bytes, codingOf(dataCoding, charset));
          expect(read).toBe(Buffer.from(text, 'utf16le').toString('utf16le'));
        }),
      );
    },
  );
});

describe('user data headers', () => {
  it.each([
    ['8-bit', Buffer.from([5, 0, 3, 42, 3, 2]), { reference: 'udh8:42', total: 3, number: 2 }],
    ['16-bit', Buffer.from([6, 8, 4, 1, 2, 3, 1]), { reference: 'udh16:258', total: 3, number: 1 }],
    ['behind another element', Buffer.from([9, 0x24, 1, 3, 0, 3, 7, 2, 2, 0xaa]).subarray(0, 9), undefined],
    ['two elements', Buffer.from([8, 0x24, 1, 3, 0, 3, 7, 2, 2]), { reference: 'udh8:7', total: 2, number: 2 }],
    ['a part beyond the last', Buffer.from([5, 0, 3, 42, 2, 3]), undefined],
    ['the only part', Buffer.from([5, 0, 3, 42, 1, 1]), undefined],
  ])('%s', (_name, header, place) => {
    const data = readUserData({
      esmClass: UDHI,
      payload: Buffer.concat([header, Buffer.from('abc')]),
      tlvs: new Map(),
    });
    expect(data.place).toEqual(place);
  });

  it('are those of SAR parameters too', () => {
    const tlvs = new Map([
      [TLV.sarMsgRefNum, Buffer.from([0, 9])],
      [TLV.sarTotalSegments, Buffer.from([2])],
      [TLV.sarSegmentSeqnum, Buffer.from([1])],
    ]);
    expect(readUserData({ esmClass: 0, payload: Buffer.from('abc'), tlvs }).place).toEqual({
      reference: 'sar:9',
      total: 2,
      number: 1,
    });
  });

  it('are left in the text where they can’t be headers', () => {
    const payload = Buffer.from('Jalan rusak');
    expect(readUserData({ esmClass: UDHI, payload, tlvs: new Map() })).toEqual({ headerLength: 0, text: payload });
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('udh8', 'udh16'),
        fc.nat(0xffff),
        fc.integer({ min: 2, max: 255 }),
        (form, reference, total) => {
          const payload = Buffer.concat([concatHeader(form, reference, total, total), Buffer.from('abc')]);
          const data = readUserData({ esmClass: UDHI, payload, tlvs: new Map() });
          expect(data.text.toString()).toBe('abc');
          expect(data.place).toEqual({
            reference: `${form}:${String(form === 'udh8' ? reference & 0xff : reference)}`,
            total,
            number: total,
          });
        },
      ),
    );
  });
});

describe('delivery receipts', () => {
  const TEXT =
    'id:0123456789 sub:001 dlvrd:001 submit date:2611210800 done date:2611210801 stat:DELIVRD err:000 text:TBU-000123 diterima';
  const read = (text: string, over: object = {}): unknown =>
    readReport(readSm(deliverSm({ text, esmClass: 4, ...over })), 'same');

  it.each([
    [TEXT, { type: 'receipt', providerId: '123456789', state: 'delivered' }],
    [
      TEXT.replace('DELIVRD err:000', 'UNDELIV err:027'),
      {
        type: 'receipt',
        providerId: '123456789',
        state: 'failed',
        error: { code: 'smpp:UNDELIV-027', permanent: true },
      },
    ],
    [
      TEXT.replace('DELIVRD', 'EXPIRED'),
      { type: 'receipt', providerId: '123456789', state: 'failed', error: { code: 'smpp:EXPIRED', permanent: false } },
    ],
    ['ID: A1b2 Sub:1 Stat: delivrd Err: 0', { type: 'receipt', providerId: 'a1b2', state: 'delivered' }],
    [TEXT.replace('DELIVRD', 'DELIVERED'), { type: 'receipt', providerId: '123456789', state: 'delivered' }],
    [
      TEXT.replace('DELIVRD', 'ENROUTE'),
      { type: 'ignored', externalId: 'status:123456789:enroute', reason: 'status-enroute' },
    ],
    ['id:a-1,sub:001,dlvrd:001,stat:DELIVRD,err:000', { type: 'receipt', providerId: 'a-1', state: 'delivered' }],
    [
      'id:7 stat:FAILED',
      { type: 'receipt', providerId: '7', state: 'failed', error: { code: 'smpp:FAILED', permanent: false } },
    ],
    ['id:7 sub:001 dlvrd:001', { type: 'ignored', reason: 'report-without-id-or-state' }],
    ['Jalan rusak', { type: 'ignored', reason: 'report-without-id-or-state' }],
  ])('reads %s', (text, event) => {
    expect(read(text)).toEqual(event);
  });

  it('prefers the optional parameters', () => {
    const tlvs = new Map([
      [TLV.receiptedMessageId, Buffer.from('00ff\0')],
      [TLV.messageState, Buffer.from([5])],
      [TLV.networkErrorCode, Buffer.from([3, 0, 8])],
    ]);
    expect(read('', { tlvs, esmClass: 0 })).toEqual({
      type: 'receipt',
      providerId: 'ff',
      state: 'failed',
      error: { code: 'smpp:UNDELIV-8', permanent: true },
    });
  });

  it('names our message where the SMSC gives back what we called it', () => {
    const tlvs = (octets: number[]): object => ({ tlvs: new Map([[TLV.userMessageReference, Buffer.from(octets)]]) });
    const delivered = { type: 'receipt', providerId: '123456789', state: 'delivered' };
    expect(read(TEXT, tlvs([0x0a, 0xff]))).toEqual({
      ...delivered,
      shortReference: 0x0aff,
      recipient: '+6281100000001',
    });
    expect(read(TEXT, tlvs([0x0a]))).toEqual(delivered);
    // Without a telephone as its sender it says nothing of whom it was for.
    expect(read(TEXT, { ...tlvs([0x0a, 0xff]), source: { ton: 3, npi: 0, value: '1708' } })).toEqual(delivered);
  });

  it('reads them in UCS-2, and behind a user data header', () => {
    const delivered = { type: 'receipt', providerId: '123456789', state: 'delivered' };
    expect(read('', { text: Buffer.from(TEXT, 'utf16le').swap16(), dataCoding: 8 })).toEqual(delivered);
    const header = Buffer.from([5, 0, 3, 1, 1, 1]);
    expect(read('', { text: Buffer.concat([header, Buffer.from(TEXT)]), esmClass: 0x44 })).toEqual(delivered);
  });

  it('makes ids of two bases the same', () => {
    expect(normaliseId('001A2B')).toBe('1a2b');
    expect(normaliseId('1A2B', 'hex-to-decimal')).toBe('6699');
    expect(normaliseId('6699', 'decimal-to-hex')).toBe('1a2b');
    expect(normaliseId('000')).toBe('0');
  });

  it('gives an event for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(['receipt', 'ignored']).toContain((read(text) as { type: string }).type);
      }),
    );
  });
});
