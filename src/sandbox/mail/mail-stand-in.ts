import { randomUUID } from 'node:crypto';
import { MailSettings } from '../../channels/email/mail.settings.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { Faults } from '../faults.js';
import type { GatewayAnswer } from '../gateway-client.js';
import type { LoggedMessage, MessageLog } from '../message-log.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from '../stand-in.js';
import { ImapBoxes } from './imap-boxes.js';
import { readSent } from './read-sent.js';
import { SmtpSink, type TakenMail } from './smtp-sink.js';
import { answerSubject, arrived, domainOf, messageIdOf, writeMail } from './write-mail.js';
import { writeBounce } from './write-bounce.js';

interface Served {
  channel: ChannelConfig;
  settings: MailSettings;
}

/** Ports; 0 takes free ones. */
interface MailPorts {
  imap: number;
  smtp: number;
}

/**
 * A mail provider: the mailboxes of every enabled channel with provider `imap`, and the citizens' own. What our
 * mailboxes send is shown to the citizen; what a citizen sends lies in our mailbox until the gateway fetches it.
 * Mails to a name that ends in `.invalid` (RFC 2606) come back as undeliverable.
 */
export class MailStandIn implements StandIn {
  readonly provider = 'imap';
  readonly carries: Carries = {
    address: 'mailbox',
    longestText: 100_000,
    parts: ['subject', 'inReplyTo'],
    files: { most: 10, bytes: 5 * 1024 * 1024 },
  };
  readonly faults = new Faults();
  private readonly smtp = new SmtpSink(this.faults, (mail) => this.take(mail));
  private boxes: ImapBoxes | undefined;
  private served: Served[] = [];

  constructor(
    private readonly log: MessageLog,
    private readonly ports: MailPorts = { imap: 0, smtp: 0 },
  ) {}

  get env(): Readonly<Record<string, string>> {
    const host = '127.0.0.1';
    const [imap, smtp] = [String(this.boxes?.port), String(this.smtp.port)];
    return {
      EMAIL_IMAP_HOST: host,
      EMAIL_IMAP_PORT: imap,
      EMAIL_SMTP_HOST: host,
      EMAIL_SMTP_PORT: smtp,
      EMAIL_BULELENG_SETDA_HOST: host,
      EMAIL_BULELENG_SETDA_IMAP_PORT: imap,
      EMAIL_BULELENG_SETDA_SMTP_PORT: smtp,
    };
  }

  async start(): Promise<void> {
    [this.boxes] = await Promise.all([ImapBoxes.open(this.ports.imap), this.smtp.start(this.ports.smtp)]);
  }

  prepare(channels: readonly ChannelConfig[]): void {
    this.served = channels.flatMap((channel) =>
      channel.enabled && channel.settings instanceof MailSettings && this.isOurs(channel.settings)
        ? [{ channel, settings: channel.settings }]
        : [],
    );
    const accounts = this.served.flatMap(({ settings: { imap, smtp } }) =>
      [imap.auth, smtp?.auth].flatMap((auth) =>
        auth?.password === undefined ? [] : [{ user: auth.user, password: auth.password }],
      ),
    );
    this.boxes?.serve(accounts);
    this.smtp.serve(accounts);
  }

  connect(): void {
    // The gateway comes to the mailboxes; there is nothing to call.
  }

