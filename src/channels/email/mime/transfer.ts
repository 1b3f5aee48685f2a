/** Undoes a Content-Transfer-Encoding (RFC 2045, section 6); an unknown one is taken for none. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      return decodeBase64(bytes);
    case 'quoted-printable':
      return decodeQuotedPrintable(bytes);
    case 'x-uuencode':
    case 'x-uue':
    case 'uuencode':
      return takeUuencoded(bytes.toString('latin1')).files[0]?.bytes ?? bytes;
    default:
      return bytes;
  }
}

/** Signs outside the alphabet are skipped; padding in the middle ends a run and begins another, as some mailers join them. */
export function decodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/[^A-Za-z0-9+/=]/g, '');
  if (!/=[^=]/.test(text)) return Buffer.from(text, 'base64');
  return Buffer.concat((text.match(/[^=]+=*/g) ?? []).map((run) => Buffer.from(run, 'base64')));
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

export interface UuencodedFile {
  filename: string;
  bytes: Buffer;
}

const MOST_UUENCODED = 50;

/** Takes `begin 644 name ... end` blocks out of a text; what only looks like one stays in it. */
export function takeUuencoded(text: string): { text: string; files: UuencodedFile[] } {
  if (!/^begin [0-7]{3,4} \S/m.test(text)) return { text, files: [] };
  const lines = text.split('\n');
  const kept: string[] = [];
  const files: UuencodedFile[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const name = /^begin [0-7]{3,4} (\S[^\r\n]{0,250})\r?$/.exec(line)?.[1];
    const block = name === undefined || files.length >= MOST_UUENCODED ? undefined : readBlock(lines, at + 1);
    if (name === undefined || block === undefined) {
      kept.push(line);
      continue;
    }
    files.push({ filename: name.trim(), bytes: block.bytes });
    at = block.end;
  }
  return { text: kept.join('\n'), files };
}

/** The block's bytes and the index of its `end` line. */
function readBlock(lines: readonly string[], from: number): { bytes: Buffer; end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').replace(/\r$/, '');
    if (/^end\s*$/.test(line)) return { bytes: Buffer.concat(chunks), end: at };
    const chunk = uudecodeLine(line);
    if (chunk === undefined) return undefined;
    chunks.push(chunk);
  }
  return undefined;
}

function uudecodeLine(line: string): Buffer | undefined {
  if (line.trim() === '') return Buffer.alloc(0);
  const length = (line.charCodeAt(0) - 32) & 63;
  const needed = Math.ceil(length / 3) * 4;
  // Trailing spaces (zero bytes) are often lost on the way; one checksum sign may follow.
  if (line.length > needed + 3 || line.length < 1 + Math.floor(needed / 2))
    return length === 0 ? Buffer.alloc(0) : undefined;
  if (!/^[\x20-\x60]+$/.test(line)) return undefined;
  const signs = line.slice(1).padEnd(needed, ' ');
  const out = Buffer.alloc((needed / 4) * 3);
  for (let at = 0, to = 0; at < needed; at += 4, to += 3) {
    const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((offset) => (signs.charCodeAt(at + offset) - 32) & 63);
    out[to] = (a << 2) | (b >> 4);
    out[to + 1] = ((b & 15) << 4) | (c >> 2);
    out[to + 2] = ((c & 3) << 6) | d;
  }
  return out.subarray(0, length);
}
