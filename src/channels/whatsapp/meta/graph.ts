import type { Exchange, Reply } from '../../wire/exchange.js';
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
