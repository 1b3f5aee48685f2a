import type { Dispatcher } from 'undici';
import { CodedError } from '../../../messaging/errors.js';
import type { FetchedMedia, MediaPort } from '../../../messaging/ports.js';
import { readDownload, refusedDownload, tooLarge, unreachable } from '../../wire/download.js';
import type { Exchange, Reply } from '../../wire/exchange.js';
import { textAt } from '../../wire/json-path.js';
import { parseJson } from '../json.js';
import { Graph } from './graph.js';
import type { MetaSettings } from './meta.settings.js';

const META = 'Meta';

/** Streams a file from Meta's host; follows no redirect. */
async function download(
  exchange: Exchange,
  url: URL,
  headers: Record<string, string>,
  maxBytes: number,
): Promise<FetchedMedia> {
  let reply: Dispatcher.ResponseData;
  try {
    reply = await exchange.stream({ method: 'GET', url: url.href, headers }, -1);
  } catch (error) {
    throw unreachable(error, META);
  }
  return readDownload(reply, maxBytes, META);
}

/** @throws CodedError for an address that is neither at one of `hosts` (https) nor at `apiBase`, where a stand-in has its files. */
function allowed(address: string | undefined, hosts: RegExp, apiBase: string): URL {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  const known = url !== undefined && url.protocol === 'https:' && url.port === '' && hosts.test(url.hostname);
  if (url === undefined || url.username !== '' || !(known || url.origin === new URL(apiBase).origin))
    throw new CodedError('media-host-refused', "the media's address is not at Meta", false);
  return url;
}

/**
 * WhatsApp's media: the id in the webhook buys an address that lives five minutes, and that wants the token
 * again. https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
 */
export class WhatsappMedia implements MediaPort {
  private readonly graph: Graph;

  constructor(
    private readonly settings: MetaSettings & { phoneNumberId: string },
    private readonly exchange: Exchange,
  ) {
    this.graph = new Graph(settings, exchange);
  }

  async fetch(ref: string, maxBytes: number): Promise<FetchedMedia> {
    if (!/^[\w.-]{1,200}$/.test(ref)) throw new CodedError('media-gone', 'that is no media id of Meta', false);
    let reply: Reply;
    try {
      reply = await this.graph.get(`${ref}?phone_number_id=${this.settings.phoneNumberId}`);
    } catch (error) {
      throw unreachable(error, META);
    }
    const body = parseJson(reply.body);
    if (reply.status !== 200) {
      // "Object with this id does not exist": media are kept for seven days.
      const gone = textAt(body, 'error.code') === '100';
      throw refusedDownload(gone ? 404 : reply.status, META);
    }
    if (Number(textAt(body, 'file_size') ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const url = allowed(textAt(body, 'url'), /^lookaside\.fbsbx\.com$/, this.settings.apiBase);
    return download(this.exchange, url, this.graph.headers(), maxBytes);
  }
}

/** Messenger's attachments: signed addresses on Meta's content hosts, which want no token and get none. */
export class MessengerMedia implements MediaPort {
  constructor(
    private readonly settings: MetaSettings,
    private readonly exchange: Exchange,
  ) {}

  async fetch(ref: string, maxBytes: number): Promise<FetchedMedia> {
    const url = allowed(ref, /^([a-z0-9-]+\.)*(fbcdn\.net|fbsbx\.com)$/, this.settings.apiBase);
    return download(this.exchange, url, {}, maxBytes);
  }
}
