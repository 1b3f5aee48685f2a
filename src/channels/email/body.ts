import { createHash } from 'node:crypto';
import type { InboundAttachment } from '../../messaging/inbound-event.js';
import { htmlToPlain } from './html-text.js';
import { cleanName, type MimePart, readMime } from './mime/mime-tree.js';
import { takeUuencoded } from './mime/uuencode.js';
import { takeYencoded } from './mime/yenc.js';
import { partText } from './part-text.js';

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

/**
 * Takes the words to show and the files to keep out of the tree.
 * @param handedOn how many mails this one was inside of
 */
export function readBody(root: MimePart, handedOn = 0): MailBody {
  const body: Draft = { texts: [], fromHtml: false, attachments: [], contents: new Map() };
  collect(root, body, { root: true, alternative: false });
  if (body.texts.every((text) => text.trim() === '')) addWordsInFiles(root, body, handedOn);
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

/**
 * A mail that has no words of its own says them in a file: a text that its program named and shows in place, or the
 * mail that is handed on. The file is kept as well.
 */
function addWordsInFiles(root: MimePart, body: Draft, depth: number): void {
  const leaves = [...leavesOf(root)];
  const shown = leaves.find(
    ({ type, disposition }) => /^text\/(?:plain|html)$/.test(type) && disposition !== 'attachment',
  );
  if (shown !== undefined) {
    body.fromHtml = shown.type === 'text/html';
    body.texts.push(body.fromHtml ? htmlToPlain(partText(shown)) : partText(shown));
    return;
  }
  const handedOn = depth < 3 ? leaves.filter(({ type }) => type === 'message/rfc822') : [];
  if (handedOn.length !== 1 || handedOn[0] === undefined || root.type === 'multipart/report') return;
  const inner = readMime(handedOn[0].content());
  const words = readBody(inner, depth + 1).text.trim();
  const heading = ['from', 'date', 'subject']
    .map((name) => `${name}: ${inner.headers.text(name) ?? ''}`)
    .map((line) => line.charAt(0).toUpperCase() + line.slice(1));
  if (words !== '') body.texts.push([FORWARDED_LINE, ...heading, '', words].join('\n'));
}

/** Above the words of a mail that was handed on as a file; read by `visibleText`. */
const FORWARDED_LINE = '---------- Forwarded message ----------';

function* leavesOf(part: MimePart): Generator<MimePart> {
  if (part.children.length === 0) yield part;
  for (const child of part.children) yield* leavesOf(child);
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
  if (kind === 'html') {
    const text = htmlToPlain(partText(part));
    body.texts.push(text);
    if (text !== '') body.fromHtml = true;
    return;
  }
  body.texts.push(plainWords(part, body));
}

/** A plain part's words; the files that stand among them are kept as files. */
function plainWords(part: MimePart, body: Draft): string {
  const yencoded = takeYencoded(part.content());
  const uuencoded = takeUuencoded(partText(part, yencoded.rest));
  for (const [index, file] of [...uuencoded.files, ...yencoded.files].entries()) {
    const filename = cleanName(file.filename);
    addFile(body, `${part.path}-uu${String(index + 1)}`, file.bytes, {
      contentType: typeByName(filename),
      inline: false,
      ...(filename === undefined ? {} : { filename }),
    });
  }
  return uuencoded.text;
}

/** What files in old encodings mostly are; they come without a type. */
function typeByName(name: string | undefined): string {
  const types: Readonly<Record<string, string>> = {
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    png: 'image/png',
    gif: 'image/gif',
    pdf: 'application/pdf',
    txt: 'text/plain',
  };
  return types[/\.(\w{3,4})$/.exec(name ?? '')?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
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
  const html = filled.findLast((form) => form.fromHtml);
  const plain = filled.filter((form) => !form.fromHtml && !(html !== undefined && isStub(form.texts.join('\n'))));
  const chosen = plain.length > 0 ? plain : html === undefined ? filled.slice(-1) : [html];
  for (const form of chosen) {
    // Several plain forms are not the same words, whatever the mailer said: what is not yet there is added.
    body.texts.push(...form.texts.filter((text) => !body.texts.some((known) => known.includes(text.trim()))));
    body.fromHtml ||= form.fromHtml;
  }
}

/** "Your mail program shows no HTML": what stands in for words, not words. */
function isStub(text: string): boolean {
  return (
    text.length < 600 &&
    /\bhtml\b/i.test(text) &&
    /(?:does not|doesn't|cannot|can't|not able to|unable to|tidak (?:dapat|bisa|mendukung)|requires?|need|use an?|to view|untuk melihat|html[- ](?:capable|compatible|enabled|only|message|format))/i.test(
      text,
    )
  );
}

function wordsKind(part: MimePart, { root, alternative }: Position): 'plain' | 'html' | undefined {
  if (part.type !== 'text/plain' && part.type !== 'text/html') return undefined;
  if (part.disposition === 'attachment' && !root) return undefined;
  if (part.disposition === 'attachment' && part.filename !== undefined) return undefined;
  // A named text among others is a file that some program shows in place.
  if (part.filename !== undefined && !root && !alternative) return undefined;
  return part.type === 'text/html' ? 'html' : 'plain';
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
