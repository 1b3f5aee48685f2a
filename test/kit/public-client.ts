import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** The smallest PNG: one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface FormFile {
  filename: string;
  contentType: string;
  bytes: Buffer;
}

export interface PageAnswer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | number | undefined>;
}

/** A browser without script: keeps cookies, reads hidden fields, posts forms. */
export class FormBrowser {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: NestFastifyApplication,
    /** As the reverse proxy names it. */
    private readonly address = '203.0.113.7',
    /** What it sends with every request beside. */
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  async get(url: string): Promise<PageAnswer> {
    return await this.request('GET', url);
  }

  /** Posts as browsers post a form with a file field. */
  async postForm(
    url: string,
    fields: Readonly<Record<string, string>>,
    files: readonly FormFile[] = [],
  ): Promise<PageAnswer> {
    const boundary = '----kentongan-test';
    const parts = Object.entries(fields).map(([name, value]) =>
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    );
    for (const { filename, contentType, bytes } of files) {
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="photos"; filename="${filename}"\r\nContent-Type: ${contentType}\r\n\r\n`;
      parts.push(Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n')]));
    }
    parts.push(Buffer.from(`--${boundary}--\r\n`));
    return await this.request('POST', url, Buffer.concat(parts), `multipart/form-data; boundary=${boundary}`);
  }

  async postUrlencoded(url: string, fields: Readonly<Record<string, string>>): Promise<PageAnswer> {
    return await this.request('POST', url, new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
  }

  private async request(
    method: 'GET' | 'POST',
    url: string,
    payload?: Buffer | string,
    contentType?: string,
  ): Promise<PageAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers: Record<string, string> = {
      ...this.headers,
      'x-forwarded-for': this.address,
      accept: 'text/html,*/*;q=0.8',
    };
    if (cookie) headers['cookie'] = cookie;
    if (contentType) headers['content-type'] = contentType;
    const answer = await this.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    for (const header of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = header.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (/Max-Age=0/.test(header)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { status: answer.statusCode, body: answer.body, headers: answer.headers };
  }
}

export function hiddenField(html: string, name: string): string {
  return unescapeHtml(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '');
}

export function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

export function challengeOf(html: string): Challenge {
  return JSON.parse(unescapeHtml(/data-challenge="([^"]*)"/.exec(html)?.[1] ?? '')) as Challenge;
}

/** The work as the page's script does it. */
export async function doWork(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}
