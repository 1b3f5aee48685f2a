import type { ReceiptEvent, StoredEvent } from './inbound-event.js';

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

/** Injection tokens; the composition roots in `app/` bind them. */
export const INBOUND_SINK = Symbol('InboundSink');
export const RECEIPT_SINK = Symbol('ReceiptSink');
