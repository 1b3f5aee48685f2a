import pLimit from 'p-limit';
import type { Sharp, SharpOptions } from 'sharp';
import { decodeHeic, HEIC_LIMITS } from './heic.js';

/** What everybody but admins sees of a photo. */
export interface PhotoView {
  /** JPEG without metadata, upright, at most `LONGEST_SIDE` pixels long. */
  view?: Buffer;
  /** Where its metadata says that it was taken. */
  location?: { latitude: number; longitude: number };
  /** `image-damaged` (a part can be seen), `image-unreadable`, `image-too-many-pixels`; absent: all is well. */
  reason?: string;
}

/** Enough for a number plate across a street, and some 300 kB. */
const LONGEST_SIDE = 1_600;
const QUALITY = 80;
/** A telephone's 64 megapixels and some more; a decompression bomb has thousands. */
const MOST_PIXELS = 70_000_000;
const MOST_SECONDS = 30;
/** By what libvips itself found, whatever the signature at the beginning. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']);
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}`);

type MakeSharp = (bytes: Buffer, options: SharpOptions) => Sharp;

/** Decoded photos are large: one at a time. */
const oneAtATime = pLimit(1);
let loaded: Promise<MakeSharp> | undefined;

/**
 * Makes the picture that agencies and the tracking page show: the pixels alone, so neither the place nor the
 * telephone's serial number nor whatever hides behind them goes on. Never throws for what a file can hold.
 */
export function makeView(bytes: Buffer): Promise<PhotoView> {
  return oneAtATime(async () => {
    loaded ??= loadSharp();
    const sharp = await loaded;
    if (bytes.length === 0) return { reason: 'image-unreadable' };
    // The header alone, which may promise any number of pixels.
    const metadata = await sharp(bytes, { ...options('none'), limitInputPixels: false })
      .metadata()
      .catch(() => undefined);
    if (!metadata || !FORMATS.has(metadata.format)) return { reason: 'image-unreadable' };
    const location = await readLocation(metadata.exif);
    const found: PhotoView = location === undefined ? {} : { location };
    const isHeic = metadata.compression === 'hevc';
    const most = isHeic ? HEIC_LIMITS.mostPixels : MOST_PIXELS;
    if (metadata.width * metadata.height > most) return { ...found, reason: 'image-too-many-pixels' };
    if (isHeic) return { ...found, ...(await heicView(sharp, bytes)) };
    try {
      return { ...found, view: await render(sharp(bytes, options('error'))) };
    } catch {
      // Broken off on the way: what there is may show what matters.
      const view = await render(sharp(bytes, options('none'))).catch(() => undefined);
      return view ? { ...found, view, reason: 'image-damaged' } : { ...found, reason: 'image-unreadable' };
    }
  });
}

/** The one form of photo that sharp knows by its header only. */
async function heicView(sharp: MakeSharp, bytes: Buffer): Promise<PhotoView> {
  const photo = await decodeHeic(bytes);
  if (photo === undefined) return { reason: 'image-unreadable' };
  const { data, width, height } = photo;
  return { view: await render(sharp(data, { ...options('error'), raw: { width, height, channels: 4 } })) };
}

async function loadSharp(): Promise<MakeSharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  // Loaders for SVG, PDF and the rest would take a file that only pretends to be a photo.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
}

function options(failOn: 'none' | 'error'): SharpOptions {
  return { failOn, limitInputPixels: MOST_PIXELS, pages: 1, sequentialRead: true };
}

function render(photo: Sharp): Promise<Buffer> {
  return photo
    .autoOrient()
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: QUALITY })
    .timeout({ seconds: MOST_SECONDS })
    .toBuffer();
}

/** @param exif the block as the file has it, with or without its `Exif\0\0` */
async function readLocation(exif: Buffer | undefined): Promise<PhotoView['location']> {
  if (!exif) return undefined;
  const { default: exifr } = await import('exifr');
  const tiff = exif.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? exif.subarray(6) : exif;
  try {
    const { latitude, longitude } = (await exifr.gps(tiff)) as { latitude?: unknown; longitude?: unknown };
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
    // Cameras without a fix write noughts.
    const possible = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0);
    return possible ? { latitude, longitude } : undefined;
  } catch {
    return undefined;
  }
}
