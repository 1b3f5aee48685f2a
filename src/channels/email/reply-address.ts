import { createHmac, timingSafeEqual } from 'node:crypto';

/** What reply addresses are made with and read by. */
export interface ReplyAddresses {
  /** The channel's own mailbox. */
  address: string;
  secret: string;
}

/** An outbound id (16 bytes) and 6 of its HMAC: 36 signs, so that the longest mailbox of the seeds still fits. */
const ID_BYTES = 16;
const MAC_BYTES = 6;
const TOKEN = /^[a-z2-7]{36}$/;
/** RFC 5321, 4.5.3.1.1. */
const LONGEST_LOCAL_PART = 64;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * An address of ours that only the recipient of the outbound message can use: `box+token@host`, where the token
 * holds the message's id and an HMAC over it and the recipient. Guessing one takes the id's 74 random bits and 48
 * of the HMAC. Undefined where it would be longer than a mailbox may be.
 * @param outboundId UUID
 */
export function replyAddress(outboundId: string, recipient: string, replies: ReplyAddresses): string | undefined {
  const at = replies.address.lastIndexOf('@');
  const id = Buffer.from(outboundId.replaceAll('-', ''), 'hex');
  if (at <= 0 || id.length !== ID_BYTES) return undefined;
  const token = toBase32(Buffer.concat([id, mac(id, recipient, replies.secret)]));
  const local = `${replies.address.slice(0, at)}+${token}`;
  return local.length > LONGEST_LOCAL_PART ? undefined : `${local}${replies.address.slice(at)}`;
}

/** What a reply address says. */
export interface ReplyToken {
  /** The outbound message's id. */
  outboundId: string;
  /** Whether the sender is the one whom it was given to. If not it was forwarded, or made up. */
  proven: boolean;
}

/** Reads an address as one of our reply addresses; undefined where it has not the form of one. */
export function readReplyToken(address: string, sender: string, replies: ReplyAddresses): ReplyToken | undefined {
  const plus = address.lastIndexOf('+');
  const at = address.lastIndexOf('@');
  const token = address.slice(plus + 1, at);
  if (plus <= 0 || !TOKEN.test(token)) return undefined;
  if (`${address.slice(0, plus)}${address.slice(at)}` !== replies.address.toLowerCase()) return undefined;
  const bytes = fromBase32(token);
  const id = bytes.subarray(0, ID_BYTES);
  return {
    outboundId: id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    proven: timingSafeEqual(bytes.subarray(ID_BYTES, ID_BYTES + MAC_BYTES), mac(id, sender, replies.secret)),
  };
}

function mac(id: Buffer, recipient: string, secret: string): Buffer {
  return createHmac('sha256', secret)
    .update('reply-address\0')
    .update(id)
    .update(recipient.toLowerCase())
    .digest()
    .subarray(0, MAC_BYTES);
}

function toBase32(bytes: Buffer): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(value >> bits) & 31] ?? '';
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? out + (ALPHABET[(value << (5 - bits)) & 31] ?? '') : out;
}

function fromBase32(text: string): Buffer {
  const out: number[] = [];
  let bits = 0;
  let value = 0;
  for (const sign of text) {
    value = (value << 5) | ALPHABET.indexOf(sign);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push((value >> bits) & 255);
    value &= (1 << bits) - 1;
  }
  return Buffer.from(out);
}
