import type { ChannelKind } from '../messaging/inbound-event.js';
import type { ChannelCanary, ChannelCost } from '../messaging/ports.js';
import type { ConsoleRole } from './console-roles.js';

/** One channel of config/gateway.yaml, validated. Frozen. */
export interface ChannelConfig {
  id: string;
  kind: ChannelKind;
  /** Name of the `ChannelProvider`. */
  provider: string;
  enabled: boolean;
  /** Ours, as citizens know it: a number, mailbox, page or hashtag. */
  address?: string;
  /** The tenant's slug; absent on a channel that several tenants share. */
  tenant?: string;
  /** Messages a second that may leave by it; absent: no limit. */
  ratePerSecond?: number;
  /** What messages by it cost us; absent: nothing is counted. */
  cost?: ChannelCost;
  /** Test messages that go round by it; absent: none. */
  canary?: ChannelCanary;
  /** For operators: where the channel comes from, why it is off. */
  note?: string;
  /** Validated instance of the provider's settings class where the provider is built, else as written. */
  settings: object;
}

export interface QueueConfig {
  /** How long a worker may hold a claimed row, in seconds. */
  leaseSeconds: number;
  /** How often the sweeper looks for rows whose time has come, in seconds. */
  sweepSeconds: number;
  /** How long a stored row may wait for its doorbell before the sweeper rings again, in seconds. */
  ringAfterSeconds: number;
}

export interface LimitsConfig {
  /** Largest body of a webhook, in bytes. */
  webhookBodyBytes: number;
  /** Largest photo, document or other file, in bytes. */
  attachmentBytes: number;
  /** Largest sound or film, in bytes. */
  recordingBytes: number;
  attachmentsPerMessage: number;
  /** All files of one message together, in bytes. */
  attachmentBytesPerMessage: number;
  /** Automatic messages that one sender gets at most in 24 hours over all tenants. */
  automaticMessagesPerDay: number;
  /** Seconds of silence after which what a citizen writes in pieces is taken to be whole. */
  burstQuietSeconds: number;
  /** Seconds that it may take at most. */
  burstMostSeconds: number;
  /** Web forms that one network address may send in an hour. */
  formsPerHour: number;
}

/** Where the bytes of attachments lie: in the data directory, or in a bucket of an S3 service. */
export type StorageConfig =
  | { kind: 'disk' }
  | {
      kind: 's3';
      bucket: string;
      region: string;
      /** Absent: Amazon's own. */
      endpoint?: string;
      /** The bucket in the path instead of the host's name: MinIO, Ceph. */
      pathStyle: boolean;
      accessKeyId: string;
      secretAccessKey: string;
    };

/** How people sign in to the console. */
export interface AccountsConfig {
  session: {
    /** Minutes without a request after which somebody signs in anew. */
    idleMinutes: number;
    /** Hours after which they do in any case. */
    hours: number;
  };
  secondFactor: {
    /** Roles that can do nothing without a second factor. */
    required: readonly ConsoleRole[];
  };
  /** Days after which the names of an account that was disabled are destroyed. */
  forgetDays: number;
}

/** config/gateway.yaml, validated. Deeply frozen. */
export interface GatewayConfig {
  channels: ChannelConfig[];
  queue: QueueConfig;
  limits: LimitsConfig;
  storage: StorageConfig;
  accounts: AccountsConfig;
  /** Addresses or CIDR ranges of reverse proxies whose X-Forwarded-* headers count. */
  trustedProxies: string[];
}
