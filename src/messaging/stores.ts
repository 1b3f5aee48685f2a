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

/**
 * Parts of a long message that came one by one; kept in PostgreSQL before each is acknowledged. A set stays
 * until `remove`: call it after the sink has the whole message, so that a crash in between loses nothing
 * (the last part comes again, the whole is read again, and the sink knows the repeat).
 */
export interface PartStore {
  /**
   * Keeps one part. @returns all parts' bytes in order once every one has come
   * @param part `key` names sender, reference and count; `bytes` are opaque and sealed at rest
   */
  add(part: { key: string; number: number; total: number; bytes: Buffer }): Promise<Buffer[] | undefined>;
  remove(key: string): Promise<void>;
  /** Sets whose last part came more than `seconds` ago, in order, with gaps where a part never came. */
  expired(seconds: number): Promise<{ key: string; parts: (Buffer | undefined)[] }[]>;
}

/** Injection token; the composition roots in `app/` bind it. */
export const ATTACHMENT_STORE = Symbol('AttachmentStore');
