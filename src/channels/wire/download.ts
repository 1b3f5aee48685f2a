import type { Dispatcher } from 'undici';
import { CodedError } from '../../messaging/errors.js';
import type { FetchedMedia } from '../../messaging/ports.js';
import { toExchangeError } from './exchange.js';

/** Of content whose signature nobody knows, text and HTML included. */
const FALLBACK_TYPE = 'application/octet-stream';

/**
 * The file that an answer holds, of at most `maxBytes`, typed by its content. `provider` names the far
 * end in errors.
 * @throws CodedError (`media-gone`, `media-unreachable`, `media-too-large`).
 */
export async function readDownload(
  reply: Dispatcher.ResponseData,
  maxBytes: number,
  provider: string,
): Promise<FetchedMedia> {
  const status = reply.statusCode;
  if (status !== 200) {
    await drain(reply);
    throw refusedDownload(status, provider);
  }
  const bytes = await readCapped(reply, maxBytes, provider);
  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(bytes);
  return { bytes, contentType: type?.mime ?? FALLBACK_TYPE };
}

/** What an answer other than 200 means for a file. */
export function refusedDownload(status: number, provider: string): CodedError {
  return status === 404 || status === 410
    ? new CodedError('media-gone', `${provider} no longer has this media`, false)
    : new CodedError('media-unreachable', `${provider} answered HTTP ${String(status)} for this media`, true);
}

export function unreachable(error: unknown, provider: string): CodedError {
  return new CodedError('media-unreachable', `no media from ${provider} (${toExchangeError(error).code})`, true);
}

export function tooLarge(maxBytes: number): CodedError {
  return new CodedError('media-too-large', `media has more than ${String(maxBytes)} bytes`, false);
}

/** A header's value; the first where it came more than once. */
export function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Frees the connection; what the answer held is of no use. */
export async function drain(reply: Dispatcher.ResponseData): Promise<void> {
  await reply.body.dump({ limit: 64 * 1024 }).catch(() => undefined);
}

async function readCapped(reply: Dispatcher.ResponseData, maxBytes: number, provider: string): Promise<Buffer> {
  const over = tooLarge(maxBytes);
  if (Number(single(reply.headers['content-length']) ?? 0) > maxBytes) {
    abandon(reply);
    throw over;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of reply.body) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw over;
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    abandon(reply);
    throw error === over ? over : unreachable(error, provider);
  }
  return Buffer.concat(chunks, size);
}

/** Closes the connection in the middle of an answer; undici then reports an abort that is ours. */
function abandon(reply: Dispatcher.ResponseData): void {
  reply.body.on('error', () => undefined).destroy();
}
