import type { StandInMedia } from '../message-log.js';

/** A mail of the gateway as a citizen's mail program shows it. */
export interface SentMail {
  messageId: string;
  subject: string;
  text: string;
  /** Where an answer goes. */
  replyTo: string;
  inReplyTo?: string;
  references: string[];
  media: Omit<StandInMedia, 'id'>[];
}

/** Read by a package that shares no code with the gateway's own reader; it is loaded with the first mail. */
export async function readSent(bytes: Buffer): Promise<SentMail> {
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(bytes, { skipImageLinks: true, skipTextToHtml: true });
  const { inReplyTo, references = [], messageId = '', subject = '', text = '' } = mail;
  return {
    messageId,
    subject,
    text: text.trim(),
    replyTo: mail.replyTo?.value[0]?.address ?? mail.from?.value[0]?.address ?? '',
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    references: typeof references === 'string' ? [references] : references,
    media: mail.attachments.map(({ contentType, filename, content }) => ({ contentType, filename, bytes: content })),
  };
}
