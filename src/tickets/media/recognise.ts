import { compoundKind } from './compound-file.js';
import type { FileKind } from './file-kind.js';
import { textKind } from './text-kinds.js';

const IMAGES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/webp',
  'image/gif',
  'image/heic',
  'image/heif',
  'image/heic-sequence',
  'image/heif-sequence',
  'image/avif',
  'image/tiff',
  'image/bmp',
]);

const OOXML = 'application/vnd.openxmlformats-officedocument.';
const ODF = 'application/vnd.oasis.opendocument.';
const OFFICE: ReadonlySet<string> = new Set([
  `${OOXML}wordprocessingml.document`,
  `${OOXML}spreadsheetml.sheet`,
  `${OOXML}presentationml.presentation`,
  `${OOXML}presentationml.slideshow`,
  `${ODF}text`,
  `${ODF}spreadsheet`,
  `${ODF}presentation`,
  'application/rtf',
]);

/** Programs, and what starts one when it is opened. */
const EXECUTABLES: ReadonlySet<string> = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/wasm',
  'application/java-vm',
  'application/java-archive',
  'application/vnd.android.package-archive',
  'application/x-shockwave-flash',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x.ms.shortcut',
  'application/x.apple.alias',
  'application/x-ms-regedit',
  'application/vnd.ms-htmlhelp',
  'application/x-deb',
  'application/x-rpm',
]);

const ARCHIVES: ReadonlySet<string> = new Set([
  'application/zip',
  'application/x-tar',
  'application/x-rar-compressed',
  'application/gzip',
  'application/x-bzip2',
  'application/x-7z-compressed',
  'application/x-xz',
  'application/zstd',
  'application/x-lz4',
  'application/x-lzip',
  'application/x-compress',
  'application/x-lzh-compressed',
  'application/x-arj',
  'application/x-ace-compressed',
  'application/x-cpio',
  'application/x-unix-archive',
  'application/vnd.ms-cab-compressed',
  'application/x-apple-diskimage',
  'application/x-asar',
]);

/**
 * What a file is, by its bytes alone; what header and name say of it is not asked. The name counts in one
 * direction only: text under a script's name is a script, since that is what a double click makes of it.
 * What is not known to be harmless is quarantined. Never throws.
 */
export async function recognise(bytes: Buffer, filename?: string): Promise<FileKind> {
  if (bytes.length === 0) return { contentType: 'application/octet-stream', family: 'unknown', quarantine: 'empty' };
  const type = looksLikeText(bytes) ? undefined : await signatureOf(bytes);
  if (type === undefined || type === 'application/xml' || type.startsWith('text/')) return textKind(bytes, filename);
  if (type === 'application/x-cfb' || type === 'application/vnd.ms-outlook' || type === 'application/vnd.visio')
    return compoundKind(bytes);
  if (IMAGES.has(type)) return { contentType: type, family: 'image' };
  if (type === 'application/pdf') return { contentType: type, family: 'pdf' };
  if (type === 'application/ogg') return { contentType: 'audio/ogg', family: 'audio' };
  if (type === 'application/vnd.ms-asf') return { contentType: type, family: 'video' };
  if (type.startsWith('audio/')) return { contentType: type, family: 'audio' };
  if (type.startsWith('video/')) return { contentType: type, family: 'video' };
  if (type.includes('macroenabled')) return { contentType: type, family: 'office', quarantine: 'macros' };
  if (OFFICE.has(type)) {
    const kind: FileKind = { contentType: type, family: 'office' };
    return holdsMacros(bytes) ? { ...kind, quarantine: 'macros' } : kind;
  }
  if (EXECUTABLES.has(type)) return { contentType: type, family: 'executable', quarantine: 'executable' };
  if (ARCHIVES.has(type)) return { contentType: type, family: 'archive', quarantine: 'archive' };
  return { contentType: type, family: 'unknown', quarantine: 'unknown-type' };
}

/**
 * Text that begins like something else: the byte order mark of UTF-16 is also the beginning of an MPEG frame
 * (layer I, which nobody sends), and three letters are enough to pass for a GIF (its version follows: GIF89a, 17.).
 */
function looksLikeText(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 6).toString('latin1');
  if (/^(?:\xff\xfe|\xfe\xff)/.test(start)) return true;
  return start.startsWith('GIF') && !/^GIF8[79]a/.test(start);
}

async function signatureOf(bytes: Buffer): Promise<string | undefined> {
  // Loaded with the first file: the command line starts without it.
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    return (await fileTypeFromBuffer(bytes))?.mime;
  } catch {
    // A file that breaks off inside its own header.
    return undefined;
  }
}

/** Names in a ZIP stand in clear: Microsoft's macro project, and the folders of OpenDocument's scripts. */
function holdsMacros(bytes: Buffer): boolean {
  return ['vbaProject.bin', 'vbaData.xml', 'Basic/script-lc.xml', 'Scripts/'].some((name) => bytes.includes(name));
}
