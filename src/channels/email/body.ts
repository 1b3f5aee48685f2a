import { createHash } from 'node:crypto';
import type { InboundAttachment } from '../../messaging/inbound-event.js';
import { htmlToPlain } from './html-text.js';
import { decodeText } from './mime/charset.js';
import { cleanName, type MimePart } from './mime/mime-tree.js';
import { takeUuencoded } from './mime/transfer.js';

/** A mail's words and files. */
export interface MailBody {
  /** Everything it says, as plain text with `\n`. */
  text: string;
  /** The text was there as HTML only. */
  fromHtml: boolean;
  attachments: InboundAttachment[];
  /** Decoded bytes by `ref`. */
  contents: Map<string, Buffer>;
}

/** Text beyond this (a log file pasted into a mail) stays in the raw mail. */
export const LONGEST_TEXT = 1_000_000;

/** Takes the words to show and the files to keep out of the tree; nothing of it is in both. */
export function readBody(root: MimePart): MailBody {
  const body: Draft = { texts: [], fromHtml: false, attachments: [], contents: new Map() };
  collect(root, body, { root: true, alternative: false });
  return {
    text: body.texts
      .filter((text) => text.trim() !== '')
      .join('\n\n')
      .slice(0, LONGEST_TEXT),
    fromHtml: body.fromHtml,
    attachments: body.attachments,
    contents: body.contents,
  };
}

interface Draft {
  texts: string[];
  fromHtml: boolean;
  attachments: InboundAttachment[];
  contents: Map<string, Buffer>;
}

interface Position {
  root: boolean;
  /** A form of the same words as its siblings: a name on it does not make it a file. */
  alternative: boolean;
}

function collect(part: MimePart, body: Draft, position: Position): void {
  if (part.children.length > 0) {
    if (part.type === 'multipart/alternative') return collectAlternative(part, body);
    for (const child of part.children) collect(child, body, { root: false, alternative: false });
    return;
  }
  const kind = wordsKind(part, position);
  if (kind === undefined) return keepFile(part, body);
  const text = partText(part);
  if (kind === 'html') {
    body.texts.push(htmlToPlain(text));
    if (text.trim() !== '') body.fromHtml = true;
    return;
  }
  const { text: rest, files } = takeUuencoded(text);
  for (const [index, file] of files.entries()) {
    const filename = cleanName(file.filename);
    addFile(body, `${part.path}-uu${String(index + 1)}`, file.bytes, {
      contentType: 'application/octet-stream',
      inline: false,
      ...(filename === undefined ? {} : { filename }),
    });
  }
  body.texts.push(rest);
}

/** Of several forms of the same words the plain one, unless it is empty; files in any of them are kept. */
function collectAlternative(part: MimePart, body: Draft): void {
  const forms = part.children.map((child) => {
    const form: Draft = { texts: [], fromHtml: false, attachments: [], contents: new Map() };
    collect(child, form, { root: false, alternative: true });
    return form;
  });
  for (const form of forms) {
    body.attachments.push(...form.attachments);
    for (const [ref, bytes] of form.contents) body.contents.set(ref, bytes);
  }
  const filled = forms.filter((form) => form.texts.some((text) => text.trim() !== ''));
  const chosen = filled.find((form) => !form.fromHtml) ?? filled.at(-1);
  if (chosen === undefined) return;
  body.texts.push(...chosen.texts);
  body.fromHtml ||= chosen.fromHtml;
}

function wordsKind(part: MimePart, { root, alternative }: Position): 'plain' | 'html' | undefined {
  if (part.type !== 'text/plain' && part.type !== 'text/html') return undefined;
  if (part.disposition === 'attachment' && !root) return undefined;
  if (part.disposition === 'attachment' && part.filename !== undefined) return undefined;
  // A named text among others is a file that some program shows in place.
  if (part.filename !== undefined && !root && !alternative) return undefined;
  return part.type === 'text/html' ? 'html' : 'plain';
}

function partText(part: MimePart): string {
  const text = decodeText(part.content(), charsetOf(part)).replace(/\r\n?/g, '\n');
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

function keepFile(part: MimePart, body: Draft): void {
  const bytes = part.content();
  // A placeholder without name or content, as some programs leave behind.
  if (bytes.length === 0 && part.filename === undefined) return;
  addFile(body, part.path, bytes, {
    contentType: part.type,
    inline: part.disposition === 'inline' || (part.disposition === undefined && part.contentId !== undefined),
    ...(part.filename === undefined ? {} : { filename: part.filename }),
    ...(part.contentId === undefined ? {} : { contentId: part.contentId.slice(0, 500) }),
  });
}

function addFile(body: Draft, ref: string, bytes: Buffer, facts: InboundAttachment): void {
  body.attachments.push({
    ...facts,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ref,
  });
  body.contents.set(ref, bytes);
}
