import type { ConnectedPort } from './connected.js';
import type { Address, ChannelKind, InboundEvent, OutboundKind } from './inbound-event.js';
import type { LookupResult, OutboundMessage, SendOutcome, SenderCapabilities } from './outbound-message.js';

/** An HTTP request as an adapter sees it. Header names are in lower case; `body` is the raw bytes. */
export interface WebhookRequest {
  method: 'GET' | 'POST';
  /** The public URL that the provider called, behind whatever proxy: what Twilio signs. */
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** For staleness checks. */
  now: Date;
}

export type Verification = { ok: true } | { ok: false; /** Kebab-case. */ reason: string };

/** The HTTP answer that a provider expects after the commit. */
export interface WebhookAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** Where a webhook's payload travels; known to those who have only the payload (`kentongan inspect`). */
export interface WebhookCarrier {
  method: 'GET' | 'POST';
  payload: 'body' | 'query';
}

/**
 * A way in by HTTP. `verify` and `parse` are pure: no database, no network, no clock but `request.now`.
 * It promises every event of the payload; it does not deduplicate, order or store.
 */
export interface WebhookPort {
  /** How the provider calls: a POST whose body is the payload where absent. */
  readonly carrier?: WebhookCarrier;
  /** Signature over the raw body, constant time, before any parsing. */
  verify(request: WebhookRequest): Verification;
  /** @throws MalformedPayloadError naming the field that is wrong. */
  parse(request: WebhookRequest): InboundEvent[];
  /** The answer once everything is committed. */
  acknowledge(events: readonly InboundEvent[]): WebhookAnswer;
  /** The provider's test that this address is ours (Meta's GET), answered at once; undefined for anything else. */
  challenge?(request: WebhookRequest): WebhookAnswer | undefined;
  /** The provider's name for this channel's number or page, where one address serves several of them. */
  readonly endpoint?: string;
  /** The events of `parse`, by the endpoint that each belongs to. @throws MalformedPayloadError like `parse`. */
  split?(request: WebhookRequest): EndpointDelivery[];
}

/** What of one delivery is for one endpoint of the provider. */
export interface EndpointDelivery {
  /** Absent: it concerns the account as a whole, and stays with the channel that was called. */
  endpoint?: string;
  events: InboundEvent[];
  /** The delivery's bytes, or where it held several endpoints' events, those of this one alone. */
  body: Buffer;
}

/** A way out. Never throws for what a provider can say; it does not retry, limit or remember. */
export interface SenderPort {
  readonly capabilities: SenderCapabilities;
  send(message: OutboundMessage): Promise<SendOutcome>;
  /** Only where the provider can tell what became of a message whose outcome is unknown. */
  lookup?(message: OutboundMessage): Promise<LookupResult>;
  /** Shows the citizen that their message was seen. Never throws; false where the provider did not take it. */
  markRead?(externalId: string): Promise<boolean>;
  /** Ends connection pools. */
  close?(): Promise<void>;
}

export interface FetchedMedia {
  bytes: Buffer;
  /** By content, not by header. */
  contentType: string;
}

/** Fetches what `InboundAttachment.ref` names: authenticated, size-capped, only from the provider's hosts. */
export interface MediaPort {
  /** @throws CodedError (`media-too-large`, `media-gone`, `media-host-refused`, `media-unreachable`). */
  fetch(ref: string, maxBytes: number): Promise<FetchedMedia>;
}

/** What one raw message (a mail as it was fetched) holds. */
export interface RawReading {
  events: InboundEvent[];
  /** Decoded bytes of attachments by their `ref`; whoever stores them replaces the `ref` and sets `stored`. */
  contents: ReadonlyMap<string, Buffer>;
}

/** Reads one raw message. Pure: no database, no network, no clock but `now`. */
export interface RawPort {
  /** @throws MalformedPayloadError for what can't be read at all; it is kept raw and shown. */
  read(bytes: Buffer, now: Date): Promise<RawReading>;
}

/** One try at connecting and authenticating, for `kentongan channel test`; sends nothing, changes nothing. */
export interface ProbePort {
  probe(): Promise<{ ok: boolean; words: string }>;
}

/** One configured channel, bound to its provider's code. */
export interface ChannelAdapter {
  readonly webhook?: WebhookPort;
  readonly connected?: ConnectedPort;
  /** Where messages can be read from a file of raw bytes: mail. */
  readonly raw?: RawPort;
  readonly sender?: SenderPort;
  readonly media?: MediaPort;
  readonly probe?: ProbePort;
}

/** A provider's contribution: one line to register, a folder or a file to read. */
export interface ChannelProvider<S extends object = object> {
  readonly kind: ChannelKind;
  /** As in `provider:` of config/gateway.yaml. */
  readonly name: string;
  /** Class with class-validator decorators for the channel's `settings:` block. */
  readonly settings: new () => S;
  create(channel: ChannelSetup<S>): ChannelAdapter;
}

/** What an adapter learns about its channel. */
export interface ChannelSetup<S extends object = object> {
  id: string;
  /** The number or mailbox of ours. */
  address?: string;
  /** Where the provider shall report deliveries; absent where no public URL is known. */
  statusCallbackUrl?: string;
  settings: S;
}

/** A channel's prices, in units of `currency` (rupiah, not cents). */
export interface ChannelCost {
  /** ISO 4217. */
  currency: string;
  /** Of one SMS segment. */
  perSegment?: number;
  /** Of one message, whatever its length. */
  perMessage?: number;
  /** Of one template that opens a conversation. */
  perTemplate?: number;
}

/** Test messages that leave by a channel and have to come back by it. */
export interface ChannelCanary {
  /** Minutes from one to the next. */
  everyMinutes: number;
  /** Minutes in which it has to be back; fewer than `everyMinutes`. */
  withinMinutes: number;
  /** Whose messages come back to this channel. */
  to: Address;
}

/** A channel as the rest of the gateway sees it. */
export interface Channel {
  readonly id: string;
  readonly kind: OutboundKind;
  readonly provider: string;
  readonly enabled: boolean;
  /** Ours: the number, mailbox or page; shown to citizens. */
  readonly address?: string;
  /** The tenant's slug; absent on a channel that several tenants share. */
  readonly tenant?: string;
  /** Messages a second that may leave by this channel; absent: no limit. */
  readonly ratePerSecond?: number;
  /** What messages by it cost us; absent: nothing is counted. */
  readonly cost?: ChannelCost;
  /** Absent: no test messages go round by it. */
  readonly canary?: ChannelCanary;
  /** Absent where the provider is not known: no such channel is ever enabled. */
  readonly adapter?: ChannelAdapter;
}

/** The running configuration's channels. Frozen. */
export interface ChannelRegistry {
  get(id: string): Channel | undefined;
  all(): readonly Channel[];
}

/** Injection token; the composition roots in `app/` bind it. */
export const CHANNEL_REGISTRY = Symbol('ChannelRegistry');
