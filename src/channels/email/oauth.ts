import type { Clock } from '../../observability/clock.js';
import type { OAuthSettings } from './mail.settings.js';

/** The token endpoint said no, or nothing. `code`: the endpoint's own word (RFC 6749, 5.2) or the system's. */
export class TokenError extends Error {
  constructor(readonly code: string) {
    super(`no access token (${code})`);
    this.name = 'TokenError';
  }
}

const TIMEOUT_MS = 15_000;
/** Renewed this long before it ends. */
const MARGIN_MS = 60_000;

/** Access tokens from a refresh token (RFC 6749, section 6), kept until shortly before they end. */
export class TokenSource {
  private current: { token: string; until: number } | undefined;
  private pending: Promise<string> | undefined;

  constructor(
    private readonly settings: OAuthSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws TokenError */
  token(): Promise<string> {
    if (this.current !== undefined && this.current.until > this.clock.now().getTime())
      return Promise.resolve(this.current.token);
    this.pending ??= this.renew().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  /** After the server refused the token. */
  forget(): void {
    this.current = undefined;
  }

  private async renew(): Promise<string> {
    const { clientId, clientSecret, refreshToken, tokenUrl } = this.settings;
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken });
    if (clientSecret !== undefined) form.set('client_secret', clientSecret);
    const { status, answer } = await post(tokenUrl, form.toString());
    const { access_token: token, expires_in: seconds, error } = answer;
    if (status !== 200 || typeof token !== 'string' || token === '')
      throw new TokenError(
        typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : `http-${String(status)}`,
      );
    const life = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 3_600_000;
    this.current = { token, until: this.clock.now().getTime() + Math.max(life - MARGIN_MS, life / 2) };
    return token;
  }
}

async function post(url: string, body: string): Promise<{ status: number; answer: Record<string, unknown> }> {
  const { request } = await import('undici');
  try {
    const reply = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer: unknown = JSON.parse(await reply.body.text());
    return {
      status: reply.statusCode,
      answer: typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {},
    };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    throw new TokenError(
      typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : 'token-endpoint-unreachable',
    );
  }
}
