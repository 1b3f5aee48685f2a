import { TwilioSettings } from '../../channels/sms/twilio/twilio.settings.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { GatewayAddress } from '../gateway-client.js';
import { album, type Carries, type CitizenMessage, type CitizenResult, type StandIn } from '../stand-in.js';
import type { InboundSms } from './inbound-sms.js';
import type { TwilioStandIn } from './twilio-stand-in.js';
import { TWILIO_PROVIDERS, whatsappSender } from './whatsapp-line.js';

/** One of the phone's networks at Twilio. The account behind it is shared, and so are its start and stop. */
abstract class TwilioNetwork implements StandIn {
  abstract readonly provider: string;
  abstract readonly carries: Carries;

  constructor(protected readonly far: TwilioStandIn) {}

  get env(): Readonly<Record<string, string>> {
    return { TWILIO_API_BASE: this.far.apiBase };
  }

  async start(): Promise<void> {
    await this.far.start();
  }

  prepare(channels: readonly ChannelConfig[]): void {
    this.far.setSenders(channels.flatMap(sendersOf));
  }

  connect(address: GatewayAddress): void {
    this.far.connect(address);
  }

  problem({ address, settings }: ChannelConfig): string | undefined {
    if (!(settings instanceof TwilioSettings)) return 'its settings were not read';
    if (!address) return 'it has no address';
    const { accountSid, authToken } = this.far.state;
    const ours = settings.accountSid === accountSid && settings.authToken === authToken;
    return ours ? undefined : 'its Twilio account is another one than TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN name';
  }

  abstract send(channel: ChannelConfig, message: CitizenMessage): Promise<CitizenResult>;

  stop(): Promise<void> {
    return this.far.stop();
  }

  protected async deliver(channel: ChannelConfig, sms: InboundSms, raw: string | undefined): Promise<CitizenResult> {
    const url = this.far.gateway.publicUrl(`/hooks/${channel.id}`);
    const { messageSid, answers } =
      raw === undefined ? await this.far.deliverInbound(url, sms) : await this.far.deliverRaw(url, raw, sms);
    return { id: messageSid, answers };
  }
}

/** SMS and MMS: every enabled channel with provider `twilio`. */
export class TwilioPhone extends TwilioNetwork {
  readonly provider = 'twilio';
  /** Ten segments; ten files, 5 MB together. https://www.twilio.com/docs/messaging/guides/accepted-mime-types */
  readonly carries: Carries = {
    address: 'phone',
    longestText: 1600,
    parts: [],
    files: { most: 10, bytes: 5 * 1024 * 1024 },
  };

  send(channel: ChannelConfig, { from, text, media, times, raw }: CitizenMessage): Promise<CitizenResult> {
    return this.deliver(channel, { from, to: channel.address ?? '', text, media, times, channelId: channel.id }, raw);
  }
}

/** WhatsApp: every enabled channel with provider `twilio-whatsapp`. */
export class TwilioWhatsappPhone extends TwilioNetwork {
  readonly provider = 'twilio-whatsapp';
  readonly carries: Carries = {
    address: 'whatsapp',
    longestText: 4096,
    parts: ['quotes', 'button', 'location'],
    files: { most: 10, bytes: 5 * 1024 * 1024 },
  };

  /** One file a message, as WhatsApp has it. */
  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const to = channel.address ?? '';
    void this.far.readAll(to, sent.from);
    const results: CitizenResult[] = [];
    for (const { from, text, media, times, quotes, button, location } of album(sent)) {
      const sms = { from, to, text: button ?? text, media, times, channelId: channel.id, quotes, button, location };
      results.push(await this.deliver(channel, { ...sms, line: 'whatsapp' }, sent.raw));
    }
    return { id: results[0]?.id ?? '', answers: results.flatMap(({ answers }) => answers) };
  }

  closeWindow({ address = '' }: ChannelConfig, citizen: string): void {
    this.far.state.window.close(address, citizen);
  }
}

function sendersOf({ provider, enabled, address, settings }: ChannelConfig): string[] {
  if (!enabled || !TWILIO_PROVIDERS.includes(provider) || !(settings instanceof TwilioSettings)) return [];
  const number = address !== undefined && provider === 'twilio-whatsapp' ? whatsappSender(address) : address;
  return [number, settings.messagingServiceSid].filter((sender) => sender !== undefined);
}
