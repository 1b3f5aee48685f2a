import type { Dispatcher } from 'undici';
import { CodedError } from '../../../messaging/errors.js';
import type { FetchedMedia, MediaPort } from '../../../messaging/ports.js';
import { drain, readDownload, single, unreachable } from '../../wire/download.js';
import type { Exchange } from '../../wire/exchange.js';
import type { TwilioSettings } from './twilio.settings.js';

/** Where Twilio's media URLs redirect to; https only. */
const MEDIA_HOST = /^(mms\.twiliocdn\.com|media\.twiliocdn\.com|([a-z0-9-]+\.)*twilio\.com)$/;
const MOST_REDIRECTS = 3;

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
      return readDownload(reply, maxBytes, 'Twilio');
    }
    throw new CodedError('media-host-refused', 'the media address redirects too often', false);
  }

  private async get(url: URL): Promise<Dispatcher.ResponseData> {
    try {
      return await this.exchange.stream({ method: 'GET', url: url.href, headers: await this.credentials(url) }, -1);
    } catch (error) {
      throw unreachable(error, 'Twilio');
    }
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
