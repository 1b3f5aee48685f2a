import type { InboundEvent } from '../../../src/messaging/inbound-event.js';
import type { OutboundMessage, SendOutcome } from '../../../src/messaging/outbound-message.js';
import type { ChannelAdapter, WebhookRequest } from '../../../src/messaging/ports.js';
import type { FarEndAnswer, ReceivingEnd } from './far-end.js';

/**
 * What the conformance suite must know of an adapter. A part that an adapter has and the harness
 * leaves out is a failure: nothing passes by not being asked.
 */
export interface ConformanceHarness {
  /** Makes the adapter; `farEnd` is the address of a loopback server in the provider's place. */
  create(farEnd: string): ChannelAdapter;
  /** Never to be seen in logs, errors or reasons: secrets, tokens. */
  secrets: readonly string[];
  webhook?: WebhookHarness;
  sender?: SenderHarness;
}

export interface WebhookHarness {
  /** A genuine delivery with this payload (body or query, as the provider carries it), signed for `now`. */
  deliver(payload: Buffer, now?: Date): WebhookRequest;
  /** Recorded payloads and exactly what they must become. */
  recorded: readonly { name: string; payload: Buffer; events: readonly InboundEvent[] }[];
  /** Deliveries that must be refused: forged, unsigned, signed for something else. */
  forged: readonly { name: string; request: WebhookRequest }[];
  /** Genuine ones that are too old; absent only where the provider's scheme has no time in it. */
  stale?: readonly { name: string; request: WebhookRequest }[];
  /** Absent only where the provider puts one event into a delivery. */
  batch?: { payload: Buffer; events: number };
  /** Genuine payloads of kinds that we don't know; each must become `ignored`. */
  unknown: readonly { name: string; payload: Buffer }[];
  malformed: readonly { name: string; payload: Buffer; field: string }[];
  /** A payload with hostile values in the provider's fields. */
  hostile(values: { id: string; from: string; text: string }): Buffer;
}

export interface SenderHarness {
  message: OutboundMessage;
  /** The provider's recorded answers to a send, and what each means. */
  answers: readonly { name: string; answer: FarEndAnswer; outcome: SendOutcome }[];
  /** Outcomes that this provider has no answer for. */
  never?: readonly SendOutcome['outcome'][];
  /** What becomes of a send whose answer never comes; `retry` only where the provider drops repeats. */
  lost: 'unknown' | 'retry';
  /** Absent only where the channel carries no files: one answer for every request, and where they go, in order. */
  files?: {
    answer: FarEndAnswer;
    paths: readonly string[];
    /** Where they arrive; absent for HTTP. */
    open?: () => Promise<ReceivingEnd>;
  };
  /** Checks that the request which arrived carries the message as the provider wants it; failures in words. */
  request(received: {
    method: string;
    url: string;
    headers: Readonly<Record<string, string | string[] | undefined>>;
    body: string;
  }): string[];
}
