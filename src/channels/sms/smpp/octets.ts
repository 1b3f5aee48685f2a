import { MalformedPayloadError } from '../../../messaging/errors.js';

/** Reads a PDU's body field by field; what is missing is named. */
export class OctetReader {
  private offset = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.offset;
  }

  integer(field: string): number {
    const value = this.bytes[this.offset];
    if (value === undefined) throw new MalformedPayloadError(field, 'an octet; the PDU ends before it');
    this.offset += 1;
    return value;
  }

  /** C-octet string; Latin-1, since SMSCs write more than the ASCII that is asked of them. */
  text(field: string, most: number): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) throw new MalformedPayloadError(field, 'text that ends with a NUL; the PDU ends before it');
    if (end - this.offset > most) throw new MalformedPayloadError(field, `at most ${String(most)} octets`);
    const value = this.bytes.toString('latin1', this.offset, end);
    this.offset = end + 1;
    return value;
  }

  octets(field: string, length: number): Buffer {
    if (this.left < length)
      throw new MalformedPayloadError(field, `${String(length)} octets; the PDU ends after ${String(this.left)}`);
    const value = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return value;
  }

  /**
   * Optional parameters to the end (SMPP 3.4, 5.3). One that claims more than is left gets what is left:
   * half a text is worth more than none.
   */
  tlvs(): Map<number, Buffer> {
    const found = new Map<number, Buffer>();
    while (this.left >= 4) {
      const tag = this.bytes.readUInt16BE(this.offset);
      const length = Math.min(this.bytes.readUInt16BE(this.offset + 2), this.left - 4);
      this.offset += 4;
      if (!found.has(tag)) found.set(tag, this.bytes.subarray(this.offset, this.offset + length));
      this.offset += length;
    }
    return found;
  }
}

export function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'latin1');
}

export function tlv(tag: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(tag, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}
