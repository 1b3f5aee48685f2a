import { takeUuencoded } from './uuencode.js';

/** Undoes a Content-Transfer-Encoding (RFC 2045, section 6); an unknown one is taken for none. */
export function decodeTransfer(bytes: Buffer, encoding: string, isText = false): Buffer {
  switch (encoding) {
    case 'base64':
    case 'base-64':
    case 'b':
      return isText ? decodeBase64Text(bytes) : decodeBase64(bytes);
    case 'quoted-printable':
    case 'quotedprintable':
    case 'q':
      return decodeQuotedPrintable(bytes);
    case 'x-uuencode':
    case 'x-uue':
    case 'uuencode':
      return takeUuencoded(bytes.toString('latin1')).files[0]?.bytes ?? bytes;
    default:
      return bytes;
  }
}

/**
 * Signs outside the alphabet are skipped (RFC 2045, 6.8). What a list puts below the data is no part of them: they end
 * where nothing but plain lines follow, and after padding, unless another padded run follows, as some mailers join them.
 */
export function decodeBase64(bytes: Buffer): Buffer {
  const whole = bytes.toString('latin1');
  if (!/[^A-Za-z0-9+/\s]/.test(whole)) return Buffer.from(whole, 'base64');
  const lines = whole.split('\n');
  const plainFrom = footerStart(lines);
  const text = plainFrom > 0 ? lines.slice(0, plainFrom).join('\n') : whole;
  const chunks: Buffer[] = [];
  for (const run of text.match(/[^=]+=*/g) ?? []) {
    const data = run.replace(/[^A-Za-z0-9+/=]/g, '');
    if (chunks.length > 0 && (/[^A-Za-z0-9+/=\s]/.test(run) || data.length % 4 !== 0)) break;
    chunks.push(Buffer.from(data, 'base64'));
  }
  return Buffer.concat(chunks);
}

/** Index of the first line that can't be base64, and below which none is that must be; -1 where there is none. */
function footerStart(lines: readonly string[]): number {
  const first = lines.findIndex((line) => !/^\s*[A-Za-z0-9+/]*={0,3}\s*$/.test(line));
  const goesOn = first !== -1 && lines.slice(first).some((line) => /^[A-Za-z0-9+/]{40,}={0,2}\s*$/.test(line));
  return goesOn ? -1 : first;
}

/** A text that claims to be base64 and may not be: mailers label plain text so, and lists put plain lines below it. */
export function decodeBase64Text(bytes: Buffer): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const plainFrom = footerStart(lines);
  if (plainFrom === -1) return decodeBase64(bytes);
  const data = decodeBase64(Buffer.from(lines.slice(0, plainFrom).join('\n'), 'latin1'));
  const plain = lines.slice(plainFrom).join('\n');
  return Buffer.concat([data, Buffer.from(data.length === 0 ? plain : `\n${plain}`, 'latin1')]);
}

const HEX = new Map(Array.from('0123456789abcdefABCDEF').map((digit) => [digit.charCodeAt(0), parseInt(digit, 16)]));
const [EQUALS, CR, LF, SPACE, TAB] = [0x3d, 0x0d, 0x0a, 0x20, 0x09];

/** RFC 2045, section 6.7. An `=` that begins nothing known stays as it is. */
export function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== EQUALS) {
      out[length++] = byte;
      continue;
    }
    const high = HEX.get(bytes[at + 1] ?? 0);
    const low = HEX.get(bytes[at + 2] ?? 0);
    if (high !== undefined && low !== undefined) {
      out[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    const end = softBreakEnd(bytes, at + 1);
    if (end === undefined) out[length++] = byte;
    else at = end - 1;
  }
  return out.subarray(0, length);
}

/** Where the line after a soft break begins; spaces that gateways put before it don't count. */
function softBreakEnd(bytes: Buffer, from: number): number | undefined {
  let at = from;
  while (at - from < 76 && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  if (at >= bytes.length) return at;
  if (bytes[at] === LF) return at + 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : undefined;
}
