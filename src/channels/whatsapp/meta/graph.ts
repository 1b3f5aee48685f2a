import { FILE_TIMEOUT_MS, type Exchange, type Reply } from '../../wire/exchange.js';
import { multipart, type FormFile } from '../../wire/multipart.js';
import type { MetaSettings } from './meta.settings.js';

/** Without a name of its own a caller is turned away by Meta's media host. */
const USER_AGENT = 'kentongan';

/** Meta's Graph API with one access token; the exchange stays the caller's to close. */
export class Graph {
  constructor(
    private readonly settings: Pick<MetaSettings, 'accessToken' | 'apiBase' | 'apiVersion'>,
    private readonly exchange: Exchange,
  ) {}

  /** @throws ExchangeError where no complete answer came. */
  async post(path: string, body: object): Promise<Reply> {
    return this.exchange.request({
      method: 'POST',
      url: this.url(path),
      headers: { ...this.headers(), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Posts a form with a file. @throws ExchangeError where no complete answer came. */
  async upload(path: string, fields: Readonly<Record<string, string>>, file: FormFile): Promise<Reply> {
    const { body, headers } = await multipart(fields, file);
    return this.exchange.request({
      method: 'POST',
      url: this.url(path),
      headers: { ...this.headers(), ...headers },
      body,
      timeoutMs: FILE_TIMEOUT_MS,
    });
  }

  /** @throws ExchangeError where no complete answer came. */
  async get(path: string): Promise<Reply> {
    return this.exchange.request({ method: 'GET', url: this.url(path), headers: this.headers() });
  }

  headers(): Record<string, string> {
    return { authorization: `Bearer ${this.settings.accessToken}`, 'user-agent': USER_AGENT };
  }

  private url(path: string): string {
    return `${this.settings.apiBase}/${this.settings.apiVersion}/${path}`;
  }
}
