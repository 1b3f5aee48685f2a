import type { Address } from './inbound-event.js';

/** Why we send; persisted, and the base of reports on automatic messages. */
export type OutboundPurpose =
  | 'acknowledgement'
  | 'answer'
  | 'help'
  | 'status'
  | 'command'
  | 'duplicate'
  | 'follow-up'
  | 'danger'
  | 'notice'
  | 'question'
  /** An answer that people copy into the system that has the report too. */
  | 'relay'
  /** To officers and the office's own people: a ticket to see to, a deadline, the morning's digest, a report. */
  | 'dispatch'
  | 'reminder'
  | 'digest'
  | 'report'
  /** To the console's users: an invitation, a forgotten password. */
  | 'account'
  /** To ourselves, by an address that sends it back. */
  | 'canary'
  /** Confirms a STOP: the one message that still goes to who said it. */
  | 'opt-out'
  | 'opt-in';

/** What decides whether, and how, a channel carries a file. */
export interface FileFacts {
  /** By content. */
  contentType: string;
  /** Bytes. */
  size: number;
}

/** A file that goes out with a message. */
export interface OutboundFile extends FileFacts {
  /** As the receiver sees it, with an ending that fits its content. */
  filename: string;
  /** @throws CodedError (retryable) where the storage is away; nothing may have left by then */
  read(): Promise<Buffer>;
  /** A public address of exactly this file, for providers that fetch it themselves; it expires after some hours. */
  url(): string;
}

/** One message handed to an adapter's sender. Bodies are plain text; the adapter decides encoding. */
export interface OutboundMessage {
  /** Our own id (UUID); providers that take a client reference get this one. */
  id: string;
  channelId: string;
  /** Null: nobody to call; the reply is published on the tracking page (web channels only). */
  to: Address | null;
  text: string;
  subject?: string;
  /** Files that this channel carries (`MediaRules.carries`), in order. */
  attachments?: readonly OutboundFile[];
  /** Which of its parts (`MediaRules.parts`) is to be sent now; from 0, which is the only one where absent. */
  part?: number;
  purpose: OutboundPurpose;
  /** True for what no human wrote: mail says so (RFC 3834). */
  automatic?: boolean;
  /** The message that it answers, as that message's channel names it. */
  answers?: { externalId: string; subject?: string; references?: string[] };
  /** Whether free text may be sent now, on channels with a window. */
  windowOpen?: boolean;
  /** When the row entered the outbox, ISO 8601; a look-up at the provider searches from here. */
  createdAt: string;
  /** When it was last handed to the provider (by whichever process), ISO 8601; a look-up waits from here. */
  attemptedAt?: string;
}

/**
 * What a provider's answer to a send means. `code` is the provider's own, prefixed (`twilio:21610`);
 * texts are for operators and hold no personal data.
 */
export type SendOutcome =
  | {
      outcome: 'sent';
      providerId: string;
      segments?: number;
      /** Final at once: a tracking page, a print. */ delivered?: boolean;
      /** The window was closed: a template went out instead of the text, which waits for the citizen's answer. */
      template?: boolean;
    }
  | {
      outcome: 'retry';
      code: string;
      reason: string;
      /** Milliseconds from now, at least; the outbox's backoff where absent. */ afterMs?: number;
      /** The far end limits the channel as a whole (429): its other messages wait too, and none of them loses an attempt. */
      throttled?: boolean;
    }
  | { outcome: 'rejected'; code: string; reason: string }
  | { outcome: 'opted-out'; code: string }
  | { outcome: 'window-closed'; code: string }
  /** The request left and no usable answer came: it may or may not have been sent. */
  | { outcome: 'unknown'; code: string; reason: string };

/** What `lookup` found out about a message whose outcome was unknown. */
export type LookupResult =
  | { found: 'sent'; providerId: string }
  /** The provider is sure that it has no such message: sending again doubles nothing. */
  | { found: 'absent' }
  | { found: 'unsure'; reason: string };

/** How files go by a channel. Pure, and the same for the same message at any time. */
export interface MediaRules {
  /** Whether this file can go after those `before` it. */
  carries(file: FileFacts, before: readonly FileFacts[]): boolean;
  /**
   * How many sends a message takes: a chat shows one file a message. Each part is claimed, sent and settled by itself,
   * so that what has left is known whatever happens to the next.
   */
  parts(text: string, files: readonly FileFacts[]): number;
}

/** What a channel can carry; the texts of replies are chosen by it. */
export interface SenderCapabilities {
  /** Longest text in characters the provider takes at all. */
  maxLength: number;
  /** True where length is counted and billed in SMS segments. */
  segmented: boolean;
  receipts: boolean;
  /** False: no files; what would go with a message is shown on the tracking page. */
  media: MediaRules | false;
  /** The provider answers STOP and START itself, and takes nothing after a STOP. */
  confirmsOptOut?: boolean;
  /** Hours after the citizen's last message in which free text may be sent; absent: no window. */
  windowHours?: number;
  /** While the window is closed a template goes out in the text's place. */
  templates?: boolean;
}
