import type { InboundSink, ReceiptSink } from './sinks.js';
import type { AttachmentStore, CursorStore, PartStore } from './stores.js';

export interface ConnectionReport {
  state: 'connecting' | 'connected' | 'failing' | 'stopped';
  /** Kebab-case, for `failing`. */
  code?: string;
  /** For operators, in plain words; without secrets and personal data. */
  words?: string;
}

/** What a connected channel works with. */
export interface ConnectedContext {
  inbound: InboundSink;
  receipts: ReceiptSink;
  attachments: AttachmentStore;
  cursor: CursorStore;
  /** Which of these identities the channel's messages have already: what is repeated need not be fetched. */
  known(externalIds: readonly string[]): Promise<ReadonlySet<string>>;
  parts: PartStore;
  report(report: ConnectionReport): void;
  now(): Date;
}

/**
 * A way in that we keep open ourselves (IMAP, SMPP). It reconnects with backoff, reports its state, never
 * throws out of a callback and acknowledges to the far end only after the sink's promise resolved.
 */
export interface ConnectedPort {
  /** True where only one process of the gateway may hold the connection (a mailbox). */
  readonly exclusive: boolean;
  /** Returns once it is trying; the first connection may still fail and be tried again. */
  start(context: ConnectedContext): Promise<void>;
  /** Finishes what is in hand, says goodbye, closes. */
  stop(): Promise<void>;
}
