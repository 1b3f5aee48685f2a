import { UDHI, TLV, type ShortMessage } from './sm.js';

/** Where a part belongs in its long message. */
export interface PartPlace {
  /** Kind and number of the reference: those of headers and of TLVs are counted apart. */
  reference: string;
  number: number;
  total: number;
}

/** Information elements of a user data header, 3GPP TS 23.040, 9.2.3.24. */
const IE = { concat8: 0x00, port8: 0x04, port16: 0x05, concat16: 0x08 } as const;

export interface UserData {
  /** Octets of the header, its length octet included; 0 without one. */
  headerLength: number;
  text: Buffer;
  place?: PartPlace;
  /** Addressed to an application (WAP push, a SIM's application), not to a reader. */
  port?: number;
}

/**
 * Parts header and text of a message. A header that can't be (longer than the message, elements that
 * overrun it) is none: its octets stay in the text, where an operator sees them.
 */
export function readUserData(message: Pick<ShortMessage, 'esmClass' | 'payload' | 'tlvs'>): UserData {
  const { payload } = message;
  const elements = (message.esmClass & UDHI) === 0 ? undefined : readElements(payload);
  const headerLength = elements === undefined ? 0 : (payload[0] ?? 0) + 1;
  const data: UserData = { headerLength, text: payload.subarray(headerLength) };
  const place = headerPlace(elements) ?? sarPlace(message.tlvs);
  if (place !== undefined) data.place = place;
  const port = elements?.get(IE.port16)?.readUInt16BE(0) ?? elements?.get(IE.port8)?.[0];
  if (port !== undefined) data.port = port;
  return data;
}

function readElements(payload: Buffer): Map<number, Buffer> | undefined {
  const end = (payload[0] ?? 0) + 1;
  if (payload.length === 0 || end > payload.length) return undefined;
  const elements = new Map<number, Buffer>();
  let offset = 1;
  while (offset < end) {
    const id = payload[offset];
    const length = payload[offset + 1];
    if (id === undefined || length === undefined || offset + 2 + length > end) return undefined;
    const value = payload.subarray(offset + 2, offset + 2 + length);
    // Each element has a length of its own; one of another length is not what it says (9.2.3.24).
    if (LENGTHS[id] === undefined || LENGTHS[id] === length) elements.set(id, value);
    offset += 2 + length;
  }
  return elements;
}

const LENGTHS: Readonly<Record<number, number>> = { [IE.concat8]: 3, [IE.port8]: 2, [IE.port16]: 4, [IE.concat16]: 4 };

function headerPlace(elements: ReadonlyMap<number, Buffer> | undefined): PartPlace | undefined {
  const wide = elements?.get(IE.concat16);
  if (wide !== undefined) return place('udh16', wide.readUInt16BE(0), wide[2], wide[3]);
  const narrow = elements?.get(IE.concat8);
  return narrow === undefined ? undefined : place('udh8', narrow[0], narrow[1], narrow[2]);
}

function sarPlace(tlvs: ReadonlyMap<number, Buffer>): PartPlace | undefined {
  const reference = tlvs.get(TLV.sarMsgRefNum);
  if (reference === undefined || reference.length === 0) return undefined;
  return place(
    'sar',
    reference.readUIntBE(0, Math.min(reference.length, 4)),
    tlvs.get(TLV.sarTotalSegments)?.[0],
    tlvs.get(TLV.sarSegmentSeqnum)?.[0],
  );
}

/** Undefined for the only part of a message, and for numbers that no long message has. */
function place(kind: string, reference = 0, total = 0, number = 0): PartPlace | undefined {
  if (total < 2 || number < 1 || number > total) return undefined;
  return { reference: `${kind}:${String(reference)}`, number, total };
}

/** The header that makes a text one part of a long message. */
export function concatHeader(form: 'udh8' | 'udh16', reference: number, total: number, number: number): Buffer {
  return form === 'udh8'
    ? Buffer.from([5, IE.concat8, 3, reference & 0xff, total, number])
    : Buffer.from([6, IE.concat16, 4, (reference >> 8) & 0xff, reference & 0xff, total, number]);
}

export function sarTlvs(reference: number, total: number, number: number): Map<number, Buffer> {
  return new Map([
    [TLV.sarMsgRefNum, Buffer.from([(reference >> 8) & 0xff, reference & 0xff])],
    [TLV.sarTotalSegments, Buffer.from([total])],
    [TLV.sarSegmentSeqnum, Buffer.from([number])],
  ]);
}
