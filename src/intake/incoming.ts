import type { ChannelKind } from '../messaging/inbound-event.js';
import type { AcceptedEvent, RawDelivery } from '../messaging/sinks.js';

/** An event on its way to becoming a row; plain values only, so that it can go to another thread. */
export interface Incoming {
  id: string;
  channelId: string;
  kind: ChannelKind;
  /** The provider's id of the message; its content is its identity where absent. */
  externalId: string | undefined;
  eventType: string;
  /** The sender, as `addressKey` writes it. */
  sender: string | undefined;
  /** The event as JSON; absent where the delivery could not be read. */
  event: string | undefined;
  /** Kept with the first event of a delivery. */
  raw: RawDelivery | undefined;
  /** Objects of our store that the event refers to. */
  files: readonly string[];
  receivedAt: Date;
  /** Why it is stored as failed; pending where absent. */
  failed: string | undefined;
}

/** What became of one: stored, stored before, or the code of the error that kept it out. */
export type Written = AcceptedEvent | { refused: string };

/** Makes a batch durable. It never rejects for what the database can say. */
export interface IncomingWriter {
  /** @returns one result a row, in order, once all that is stored is committed */
  write(rows: readonly Incoming[]): Promise<readonly Written[]>;
  /** Ends what it opened. */
  close(): Promise<void>;
}
