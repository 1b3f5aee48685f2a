/** SMPP 3.4, 4: the frame of every PDU. What is inside a message is read by sm.ts. */

export const COMMAND = {
  bindTransceiver: 0x0000_0009,
  submitSm: 0x0000_0004,
  deliverSm: 0x0000_0005,
  unbind: 0x0000_0006,
  outbind: 0x0000_000b,
  enquireLink: 0x0000_0015,
  alertNotification: 0x0000_0102,
  dataSm: 0x0000_0103,
  genericNack: 0x8000_0000,
} as const;

/** Command ids of responses have the highest bit set. */
export const RESPONSE = 0x8000_0000;
const HEADER_BYTES = 16;
/** message_payload holds 64 KiB; anything far longer is not SMPP. */
const MOST_BYTES = 128 * 1024;

export interface Pdu {
  command: number;
  /** command_status; 0 in requests. */
  status: number;
  sequence: number;
  body: Buffer;
}

export function isResponse(command: number): boolean {
  return command >= RESPONSE;
}

export function encodePdu({ command, status, sequence, body }: Pdu): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt32BE(HEADER_BYTES + body.length, 0);
  head.writeUInt32BE(command, 4);
  head.writeUInt32BE(status, 8);
  head.writeUInt32BE(sequence, 12);
  return Buffer.concat([head, body]);
}

/** The stream holds something that is no SMPP: after this nothing in it can be trusted. */
export class FramingError extends Error {
  constructor(length: number) {
    super(`a PDU of ${String(length)} bytes: expected ${String(HEADER_BYTES)} to ${String(MOST_BYTES)}`);
    this.name = 'FramingError';
  }
}

/** Cuts a stream of bytes into PDUs. */
export class PduReader {
  private chunks: Buffer[] = [];
  private size = 0;

  /** Every PDU that is complete with this chunk. @throws FramingError */
  push(chunk: Buffer): Pdu[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const pdus: Pdu[] = [];
    for (let pdu = this.next(); pdu !== undefined; pdu = this.next()) pdus.push(pdu);
    return pdus;
  }

  /** Bytes that wait for the rest of their PDU. */
  get pending(): number {
    return this.size;
  }

  private next(): Pdu | undefined {
    if (this.size < 4) return undefined;
    const first = this.chunks[0];
    const head = first !== undefined && first.length >= 4 ? first : this.join();
    const length = head.readUInt32BE(0);
    if (length < HEADER_BYTES || length > MOST_BYTES) throw new FramingError(length);
    if (this.size < length) return undefined;
    const bytes = this.join();
    this.size = bytes.length - length;
    this.chunks = this.size === 0 ? [] : [bytes.subarray(length)];
    return {
      command: bytes.readUInt32BE(4),
      status: bytes.readUInt32BE(8),
      sequence: bytes.readUInt32BE(12),
      body: Buffer.from(bytes.subarray(HEADER_BYTES, length)),
    };
  }

  private join(): Buffer {
    const [first] = this.chunks;
    if (this.chunks.length === 1 && first !== undefined) return first;
    const bytes = Buffer.concat(this.chunks);
    this.chunks = [bytes];
    return bytes;
  }
}
