import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import type { ConnectedContext } from '../../../messaging/connected.js';
import { readHeaders } from '../mime/headers.js';
import { ownMessageId } from '../thread.js';

export interface Listed {
  uid: number;
  /** Bytes. */
  size: number;
  /** Only of a rescan: what tells whether the mail is stored already; absent where its content alone does. */
  messageId?: string;
  seen?: boolean;
}

const FACTS: FetchQueryObject = { uid: true, size: true };
/** `Message-I-D`: as some program writes it. */
const IDENTITY: FetchQueryObject = { ...FACTS, flags: true, headers: ['message-id', 'message-i-d'] };

/** What to ask of mails before any of them is fetched. */
export function listQuery(rescan: boolean): FetchQueryObject {
  return rescan ? IDENTITY : FACTS;
}

export function toListed({ uid, size = 0, flags, headers }: FetchMessageObject): Listed {
  if (headers === undefined) return { uid, size };
  const messageId = ownMessageId(readHeaders(headers, 0, headers.length).headers);
  return { uid, size, seen: flags?.has('\\Seen') === true, ...(messageId === undefined ? {} : { messageId }) };
}

/** Those of the listed mails whose message is stored: nothing of them need be fetched again. */
export async function storedOf(
  listed: readonly Listed[],
  context: Pick<ConnectedContext, 'known'>,
): Promise<Set<Listed>> {
  const ids = listed.flatMap(({ messageId }) => (messageId === undefined ? [] : [messageId]));
  const known = ids.length === 0 ? new Set<string>() : await context.known(ids);
  return new Set(listed.filter(({ messageId }) => messageId !== undefined && known.has(messageId)));
}
