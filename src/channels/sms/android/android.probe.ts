import type { ChannelSetup, ProbePort } from '../../../messaging/ports.js';
import { type Exchange, toExchangeError } from '../../wire/exchange.js';
import { apiUrl, headers } from './android.sender.js';
import type { AndroidSettings } from './android.settings.js';
import { isObject } from './fields.js';

/** Without these no complaint comes in, and no delivery is reported. */
const NEEDED = ['sms:received', 'sms:sent', 'sms:delivered', 'sms:failed'];

/** Asks the app which webhooks it has: that shows at once whether it is reached, lets us in and calls us. */
export class AndroidProbe implements ProbePort {
  constructor(
    private readonly channel: ChannelSetup<AndroidSettings>,
    private readonly exchange: Exchange,
  ) {}

  async probe(): Promise<{ ok: boolean; words: string }> {
    const { settings } = this.channel;
    try {
      const reply = await this.exchange.request({
        method: 'GET',
        url: apiUrl(settings, '/webhooks'),
        headers: headers(settings),
      });
      if (reply.status === 401 || reply.status === 403)
        return { ok: false, words: 'the app refuses settings.username and settings.password' };
      const hooks = reply.status === 200 ? readHooks(reply.body) : undefined;
      if (hooks === undefined)
        return { ok: false, words: `what answers at settings.url is not the app (HTTP ${String(reply.status)})` };
      return this.judge(hooks);
    } catch (error) {
      return {
        ok: false,
        words: `the telephone or its cloud can't be reached at settings.url (${toExchangeError(error).code})`,
      };
    }
  }

  /** Webhooks that call somebody else are none of ours. */
  private judge(hooks: readonly { url: string; event: string }[]): { ok: boolean; words: string } {
    const ours = this.channel.statusCallbackUrl?.replace(/\/status$/, '');
    const events = new Set(
      hooks
        .filter(({ url }) => ours === undefined || url.startsWith(ours))
        .map(({ event }) => event.replace(':batch:', ':')),
    );
    const missing = NEEDED.filter((event) => !events.has(event));
    if (missing.length === 0)
      return { ok: true, words: 'the app answers, and calls us for every event that is needed' };
    return {
      ok: false,
      words: `the app answers, but does not call us for ${missing.join(', ')}: register these webhooks`,
    };
  }
}

function readHooks(body: string): { url: string; event: string }[] | undefined {
  try {
    const list = JSON.parse(body) as unknown;
    if (!Array.isArray(list)) return undefined;
    return list.filter(isObject).map(({ url, event }) => ({ url: String(url), event: String(event) }));
  } catch {
    return undefined;
  }
}
