import { domainOf } from './write-mail.js';

/** A mail that could not be delivered. */
export interface Undelivered {
  recipient: string;
  /** The envelope's sender, to whom the report goes. */
  sender: string;
  /** RFC 3463: 5.1.1 is an unknown mailbox. */
  status: string;
  words: string;
  original: Buffer;
  at: Date;
  messageId: string;
}

/** The delivery report that a provider sends to the sender (RFC 3464). */
export function writeBounce({ recipient, sender, status, words, original, at, messageId }: Undelivered): Buffer {
  const boundary = `=_${messageId.replace(/\W/g, '')}`;
  const end = original.indexOf('\r\n\r\n');
  const header = end < 0 ? original : original.subarray(0, end + 2);
  const top = [
    `From: Mail Delivery Subsystem <mailer-daemon@${domainOf(sender)}>`,
    `To: ${sender}`,
    'Subject: Delivery Status Notification (Failure)',
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Your message wasn't delivered to ${recipient}: ${words}`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.sandbox.invalid',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: smtp; 550 ${status} ${words}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(top), header, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
