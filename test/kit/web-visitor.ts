import { hiddenField, unescapeHtml } from './public-client.js';

const NUMBERS = ['nol', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan'];

/** A browser without script, over the wire: keeps cookies, follows what a form answers, posts urlencoded. */
export class WebVisitor {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly base: string) {}

  async get(path: string): Promise<{ status: number; body: string }> {
    return this.request(path, {});
  }

  async post(path: string, fields: Record<string, string>): Promise<{ status: number; body: string }> {
    return this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Fills in the form as a person would who has no script: reads the question and answers it. */
  async report(path: string, fields: Record<string, string>): Promise<{ status: number; body: string }> {
    const { body } = await this.get(path);
    return this.post(path, { token: hiddenField(body, 'token'), answer: answerOf(body), ...fields });
  }

  private async request(path: string, init: RequestInit): Promise<{ status: number; body: string }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${this.base}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as object), ...(cookie && { cookie }) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const body = await answer.text();
    if (answer.status === 303) return this.get(answer.headers.get('location') ?? '/');
    return { status: answer.status, body };
  }
}

function answerOf(html: string): string {
  const text = unescapeHtml(html.replace(/<[^>]+>/g, ' '));
  const words = new RegExp(`(${NUMBERS.join('|')})\\s+(?:ditambah|tambah|\\+)\\s+(${NUMBERS.join('|')})`, 'i').exec(
    text,
  );
  if (!words?.[1] || !words[2]) throw new Error('the form asks no question');
  return String(NUMBERS.indexOf(words[1].toLowerCase()) + NUMBERS.indexOf(words[2].toLowerCase()));
}
