import type { ChannelProvider } from '../../messaging/ports.js';
import { systemClock } from '../../observability/clock.js';
import { ImapConnection } from './imap/imap.connection.js';
import { MailProbe } from './mail.probe.js';
import { MailSettings } from './mail.settings.js';
import { TokenSource } from './oauth.js';
import { readMail, type ReadMailOptions } from './read-mail.js';
import { SmtpSender } from './smtp/smtp.sender.js';

/** Mail: in by IMAP, out by SMTP. */
export const imapProvider: ChannelProvider<MailSettings> = {
  kind: 'email',
  name: 'imap',
  settings: MailSettings,
  create(channel) {
    const { imap, smtp, replySecret, trustedAuthserv } = channel.settings;
    const imapTokens = imap.auth.oauth2 === undefined ? undefined : new TokenSource(imap.auth.oauth2, systemClock);
    const smtpTokens = smtp?.auth?.oauth2 === undefined ? undefined : new TokenSource(smtp.auth.oauth2, systemClock);
    const options: ReadMailOptions = {
      ...(replySecret === undefined || channel.address === undefined
        ? {}
        : { replies: { address: channel.address, secret: replySecret } }),
      ...(trustedAuthserv === undefined ? {} : { trustedAuthserv }),
    };
    return {
      raw: { read: async (bytes) => readMail(bytes, options) },
      connected: new ImapConnection(channel, options, imapTokens),
      ...(smtp === undefined ? {} : { sender: new SmtpSender(channel, smtp, smtpTokens) }),
      probe: new MailProbe(channel, {
        ...(imapTokens === undefined ? {} : { imap: imapTokens }),
        ...(smtpTokens === undefined ? {} : { smtp: smtpTokens }),
      }),
    };
  },
};
