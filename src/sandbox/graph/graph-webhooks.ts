import { createHmac, randomInt } from 'node:crypto';
import type { Faults } from '../faults.js';
import type { GatewayAnswer, GatewayClient } from '../gateway-client.js';
import type { GraphState, MetaLine } from './graph-state.js';

const FORGED = `sha256=${'7'.repeat(64)}`;

/** Meta's calls to the gateway: one address for all numbers and pages of an app, signed with the app's secret. */
export class GraphWebhooks {
  /** Addresses that have answered the challenge. */
  private readonly verified = new Set<string>();

  constructor(
    private readonly gateway: GatewayClient,
    private readonly faults: Faults,
  ) {}

  forget(): void {
    this.verified.clear();
  }

  /** @param body as it is, or what becomes JSON. */
  async post(state: GraphState, line: MetaLine, body: object | string): Promise<GatewayAnswer> {
    const { channelId, settings } = state.callbackChannel(line);
    const url = this.gateway.publicUrl(`/hooks/${channelId}`);
    const refusal = settings.verifyToken === undefined ? undefined : await this.challenge(url, settings.verifyToken);
    if (refusal !== undefined) return refusal;
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const signature = `sha256=${createHmac('sha256', line.settings.appSecret).update(bytes).digest('hex')}`;
    return this.gateway.post(
      url,
      {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': this.faults.nextWebhook() === undefined ? signature : FORGED,
      },
      bytes,
    );
  }

  /**
   * What Meta does when the address is entered: nothing is delivered to one that does not give its challenge back.
   * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
   */
  private async challenge(url: string, verifyToken: string): Promise<GatewayAnswer | undefined> {
    if (this.verified.has(url)) return undefined;
    const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': challenge,
      'hub.verify_token': verifyToken,
    });
    const answer = await this.gateway.get(`${url}?${query.toString()}`);
    if (answer.status === 200 && answer.body === challenge) {
      this.verified.add(url);
      return undefined;
    }
    return answer.status === 200 ? { ...answer, status: 0, error: 'challenge-not-answered' } : answer;
  }
}
