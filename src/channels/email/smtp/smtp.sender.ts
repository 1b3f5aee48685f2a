import type { createTransport } from 'nodemailer';
import type { Readable } from 'node:stream';
import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../../messaging/outbound-message.js';
import type { ChannelSetup, SenderPort } from '../../../messaging/ports.js';
import { isProviderId } from '../../wire/text.js';
import { mailbox } from '../addresses.js';
import { trusted, type MailSettings, type SmtpServerSettings } from '../mail.settings.js';
import { TokenError, type TokenSource } from '../oauth.js';
import { composeMail, MAIL_MEDIA, mailAttachments } from './compose.js';
import { CONFIGURATION_RETRY_MS, failureOutcome, type SmtpFailure } from './smtp.outcome.js';

type CreateTransport = typeof createTransport;
type Pool = ReturnType<typeof openPool>;

/**
 * Sends through a pool of SMTP connections (nodemailer, loaded with the first mail). It repeats nothing: a broken
 * connection is told apart by whether the mail's content had begun to leave.
 */
export class SmtpSender implements SenderPort {
  readonly capabilities: SenderCapabilities = {
    maxLength: 200_000,
    segmented: false,
    receipts: true,
    media: MAIL_MEDIA,
  };
  private pool: Promise<Pool> | undefined;
  /** The content of mails on their way, by Message-ID. */
  private readonly streams = new Map<string, Readable>();

  constructor(
    private readonly channel: ChannelSetup<MailSettings>,
    private readonly server: SmtpServerSettings,
    private readonly tokens: TokenSource | undefined,
  ) {}

  async send(message: OutboundMessage): Promise<SendOutcome> {
    const from = this.server.from ?? this.channel.address;
    if (from === undefined)
      return {
        outcome: 'rejected',
        code: 'smtp:no-sender',
        reason: `channel ${this.channel.id} has neither address nor smtp.from`,
      };
    const recipient = message.to?.kind === 'email' ? mailbox(message.to.value) : undefined;
    if (recipient === undefined)
      return { outcome: 'rejected', code: 'smtp:not-a-mailbox', reason: 'a mail goes to a mailbox only' };
    // All of it left with the first part.
    if ((message.part ?? 0) > 0)
      return { outcome: 'rejected', code: 'smtp:no-such-part', reason: 'the message was queued for another provider' };
    const { fromName } = this.server;
    const { replySecret } = this.channel.settings;
    const mail = composeMail(message, recipient, {
      channelId: this.channel.id,
      from,
      address: this.channel.address ?? from,
      ...(fromName === undefined ? {} : { fromName }),
      ...(replySecret === undefined ? {} : { replySecret }),
    });
    if (!isProviderId(mail.messageId, 300))
      return { outcome: 'rejected', code: 'smtp:bad-id', reason: 'the message has no id that a mail can carry' };
    const files = await mailAttachments(message);
    try {
      const auth = await this.login();
      const pool = await this.open();
      await pool.sendMail({
        ...mail,
        ...files,
        ...(auth === undefined ? {} : { auth }),
        envelope: { from, to: [recipient] },
        // Servers that can tell us when they give up (RFC 3461); success is not asked for: it is a mail for each.
        dsn: { id: message.id, return: 'headers', notify: ['failure', 'delay'], recipient: `rfc822;${recipient}` },
      });
      return { outcome: 'sent', providerId: mail.messageId };
    } catch (error) {
      return this.failed(error, mail.messageId);
    } finally {
      this.streams.delete(mail.messageId);
    }
  }

  async close(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    (await pool)?.close();
  }

  private failed(error: unknown, messageId: string): SendOutcome {
    if (error instanceof TokenError)
      return {
        outcome: 'retry',
        code: `smtp:${error.code}`,
        reason: 'no access token for the mail server; check smtp.auth.oauth2',
        afterMs: CONFIGURATION_RETRY_MS,
      };
    const outcome = failureOutcome(toFailure(error), this.streams.get(messageId)?.readableDidRead === true);
    if (outcome.outcome === 'retry' && outcome.afterMs === CONFIGURATION_RETRY_MS) this.tokens?.forget();
    return outcome;
  }

  private async login(): Promise<{ user: string; accessToken: string } | undefined> {
    const { auth } = this.server;
    return auth === undefined || this.tokens === undefined
      ? undefined
      : { user: auth.user, accessToken: await this.tokens.token() };
  }

  private open(): Promise<Pool> {
    this.pool ??= import('nodemailer').then((module) => {
      const pool = openPool(module, this.server, this.tokens);
      pool.use('stream', (mail, done) => {
        const { message } = mail;
        const create = message.createReadStream.bind(message);
        message.createReadStream = (...options) => {
          const stream = create(...options);
          this.streams.set(message.messageId(), stream);
          return stream;
        };
        done();
      });
      return pool;
    });
    return this.pool;
  }
}

/** The options of nodemailer for a server of ours; `pool: true` for the sender, one connection for a probe. */
export function openPool(
  { createTransport }: { createTransport: CreateTransport },
  server: SmtpServerSettings,
  tokens: TokenSource | undefined,
) {
  const { auth } = server;
  const pool = createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.secure === 'tls',
    requireTLS: server.secure === 'starttls',
    ignoreTLS: server.secure === 'none',
    ...trusted(server.ca),
    maxConnections: server.maxConnections,
    // A repeat below the outbox could double a mail.
    maxRequeues: 0,
    connectionTimeout: Math.min(server.timeoutMs, 30_000),
    greetingTimeout: Math.min(server.timeoutMs, 30_000),
    socketTimeout: server.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
    ...(auth === undefined
      ? {}
      : {
          auth:
            tokens === undefined
              ? { user: auth.user, pass: auth.password ?? '' }
              : { type: 'OAuth2' as const, user: auth.user },
        }),
  });
  if (tokens !== undefined)
    pool.set(
      'oauth2_provision_cb',
      (_user: string, renew: boolean, done: (error: Error | null, token?: string) => void) => {
        if (renew) tokens.forget();
        tokens.token().then(
          (token) => done(null, token),
          (error: unknown) => done(error instanceof Error ? error : new Error('no access token')),
        );
      },
    );
  return pool;
}

/** An error of nodemailer, by shape. */
export function toFailure(error: unknown): SmtpFailure {
  const { code, responseCode, response, command } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Record<string, unknown>;
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof responseCode === 'number' ? { responseCode } : {}),
    ...(typeof response === 'string' ? { response } : {}),
    ...(typeof command === 'string' ? { command } : {}),
  };
}
