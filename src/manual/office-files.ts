import { createHash } from 'node:crypto';
import type { StoredFile } from '../outbox/outbound-files.js';
import type { SealedAttachmentStore } from '../tickets/attachment-store.js';
import { examine, largestFile, withView, type FileLimits } from '../tickets/media/examine.js';
import { cleanText } from '../channels/typed.js';
import { checkFiles, type CheckedFile } from './entry-files.js';
import { EntryRefused, type EntryError, type EntryFile } from './entry-input.js';

/** Endings that say what the content is; a type that is not here keeps the ending that it came with. */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'application/pdf': 'pdf', 'video/mp4': 'mp4', 'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a',
  'text/plain': 'txt',
}; // prettier-ignore

/**
 * Takes the files that an office sends to citizens: known by their content as those that come in are, photos by their
 * pixels alone. What we would not open ourselves goes to nobody.
 */
export class OfficeFiles {
  constructor(private readonly parts: { store: SealedAttachmentStore; limits: FileLimits }) {}

  /**
   * Resolves once all are kept, for `queueOutbound`.
   * @throws EntryRefused with everything that is wrong; nothing is kept then
   * @throws CodedError (retryable) of the storage
   */
  async keep(files: readonly EntryFile[]): Promise<StoredFile[]> {
    const { limits } = this.parts;
    const checked = await checkFiles(files, { ...limits, attachmentBytes: largestFile(limits) });
    const errors = [...checked.errors];
    const ready: CheckedFile[] = [];
    if (errors.length === 0)
      for (const [index, file] of checked.files.entries()) {
        const otherBytes = ready.reduce((sum, { bytes }) => sum + bytes.length, 0);
        const judged = await this.judge(file, otherBytes, `attachments[${String(index)}]`);
        if ('code' in judged) errors.push(judged);
        else ready.push(judged);
      }
    if (errors.length > 0) throw new EntryRefused(errors);
    const kept: StoredFile[] = [];
    for (const [index, file] of ready.entries()) kept.push(await this.put(file, index));
    return kept;
  }

  private async judge(file: CheckedFile, otherBytes: number, field: string): Promise<CheckedFile | EntryError> {
    const { limits } = this.parts;
    const { filename, bytes } = file;
    const found = await withView(await examine(bytes, { ...(filename && { filename }), otherBytes }, limits), bytes);
    const size = bytes.length;
    if (found.reason === 'too-large') return { field, code: 'tooLarge', params: { max: limits.attachmentBytes, size } };
    if (found.state === 'refused')
      return { field, code: 'tooLargeTogether', params: { max: limits.attachmentBytesPerMessage } };
    if (found.state === 'quarantined') return { field, code: 'notSendable' };
    if (found.family !== 'image') return { ...file, contentType: found.contentType };
    return found.view ? { ...file, bytes: found.view, contentType: 'image/jpeg' } : { field, code: 'unreadablePhoto' };
  }

  private async put({ bytes, contentType, filename }: CheckedFile, index: number): Promise<StoredFile> {
    const { ref, size } = await this.parts.store.put(bytes, { contentType });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { storageKey: ref, contentType, size, sha256, filename: nameOf(filename, contentType, index) };
  }
}

/** The office's own name where it has given one, without a path, and with the ending of what it is. */
function nameOf(given: string | undefined, contentType: string, index: number): string {
  const name = cleanText(given ?? '')
    .split(/[\\/]/)
    .at(-1)
    ?.trim();
  const ending = ENDINGS[contentType];
  const base = name === undefined || name === '' ? `berkas-${String(index + 1)}` : name;
  if (ending === undefined) return base;
  return `${base.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.${ending}`;
}
