import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { GatewayAddress } from '../gateway-client.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from '../stand-in.js';
import type { GraphStandIn } from './graph-stand-in.js';
import { metaLine } from './graph-state.js';

/** Meta allows 100 MB for a document; what the sandbox's own interface takes is less. */
const FILES = { most: 10, bytes: 5 * 1024 * 1024 };

/** One of the phone's networks at Meta. The Graph API behind it is shared, and so are its start and stop. */
abstract class MetaPhone implements StandIn {
  abstract readonly provider: string;
  abstract readonly carries: Carries;
  /** How ids of messages begin. */
  protected abstract readonly idPrefix: string;

  constructor(protected readonly far: GraphStandIn) {}

  get env(): Readonly<Record<string, string>> {
    return { WA_API_BASE: this.far.apiBase };
  }

  start(): Promise<void> {
    return this.far.start();
  }

  prepare(channels: readonly ChannelConfig[]): void {
    this.far.prepare(channels);
  }

  connect(address: GatewayAddress): void {
    this.far.connect(address);
  }

  problem(channel: ChannelConfig): string | undefined {
    const line = metaLine(channel);
    if (!line) return 'its settings were not read';
    return line.settings.apiBase === this.far.apiBase ? undefined : 'its apiBase leads elsewhere than to the stand-in';
  }

  refuses({ quotes, button }: CitizenMessage): { field: string; expected: string } | undefined {
    if (quotes === undefined) return undefined;
    if (!quotes.startsWith(this.idPrefix))
      return { field: 'quotes', expected: `the id of a message, which begins with ${this.idPrefix}` };
    const buttons = this.far.state.log.get(quotes)?.buttons ?? [];
    if (button === undefined || buttons.includes(button)) return undefined;
    const expected = buttons.length === 0 ? 'nothing: that message has no buttons' : `one of ${buttons.join(', ')}`;
    return { field: 'button', expected };
  }

  send(channel: ChannelConfig, message: CitizenMessage): Promise<CitizenResult> {
    return this.far.send(channel, message);
  }

  closeWindow(channel: ChannelConfig, citizen: string): void {
    const line = metaLine(channel);
    if (line) this.far.state.window.close(line.id, citizen);
  }

  stop(): Promise<void> {
    return this.far.stop();
  }
}

/** WhatsApp numbers by Meta's Cloud API. */
export class CloudApiPhone extends MetaPhone {
  readonly provider = 'cloud-api';
  protected readonly idPrefix = 'wamid.';
  readonly carries: Carries = {
    address: 'whatsapp',
    longestText: 4096,
    parts: ['quotes', 'button', 'location'],
    files: FILES,
  };
}

/** Messages to Facebook pages. */
export class MessengerPhone extends MetaPhone {
  readonly provider = 'messenger';
  protected readonly idPrefix = 'm_';
  readonly carries: Carries = { address: 'phone', longestText: 20_000, parts: ['quotes', 'location'], files: FILES };
}
