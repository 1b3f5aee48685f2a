import type { ProbePort } from '../../../messaging/ports.js';
import { type Exchange, ExchangeError } from '../../wire/exchange.js';
import type { TwilioSettings } from './twilio.settings.js';

/** Asks Twilio for our own account: that needs the connection, accountSid and authToken. https://www.twilio.com/docs/iam/api/account */
export class TwilioProbe implements ProbePort {
  constructor(
    private readonly settings: TwilioSettings,
    private readonly exchange: Exchange,
  ) {}

  async probe(): Promise<{ ok: boolean; words: string }> {
    const { apiBase, accountSid, authToken } = this.settings;
    try {
      const reply = await this.exchange.request({
        method: 'GET',
        url: `${apiBase}/2010-04-01/Accounts/${accountSid}.json`,
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`, 'utf8').toString('base64')}` },
      });
      if (reply.status === 401) return { ok: false, words: 'Twilio refuses accountSid and authToken' };
      if (reply.status !== 200) return { ok: false, words: `Twilio answered HTTP ${String(reply.status)}` };
      const status = /"status"\s*:\s*"([a-z]+)"/.exec(reply.body)?.[1] ?? 'active';
      return status === 'active'
        ? { ok: true, words: 'Twilio knows the account, and it is active' }
        : { ok: false, words: `Twilio knows the account, but it is ${status}` };
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      return { ok: false, words: `no answer from Twilio at apiBase (${error.code})` };
    }
  }
}
