import type { AddressInfo, Socket } from 'node:net';
import type hoodiecrow from 'hoodiecrow-imap';

/** STARTTLS is left out: the package's certificate has expired. */
const PLUGINS = [
  'ID',
  'NAMESPACE',
  'IDLE',
  'ENABLE',
  'CONDSTORE',
  'LITERALPLUS',
  'UNSELECT',
  'SPECIAL-USE',
  'MOVE',
  'UIDPLUS',
];

export interface MailAccount {
  user: string;
  password: string;
}

/**
 * Mailboxes by IMAP on one port of the loopback. The package keeps one storage a server: each mailbox is a server
 * that never listens, and who logs in at the one that does is handed over to it.
 */
export class ImapBoxes {
  private readonly boxes = new Map<string, hoodiecrow.Server>();
  private readonly sockets = new Set<Socket>();
  private readonly unread = new Map<hoodiecrow.Message, () => void>();
  private known: () => void = () => undefined;
  /** Who logs in before the accounts are known waits for them: refused, a client would stay away for a minute. */
  private readonly ready = new Promise<void>((resolve) => (this.known = resolve));

  private constructor(
    private readonly create: typeof hoodiecrow,
    private readonly front: hoodiecrow.Server,
  ) {
    front.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    const login = front.getCommandHandler('LOGIN');
    front.setCommandHandler('LOGIN', (connection, command, data, done) => {
      void this.ready.then(() => {
        const box = this.boxes.get(command.attributes?.[0]?.value ?? '');
        if (box) handOver(connection, box);
        login(connection, command, data, done);
        if (connection.state === 'Not Authenticated') handOver(connection, front);
      });
    });
  }

  static async open(port: number): Promise<ImapBoxes> {
    const { default: create } = await import('hoodiecrow-imap');
    const front = create({ plugins: PLUGINS, users: {}, storage: {} });
    front.setMaxListeners(0);
    await new Promise<void>((resolve, reject) => {
      front.server.once('error', reject);
      front.listen(port, '127.0.0.1', resolve);
    });
    return new ImapBoxes(create, front);
  }

  get port(): number {
    return (this.front.server.address() as AddressInfo).port;
  }

  /** Opens a mailbox for each account that has none yet. */
  serve(accounts: readonly MailAccount[]): void {
    for (const { user, password } of accounts) {
      if (this.boxes.has(user)) continue;
      const box = this.create({
        plugins: PLUGINS,
        users: { [user]: { password } },
        storage: { INBOX: { messages: [] }, '': { separator: '/', folders: {} } },
      });
      box.setMaxListeners(0);
      box.outputHandlers.push(() => this.look());
      this.boxes.set(user, box);
    }
    this.known();
  }

  /**
   * Puts a mail into the INBOX, and tells those who watch it.
   * @param taken called once the mail was marked as read, moved or deleted
   * @returns false where there is no such mailbox
   */
  append(user: string, mail: Buffer, taken: () => void): boolean {
    const box = this.boxes.get(user);
    const folder = box?.getMailbox('INBOX');
    if (!box || !folder) return false;
    const { message } = box.appendMessage(folder, [], false, mail.toString('latin1'));
    this.unread.set(message, taken);
    return true;
  }

  /** Mails of a folder, with the flags that clients gave them. */
  mails(user: string, folder = 'INBOX'): { raw: string; flags: readonly string[] }[] {
    return (this.boxes.get(user)?.getMailbox(folder)?.messages ?? []).map(({ raw, flags }) => ({ raw, flags }));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.front.close(resolve));
  }

  /** Flags change without an event of the package's; they do so while it writes to a client. */
  private look(): void {
    for (const [message, taken] of this.unread) {
      if (!message.ghost && !message.flags.includes('\\Seen')) continue;
      this.unread.delete(message);
      taken();
    }
  }
}

function handOver(connection: hoodiecrow.Connection, server: hoodiecrow.Server): void {
  connection.server.removeListener('notify', connection._notificationCallback);
  connection.server = server;
  server.on('notify', connection._notificationCallback);
}
