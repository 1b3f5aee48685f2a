import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { decodeHeic, type HeicLimits } from '../../../../src/tickets/media/heic.js';
import { makeView } from '../../../../src/tickets/media/photo.js';
import { recognise } from '../../../../src/tickets/media/recognise.js';

/** Made by libheif's own encoder (x265) of a JPEG like `phonePhoto`'s: left half red, right half blue, a place. */
const PHOTO = readFileSync(join(__dirname, '../../../fixtures/media/phone.heic'));
/** 3,000 by 2,000 pixels, all grey. */
const LARGE = readFileSync(join(__dirname, '../../../fixtures/media/six-megapixels.heic'));
const AMPLE: HeicLimits = { mostPixels: 10_000_000, mostMemory: 400_000_000, mostMs: 60_000 };

async function colours(view: Buffer | undefined): Promise<[string, string]> {
  const { data, info } = await sharp(view).raw().toBuffer({ resolveWithObject: true });
  const at = (left: number, top: number): string => {
    const [red = 0, , blue = 0] = data.subarray((top * info.width + left) * info.channels);
    return red > 180 && blue < 80 ? 'red' : blue > 180 && red < 80 ? 'blue' : 'other';
  };
  return [at(10, 20), at(70, 20)];
}

describe("an iPhone's photo", () => {
  it('is known by its bytes', async () => {
    expect(await recognise(PHOTO, 'IMG_0001.HEIC')).toEqual({ contentType: 'image/heic', family: 'image' });
  });

  it('has a view of its pixels alone, and its place told apart', async () => {
    expect(PHOTO.includes('Telepon-Rahasia')).toBe(true);
    const { view, location, reason } = await makeView(PHOTO);
    expect(reason).toBeUndefined();
    expect(location?.latitude).toBeCloseTo(-3.4507, 4);
    expect(location?.longitude).toBeCloseTo(115.5692, 4);
    const metadata = await sharp(view).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 80, height: 40 });
    for (const block of ['exif', 'icc', 'iptc', 'xmp'] as const) expect(metadata[block]).toBeUndefined();
    expect(view?.includes('Telepon-Rahasia')).toBe(false);
    expect(await colours(view)).toEqual(['red', 'blue']);
  });

  it('is no longer than it need be', async () => {
    expect(await sharp((await makeView(LARGE)).view).metadata()).toMatchObject({ width: 1_600, height: 1_067 });
  });
});

describe('a HEIC file that is not as it should be', () => {
  it('that promises more megapixels than there are telephones for is not unpacked', async () => {
    expect(await makeView(promising(PHOTO, 20_000))).toMatchObject({ reason: 'image-too-many-pixels' });
  });

  it.each<[string, Partial<HeicLimits>]>([
    ['more pixels', { mostPixels: 5_999_999 }],
    ['more memory', { mostMemory: 20_000_000 }],
    ['more time', { mostMs: 1 }],
  ])('that wants %s than it may have is given up', async (_name, limit) => {
    expect(await decodeHeic(LARGE, { ...AMPLE, ...limit })).toBeUndefined();
  });

  it('would be decoded within the limits that these go below', async () => {
    expect(await decodeHeic(LARGE, { ...AMPLE, mostPixels: 6_000_000 })).toMatchObject({ width: 3_000, height: 2_000 });
  });

  it('broken off is kept and has no view', async () => {
    expect(await makeView(PHOTO.subarray(0, PHOTO.length - 300))).toMatchObject({ reason: 'image-unreadable' });
  });

  it('never throws, however it is damaged', async () => {
    const places = fc.array(fc.tuple(fc.nat(PHOTO.length - 1), fc.nat(255)), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(places, async (changes) => {
        const bytes = Buffer.from(PHOTO);
        for (const [at, value] of changes) bytes[at] = value;
        const { view, reason } = await makeView(bytes);
        expect(view !== undefined || reason !== undefined).toBe(true);
        expect(view?.includes('Telepon-Rahasia')).not.toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

/** The same file with another size in all its headers (`ispe`: version and flags, width, height; ISO 23008-12, 6.5.3). */
function promising(photo: Buffer, side: number): Buffer {
  const bytes = Buffer.from(photo);
  for (let at = bytes.indexOf('ispe'); at >= 0; at = bytes.indexOf('ispe', at + 1)) {
    bytes.writeUInt32BE(side, at + 8);
    bytes.writeUInt32BE(side, at + 12);
  }
  return bytes;
}
