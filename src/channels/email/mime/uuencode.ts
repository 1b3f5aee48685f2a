/** A file that stands in a text; the name may be empty. */
export interface UuencodedFile {
  filename: string;
  bytes: Buffer;
}

const MOST_UUENCODED = 50;

/** Takes `begin 644 name ... end` blocks out of a text; what only looks like one stays in it. */
export function takeUuencoded(text: string): { text: string; files: UuencodedFile[] } {
  if (!/^begin [0-7]{3,4}(?: |\r?$)/m.test(text)) return { text, files: [] };
  const lines = text.split('\n');
  const kept: string[] = [];
  const files: UuencodedFile[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const name = /^begin [0-7]{3,4} ?([^\r\n]{0,250})\r?$/.exec(line)?.[1];
    const block = name === undefined || files.length >= MOST_UUENCODED ? undefined : readBlock(lines, at + 1);
    if (name === undefined || block === undefined || (name === '' && block.bytes.length === 0)) {
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
