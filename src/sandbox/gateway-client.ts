import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request, type FormData } from 'undici';
import { errorCode } from '../messaging/errors.js';

/** What the gateway answered; `status` 0 when no answer came, with the reason in `error`. */
export interface GatewayAnswer {
  status: number;
  contentType: string;
  /** The first 2,000 characters. */
  body: string;
  /** A code such as `Error:ECONNREFUSED`. */
  error?: string;
}

export interface WholeAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A file as a provider fetches it. */
export interface FetchedFile {
  contentType: string;
  filename?: string;
  bytes: Buffer;
}

export interface GatewayAddress {
  /** Where the gateway listens, on this machine. */
  localUrl: string;
  /** The address that providers know (KENTONGAN_PUBLIC_URL); `localUrl` where there is none. */
  publicUrl: string;
  /** For the clerk who types what citizens say; absent where nobody does. */
  apiKey?: string;
}

/** Twilio gives a webhook 15 s: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const ANSWER_TIMEOUT_MS = 15_000;
const KEPT_OF_ANSWER = 2_000;
/** For what was to be told before anybody knew where. */
export const NOT_YET: GatewayAnswer = Object.freeze({ status: 0, contentType: '', body: '', error: 'not-connected' });
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The way from a far end to the gateway: providers call the public URL, the stand-ins post to
 * where the gateway listens. Never leaves the machine, whatever URL it is given.
 */
export class GatewayClient {
  private readonly agent: Agent;
  private address: GatewayAddress | undefined;

  constructor(connections = 16) {
    this.agent = new Agent({ connections, headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: ANSWER_TIMEOUT_MS });
  }

  connect(address: GatewayAddress): void {
    this.address = { localUrl: trimSlash(address.localUrl), publicUrl: trimSlash(address.publicUrl) };
  }

  get isConnected(): boolean {
    return this.address !== undefined;
  }

  /** The public URL of a path of the gateway, as the provider's console would hold it. */
  publicUrl(path: string): string {
    return this.known().publicUrl + path;
  }

  /** @param url the public URL that the provider calls. */
  async post(url: string, headers: Record<string, string>, body: string | Buffer): Promise<GatewayAnswer> {
    return this.call('POST', url, headers, body);
  }

  async get(url: string, headers: Record<string, string> = {}): Promise<GatewayAnswer> {
    return this.call('GET', url, headers);
  }

  private async call(
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    body?: string | Buffer,
  ): Promise<GatewayAnswer> {
    try {
      const answer = await this.exchange(method, url, headers, body);
      const contentType = answer.headers['content-type'] ?? '';
      return { status: answer.status, contentType, body: answer.body.slice(0, KEPT_OF_ANSWER) };
    } catch (error) {
      return { status: 0, contentType: '', body: '', error: errorCode(error) };
    }
  }

  /** The whole answer, redirects not followed. @throws what the connection throws. */
  async exchange(
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    body?: string | Buffer | FormData,
  ): Promise<WholeAnswer> {
    const answer = await request(this.localUrl(url), { method, headers, body, dispatcher: this.agent });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  /** A file of the gateway's, as a provider fetches it; undefined where it gives none. */
  async file(url: string): Promise<FetchedFile | undefined> {
    try {
      const answer = await request(this.localUrl(url), { method: 'GET', dispatcher: this.agent });
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      if (answer.statusCode !== 200) return undefined;
      const header = (name: string): string => String(answer.headers[name] ?? '');
      const filename = /filename="([^"]*)"/.exec(header('content-disposition'))?.[1];
      const contentType = header('content-type').split(';')[0] ?? '';
      return { contentType, bytes, ...(filename === undefined ? {} : { filename }) };
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private localUrl(url: string): string {
    const { localUrl, publicUrl } = this.address ?? { localUrl: '', publicUrl: '' };
    const target =
      publicUrl && (url === publicUrl || url.startsWith(`${publicUrl}/`))
        ? localUrl + url.slice(publicUrl.length)
        : url;
    if (!LOOPBACK.test(new URL(target).hostname)) {
      throw Object.assign(new Error('the stand-ins post to this machine only'), { code: 'not-loopback' });
    }
    return target;
  }

  private known(): GatewayAddress {
    if (!this.address)
      throw new Error('the stand-in has not been told where the gateway is: call connect() once it listens');
    return this.address;
  }
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
