import type { GeoLocation } from '../messaging/inbound-event.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import type { LoggedMessage, MessageLog } from './message-log.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from './stand-in.js';

/** A message as the citizen's phone shows it. */
export interface PhoneMessage {
  id: string;
  /** `in`: from the citizen; `out`: to the citizen. */
  direction: 'in' | 'out';
  channelId: string;
  /** Of a mail. */
  subject?: string;
  text: string;
  /** ISO 8601. */
  at: string;
  /** in: `sent`, then `received` or `failed`. out: `sent`, then `delivered` (chats: and `read`) or `failed`. */
  state: 'sent' | 'received' | 'delivered' | 'read' | 'failed';
  segments: number;
  files: number;
  attachments: { filename: string; contentType: string; /** Bytes. */ size: number }[];
  /** The id of the message that it answers. */
  quotes?: string;
  location?: GeoLocation;
  /** Buttons of a template: `button` of a message that quotes this one taps them. */
  buttons?: readonly string[];
  /** True once the gateway has marked the citizen's message as read. */
  seen?: boolean;
}

/** Citizens' phones and mailboxes over all the stand-ins. */
export class Phone {
  private channels: readonly ChannelConfig[] = [];

  constructor(
    private readonly log: MessageLog,
    private readonly standIns: readonly StandIn[],
  ) {}

  setChannels(channels: readonly ChannelConfig[]): void {
    this.channels = channels;
  }

  channel(id: string): ChannelConfig | undefined {
    return this.channels.find((channel) => channel.id === id);
  }

  /** Channels that a citizen can write to here, in the order of the configuration. */
  usable(): ChannelConfig[] {
    return this.channels.filter((channel) => this.problem(channel) === undefined);
  }

  /** Why a channel can't be used; undefined where it can. */
  problem(channel: ChannelConfig): string | undefined {
    if (!channel.enabled) return 'the channel is disabled in config/gateway.yaml';
    const standIn = this.standInOf(channel);
    return standIn ? standIn.problem(channel) : `there is no stand-in yet for provider ${channel.provider}`;
  }

  /** What a message by this channel may hold; undefined where the sandbox has no far end for it. */
  carries(channel: ChannelConfig): Carries | undefined {
    return this.standInOf(channel)?.carries;
  }

  /** What the citizen's telephone would not send; undefined where it would. */
  refuses(channel: ChannelConfig, message: CitizenMessage): { field: string; expected: string } | undefined {
    return this.standInOf(channel)?.refuses?.(message);
  }

  /** @returns false where the channel has no window. */
  closeWindow(channel: ChannelConfig, citizen: string): boolean {
    const standIn = this.standInOf(channel);
    standIn?.closeWindow?.(channel, citizen);
    return standIn?.closeWindow !== undefined;
  }

  /** The citizen sends; resolves with the gateway's answers. */
  async send(channel: ChannelConfig, message: CitizenMessage): Promise<CitizenResult> {
    const standIn = this.standInOf(channel);
    if (!standIn) throw new Error(`no stand-in for channel ${channel.id}`);
    return standIn.send(channel, message);
  }

  /** What was said with an address, oldest first. */
  conversation(address: string): PhoneMessage[] {
    return this.log.ofCitizen(address).map((message) => ({
      id: message.id,
      direction: message.direction,
      channelId: this.channelOf(message),
      text: message.text,
      at: new Date(message.at).toISOString(),
      state: phoneState(message),
      segments: message.segments,
      files: message.media.length,
      attachments: message.media.map(({ filename = '', contentType, bytes }) => ({
        filename,
        contentType,
        size: bytes.length,
      })),
      ...(message.quotes === undefined ? {} : { quotes: message.quotes }),
      ...(message.location === undefined ? {} : { location: message.location }),
      ...(message.buttons === undefined ? {} : { buttons: message.buttons }),
      ...(message.seen === undefined ? {} : { seen: message.seen }),
      ...(message.subject === undefined ? {} : { subject: message.subject }),
    }));
  }

  private channelOf(message: LoggedMessage): string {
    if (message.channelId !== undefined) return message.channelId;
    const { provider, ours } = message;
    return this.channels.find((channel) => channel.provider === provider && channel.address === ours)?.id ?? ours;
  }

  private standInOf(channel: ChannelConfig): StandIn | undefined {
    return this.standIns.find(({ provider }) => provider === channel.provider);
  }
}

function phoneState({ state }: LoggedMessage): PhoneMessage['state'] {
  if (state === 'queued') return 'sent';
  return state === 'undelivered' ? 'failed' : state;
}
