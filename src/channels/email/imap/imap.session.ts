import type { ImapFlow } from 'imapflow';
import { errorCode } from '../../../messaging/errors.js';
import type { ConnectedContext } from '../../../messaging/connected.js';
import type { MailSettings } from '../mail.settings.js';
import type { ReadMailOptions } from '../read-mail.js';
import { decideSearch, type MailboxCursor, readCursor, writeCursor } from './cursor.js';
import { guarded, LARGEST_KEPT_BYTES } from './imap.client.js';
import { MailboxError } from './imap.errors.js';
import { type FetchedMail, storeMail } from './intake.js';
import { type Listed, listQuery, storedOf, toListed } from './known-mails.js';

/** Of a mail over the limit: enough for its header and, nearly always, its words. */
const HEAD_BYTES = 524_288;
/** After so many connections lost over one mail only its beginning is asked for, and then nothing. */
const TRIES_WHOLE = 2;
const TRIES_HEAD = 4;
/** Mails of one search whose sizes are asked for at once. */
const CHUNK = 200;

/** What a session keeps for the next one. */
export interface MailboxMemory {
  /** Tries by UIDVALIDITY and UID, of mails over which connections were lost. */
  tries: Map<string, number>;
  /** What the server refuses to do with mails that were stored; reported once, and once more when it works again. */
  refused?: 'imap-flag-refused' | 'imap-move-refused';
}

export interface SessionParts {
  channelId: string;
  settings: MailSettings;
  context: ConnectedContext;
  options: ReadMailOptions;
  memory: MailboxMemory;
  /** Asked between mails. */
  stopping(): boolean;
}

/** Reads what is new in the open mailbox, mail by mail: fetched, stored, flagged or moved, noted; in this order. */
export class ImapSession {
  private looked = false;

  constructor(
    private readonly client: ImapFlow,
    private readonly parts: SessionParts,
  ) {}

  /** @returns how many mails were taken. */
  async scan(): Promise<number> {
    const { context } = this.parts;
    const { mailbox } = this.client;
    if (mailbox === false) throw lost();
    const today = context.now().toISOString().slice(0, 10);
    const before = readCursor(await kept(context.cursor.read()));
    // Asked before the search: whatever comes later has a UID from here on.
    const uidNext = Number.isSafeInteger(mailbox.uidNext) ? mailbox.uidNext : 1;
    const search = decideSearch(
      before,
      // What was said when the folder was opened; by the second look mails have come.
      { uidValidity: mailbox.uidValidity, uidNext: this.looked || uidNext === 1 ? Infinity : uidNext },
      today,
    );
    const found = await this.guarded(
      search.kind === 'after'
        ? this.client.search({ uid: `${String(search.uid + 1)}:*` }, { uid: true })
        : this.client.search({ or: [{ seen: false }, { since: search.since }] }, { uid: true }),
    );
    // The library says false where the command failed; taken for "none" it would skip mails.
    if (found === false || found === undefined) throw lost();
    // `n:*` names the last mail even where its UID is smaller (RFC 3501, 6.4.8).
    const uids = found.filter((uid) => search.kind === 'rescan' || uid > search.uid).sort((one, other) => one - other);
    let cursor: MailboxCursor = {
      uidValidity: mailbox.uidValidity,
      // What a rescan did not find is not ours to read: it was read before we came.
      uid: search.kind === 'after' ? search.uid : uidNext - 1,
      since: before?.since ?? today,
    };
    let taken = 0;
    for (let from = 0; from < uids.length; from += CHUNK) {
      // Under new UIDs nearly all mails are old ones: only those that are not stored are fetched.
      const listed = await this.list(uids.slice(from, from + CHUNK), search.kind === 'rescan');
      const stored = await kept(storedOf(listed, context));
      for (const mail of listed) {
        if (this.parts.stopping()) return taken;
        if (stored.has(mail)) await this.putAwayAgain(mail);
        else {
          await this.take(mail, mailbox.uidValidity);
          taken += 1;
        }
        cursor = { ...cursor, uid: Math.max(cursor.uid, mail.uid) };
        // A rescan is noted once it is through: until then the old UIDs don't count.
        if (search.kind === 'after') await kept(context.cursor.write(writeCursor(cursor)));
      }
    }
    if (search.kind === 'rescan') await kept(context.cursor.write(writeCursor(cursor)));
    this.looked = true;
    return taken;
  }

  private async list(uids: number[], rescan: boolean): Promise<Listed[]> {
    const rows = await this.guarded(this.client.fetchAll(uids.join(','), listQuery(rescan), { uid: true }));
    return rows.map(toListed).sort((one, other) => one.uid - other.uid);
  }

