import type { Dispatcher } from 'undici';
import { CodedError } from '../../../messaging/errors.js';
import type { FetchedMedia, MediaPort } from '../../../messaging/ports.js';
import { readDownload, refusedDownload, tooLarge, unreachable } from '../../wire/download.js';
import type { Exchange, Reply } from '../../wire/exchange.js';
import { textAt } from '../../wire/json-path.js';
import { parseJson } from '../json.js';
import { BotApi } from './bot-api.js';
import type { TelegramSettings } from './telegram.settings.js';

const TELEGRAM = 'Telegram';

/** Files by their id: getFile gives a path that lives an hour. At most 20 MB. https://core.telegram.org/bots/api#getfile */
export class TelegramMedia implements MediaPort {
  private readonly api: BotApi;

  constructor(
    settings: TelegramSettings,
    private readonly exchange: Exchange,
  ) {
    this.api = new BotApi(settings, exchange);
  }

  async fetch(ref: string, maxBytes: number): Promise<FetchedMedia> {
    const path = await this.pathOf(ref, maxBytes);
    let reply: Dispatcher.ResponseData;
    try {
      reply = await this.exchange.stream({ method: 'GET', url: this.api.fileUrl(path), headers: {} }, -1);
    } catch (error) {
      throw unreachable(error, TELEGRAM);
    }
    return readDownload(reply, maxBytes, TELEGRAM);
  }

  private async pathOf(ref: string, maxBytes: number): Promise<string> {
    let reply: Reply;
    try {
      reply = await this.api.call('getFile', { file_id: ref });
    } catch (error) {
      throw unreachable(error, TELEGRAM);
    }
    const body = parseJson(reply.body);
    if (reply.status === 400) {
      const big = (textAt(body, 'description') ?? '').includes('too big');
      throw big ? tooLarge(20 * 1024 * 1024) : refusedDownload(404, TELEGRAM);
    }
    if (reply.status !== 200) throw refusedDownload(reply.status, TELEGRAM);
    if (Number(textAt(body, 'result.file_size') ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const path = textAt(body, 'result.file_path') ?? '';
    // Below our own token's folder, and nowhere else.
    if (!/^[\w-][\w./-]*$/.test(path) || path.includes('..'))
      throw new CodedError('media-host-refused', "the file's path leads elsewhere", false);
    return path;
  }
}
