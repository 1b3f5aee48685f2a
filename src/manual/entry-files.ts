import { fileTypeFromBuffer } from 'file-type';
import type { EntryError, EntryFile } from './entry-input.js';
import { ENTRY_LENGTHS } from './entry-fields.js';

export interface FileLimits {
  /** Of one file. */
  attachmentBytes: number;
  attachmentsPerMessage: number;
}

export interface CheckedFile {
  bytes: Buffer;
  /** By content. */
  contentType: string;
  filename?: string;
}

/** Looks at the bytes, not at what is said of them. What may not be opened is decided where files are examined. */
export async function checkFiles(
  files: readonly EntryFile[],
  { attachmentBytes, attachmentsPerMessage }: FileLimits,
): Promise<{ errors: EntryError[]; files: CheckedFile[] }> {
  const errors: EntryError[] = [];
  if (files.length > attachmentsPerMessage)
    errors.push({ field: 'attachments', code: 'tooMany', params: { max: attachmentsPerMessage, count: files.length } });
  const checked: CheckedFile[] = [];
  for (const [index, { bytes, filename }] of files.entries()) {
    const field = `attachments[${String(index)}]`;
    if (bytes.length === 0) errors.push({ field, code: 'emptyFile' });
    if (bytes.length > attachmentBytes)
      errors.push({ field, code: 'tooLarge', params: { max: attachmentBytes, size: bytes.length } });
    if (filename !== undefined && filename.length > ENTRY_LENGTHS.filename)
      errors.push({
        field: `${field}.filename`,
        code: 'tooLong',
        params: { max: ENTRY_LENGTHS.filename, length: filename.length },
      });
    const type = await fileTypeFromBuffer(bytes);
    checked.push({
      bytes,
      contentType: type?.mime ?? 'application/octet-stream',
      ...(filename !== undefined && filename.trim() !== '' && { filename }),
    });
  }
  return { errors, files: checked };
}
