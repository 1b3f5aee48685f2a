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

/** Where a connected channel stopped reading; kept in PostgreSQL. */
export interface CursorStore {
  read(): Promise<string | undefined>;
  write(cursor: string): Promise<void>;
}

/** One part of a long message, and when it first came. */
export interface KeptPart {
  bytes: Buffer;
  at: Date;
}

/** The parts of one long message, in order; undefined stands for one that never came. */
export interface PartSet {
  parts: (KeptPart | undefined)[];
  /** Forgets exactly these parts. Call it once the sink has the message. */
  done(): Promise<void>;
}

export interface AddedPart {
  /** All parts in order, once every one has come. They stay, so that a repeat of one finds the others. */
  whole?: KeptPart[];
  /**
   * The part was not kept: its number is taken by another content, so its reference is used again. Hand this
   * older set on, whole or not, call its `done`, and add the part again.
   */
  displaced?: PartSet;
}

/**
 * Parts of a long message that came one by one; kept in PostgreSQL before each is acknowledged. A set stays
 * until its `done`, so that a crash in between loses nothing (the last part comes again, the whole is read
 * again, and the sink knows the repeat).
 */
export interface PartStore {
  /** Keeps one part, or knows it again. @param part `key` names sender, reference and count; `bytes` are sealed at rest */
  add(part: { key: string; number: number; total: number; bytes: Buffer }): Promise<AddedPart>;
  /** Sets whose last part came more than `seconds` ago. */
  expired(seconds: number): Promise<PartSet[]>;
}

/** Injection token; the composition roots in `app/` bind it. */
export const ATTACHMENT_STORE = Symbol('AttachmentStore');