  problem({ id, settings, address }: ChannelConfig): string | undefined {
    if (!(settings instanceof MailSettings)) return 'its settings were not read';
    if (address === undefined) return 'it has no address';
    if (settings.imap.auth.oauth2) return 'it logs in by OAuth, which the stand-in does not know';
    return this.served.some(({ channel }) => channel.id === id) ? undefined : 'its mail server is another one';
  }

  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const office = channel.address ?? '';
    const answered = sent.inReplyTo === undefined ? undefined : this.log.get(sent.inReplyTo);
    const fresh = `<${randomUUID()}@${domainOf(sent.from)}>`;
    const mail =
      sent.raw === undefined ? await writeMail(sent, office, answered, fresh) : Buffer.from(sent.raw, 'utf8');
    const id = messageIdOf(mail) ?? fresh;
    const to = answered?.thread?.replyTo ?? office;
    const message = this.log.add({
      id: this.unused(id),
      provider: this.provider,
      direction: 'in',
      citizen: sent.from,
      ours: office,
      channelId: channel.id,
      subject: sent.subject ?? (answered && answerSubject(answered.subject)),
      text: sent.text,
      quotes: sent.inReplyTo,
      at: Date.now(),
      state: 'sent',
      media: sent.media.map((media) => ({ ...media, id: randomUUID() })),
    });
    const taken = (): void => {
      if (message.state === 'sent') this.log.setState(message, 'received', Date.now());
    };
    const answers = Array.from({ length: sent.times }, () =>
      answerOf(this.deliver({ to, from: sent.from, mail }, taken)),
    );
    if (!answers.some(({ status }) => status === 200)) this.log.setState(message, 'failed', Date.now());
    return { id: message.id, answers };
  }

  /** Mails of one of our mailboxes as they lie there. */
  mails(user: string, folder?: string): ReturnType<ImapBoxes['mails']> {
    return this.boxes?.mails(user, folder) ?? [];
  }

  async stop(): Promise<void> {
    await Promise.all([this.boxes?.close(), this.smtp.stop()]);
  }

  /** From one of our mailboxes to the world. */
  private async take({ from, to, bytes }: TakenMail): Promise<void> {
    const mail = await readSent(bytes);
    for (const recipient of to) {
      const message = this.log.add({
        id: this.unused(mail.messageId),
        provider: this.provider,
        direction: 'out',
        citizen: recipient,
        ours: from,
        channelId: this.channelOf(from)?.id,
        subject: mail.subject,
        text: mail.text,
        at: Date.now(),
        state: 'delivered',
        media: mail.media.map((media) => ({ ...media, id: randomUUID() })),
        thread: { replyTo: mail.replyTo, references: mail.references },
        quotes: mail.inReplyTo,
      });
      if (recipient.endsWith('.invalid')) this.bounce(message, from, bytes);
      // An office may write to another one, or to itself.
      else this.deliver({ to: recipient, from, mail: bytes });
    }
  }

  private bounce(message: LoggedMessage, sender: string, original: Buffer): void {
    this.log.setState(message, 'undelivered', Date.now());
    const words = 'The address was not found';
    const messageId = `<${randomUUID()}@mail.sandbox.invalid>`;
    const at = new Date();
    const mail = writeBounce({ recipient: message.citizen, sender, status: '5.1.1', words, original, at, messageId });
    this.deliver({ to: sender, from: `mailer-daemon@${domainOf(sender)}`, mail });
  }

  /** Into the mailbox that an address belongs to; what stands behind a plus is the recipient's own business. */
  private deliver(
    { to, from, mail }: { to: string; from: string; mail: Buffer },
    taken: () => void = () => undefined,
  ): boolean {
    const settings = this.channelOf(to)?.settings;
    if (!settings) return false;
    const service = settings.trustedAuthserv ?? `mx.${domainOf(to)}`;
    const lying = arrived(mail, { to, service, envelopeFrom: from, at: new Date() });
    return this.boxes?.append(settings.imap.auth.user, lying, taken) === true;
  }

  private channelOf(address: string): { id: string; settings: MailSettings } | undefined {
    const mailbox = address.toLowerCase().replace(/\+[^@]*(?=@)/, '');
    const found = this.served.find(
      ({ channel, settings }) => channel.address?.toLowerCase() === mailbox || settings.smtp?.from === mailbox,
    );
    return found && { id: found.channel.id, settings: found.settings };
  }

  /** A Message-ID that came before is another mail all the same: who sends twice shall be seen to. */
  private unused(messageId: string): string {
    if (messageId !== '' && !this.log.get(messageId)) return messageId;
    return `${messageId}#${randomUUID().slice(0, 8)}`;
  }

  private isOurs({ imap, smtp }: MailSettings): boolean {
    const local = (host: string): boolean => host === '127.0.0.1' || host === 'localhost';
    return (
      local(imap.host) &&
      imap.port === this.boxes?.port &&
      (smtp === undefined || (local(smtp.host) && smtp.port === this.smtp.port))
    );
  }
}

function answerOf(delivered: boolean): GatewayAnswer {
  return { status: delivered ? 200 : 550, contentType: '', body: '' };
}
