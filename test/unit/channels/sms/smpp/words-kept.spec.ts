import fc from 'fast-check';
import { concatHeader, sarTlvs } from '../../../../../src/channels/sms/smpp/concat.js';
import { encodeGsm, pack } from '../../../../../src/channels/sms/smpp/gsm7.js';
import type { Pdu } from '../../../../../src/channels/sms/smpp/pdu.js';
import { TLV, UDHI } from '../../../../../src/channels/sms/smpp/sm.js';
import { SmppRaw } from '../../../../../src/channels/sms/smpp/smpp.raw.js';
import { SENTINEL, wordsIn, writtenText } from '../../../../kit/words-kept.js';
import { AT, bytesOf, deliverSm, smppSettings } from './smpp.samples.js';

const GSM = fc.constantFrom(...Array.from('abcdefg RT3 é@£$_ÇØΔΦ\n!"#¤%&()?¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€'));
const LATIN = fc.constantFrom(...Array.from('abc é ü ñ ¿ © ½ ÿ'));

/** Octets of a text in one coding, and the data_coding that says so. */
const CODINGS = {
  gsm: { dataCoding: 0, octets: (text: string) => encodeGsm(text) ?? Buffer.alloc(0), unit: GSM },
  latin1: { dataCoding: 3, octets: (text: string) => Buffer.from(text, 'latin1'), unit: LATIN },
  ucs2: { dataCoding: 8, octets: (text: string) => Buffer.from(text, 'utf16le').swap16(), unit: 'grapheme' },
} as const;
type CodingName = keyof typeof CODINGS;
const written = fc
  .constantFrom<CodingName>('gsm', 'latin1', 'ucs2')
  .chain((coding) => writtenText(CODINGS[coding].unit).map((text) => ({ coding, text })));

async function wordsOf(pdus: readonly Pdu[], over: object = {}): Promise<string> {
  const { events } = await new SmppRaw(smppSettings(over)).read(bytesOf(...pdus), AT);
  return wordsIn(events);
}

/** Pieces between the given places, which may be in the middle of a character. */
function cutAt(octets: Buffer, places: readonly number[]): Buffer[] {
  const borders = [...new Set(places.map((place) => place % Math.max(octets.length, 1)))].sort((a, b) => a - b);
  return [...borders, octets.length]
    .map((border, index) => octets.subarray(borders[index - 1] ?? 0, border))
    .filter((piece) => piece.length > 0);
}

type LongForm = 'udh8' | 'udh16' | 'sar';

function parts(pieces: readonly Buffer[], dataCoding: number, form: LongForm, packed: boolean): Pdu[] {
  const total = pieces.length;
  return pieces.map((piece, index) => {
    if (form === 'sar') {
      const tlvs = sarTlvs(777, total, index + 1);
      return deliverSm({ dataCoding, tlvs, text: packed ? pack(piece) : piece });
    }
    const header = concatHeader(form, 777, total, index + 1);
    const body = packed ? pack(piece, (7 - ((header.length * 8) % 7)) % 7) : piece;
    return deliverSm({ dataCoding, esmClass: UDHI, text: Buffer.concat([header, body]) });
  });
}

describe('an SMSC’s messages keep every word', () => {
  it('in one part, in each coding', async () => {
    await fc.assert(
      fc.asyncProperty(written, fc.boolean(), async ({ coding, text }, inPayload) => {
        const { dataCoding, octets } = CODINGS[coding];
        expect(await wordsOf([deliverSm({ dataCoding, text: octets(text), inPayload })])).toContain(SENTINEL);
      }),
      { numRuns: 300 },
    );
  });

  it('in any number of parts, cut anywhere, in any order and form', async () => {
    const order = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
    const places = fc.array(fc.nat(), { minLength: 1, maxLength: 11 });
    const form = fc.constantFrom<LongForm>('udh8', 'udh16', 'sar');
    await fc.assert(
      fc.asyncProperty(written, places, order, form, fc.boolean(), async ({ coding, text }, cuts, keys, how, pack7) => {
        const { dataCoding, octets } = CODINGS[coding];
        const packed = pack7 && coding === 'gsm';
        const pdus = parts(cutAt(octets(text), cuts), dataCoding, how, packed);
        const shuffled = pdus
          .map((pdu, index) => ({ pdu, key: keys[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ pdu }) => pdu);
        expect(await wordsOf(shuffled, { packed })).toContain(SENTINEL);
      }),
      { numRuns: 400 },
    );
  });

  it('with ASCII under whatever label', async () => {
    const plain = writtenText(fc.constantFrom(...Array.from('abc RT 3, depan SD!')));
    await fc.assert(
      fc.asyncProperty(plain, fc.nat(255), async (text, dataCoding) => {
        expect(await wordsOf([deliverSm({ text, dataCoding })])).toContain(SENTINEL);
      }),
      { numRuns: 500 },
    );
  });

  it('in UCS-2 whose octets are the wrong way round', async () => {
    const text = writtenText(fc.constantFrom(...Array.from('abc RT 3 depan SD“”…é')));
    await fc.assert(
      fc.asyncProperty(text, async (words) => {
        expect(await wordsOf([deliverSm({ text: Buffer.from(words, 'utf16le'), dataCoding: 8 })])).toContain(SENTINEL);
      }),
    );
  });

  it('in UTF-8 under the label of the default alphabet', async () => {
    await fc.assert(
      fc.asyncProperty(writtenText(), async (words) => {
        expect(await wordsOf([deliverSm({ text: Buffer.from(words, 'utf8').subarray(0, 254) })])).toContain(SENTINEL);
      }),
    );
  });

  it('in short_message and message_payload at once', async () => {
    const both = (text: string, payload: string): Promise<string> =>
      wordsOf([deliverSm({ text, tlvs: new Map([[TLV.messagePayload, Buffer.from(payload)]]) })]);
    expect(await both('Jalan ', 'rusak')).toBe('Jalan rusak');
    expect(await both('Jalan', 'Jalan rusak')).toBe('Jalan rusak');
    expect(await both('Jalan rusak', 'Jalan rusak')).toBe('Jalan rusak');
    expect(await both('', 'Jalan rusak')).toBe('Jalan rusak');
  });
});
