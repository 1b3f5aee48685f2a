import { crc32 } from 'node:zlib';
import sharp from 'sharp';

interface PictureOptions {
  width?: number;
  height?: number;
  /** Of EXIF: 6 is a telephone held upright. */
  orientation?: number;
  /** Degrees, south and west negative. */
  place?: { latitude: number; longitude: number };
}

/** A JPEG as a telephone makes it, with its metadata; left half red, right half blue. */
export async function phonePhoto(options: PictureOptions = {}): Promise<Buffer> {
  const { width = 80, height = 40, orientation = 1, place } = options;
  const blue = await sharp({ create: { width: width / 2, height, channels: 3, background: '#0000ff' } })
    .png()
    .toBuffer();
  const exif = {
    IFD0: { Make: 'Telepon-Rahasia' },
    ...(place && {
      IFD3: {
        GPSLatitudeRef: place.latitude < 0 ? 'S' : 'N',
        GPSLatitude: sexagesimal(place.latitude),
        GPSLongitudeRef: place.longitude < 0 ? 'W' : 'E',
        GPSLongitude: sexagesimal(place.longitude),
      },
    }),
  };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
    .composite([{ input: blue, left: width / 2, top: 0 }])
    .jpeg({ quality: 95 })
    .withExif(exif)
    .withMetadata({ orientation })
    .toBuffer();
}

/** In the other formats that telephones and screens make. */
export function pictureIn(format: 'png' | 'webp' | 'gif' | 'avif' | 'tiff'): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 48, channels: 3, background: '#00aa00' } })
    .toFormat(format)
    .toBuffer();
}

/** A PNG whose header promises `side` times `side` pixels. */
export async function bombPng(side: number): Promise<Buffer> {
  const bytes = await pictureIn('png');
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

function sexagesimal(degrees: number): string {
  const seconds = Math.round(Math.abs(degrees) * 3_600_000);
  return `${String(Math.floor(seconds / 3_600_000))}/1 ${String(Math.floor(seconds / 60_000) % 60)}/1 ${String(seconds % 60_000)}/1000`;
}
