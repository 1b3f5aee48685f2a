import fc from 'fast-check';
import sharp from 'sharp';
import { makeView } from '../../../../src/tickets/media/photo.js';
import { bombPng, phonePhoto, pictureIn } from '../../../kit/pictures.js';

const PLACE = { latitude: -3.4507, longitude: 115.5692 };

async function pixelAt(view: Buffer, left: number, top: number): Promise<'red' | 'blue' | 'other'> {
  const { data } = await sharp(view)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [red = 0, , blue = 0] = data;
  return red > 180 && blue < 80 ? 'red' : blue > 180 && red < 80 ? 'blue' : 'other';
}

describe('the view of a photo', () => {
  it('has the pixels and none of the metadata; the place is told apart', async () => {
    const photo = await phonePhoto({ place: PLACE });
    expect(photo.includes('Telepon-Rahasia')).toBe(true);
    const { view, location, reason } = await makeView(photo);
    expect(reason).toBeUndefined();
    expect(location?.latitude).toBeCloseTo(PLACE.latitude, 4);
    expect(location?.longitude).toBeCloseTo(PLACE.longitude, 4);
    const metadata = await sharp(view).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 80, height: 40 });
    for (const block of ['exif', 'icc', 'iptc', 'xmp'] as const) expect(metadata[block]).toBeUndefined();
    expect(view?.includes('Telepon-Rahasia')).toBe(false);
    expect(await pixelAt(view as Buffer, 10, 20)).toBe('red');
    expect(await pixelAt(view as Buffer, 70, 20)).toBe('blue');
  });

  it('stands upright', async () => {
    const { view } = await makeView(await phonePhoto({ orientation: 6 }));
    expect(await sharp(view).metadata()).toMatchObject({ width: 40, height: 80 });
    expect(await pixelAt(view as Buffer, 20, 10)).toBe('red');
    expect(await pixelAt(view as Buffer, 20, 70)).toBe('blue');
  });

  it('is no longer than it need be, and a small photo stays small', async () => {
    const { view } = await makeView(await phonePhoto({ width: 3_200, height: 800 }));
    expect(await sharp(view).metadata()).toMatchObject({ width: 1_600, height: 400 });
  });

  it.each(['png', 'webp', 'gif', 'avif', 'tiff'] as const)('is made of %s', async (format) => {
    const { view, reason } = await makeView(await pictureIn(format));
    expect(reason).toBeUndefined();
    expect(await sharp(view).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48 });
  });

  it('of a transparent picture is on white', async () => {
    const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { view } = await makeView(clear);
    const { data } = await sharp(view).raw().toBuffer({ resolveWithObject: true });
    expect(Math.min(...data)).toBeGreaterThan(250);
  });

  it('of a moving picture is its first frame', async () => {
    const frames = Buffer.concat([Buffer.alloc(16 * 16 * 3, 200), Buffer.alloc(16 * 16 * 3, 10)]);
    const gif = await sharp(frames, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } })
      .gif()
      .toBuffer();
    expect((await sharp(gif, { animated: true }).metadata()).pages).toBe(2);
    const { view } = await makeView(gif);
    expect(await sharp(view).metadata()).toMatchObject({ width: 16, height: 16 });
  });
});

describe('a photo that is not as it should be', () => {
  it('is shown as far as it came', async () => {
    const whole = await phonePhoto({ width: 800, height: 600, place: PLACE });
    const { view, reason, location } = await makeView(whole.subarray(0, Math.floor(whole.length * 0.6)));
    expect(reason).toBe('image-damaged');
    expect(location).toBeDefined();
    expect(await sharp(view).metadata()).toMatchObject({ width: 800, height: 600 });
  });

  it('with thousands of megapixels is not unpacked', async () => {
    expect(await makeView(await bombPng(60_000))).toEqual({ reason: 'image-too-many-pixels' });
  });

  it.each([
    ['a header alone', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')],
    [
      'an SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
    ],
    ['a PDF', Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF')],
    ['nothing', Buffer.alloc(0)],
    ['words', Buffer.from('ini bukan foto')],
  ])('has no view: %s', async (_name, bytes) => {
    expect(await makeView(bytes)).toEqual({ reason: 'image-unreadable' });
  });

  it('with something behind it gives on nothing of that', async () => {
    const { view, reason } = await makeView(
      Buffer.concat([await phonePhoto(), Buffer.from('PK\x03\x04<script>alert(1)</script>')]),
    );
    expect(reason).toBeUndefined();
    expect(view?.includes('script')).toBe(false);
  });

  it('with a place that can’t be is without one', async () => {
    const { location } = await makeView(await phonePhoto({ place: { latitude: 0, longitude: 0 } }));
    expect(location).toBeUndefined();
    expect((await makeView(await phonePhoto({ place: { latitude: 99, longitude: 10 } }))).location).toBeUndefined();
  });

  it('never throws, however it is damaged', async () => {
    const photo = await phonePhoto({ place: PLACE });
    const places = fc.array(fc.tuple(fc.nat(photo.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(places, fc.nat(photo.length), async (changes, cut) => {
        const bytes = Buffer.from(photo);
        for (const [at, value] of changes) bytes[at] = value;
        const { view, reason } = await makeView(cut % 3 === 0 ? bytes.subarray(0, cut) : bytes);
        expect(view !== undefined || reason !== undefined).toBe(true);
        expect(view?.includes('Telepon-Rahasia')).not.toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
