/** The few things of the package that are used; it has no types of its own. */
declare module 'hoodiecrow-imap' {
  import type { Server as NetServer, Socket } from 'node:net';

  namespace hoodiecrow {
    interface Message {
      uid: number;
      flags: string[];
      /** A character a byte. */
      raw: string;
      /** Moved away or expunged. */
      ghost?: boolean;
    }
    interface Folder {
      uidvalidity: number;
      uidnext: number;
      messages: Message[];
    }
    interface Connection {
      server: Server;
      socket: Socket | null;
      state: 'Not Authenticated' | 'Authenticated' | 'Selected' | 'Logout';
      /** Its listener to the server's `notify`. */
      _notificationCallback: (notification: unknown) => void;
    }
    interface Command {
      tag: string;
      attributes?: { type: string; value: string }[];
    }
    type CommandHandler = (connection: Connection, command: Command, data: string, done: () => void) => void;
    interface Server {
      readonly server: NetServer;
      /** Called with each line to a client. */
      outputHandlers: ((connection: Connection) => void)[];
      listen(port: number, host: string, done: () => void): void;
      close(done: () => void): void;
      on(event: 'notify', listener: (notification: unknown) => void): this;
      removeListener(event: 'notify', listener: (notification: unknown) => void): this;
      setMaxListeners(count: number): this;
      getCommandHandler(command: string): CommandHandler;
      setCommandHandler(command: string, handler: CommandHandler): void;
      getMailbox(path: string): Folder | undefined;
      appendMessage(
        mailbox: Folder,
        flags: string[],
        internaldate: Date | false,
        raw: string,
      ): { mailbox: Folder; message: Message };
    }
  }
  function hoodiecrow(options: {
    plugins: string[];
    users: Record<string, { password: string }>;
    storage: Record<string, unknown>;
  }): hoodiecrow.Server;
  export = hoodiecrow;
}
