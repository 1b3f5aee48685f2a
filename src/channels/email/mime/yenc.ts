/** A file that stands in a text in yEnc (yenc.org, draft 1.3): bytes shifted by 42, some of them escaped by `=`. */
export interface YencodedFile {
  filename: string;
  bytes: Buffer;
}

const BEGIN = '=ybegin ';
const END = '\n=yend';
const [EQUALS, CR, LF] = [0x3d, 0x0d, 0x0a];
const MOST_FILES = 50;

/** Takes `=ybegin ... =yend` blocks out of a text's bytes; a block without its end stays. */
export function takeYencoded(bytes: Buffer): { rest: Buffer; files: YencodedFile[] } {
  const files: YencodedFile[] = [];
  const kept: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(BEGIN); at !== -1 && files.length < MOST_FILES; at = bytes.indexOf(BEGIN, from)) {
    const lineEnd = bytes.indexOf(LF, at);
    const end = lineEnd === -1 ? -1 : bytes.indexOf(END, lineEnd);
    const name = /\bname=([^\r\n]{1,250})/.exec(bytes.toString('latin1', at, Math.max(at, lineEnd)))?.[1];
    const startsLine = at === 0 || bytes[at - 1] === LF;
    if (!startsLine || end === -1 || name === undefined) break;
    kept.push(bytes.subarray(from, at));
    files.push({ filename: name.trim(), bytes: decode(bytes.subarray(lineEnd + 1, end)) });
    const after = bytes.indexOf(LF, end + END.length);
    from = after === -1 ? bytes.length : after + 1;
  }
  return files.length === 0 ? { rest: bytes, files } : { rest: Buffer.concat([...kept, bytes.subarray(from)]), files };
}

function decode(block: Buffer): Buffer {
  const part = block.toString('latin1', 0, 7) === '=ypart ' ? block.indexOf(LF) + 1 : 0;
  const out = Buffer.allocUnsafe(block.length);
  let length = 0;
  for (let at = part; at < block.length; at += 1) {
    let byte = block[at] ?? 0;
    if (byte === CR || byte === LF) continue;
    if (byte === EQUALS && at + 1 < block.length) byte = (block[(at += 1)] ?? 0) - 64;
    out[length++] = (byte - 42) & 0xff;
  }
  return out.subarray(0, length);
}
