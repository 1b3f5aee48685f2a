import { fileTypeFromBuffer } from 'file-type';
import type { FieldError } from './report-form.js';
import type { Submission, UploadLimits } from './submission.js';

/** What phones take photos in. SVG is no photo: it can carry script. */
const PHOTO_TYPES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/heif',
  'image/avif',
]);

export interface Photo {
  bytes: Buffer;
  contentType: string;
  filename?: string;
}

export type PhotoCheck = { photos: Photo[]; errors: FieldError[] };

/** Looks at the bytes, not at what the browser says of them. */
export async function checkPhotos(submission: Submission, limits: UploadLimits): Promise<PhotoCheck> {
  const errors: FieldError[] = [];
  const photos: Photo[] = [];
  const { photosPerReport: max } = limits;
  if (submission.fileCount > max)
    errors.push({ field: 'photos', key: 'tooMany', params: { max, count: submission.fileCount } });
  for (const { filename, bytes } of submission.files.slice(0, max)) {
    const name = cleanFilename(filename);
    const shown = name ?? '?';
    if (!bytes) {
      if (!submission.busy)
        errors.push({
          field: 'photos',
          key: 'tooLarge',
          params: { name: shown, max: Math.floor(limits.photoBytes / 1_048_576) },
        });
      continue;
    }
    if (bytes.length === 0) {
      errors.push({ field: 'photos', key: 'empty', params: { name: shown } });
      continue;
    }
    const type = await fileTypeFromBuffer(bytes);
    if (!type || !PHOTO_TYPES.has(type.mime)) {
      errors.push({ field: 'photos', key: 'notAPhoto', params: { name: shown } });
      continue;
    }
    photos.push({ bytes, contentType: type.mime, ...(name ? { filename: name } : {}) });
  }
  return { photos, errors };
}

/** The last part of a path, without what a file system or a header could trip over. */
export function cleanFilename(filename: string): string | undefined {
  const last = filename.split(/[\\/]/).at(-1) ?? '';
  const clean = last.toWellFormed().replace(/\p{C}/gu, '').trim();
  return clean === '' ? undefined : clean.slice(-100);
}
