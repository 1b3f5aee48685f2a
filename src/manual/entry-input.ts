import type { IdentityDocument } from '../messaging/inbound-event.js';

/** What a clerk's form hands over, as typed. */
export interface EntryInput {
  channelId: string;
  /** The office's slug; needed on channels that several offices share. */
  tenant?: string;
  text: string;
  /** ISO 8601; now where absent. */
  saidAt?: string;
  category?: string;
  anonymous?: boolean;
  /** The agency does not learn who reports. */
  confidential?: boolean;
  reporter?: {
    name?: string;
    /** As people write it. */
    phone?: string;
    email?: string;
    postalAddress?: string;
    document?: IdentityDocument;
  };
  place?: {
    districtCode?: string;
    villageCode?: string;
    landmark?: string;
    latitude?: number;
    longitude?: number;
  };
  /** What suits the channel and the reporter where absent. */
  replyBy?: string;
  /** What the report is called where it came from. */
  reference?: string;
  /** A ticket of the reporter's that this belongs to. */
  followUpTo?: string;
  /** The same entry however often it is sent; made up where absent. */
  nonce?: string;
  attachments?: readonly EntryFile[];
}

export interface EntryFile {
  filename?: string;
  bytes: Buffer;
}

/** What is wrong with one field. `code` names the text under `entry.errors` of the locale files. */
export interface EntryError {
  /** As in the API: `reporter.phone`. */
  field: string;
  code: string;
  params?: Readonly<Record<string, string | number>>;
}

/** Nothing was taken; everything that is wrong, at once. */
export class EntryRefused extends Error {
  constructor(readonly errors: readonly EntryError[]) {
    super(
      `the entry has ${String(errors.length)} error(s): ${errors.map(({ field, code }) => `${field} ${code}`).join(', ')}`,
    );
    this.name = 'EntryRefused';
  }
}
