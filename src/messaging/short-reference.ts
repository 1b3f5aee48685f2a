/**
 * The last 16 bits of a message's id, which are random in a UUIDv7 (RFC 9562, 5.7), for providers whose reports
 * give back no more than that: with the recipient it names one of our messages, alone it names none.
 */
export function shortReference(messageId: string): number {
  return Number.parseInt(messageId.slice(-4), 16);
}
