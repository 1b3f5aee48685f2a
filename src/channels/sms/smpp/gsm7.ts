/**
 * The GSM 7-bit default alphabet with its extension table (3GPP TS 23.038, 6.2.1), unpacked: one septet
 * an octet, as SMPP carries it, and packed, as some SMSCs hand it on.
 */

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 0x1b;
const EXTENSION: Readonly<Record<number, string>> = {
  0x0a: '\f',
  0x14: '^',
  0x28: '{',
  0x29: '}',
  0x2f: '\\',
  0x3c: '[',
  0x3d: '~',
  0x3e: ']',
  0x40: '|',
  0x65: '€',
};

const CODES = new Map<string, readonly number[]>();
Array.from(BASIC).forEach((character, code) => {
  if (code !== ESCAPE) CODES.set(character, [code]);
});
for (const [code, character] of Object.entries(EXTENSION)) CODES.set(character, [ESCAPE, Number(code)]);

/** Septets of one character: one, or two with the escape; undefined where the alphabet lacks it. */
export function gsmCodes(character: string): readonly number[] | undefined {
  return CODES.get(character);
}

/** Septets, one an octet; undefined where a character is not in the alphabet. */
export function encodeGsm(text: string): Buffer | undefined {
  const codes: number[] = [];
  for (const character of text) {
    const found = CODES.get(character);
    if (found === undefined) return undefined;
    codes.push(...found);
  }
  return Buffer.from(codes);
}

/**
 * Text of septets. An unknown escaped code is shown as the character of the basic table (6.2.1.1);
 * an escape at the end, cut from its code, is dropped. Octets from 0x80 on are no septets: the caller asks `isGsm` first.
 */
export function decodeGsm(septets: Uint8Array): string {
  let text = '';
  for (let index = 0; index < septets.length; index += 1) {
    const code = septets[index] ?? 0;
    if (code !== ESCAPE) {
      text += BASIC[code] ?? '\ufffd';
      continue;
    }
    index += 1;
    const escaped = septets[index];
    if (escaped !== undefined) text += EXTENSION[escaped] ?? (escaped === ESCAPE ? ' ' : (BASIC[escaped] ?? '\ufffd'));
  }
  return text;
}

export function isGsm(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** Septets of packed octets (6.1.2.1). `fillBits` stand before the first where a header precedes the text. */
export function unpack(packed: Uint8Array, fillBits = 0): Buffer {
  const count = Math.floor((packed.length * 8 - fillBits) / 7);
  const septets = Buffer.alloc(Math.max(count, 0));
  for (let index = 0; index < septets.length; index += 1) {
    const bit = fillBits + index * 7;
    const low = (packed[bit >> 3] ?? 0) >> (bit & 7);
    const high = (packed[(bit >> 3) + 1] ?? 0) << (8 - (bit & 7));
    septets[index] = (low | high) & 0x7f;
  }
  // Seven bits left over make a septet that nobody wrote: zero, or the carriage return that 6.1.2.3.1 asks for.
  const spare = packed.length * 8 - fillBits - septets.length * 7 === 0 && septets.length > 0;
  const last = septets[septets.length - 1];
  return spare && (last === 0 || last === 0x0d) ? septets.subarray(0, -1) : septets;
}

/** Packs septets; seven bits left over hold a carriage return, so that they are not read as an @ (6.1.2.3.1). */
export function pack(septets: Uint8Array, fillBits = 0): Buffer {
  const bits = fillBits + septets.length * 7;
  const padded = bits % 8 === 1 ? Uint8Array.from([...septets, 0x0d]) : septets;
  const packed = Buffer.alloc(Math.ceil((fillBits + padded.length * 7) / 8));
  padded.forEach((septet, index) => {
    const bit = fillBits + index * 7;
    const at = bit >> 3;
    const value = (septet & 0x7f) << (bit & 7);
    packed[at] = (packed[at] ?? 0) | (value & 0xff);
    if (value > 0xff) packed[at + 1] = (packed[at + 1] ?? 0) | (value >> 8);
  });
  return packed;
}
