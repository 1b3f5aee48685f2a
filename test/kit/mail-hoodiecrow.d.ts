declare module 'hoodiecrow-imap' {
  import type { Server as NetServer } from 'node:net';

  /** What of the library is used; it has no types of its own. */
  namespace hoodiecrow {
    interface Message {
      uid: number;
      flags: string[];
      raw: string;
    }
    interface Folder {
      uidvalidity: number;
      uidnext: number;
      messages: Message[];
    }
    interface Server {
      readonly server: NetServer;
      listen(port: number, host: string, done: () => void): void;
      close(done: () => void): void;
      getMailbox(path: string): Folder | undefined;
      appendMessage(mailbox: Folder, flags: string[], internaldate: Date | false, raw: string): void;
    }
  }
  function hoodiecrow(options: {
    plugins: string[];
    users: Record<string, { password: string }>;
    storage: Record<string, unknown>;
  }): hoodiecrow.Server;
  export = hoodiecrow;
}
