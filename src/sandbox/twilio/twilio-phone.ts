import { TwilioSettings } from '../../channels/sms/twilio/twilio.settings.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { GatewayAddress } from '../gateway-client.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from '../stand-in.js';
import { TwilioStandIn, type TwilioStandInOptions } from './twilio-stand-in.js';

/** The Twilio stand-in as one of the phone's networks: one account, every enabled channel with provider `twilio`. */
export class TwilioPhone implements StandIn {
  readonly provider = 'twilio';
  /** Ten segments; ten files, 5 MB together. https://www.twilio.com/docs/messaging/guides/accepted-mime-types */
  readonly carries: Carries = {
    address: 'phone',
    longestText: 1600,
    parts: [],
    files: { most: 10, bytes: 5 * 1024 * 1024 },
  };
  readonly far: TwilioStandIn;

  constructor(private readonly options: TwilioStandInOptions) {
    this.far = new TwilioStandIn(options);
  }

  get env(): Readonly<Record<string, string>> {
    return { TWILIO_API_BASE: this.far.apiBase };
  }

  async start(): Promise<void> {
    await this.far.start();
  }

  connect(address: GatewayAddress, channels: readonly ChannelConfig[]): void {
    this.far.connect(address);
    const senders = channels.flatMap(({ provider, address: number, settings }) => {
      if (provider !== this.provider || !(settings instanceof TwilioSettings)) return [];
      return [number, settings.messagingServiceSid].filter((sender) => sender !== undefined);
    });
    this.far.setSenders(senders);
  }

  problem({ address, settings }: ChannelConfig): string | undefined {
    if (!(settings instanceof TwilioSettings)) return 'its settings were not read';
    if (!address) return 'it has no address';
    const ours = settings.accountSid === this.options.accountSid && settings.authToken === this.options.authToken;
    return ours ? undefined : 'its Twilio account is another one than TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN name';
  }

  async send(channel: ChannelConfig, message: CitizenMessage): Promise<CitizenResult> {
    const { from, text, media, times, raw } = message;
    const url = this.far.gateway.publicUrl(`/hooks/${channel.id}`);
    const sms = { from, to: channel.address ?? '', text, media, times, channelId: channel.id };
    const { messageSid, answers } =
      raw === undefined ? await this.far.deliverInbound(url, sms) : await this.far.deliverRaw(url, raw, sms);
    return { id: messageSid, answers };
  }

  async stop(): Promise<void> {
    await this.far.stop();
  }
}
