import type { ThreadHints } from '../../messaging/inbound-event.js';
import { allAddresses } from './addresses.js';
import type { MailHeaders } from './mime/headers.js';
import { isAuthenticated } from './authentication.js';
import { readReplyToken, type ReplyAddresses, type ReplyToken } from './reply-address.js';

const MOST_REFERENCES = 50;
const LONGEST_ID = 900;

/** Message-IDs of a header, angle brackets and all; what could not be stored or compared is left out. */
export function messageIds(raw: string | undefined): string[] {
  const ids = (raw ?? '').match(/<[^<>\s]{1,900}>/g) ?? [];
  return ids.filter((id) => id.length <= LONGEST_ID && /^<[\x21-\x7e]+>$/.test(id));
}

/** The mail's own Message-ID; undefined where it has none that tells it from others. */
export function ownMessageId(headers: MailHeaders): string | undefined {
  const raw = headers.raw('message-id') ?? headers.raw('message-i-d') ?? '';
  const found =
    messageIds(raw)[0] ??
    (/^[\x21-\x7e]{6,900}$/.test(raw.trim()) ? `<${raw.trim().replace(/^<|>$/g, '')}>` : undefined);
  return found !== undefined && found.length >= 6 ? found : undefined;
}

/** What tells whether a mail is from whom it says. */
export interface MailProof {
  /** Reads the reply addresses that were made with it; none where absent. */
  replies?: ReplyAddresses;
  /** The authserv-id of our own mail server, whose Authentication-Results count; nobody's where absent. */
  trustedAuthserv?: string;
}

/** What the mail says of the conversation that it belongs to. */
export function threadHints(headers: MailHeaders, sender: string | undefined, proof: MailProof): ThreadHints {
  const { replies, trustedAuthserv } = proof;
  const inReplyTo = messageIds(headers.raw('in-reply-to'))[0];
  const references = messageIds(headers.raw('references')).slice(-MOST_REFERENCES);
  const token = replies === undefined || sender === undefined ? undefined : replyToken(headers, sender, replies);
  return {
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references.length === 0 ? {} : { references }),
    ...(token === undefined ? {} : { [token.proven ? 'replyToken' : 'foreignToken']: token.outboundId }),
    ...(isAuthenticated(headers, trustedAuthserv) ? { authenticated: true } : {}),
  };
}

/** Servers name the address that a mail was really sent to in one of these. */
const RECEIVERS = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-delivered-to', 'x-envelope-to'];

/** The sender's own token before anybody else's: people answer to all. */
function replyToken(headers: MailHeaders, sender: string, replies: ReplyAddresses): ReplyToken | undefined {
  const tokens = allAddresses(RECEIVERS.flatMap((name) => headers.allRaw(name)))
    .map((address) => readReplyToken(address, sender, replies))
    .filter((token) => token !== undefined);
  return tokens.find(({ proven }) => proven) ?? tokens[0];
}
