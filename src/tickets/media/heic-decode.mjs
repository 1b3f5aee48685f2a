import { parentPort, workerData } from 'node:worker_threads';

/**
 * The entry of a thread that decodes one HEIC photo and ends. Plain JavaScript: Node starts it as it stands, from
 * `src` and from `dist` alike. `null` is the answer for a file that can't be decoded within the limits.
 * workerData: `{bytes: Uint8Array, mostPixels, mostMemory (bytes)}`; answer: `{data: Uint8Array of RGBA, width, height}`.
 */
const { bytes, mostPixels, mostMemory } = workerData;

// `resourceLimits` don't count a WebAssembly program's own memory: it may not grow past this.
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function limited(pages) {
  if (this.buffer.byteLength + pages * 65_536 > mostMemory) throw new RangeError('no more memory for this photo');
  return grow.call(this, pages);
};

async function decode() {
  const { default: libheif } = await import('libheif-js/wasm-bundle.js');
  const images = new libheif.HeifDecoder().decode(bytes);
  const image = images.find((each) => each.is_primary()) ?? images[0];
  if (image === undefined) return null;
  const [width, height] = [image.get_width(), image.get_height()];
  if (!(width > 0 && height > 0 && width * height <= mostPixels)) return null;
  const data = new Uint8ClampedArray(width * height * 4);
  const shown = await new Promise((resolve) => image.display({ data, width, height }, resolve));
  return shown === null ? null : { data: new Uint8Array(data.buffer), width, height };
}

const photo = await decode();
parentPort.postMessage(photo, photo === null ? [] : [photo.data.buffer]);
