import type { NewAccount } from '../../src/accounts/accounts.js';
import type { Role } from '../../src/accounts/permissions.js';
import type { TestGateway } from './gateway.js';
import { hiddenField } from './public-client.js';

export interface ConsoleAnswer {
  status: number;
  body: string;
  headers: Headers;
  /** Of a redirect: the path. */
  location: string | undefined;
}

/** Whom to sign in; an admin of Tanah Bumbu where nothing else is said. */
export interface ClientOptions extends Partial<Omit<NewAccount, 'role'>> {
  /** Kept from signing in: the account is made and no more. */
  signedOut?: boolean;
}

/** Everybody's here. */
export const PASSWORD = 'empat kata untuk ujian';
const AGENCY = 'pupr';
let made = 0;

/** A browser without script that is signed in to the console: keeps cookies, sends the session's token with each post. */
export class ConsoleClient {
  private readonly cookies = new Map<string, string>();
  private csrf = '';

  private constructor(
    readonly url: string,
    /** The account's. */
    readonly id: string,
    readonly username: string,
  ) {}

  /** Makes an account of this role with a password of its own, and signs in with it by the form. */
  static async signIn(gateway: TestGateway, role: Role, options: ClientOptions = {}): Promise<ConsoleClient> {
    const { signedOut = false, ...given } = options;
    const { accounts, own } = gateway.gateway.core.accounts;
    made += 1;
    const username = given.username ?? `uji-${role}-${String(made)}`;
    const { id } = await accounts.add({
      role,
      tenant: role === 'central-admin' ? null : 'tanah-bumbu',
      agency: role === 'officer' ? AGENCY : null,
      name: `Contoh ${role}`,
      ...given,
      username,
    });
    // What they would do first.
    await own.setPassword(id, PASSWORD, id);
    const client = new ConsoleClient(gateway.url, id, username);
    if (!signedOut) await client.enter();
    return client;
  }

  /** Nobody: no account, no session. */
  static nobody(gateway: TestGateway): ConsoleClient {
    return new ConsoleClient(gateway.url, '', '');
  }

  /** Through the sign-in form. */
  async enter(password = PASSWORD, back = '/console'): Promise<ConsoleAnswer> {
    return this.post('/console/masuk', { nama: this.username, sandi: password, kembali: back });
  }

  /** @param headers such as `hx-request` */
  async get(path: string, headers: Record<string, string> = {}): Promise<ConsoleAnswer> {
    const answer = await this.send(path, { headers });
    const token = hiddenField(answer.body, '_csrf');
    if (token !== '') this.csrf = token;
    return answer;
  }

  /** A form as a page posts it. A field with a list is named `name[]` and sent several times. */
  async post(
    path: string,
    fields: Readonly<Record<string, string | readonly string[]>> = {},
    headers: Record<string, string> = {},
  ): Promise<ConsoleAnswer> {
    const body = new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each])),
    );
    const token = await this.token();
    if (token !== '' && !body.has('_csrf')) body.set('_csrf', token);
    return this.send(path, {
      method: 'POST',
      body: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  }

  /** A form with files, as a page posts it. */
  async postForm(path: string, form: FormData): Promise<ConsoleAnswer> {
    if (!form.has('_csrf')) form.set('_csrf', await this.token());
    return this.send(path, { method: 'POST', body: form });
  }

  /** For Playwright: `context.addCookies(client.cookiesFor())`. */
  cookiesFor(): { name: string; value: string; url: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: this.url }));
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
    this.csrf = '';
  }

  /** The session's token, from any page that has a form. */
  private async token(): Promise<string> {
    if (this.csrf === '' && this.cookies.has('kentongan')) await this.get('/console/akun/sandi');
    return this.csrf;
  }

  private async send(path: string, init: RequestInit): Promise<ConsoleAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${this.url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        origin: this.url,
        ...(cookie !== '' && { cookie }),
        ...(init.headers as Record<string, string> | undefined),
      },
    });
    for (const header of answer.headers.getSetCookie()) this.keep(header);
    const location = answer.headers.get('location') ?? answer.headers.get('hx-redirect') ?? undefined;
    // A stream has no end to be waited for.
    const endless = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (endless) await answer.body?.cancel();
    return { status: answer.status, body: endless ? '' : await answer.text(), headers: answer.headers, location };
  }

  private keep(header: string): void {
    const [pair = ''] = header.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (name === 'kentongan') this.csrf = '';
    if (header.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
