import type { MediaRules, OutboundMessage } from '../../../messaging/outbound-message.js';
import { LOOP_HEADER } from '../nature.js';
import { replyAddress } from '../reply-address.js';

/** Who we are, for the header of a mail. */
export interface MailIdentity {
  channelId: string;
  /** The sender's mailbox. */
  from: string;
  fromName?: string;
  /** The mailbox that answers come to, where it differs. */
  address: string;
  replySecret?: string;
}

/** A mail as nodemailer takes it; a part of its `SendMailOptions`. */
export interface ComposedMail {
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo?: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  inReplyTo?: string;
  references?: string[];
  headers: Record<string, string>;
  attachments?: { filename: string; contentType: string; content: Buffer }[];
}

const MOST_REFERENCES = 20;
const LONGEST_SUBJECT = 200;

/**
 * The Message-ID of an outbound message: the same at every try, so that a repeat is the same mail to whoever
 * receives it twice, and found again in a bounce or an answer.
 */
export function messageIdOf(outboundId: string, from: string): string {
  return `<${outboundId}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/** Gmail's and most servers' limit for a whole mail. https://support.google.com/mail/answer/6584 */
const LARGEST_MAIL = 25 * 1024 * 1024;
/** Base64 in lines of 76 makes 57 bytes 78; the rest is for headers and text. */
const MOST_FILE_BYTES = Math.floor((LARGEST_MAIL - 1024 * 1024) * (57 / 78));

/** Any files, all in one mail, as long as servers take it. */
export const MAIL_MEDIA: MediaRules = {
  carries: ({ size }, before) => before.reduce((sum, file) => sum + file.size, size) <= MOST_FILE_BYTES,
  parts: () => 1,
};

/** The files of a message as parts of its mail. @throws CodedError where the storage is away */
export async function mailAttachments(message: OutboundMessage): Promise<Pick<ComposedMail, 'attachments'>> {
  const { attachments = [] } = message;
  if (attachments.length === 0) return {};
  const parts = attachments.map(async (file) => ({
    filename: file.filename,
    contentType: file.contentType,
    content: await file.read(),
  }));
  return { attachments: await Promise.all(parts) };
}

/** Makes the mail: threaded (RFC 5322, 3.6.4), honest about machines (RFC 3834), marked against loops. */
export function composeMail(message: OutboundMessage, recipient: string, identity: MailIdentity): ComposedMail {
  const { answers } = message;
  const answered = answers !== undefined && isMessageId(answers.externalId) ? answers.externalId : undefined;
  const references = [
    ...new Set([...(answers?.references ?? []).filter(isMessageId), ...(answered === undefined ? [] : [answered])]),
  ];
  const name = identity.fromName ?? '';
  const { replySecret } = identity;
  const tagged =
    replySecret === undefined
      ? undefined
      : replyAddress(message.id, recipient, { address: identity.address, secret: replySecret });
  const replyTo = tagged ?? (identity.address === identity.from ? undefined : identity.address);
  return {
    messageId: messageIdOf(message.id, identity.from),
    from: { name, address: identity.from },
    to: { name: '', address: recipient },
    ...(replyTo === undefined ? {} : { replyTo: { name, address: replyTo } }),
    subject: subjectOf(message),
    text: message.text,
    html: toHtml(message.text),
    ...(answered === undefined ? {} : { inReplyTo: answered }),
    ...(references.length === 0 ? {} : { references: references.slice(-MOST_REFERENCES) }),
    headers: {
      [LOOP_HEADER]: identity.channelId,
      ...(message.automatic === true
        ? {
            'Auto-Submitted': answered === undefined ? 'auto-generated' : 'auto-replied',
            'X-Auto-Response-Suppress': 'All',
          }
        : {}),
    },
  };
}

function subjectOf(message: OutboundMessage): string {
  const own = clean(message.subject);
  if (own !== '') return own;
  const theirs = clean(message.answers?.subject);
  if (theirs === '') return 'Balasan atas laporan Anda';
  return /^(?:re|bls|balas)\s*:/i.test(theirs) ? theirs : `Re: ${theirs}`;
}

function clean(subject: string | undefined): string {
  return (subject ?? '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SUBJECT);
}

function isMessageId(text: string): boolean {
  return /^<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>$/.test(text);
}

/** The text as simple HTML: paragraphs, line breaks, links; nothing is loaded from anywhere. */
function toHtml(text: string): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${linked(paragraph).replace(/\n/g, '<br>\n')}</p>`)
    .join('\n');
  return `<!doctype html>\n<html><body style="font-family: sans-serif; font-size: 16px; line-height: 1.5">\n${paragraphs}\n</body></html>`;
}

function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/)
    .map((piece, index) => (index % 2 === 1 ? `<a href="${escape(piece)}">${escape(piece)}</a>` : escape(piece)))
    .join('');
}

function escape(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
