import { Worker } from 'node:worker_threads';

/** RGBA, four octets a pixel, upright already: HEIC says itself how it is to be turned (ISO 23008-12, 6.5.10). */
export interface DecodedPhoto {
  data: Buffer;
  width: number;
  height: number;
}

/** As it comes out of the thread: a Buffer does not cross as one. */
type Decoded = Omit<DecodedPhoto, 'data'> & { data: Uint8Array<ArrayBuffer> };

export interface HeicLimits {
  mostPixels: number;
  /** Bytes of the decoder's own memory. */
  mostMemory: number;
  mostMs: number;
}

/** 48 megapixels, the most that an iPhone writes, fit: of such a photo a decoder holds some 270 MB. */
export const HEIC_LIMITS: HeicLimits = { mostPixels: 50_000_000, mostMemory: 400_000_000, mostMs: 30_000 };
/** Megabytes for what the thread holds in JavaScript; pixels are not counted among them. */
const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/**
 * The pixels of an iPhone's photo (HEVC in HEIF), which sharp's own libraries don't decode. The decoder is
 * WebAssembly in a thread that lives for this photo alone, has no environment and is ended at the limits.
 * @returns undefined for what can't be decoded within the limits; never throws for what a file can hold
 */
export function decodeHeic(bytes: Buffer, limits: HeicLimits = HEIC_LIMITS): Promise<DecodedPhoto | undefined> {
  const { mostPixels, mostMemory, mostMs } = limits;
  const worker = new Worker(new URL('./heic-decode.mjs', import.meta.url), {
    workerData: { bytes: new Uint8Array(bytes), mostPixels, mostMemory },
    resourceLimits: HEAP,
    env: {},
    execArgv: [],
    // The library writes of its failures, which are the file's.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return new Promise((resolve) => {
    const settle = (photo?: DecodedPhoto): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(photo);
    };
    const timer = setTimeout(settle, mostMs);
    worker.once('message', (photo: Decoded | null) => settle(photo === null ? undefined : fromThread(photo)));
    worker.once('error', () => settle());
    worker.once('exit', () => settle());
  });
}

function fromThread({ data, width, height }: Decoded): DecodedPhoto {
  return { data: Buffer.from(data.buffer), width, height };
}
