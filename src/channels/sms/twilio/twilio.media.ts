import type { Dispatcher } from 'undici';
import { CodedError } from '../../../messaging/errors.js';
import type { FetchedMedia, MediaPort } from '../../../messaging/ports.js';
import { type Exchange, toExchangeError } from '../exchange.js';
import type { TwilioSettings } from './twilio.settings.js';

/** Where Twilio's media URLs redirect to; https only. */
const MEDIA_HOST = /^(mms\.twiliocdn\.com|media\.twiliocdn\.com|([a-z0-9-]+\.)*twilio\.com)$/;
const MOST_REDIRECTS = 3;
/** Of content whose signature nobody knows, text and HTML included. */
const FALLBACK_TYPE = 'application/octet-stream';

/**
 * Fetches MMS media: `MediaUrlN` answers with a redirect to a signed address at Twilio's content
 * hosts. The account's credentials go to `apiBase` only.
 */
export class TwilioMedia implements MediaPort {
  constructor(
    private readonly settings: TwilioSettings,
    private readonly exchange: Exchange,
  ) {}

  async fetch(ref: string, maxBytes: number): Promise<FetchedMedia> {
    let url = this.allowed(ref);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const reply = await this.get(url);
      if (reply.statusCode >= 300 && reply.statusCode < 400) {
        await drain(reply);
        url = this.allowed(single(reply.headers.location) ?? '', url);
        continue;
      }
      return this.read(reply, maxBytes);
    }
    throw new CodedError('media-host-refused', 'the media address redirects too often', false);
  }

  private async get(url: URL): Promise<Dispatcher.ResponseData> {
    try {
      return await this.exchange.stream({ method: 'GET', url: url.href, headers: await this.credentials(url) }, -1);
    } catch (error) {
      throw unreachable(error);
    }
  }

  private async read(reply: Dispatcher.ResponseData, maxBytes: number): Promise<FetchedMedia> {
    const status = reply.statusCode;
    if (status !== 200) {
      await drain(reply);
      if (status === 404 || status === 410)
        throw new CodedError('media-gone', 'Twilio no longer has this media', false);
      throw new CodedError('media-unreachable', `Twilio answered HTTP ${String(status)} for this media`, true);
    }
    const bytes = await this.readCapped(reply, maxBytes);
    const { fileTypeFromBuffer } = await import('file-type');
    const type = await fileTypeFromBuffer(bytes);
    return { bytes, contentType: type?.mime ?? FALLBACK_TYPE };
  }

  private async readCapped(reply: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer> {
    const tooLarge = new CodedError('media-too-large', `media has more than ${String(maxBytes)} bytes`, false);
    if (Number(single(reply.headers['content-length']) ?? 0) > maxBytes) {
      abandon(reply);
      throw tooLarge;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of reply.body) {
        size += (chunk as Buffer).length;
        if (size > maxBytes) throw tooLarge;
        chunks.push(chunk as Buffer);
      }
    } catch (error) {
      abandon(reply);
      throw error === tooLarge ? tooLarge : unreachable(error);
    }
    return Buffer.concat(chunks, size);
  }

  /** @throws CodedError for an address that is neither `apiBase` nor Twilio's content host. */
  private allowed(ref: string, base?: URL): URL {
    const url = URL.canParse(ref, base?.href) ? new URL(ref, base?.href) : undefined;
    const api = url?.origin === new URL(this.settings.apiBase).origin;
    const host = url !== undefined && url.protocol === 'https:' && url.port === '' && MEDIA_HOST.test(url.hostname);
    if (url === undefined || url.username !== '' || !(api || host)) {
      throw new CodedError('media-host-refused', "the media's address is not at Twilio", false);
    }
    // With a stand-in as far end, media that names Twilio's API is fetched from the stand-in.
    return url.hostname === 'api.twilio.com' && base === undefined
      ? new URL(url.pathname + url.search, this.settings.apiBase)
      : url;
  }

  private async credentials(url: URL): Promise<Record<string, string>> {
    if (url.origin !== new URL(this.settings.apiBase).origin) return {};
    const { basicAuth } = await import('./twilio.client.js');
    return { authorization: basicAuth(this.settings.accountSid, this.settings.authToken) };
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Closes the connection in the middle of an answer; undici then reports an abort that is ours. */
function abandon(reply: Dispatcher.ResponseData): void {
  reply.body.on('error', () => undefined).destroy();
}

/** Frees the connection; what the answer held is of no use. */
async function drain(reply: Dispatcher.ResponseData): Promise<void> {
  await reply.body.dump({ limit: 64 * 1024 }).catch(() => undefined);
}

function unreachable(error: unknown): CodedError {
  return new CodedError('media-unreachable', `no media from Twilio (${toExchangeError(error).code})`, true);
}
