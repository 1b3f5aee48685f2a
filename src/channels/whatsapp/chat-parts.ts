import type {
  FileFacts,
  MediaRules,
  OutboundMessage,
  OutboundFile,
  SendOutcome,
} from '../../messaging/outbound-message.js';

/** One send of a chat: words, a file, or a file with words below it. */
export interface ChatPart<F extends FileFacts = OutboundFile> {
  text: string;
  file?: F;
}

/** The longest text that stands below such a file; 0: none does. */
export type LongestCaption = (file: FileFacts) => number;

/**
 * Chats show one file a message. The text is the first one's caption where it fits; else it goes first, by itself, and
 * the files after it. Pure: the outbox counts on the same parts at each try.
 */
export function chatParts<F extends FileFacts>(
  text: string,
  files: readonly F[],
  longestCaption: LongestCaption,
): ChatPart<F>[] {
  const [first] = files;
  if (first === undefined) return [{ text }];
  const captioned = text.length <= longestCaption(first);
  const parts = files.map((file, index) => ({ file, text: captioned && index === 0 ? text : '' }));
  return captioned ? parts : [{ text }, ...parts];
}

/** How files go by a chat, for its sender's capabilities. */
export function chatMedia(carries: (file: FileFacts) => boolean, longestCaption: LongestCaption): MediaRules {
  return { carries, parts: (text, files) => chatParts(text, files, longestCaption).length };
}

/** The part that is to be sent now; undefined for one that there is not: the channel's provider is another one by now. */
export function currentPart(message: OutboundMessage, longestCaption: LongestCaption): ChatPart | undefined {
  return chatParts(message.text, message.attachments ?? [], longestCaption)[message.part ?? 0];
}

/** For a message that was cut in other parts than this channel's. */
export function noSuchPart(prefix: string): SendOutcome {
  return { outcome: 'rejected', code: `${prefix}:no-such-part`, reason: 'the message was queued for another provider' };
}

/** Its content without parameters: `audio/ogg; codecs=opus`. */
export function mediaType({ contentType }: FileFacts): string {
  return contentType.split(';')[0]?.trim() ?? '';
}
