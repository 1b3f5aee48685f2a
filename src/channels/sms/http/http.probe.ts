import type { ProbePort } from '../../../messaging/ports.js';
import type { HttpSmsSettings } from './http.settings.js';

const TIMEOUT_MS = 15_000;

/**
 * Whether the aggregator's interface answers. Interfaces of this kind have no call in common that would check the account
 * without sending: that shows with the first message.
 */
export class HttpSmsProbe implements ProbePort {
  constructor(private readonly settings: HttpSmsSettings) {}

  async probe(): Promise<{ ok: boolean; words: string }> {
    const { apiBase, outbound } = this.settings;
    if (outbound === undefined) return { ok: true, words: 'Messages only come in: the provider calls us.' };
    const { request } = await import('undici');
    const { origin, host } = new URL(outbound.url, apiBase);
    try {
      const answer = await request(origin, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) });
      await answer.body.dump();
      return {
        ok: true,
        words: `${host} answers. Whether it takes the account shows with the first message: nothing was sent.`,
      };
    } catch (error) {
      const { code, name } = error as { code?: unknown; name?: unknown };
      const known = typeof code === 'string' && /^[A-Z0-9_]{2,50}$/.test(code) ? code : String(name);
      return { ok: false, words: `${host} does not answer (${known}): check apiBase, the network and the firewall.` };
    }
  }
}
