import { DateTime } from 'luxon';
import type { LoggedMessage } from '../message-log.js';
import type { CitizenMessage } from '../stand-in.js';

/** Where an answer goes and what it continues. */
interface Thread {
  to: string;
  subject: string;
  /** Message-IDs, the answered one last; empty for a new conversation. */
  references: string[];
  quote: string;
}

/** What the citizen's mail program would send: threaded, and with the answered mail quoted below the text. */
export async function writeMail(
  mail: CitizenMessage,
  office: string,
  answered: LoggedMessage | undefined,
  messageId: string,
): Promise<Buffer> {
  const { createTransport } = await import('nodemailer');
  const thread = threadOf(mail, office, answered);
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail({
    messageId,
    from: { name: nameOf(mail.from), address: mail.from },
    to: thread.to,
    subject: mail.subject ?? thread.subject,
    text: mail.text + thread.quote,
    ...(thread.references.length === 0 ? {} : { inReplyTo: thread.references.at(-1), references: thread.references }),
    attachments: mail.media.map(({ filename, contentType, bytes }) => ({ filename, contentType, content: bytes })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return Buffer.isBuffer(message) ? message : Buffer.from('');
}

function threadOf(mail: CitizenMessage, office: string, answered: LoggedMessage | undefined): Thread {
  if (answered === undefined) {
    const references = mail.inReplyTo === undefined ? [] : [bracketed(mail.inReplyTo)];
    return { to: office, subject: '', references, quote: '' };
  }
  const { replyTo = office, references = [] } = answered.thread ?? {};
  // As Gmail in Indonesian writes it.
  const at = DateTime.fromMillis(answered.at, { zone: 'Asia/Makassar', locale: 'id' });
  const intro = `Pada ${at.toFormat("ccc, d LLL yyyy 'pukul' HH.mm")} <${answered.ours}> menulis:`;
  return {
    to: replyTo,
    subject: answerSubject(answered.subject),
    references: [...references, answered.id],
    quote: `\n\n${intro}\n\n${answered.text.replace(/^/gm, '> ')}\n`,
  };
}

/** As mail programs write it: one `Re:`, however long the conversation. */
export function answerSubject(subject = ''): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`.trim();
}

/** `sari.dewi@...` is Sari Dewi. */
function nameOf(address: string): string {
  const words = (address.split('@')[0] ?? '').split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

function bracketed(id: string): string {
  return id.startsWith('<') ? id : `<${id}>`;
}

/** Headers that the receiving provider puts on top; in the form of Gmail's. */
export interface Arrival {
  /** The mailbox that it is delivered to, tag included. */
  to: string;
  /** The provider's name in its Authentication-Results (RFC 8601, 2.5). */
  service: string;
  /** The envelope's sender; the domain is the one that SPF and DKIM vouch for. */
  envelopeFrom: string;
  at: Date;
}

/**
 * A mail as the mailbox holds it. DMARC passes where the sender's domain is the envelope's; a mail that has
 * Authentication-Results of its own is left as it is, so that a tester can say what the provider found.
 */
export function arrived(mail: Buffer, { to, service, envelopeFrom, at }: Arrival): Buffer {
  const header = headerOf(mail);
  if (/^authentication-results:/im.test(header)) return mail;
  const vouched = domainOf(envelopeFrom);
  const from = /^from:(?:.|\r?\n[ \t])*?@([a-z0-9.-]+)/im.exec(header)?.[1]?.toLowerCase() ?? '';
  const dmarc = from === vouched ? 'pass' : 'fail';
  const lines = [
    `Delivered-To: ${to}`,
    `Return-Path: <${envelopeFrom}>`,
    `Received: from mail.${vouched} (mail.${vouched} [192.0.2.25])\r\n        by ${service} with ESMTPS\r\n        for <${to}>; ${at.toUTCString().replace('GMT', '+0000')}`,
    `Authentication-Results: ${service};\r\n       dkim=pass header.i=@${vouched} header.s=sandbox;\r\n       spf=pass (${service}: domain of ${envelopeFrom} designates 192.0.2.25 as permitted sender) smtp.mailfrom=${envelopeFrom};\r\n       dmarc=${dmarc} (p=NONE sp=NONE dis=NONE) header.from=${from}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8'), mail]);
}

/** The Message-ID of a raw mail; undefined where it has none. */
export function messageIdOf(mail: Buffer): string | undefined {
  return /^message-id:\s*(<[^>\r\n]+>)/im.exec(headerOf(mail))?.[1];
}

function headerOf(mail: Buffer): string {
  const text = mail.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  return end ? text.slice(0, end.index + 2) : text;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
