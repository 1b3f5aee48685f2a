import hoodiecrow from 'hoodiecrow-imap';
import type { AddressInfo, Socket } from 'node:net';

const PLUGINS = [
  'ID',
  'SASL-IR',
  'AUTH-PLAIN',
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

export interface MailServerFolder {
  uidvalidity?: number;
  uidnext?: number;
  messages: { raw: string; uid?: number; flags?: string[]; internaldate?: string }[];
}

/** A real IMAP conversation in this process: hoodiecrow on loopback, one user `budi` with password `rahasia`. */
export class MailImapServer {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: hoodiecrow.Server,
    readonly port: number,
  ) {
    server.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async open(folder: MailServerFolder, port = 0): Promise<MailImapServer> {
    const server = hoodiecrow({
      plugins: PLUGINS,
      users: { budi: { password: 'rahasia' } },
      storage: { INBOX: folder, '': { separator: '/', folders: { Selesai: { messages: [] } } } },
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new MailImapServer(server, (server.server.address() as AddressInfo).port);
  }

  /** A mail comes in while clients watch. */
  append(raw: string): void {
    const folder = this.folder('INBOX');
    this.server.appendMessage(folder, [], false, raw);
  }

  messages(folder = 'INBOX'): { uid: number; flags: string[]; raw: string }[] {
    return this.folder(folder).messages.map(({ uid, flags, raw }) => ({ uid, flags: [...flags], raw: raw }));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private folder(name: string): hoodiecrow.Folder {
    const folder = this.server.getMailbox(name);
    if (folder === undefined) throw new Error(`no folder ${name}`);
    return folder;
  }
}
