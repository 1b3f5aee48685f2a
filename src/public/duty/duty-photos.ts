import { EntryRefused } from '../../manual/entry-input.js';
import type { OfficeFiles } from '../../manual/office-files.js';
import type { ResponseFile } from '../../dispatch/response-files.js';
import type { PhotoRole } from '../../tickets/attachment.entity.js';
import { checkPhotos, type Photo } from '../photos.js';
import type { Submission, UploadLimits } from '../submission.js';
import type { DutyError } from './duty-form.js';

export const PHOTO_ROLES = ['before', 'after'] as const satisfies readonly PhotoRole[];

/** A photo of the work, and whether it shows the place before or after. */
export interface DutyPhoto extends Photo {
  role: PhotoRole;
}

/** Looks at the bytes of what was chosen in the two fields; other fields' files are nobody's. */
export async function checkDutyPhotos(
  submission: Submission,
  limits: UploadLimits,
): Promise<{ photos: DutyPhoto[]; errors: DutyError[] }> {
  const photos: DutyPhoto[] = [];
  const errors: DutyError[] = [];
  for (const role of PHOTO_ROLES) {
    const files = submission.files.filter(({ field }) => field === role);
    const own = { ...submission, files, fileCount: files.length };
    const checked = await checkPhotos(own, limits);
    photos.push(...checked.photos.map((photo) => ({ ...photo, role })));
    for (const { key, params } of checked.errors)
      errors.push({ field: role, key: `errors.photos.${key}`, ...(params && { params }) });
  }
  const { photosPerReport: max } = limits;
  if (errors.length === 0 && submission.fileCount > max)
    errors.push({ field: 'after', key: 'errors.photos.tooMany', params: { max, count: submission.fileCount } });
  return { photos, errors };
}

/** Photos that can't be shown without their metadata: what is wrong, beside each field. */
export class PhotosRefused extends Error {
  constructor(readonly errors: readonly DutyError[]) {
    super(`${String(errors.length)} photo(s) can't be kept`);
    this.name = 'PhotosRefused';
  }
}

/**
 * Keeps photos, of each its pixels alone.
 * @throws PhotosRefused, and retryable CodedErrors of the storage
 */
export async function keepDutyPhotos(
  files: Pick<OfficeFiles, 'keep'>,
  photos: readonly DutyPhoto[],
): Promise<ResponseFile[]> {
  if (photos.length === 0) return [];
  try {
    const kept = await files.keep(photos);
    return kept.map((file, index) => ({ ...file, role: photos[index]?.role ?? 'after' }));
  } catch (error) {
    if (!(error instanceof EntryRefused)) throw error;
    throw new PhotosRefused(
      error.errors.map(({ field }) => {
        const photo = photos[Number(/\[(\d+)\]/.exec(field)?.[1] ?? -1)];
        const params = { name: photo?.filename ?? '?' };
        return { field: photo?.role ?? 'form', key: 'duty.errors.photoRefused', params };
      }),
    );
  }
}
