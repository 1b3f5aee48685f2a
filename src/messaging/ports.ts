import type { ChannelKind, InboundEvent, ReceiptEvent, StoredEvent } from './inbound-event.js';
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
}

/** A way out. Never throws for what a provider can say; it does not retry, limit or remember. */
export interface SenderPort {
  readonly capabilities: SenderCapabilities;
  send(message: OutboundMessage): Promise<SendOutcome>;
  /** Only where the provider can tell what became of a message whose outcome is unknown. */
  lookup?(message: OutboundMessage): Promise<LookupResult>;
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

/** One configured channel, bound to its provider's code. */
export interface ChannelAdapter {
  readonly webhook?: WebhookPort;
  readonly sender?: SenderPort;
  readonly media?: MediaPort;
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

/** A channel as the rest of the gateway sees it. */
export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly provider: string;
  readonly enabled: boolean;
  /** Ours: the number, mailbox or page; shown to citizens. */
  readonly address?: string;
  /** The tenant's slug; absent on a channel that several tenants share. */
  readonly tenant?: string;
  /** Messages a second that may leave by this channel; absent: no limit. */
  readonly ratePerSecond?: number;
  /** Absent where the provider has no code (yet): such a channel is never enabled. */
  readonly adapter?: ChannelAdapter;
}

/** The running configuration's channels. Frozen. */
export interface ChannelRegistry {
  get(id: string): Channel | undefined;
  all(): readonly Channel[];
}

/** A webhook delivery or mail as it came, kept with the first event that it held. */
export interface RawDelivery {
  contentType: string;
  bytes: Buffer;
}

export interface AcceptedEvent {
  /** The row's id; of the first delivery where this one is a repeat. */
  inboundId: string;
  /** True when the provider delivered this event before. */
  duplicate: boolean;
}

/**
 * Takes what arrived. Resolves only after the rows are committed (promise 1); rejects with a
 * retryable CodedError when they could not be. It does not say what becomes of a message.
 */
export interface InboundSink {
  accept(channelId: string, events: readonly StoredEvent[], raw: RawDelivery): Promise<AcceptedEvent[]>;
  /** Keeps a verified delivery that could not be parsed, as a failed row. */
  reject(channelId: string, raw: RawDelivery, error: { code: string; field?: string }): Promise<AcceptedEvent>;
}

/** Takes providers' words on outbound messages; states only advance, unmatched ones are parked. */
export interface ReceiptSink {
  apply(channelId: string, receipts: readonly ReceiptEvent[]): Promise<void>;
}

export interface StoredAttachment {
  /** Opaque; goes into `InboundAttachment.ref`. */
  ref: string;
  /** Hex SHA-256 of the bytes. */
  sha256: string;
  /** Bytes. */
  size: number;
}

/**
 * Keeps files that reach us with the message itself (a form's photos). Resolves only once the bytes
 * are durable; rejects with a retryable CodedError when they could not be made so.
 */
export interface AttachmentStore {
  put(bytes: Buffer, meta: { contentType: string; filename?: string }): Promise<StoredAttachment>;
}

/** Injection tokens of the ports; the composition roots in `app/` bind them. */
export const CHANNEL_REGISTRY = Symbol('ChannelRegistry');
export const INBOUND_SINK = Symbol('InboundSink');
export const RECEIPT_SINK = Symbol('ReceiptSink');
export const ATTACHMENT_STORE = Symbol('AttachmentStore');
