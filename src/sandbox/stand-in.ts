import type { GeoLocation } from '../messaging/inbound-event.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import type { AddressKind } from './citizen-address.js';
import type { GatewayAddress, GatewayAnswer } from './gateway-client.js';
import type { StandInMedia } from './message-log.js';

/** What a citizen sends from the phone on a page. */
export interface CitizenMessage {
  from: string;
  text: string;
  media: Omit<StandInMedia, 'id'>[];
  /** Delivered so many times, as one and the same message; 1 is the ordinary. */
  times: number;
  /** The webhook's body (or the mail) as it is, instead of what the stand-in would make of the other fields. */
  raw?: string;
  subject?: string;
  /** The mail that it answers: its id, or any Message-ID. */
  inReplyTo?: string;
  /** The id of the chat message that it answers. */
  quotes?: string;
  /** The label of a button of the message that it quotes: tapped instead of written. */
  button?: string;
  location?: GeoLocation;
}

/** Parts that a message may have besides its text. */
export const MESSAGE_PARTS = ['subject', 'inReplyTo', 'quotes', 'button', 'location'] as const;
export type MessagePart = (typeof MESSAGE_PARTS)[number];

/** What a message by a provider may hold; anything else is refused, and the refusal says so. */
export interface Carries {
  /** What the citizen is known by. */
  address: AddressKind;
  /** Longest text, in characters. */
  longestText: number;
  parts: readonly MessagePart[];
  /** Absent: no files. `bytes` is for all of them together. */
  files?: { most: number; bytes: number };
}

export interface CitizenResult {
  /** The provider's id of the message. */
  id: string;
  /** The gateway's, one a delivery. */
  answers: GatewayAnswer[];
}

/** A provider's far end in this process. It serves every enabled channel of its provider. */
export interface StandIn {
  /** As in `provider:` of config/gateway.yaml. */
  readonly provider: string;
  readonly carries: Carries;
  /** Where it listens, by the names that config/gateway.yaml uses. Known after `start`. */
  readonly env: Readonly<Record<string, string>>;
  start(): Promise<void>;
  /** Tells it the channels before the gateway connects to any of them: the logins that it takes. */
  prepare?(channels: readonly ChannelConfig[]): void;
  connect(address: GatewayAddress, channels: readonly ChannelConfig[]): void;
  /** Why a channel of its provider can't be used from the phone; undefined where it can. */
  problem(channel: ChannelConfig): string | undefined;
  /** What a phone would not let its owner send, though the channel carries such parts. */
  refuses?(message: CitizenMessage): { field: string; expected: string } | undefined;
  send(channel: ChannelConfig, message: CitizenMessage): Promise<CitizenResult>;
  /** Where there is a window in which we may write freely: it closes, as though a day had passed. */
  closeWindow?(channel: ChannelConfig, citizen: string): void;
  stop(): Promise<void>;
}

export function wasTaken({ status }: Pick<GatewayAnswer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** For chats, which carry one file a message: a message for each, and the text with the first. */
export function album(sent: CitizenMessage): CitizenMessage[] {
  if (sent.media.length < 2) return [sent];
  return sent.media.map((file, index) => ({ ...sent, text: index === 0 ? sent.text : '', media: [file] }));
}
