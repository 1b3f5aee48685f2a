/**
 * Where reading stopped: `UIDVALIDITY:UID:day`. A UID is only good under its UIDVALIDITY (RFC 3501, 2.3.1.1); the
 * day is that of the first connection, from which on every mail is ours to read, whatever its UID.
 */
export interface MailboxCursor {
  uidValidity: bigint;
  uid: number;
  /** `2026-11-21` */
  since: string;
}

export function readCursor(text: string | undefined): MailboxCursor | undefined {
  const match = /^(\d{1,20}):(\d{1,10})(?::(\d{4}-\d{2}-\d{2}))?$/.exec(text ?? '');
  if (match === null) return undefined;
  return { uidValidity: BigInt(match[1] ?? 0), uid: Number(match[2]), since: match[3] ?? '1970-01-01' };
}

export function writeCursor({ uidValidity, uid, since }: MailboxCursor): string {
  return `${String(uidValidity)}:${String(uid)}:${since}`;
}

/** Which mails to ask the server for. */
export type MailboxSearch =
  /** Those that came after the cursor. */
  | { kind: 'after'; uid: number }
  /** Unread ones and those of the day of the first connection and later; the sink knows which it has. */
  | { kind: 'rescan'; since: string };

/**
 * @param uidNext the UID that the next mail will have; it never falls (RFC 3501, 2.3.1.1). Where it fell all the same, the folder was
 * made anew by a server that forgets its UIDVALIDITY.
 *
 * On a mailbox that was never read: what is unread or came today, not years of answered mail. After the server
 * gave new UIDs to everything: what came since we first connected, read or not, so that nothing is missed.
 */
export function decideSearch(
  cursor: MailboxCursor | undefined,
  mailbox: { uidValidity: bigint; uidNext: number },
  today: string,
): MailboxSearch {
  if (cursor === undefined) return { kind: 'rescan', since: today };
  return cursor.uidValidity === mailbox.uidValidity && cursor.uid < mailbox.uidNext
    ? { kind: 'after', uid: cursor.uid }
    : { kind: 'rescan', since: cursor.since };
}
