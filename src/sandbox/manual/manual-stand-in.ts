import { MANUAL_WAYS } from '../../channels/manual/manual-ways.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { GatewayAddress } from '../gateway-client.js';
import type { MessageLog } from '../message-log.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from '../stand-in.js';
import { Clerk } from './clerk.js';

const FILE_BYTES = 5 * 1024 * 1024;

/** One way of reporting that people staff; the clerk behind all of them is the same. */
class ManualStandIn implements StandIn {
  readonly env = {};
  readonly carries: Carries = {
    address: 'phone',
    longestText: 5_000,
    parts: [],
    files: { most: 5, bytes: FILE_BYTES },
  };

  constructor(
    readonly provider: string,
    private readonly clerk: Clerk,
  ) {}

  start(): Promise<void> {
    return Promise.resolve(); // a desk has nothing to listen on
  }

  connect(address: GatewayAddress, channels: readonly ChannelConfig[]): void {
    this.clerk.connect(address, channels);
  }

  problem(): string | undefined {
    return this.clerk.problem();
  }

  send(channel: ChannelConfig, message: CitizenMessage): Promise<CitizenResult> {
    return this.clerk.send(channel, message);
  }

  stop(): Promise<void> {
    return this.clerk.stop();
  }
}

export function manualStandIns(log: MessageLog): StandIn[] {
  const clerk = new Clerk(log);
  return Object.keys(MANUAL_WAYS).map((provider) => new ManualStandIn(provider, clerk));
}