  private async take({ uid, size }: Listed, uidValidity: bigint): Promise<void> {
    const { channelId, context, options, memory } = this.parts;
    const key = `${String(uidValidity)}:${String(uid)}`;
    const tries = memory.tries.get(key) ?? 0;
    memory.tries.set(key, tries + 1);
    if (tries >= TRIES_WHOLE + TRIES_HEAD) {
      // Promise 5: what can't be fetched is shown as failed; it stays in the mailbox, unread.
      const bytes = Buffer.from(`mail ${key} of the mailbox could not be fetched\n`);
      await context.inbound.reject(channelId, { contentType: 'text/plain', bytes }, { code: 'imap-fetch-failed' });
      memory.tries.delete(key);
      return;
    }
    const mail = await this.fetch(uid, size, tries >= TRIES_WHOLE);
    // Gone between search and fetch: somebody deleted it.
    if (mail === undefined) {
      memory.tries.delete(key);
      return;
    }
    try {
      await storeMail(channelId, mail, context, options);
    } catch (error) {
      // Not the mail's fault.
      memory.tries.set(key, tries);
      throw unstored(error);
    }
    memory.tries.delete(key);
    await this.putAway(uid);
  }

  private async fetch(uid: number, size: number, headOnly: boolean): Promise<FetchedMail | undefined> {
    const over = size > this.parts.settings.maxBytes;
    if (!over && !headOnly) {
      const bytes = await this.source(uid);
      return bytes === undefined ? undefined : { bytes };
    }
    const bytes = await this.source(uid, HEAD_BYTES);
    if (bytes === undefined) return undefined;
    const whole = headOnly || size > LARGEST_KEPT_BYTES ? undefined : await this.source(uid);
    return { bytes, cutFrom: size, ...(whole === undefined ? {} : { whole }) };
  }

  private async source(uid: number, maxLength?: number): Promise<Buffer | undefined> {
    const source = maxLength === undefined ? true : { start: 0, maxLength };
    const row = await this.guarded(this.client.fetchOne(uid, { uid: true, source }, { uid: true }));
    if (row !== false && row?.source !== undefined) return row.source;
    if (!this.client.usable) throw lost();
    return undefined;
  }

  /**
   * After the commit only. A mail that can't be put away is stored all the same, and the cursor keeps it from being read again: what
   * the server refuses here must not keep the mails behind it waiting.
   */
  private async putAway(uid: number): Promise<void> {
    const { after, moveTo } = this.parts.settings.imap;
    if (after === 'move' && moveTo !== undefined) {
      if ((await this.moved(uid, moveTo)) || ((await this.created(moveTo)) && (await this.moved(uid, moveTo))))
        return this.noteRefusal(undefined);
      // Seen at least, for whoever looks into the folder.
      await this.flagged(uid);
      return this.noteRefusal('imap-move-refused');
    }
    this.noteRefusal((await this.flagged(uid)) ? undefined : 'imap-flag-refused');
  }

  /** What was stored and not put away: the connection may have ended between the two. */
  private async putAwayAgain({ uid, seen }: Listed): Promise<void> {
    if (this.parts.settings.imap.after === 'move' || seen !== true) await this.putAway(uid);
  }

  private noteRefusal(refused: MailboxMemory['refused']): void {
    const { memory, context, settings } = this.parts;
    if (memory.refused === refused) return;
    memory.refused = refused;
    context.report({
      state: 'connected',
      ...(refused === undefined ? { words: connectedWords(settings) } : { code: refused, words: REFUSALS[refused] }),
    });
  }

  private async flagged(uid: number): Promise<boolean> {
    const flagged = await this.guarded(this.client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true }));
    if (!flagged && !this.client.usable) throw lost();
    return flagged;
  }

  private async moved(uid: number, folder: string): Promise<boolean> {
    const moved = (await this.guarded(this.client.messageMove(String(uid), folder, { uid: true }))) !== false;
    if (!moved && !this.client.usable) throw lost();
    return moved;
  }

  private async created(folder: string): Promise<boolean> {
    try {
      await this.guarded(this.client.mailboxCreate(folder));
      return true;
    } catch (error) {
      if (!this.client.usable) throw error;
      return false;
    }
  }

  private guarded<T>(command: Promise<T>): Promise<T> {
    return guarded(this.client, command, this.parts.settings.watchdogSeconds);
  }
}

const REFUSALS: Readonly<Record<NonNullable<MailboxMemory['refused']>, string>> = {
  'imap-flag-refused': 'Mails are read, but can not be marked as read: the folder is read-only.',
  'imap-move-refused':
    'Mails are read, but can not be moved: check imap.moveTo, the space left and whether the folder can be written to.',
};

/** What an operator reads of a connection that works. */
export function connectedWords({ imap }: MailSettings): string {
  return `Connected to ${imap.host}; reading folder ${imap.mailbox}.`;
}

async function kept<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw unstored(error);
  }
}

function unstored(error: unknown): MailboxError {
  const words = `Mails can not be stored at the moment (${errorCode(error)}); they wait in the mailbox.`;
  return new MailboxError({ code: 'store-unavailable', words, lasting: false }, { cause: error });
}

export function lost(): MailboxError {
  return new MailboxError({
    code: 'imap-connection-lost',
    words: 'The mail server ended the connection.',
    lasting: false,
  });
}
