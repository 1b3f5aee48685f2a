import type { AddressInfo } from 'node:net';
import type { SMTPServer } from 'smtp-server';
import type { Faults } from '../faults.js';
import type { MailAccount } from './imap-boxes.js';

/** Gmail's. https://support.google.com/mail/answer/6584 */
const MOST_BYTES = 25 * 1024 * 1024;

export interface TakenMail {
  /** Mailboxes of the envelope, in lower case. */
  from: string;
  to: string[];
  bytes: Buffer;
}

/** A provider's mail server for what our mailboxes send: with a login, and only as oneself. */
export class SmtpSink {
  private accounts = new Map<string, string>();
  private known: () => void = () => undefined;
  private readonly ready = new Promise<void>((resolve) => (this.known = resolve));
  private server: SMTPServer | undefined;

  /** @param take resolves once the mail is the provider's. */
  constructor(
    private readonly faults: Faults,
    private readonly take: (mail: TakenMail) => Promise<void>,
  ) {}

  async start(port: number): Promise<void> {
    const { SMTPServer } = await import('smtp-server');
    const server = new SMTPServer({
      banner: 'Sandbox',
      disabledCommands: ['STARTTLS'],
      // No look-ups: the sandbox speaks to this machine only.
      disableReverseLookup: true,
      size: MOST_BYTES,
      closeTimeout: 100,
      logger: false,
      onAuth: ({ username, password }, _session, done) => {
        void this.ready.then(() => {
          if (username !== undefined && this.accounts.get(username) === password) done(null, { user: username });
          else done(refusal(535, '5.7.8 Username and Password not accepted'));
        });
      },
      onMailFrom: ({ address }, session, done) => {
        const own = address.toLowerCase() === session.user;
        done(own ? null : refusal(550, '5.7.1 The sender is not the mailbox that logged in'));
      },
      onRcptTo: (_address, _session, done) => {
        const fault = this.faults.nextSend();
        if (fault?.kind === 'answer') return done(refusal(fault.status ?? 451, 'Refused as planned'));
        // A server that hangs: the client's patience ends first.
        if (fault === undefined) done();
      },
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (stream.sizeExceeded) return done(refusal(552, '5.3.4 The mail is larger than the server takes'));
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address.toLowerCase();
          const to = envelope.rcptTo.map(({ address }) => address.toLowerCase());
          this.take({ from, to, bytes: Buffer.concat(chunks) }).then(
            () => done(),
            () => done(refusal(451, '4.3.0 The mail could not be read')),
          );
        });
      },
    });
    // A client that breaks off is its own affair.
    server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.server = server;
  }

  get port(): number {
    return (this.server?.server.address() as AddressInfo).port;
  }

  serve(accounts: readonly MailAccount[]): void {
    this.accounts = new Map(accounts.map(({ user, password }) => [user, password]));
    this.known();
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}
