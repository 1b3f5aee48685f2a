import { decodeText } from './mime/charset.js';
import type { MimePart } from './mime/mime-tree.js';

/** A text part's words, decoded and with `\n` between its lines; HTML stays HTML. */
export function partText(part: MimePart, bytes = part.content()): string {
  const text = decodeText(bytes, charsetOf(part)).replace(/\r+\n/g, '\n').replace(/\r/g, '\n');
  const flowed = part.type === 'text/plain' && part.parameters.get('format')?.toLowerCase() === 'flowed';
  return flowed ? unflow(text, part.parameters.get('delsp')?.toLowerCase() === 'yes') : text;
}

/** The label; for HTML without one, what the page says of itself. */
function charsetOf(part: MimePart): string | undefined {
  const label = part.parameters.get('charset');
  if (label !== undefined || part.type !== 'text/html') return label;
  const head = part.content().toString('latin1', 0, 2_048);
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(head)?.[1];
}

/** Joins the lines that format=flowed broke softly (RFC 3676, 4.2). */
function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let open = false;
  let depth = 0;
  for (const raw of text.split('\n')) {
    const quote = /^>*/.exec(raw)?.[0].length ?? 0;
    const content = raw.slice(quote).replace(/^ /, '');
    const line = quote > 0 ? `${'>'.repeat(quote)} ${content}` : content;
    if (open && quote === depth && content !== '-- ') out[out.length - 1] = (out.at(-1) ?? '') + content;
    else out.push(line);
    open = content.endsWith(' ') && content !== '-- ';
    depth = quote;
    if (open && delSp) out[out.length - 1] = (out.at(-1) ?? '').slice(0, -1);
  }
  return out.join('\n');
}
