import type { GeoLocation } from '../messaging/inbound-event.js';

/**
 * What a citizen's phone would show, and what a provider would have on record: everything that
 * went through the stand-ins, in order, in memory. It forgets its oldest messages past `keep`;
 * its counters forget nothing until `reset`.
 */

/** `in`: from the citizen to the gateway; `out`: to the citizen. */
export type Direction = 'in' | 'out';

/**
 * in: `sent` (posted, no answer yet) then `received` or `failed` (the gateway refused it).
 * out: `queued` (taken from the gateway), `sent`, then `delivered` (and `read`, in chats) or `undelivered`.
 */
export type MessageState = 'sent' | 'received' | 'failed' | 'queued' | 'delivered' | 'read' | 'undelivered';

export interface StandInMedia {
  id: string;
  contentType: string;
  filename?: string;
  bytes: Buffer;
}

export interface LoggedMessage {
  /** The provider's id of the message. */
  id: string;
  provider: string;
  direction: Direction;
  /** The citizen's number or mailbox. */
  citizen: string;
  /** The gateway's own number or mailbox, as the provider knows it. */
  ours: string;
  /** Known where the citizen's message named it or the send's callback did. */
  channelId?: string;
  /** Of a mail. */
  subject?: string;
  text: string;
  segments: number;
  /** Of a mail to a citizen: where an answer goes, and the Message-IDs before it. */
  thread?: { replyTo: string; references: string[] };
  /** Milliseconds since 1970. */
  at: number;
  changedAt: number;
  state: MessageState;
  /** The provider's code for `undelivered`. */
  errorCode?: number;
  media: StandInMedia[];
  /** Said by the provider itself (the confirmation of a STOP), not by the gateway. */
  automatic: boolean;
  /** Where the gateway wants its receipts. */
  callback?: string;
  /** The client's own reference, where the provider takes one. */
  reference?: string;
  /** Labels of buttons that the citizen can tap. */
  buttons?: readonly string[];
  /** The gateway has marked the citizen's message as read. */
  seen?: boolean;
  /** The id of the chat message, or the mail, that it answers. */
  quotes?: string;
  location?: GeoLocation;
}

/** A file's id holds the id of its message, so that the log need not be searched. */
export function mediaId(messageId: string, index: number): string {
  return `${Buffer.from(messageId).toString('base64url')}-${index}`;
}

export type NewMessage = Omit<LoggedMessage, 'changedAt' | 'media' | 'automatic' | 'segments'> &
  Partial<Pick<LoggedMessage, 'media' | 'automatic' | 'segments'>>;

export class MessageLog {
  private order: LoggedMessage[] = [];
  private readonly byId = new Map<string, LoggedMessage>();
  private readonly byCitizen = new Map<string, LoggedMessage[]>();
  private inCount = 0;
  private outCount = 0;

  constructor(private readonly keep = 200_000) {}

  add(message: NewMessage): LoggedMessage {
    const entry: LoggedMessage = { media: [], automatic: false, segments: 1, ...message, changedAt: message.at };
    this.order.push(entry);
    this.byId.set(entry.id, entry);
    const own = this.byCitizen.get(entry.citizen);
    if (own) own.push(entry);
    else this.byCitizen.set(entry.citizen, [entry]);
    if (entry.direction === 'in') this.inCount += 1;
    else if (!entry.automatic) this.outCount += 1;
    // A tenth at a time: dropping one by one would move the whole array for each message.
    if (this.order.length > this.keep * 1.1) this.forget(this.order.length - this.keep);
    return entry;
  }

  get(id: string): LoggedMessage | undefined {
    return this.byId.get(id);
  }

  /** A file, by an id that `mediaId` made. */
  media(id: string): StandInMedia | undefined {
    return this.messageOfMedia(id)?.media.find((media) => media.id === id);
  }

  messageOfMedia(id: string): LoggedMessage | undefined {
    return this.byId.get(Buffer.from(id.replace(/-\d+$/, ''), 'base64url').toString());
  }

  /** Oldest first. */
  ofCitizen(citizen: string): readonly LoggedMessage[] {
    return this.byCitizen.get(citizen) ?? [];
  }

  /** Oldest first. */
  all(): readonly LoggedMessage[] {
    return this.order;
  }

  setState(message: LoggedMessage, state: MessageState, at: number, errorCode?: number): void {
    message.state = state;
    message.changedAt = at;
    message.errorCode = errorCode;
  }

  /** Messages taken since the last reset, those forgotten included; a provider's own words excluded. */
  counts(): { in: number; out: number } {
    return { in: this.inCount, out: this.outCount };
  }

  reset(): void {
    this.order = [];
    this.byId.clear();
    this.byCitizen.clear();
    this.inCount = 0;
    this.outCount = 0;
  }

  private forget(count: number): void {
    for (const entry of this.order.slice(0, count)) {
      this.byId.delete(entry.id);
      const own = this.byCitizen.get(entry.citizen);
      // Per citizen the oldest comes first as well.
      if (own?.[0] === entry) own.shift();
      if (own?.length === 0) this.byCitizen.delete(entry.citizen);
    }
    this.order = this.order.slice(count);
  }
}
