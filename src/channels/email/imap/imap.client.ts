import type { ImapFlow, MailboxObject } from 'imapflow';
import { trusted, type MailSettings } from '../mail.settings.js';
import type { TokenSource } from '../oauth.js';
import { MailboxError } from './imap.errors.js';

/** A mail larger than this is not kept as a file either: it stays on the server, and is named. */
export const LARGEST_KEPT_BYTES = 104_857_600;

/** Opens a connection object for the settings' server; nothing is sent before `connect()`. imapflow is loaded here. */
export async function openImap(settings: MailSettings, tokens: TokenSource | undefined): Promise<ImapFlow> {
  const { host, port, secure, auth, ca } = settings.imap;
  const [{ ImapFlow }, accessToken] = await Promise.all([import('imapflow'), tokens?.token()]);
  const silence = settings.watchdogSeconds * 1000;
  const client = new ImapFlow({
    host,
    port,
    secure: secure === 'tls',
    ...(secure === 'tls' ? {} : { doSTARTTLS: secure === 'starttls' }),
    ...trusted(ca),
    auth: accessToken === undefined ? { user: auth.user, pass: auth.password ?? '' } : { user: auth.user, accessToken },
    // Whatever the library logs may hold people's addresses and texts.
    logger: false,
    clientInfo: { name: 'Kentongan' },
    connectionTimeout: Math.min(silence, 30_000),
    greetingTimeout: Math.min(silence, 30_000),
    // IDLE is begun anew before the silence is taken for death.
    socketTimeout: silence * 2,
    maxIdleTime: Math.min(silence, 300_000),
    autoIdleDelay: 200,
    maxLiteralSize: LARGEST_KEPT_BYTES + 1_048_576,
  });
  // Without a listener an 'error' would end the process; the awaited command fails as well, and 'close' follows.
  client.on('error', () => undefined);
  return client;
}

/** @throws MailboxError where the server knows no such folder. */
export async function openFolder(
  client: ImapFlow,
  folder: string,
  options: { readOnly: boolean; watchdogSeconds: number },
): Promise<MailboxObject> {
  const { readOnly, watchdogSeconds } = options;
  try {
    return await guarded(client, client.mailboxOpen(folder, { readOnly }), watchdogSeconds);
  } catch (error) {
    // The connection stands: what the server refused is the folder.
    if (!client.usable || error instanceof MailboxError) throw error;
    throw new MailboxError(
      {
        code: 'imap-no-mailbox',
        words: 'There is no such folder, or it may not be opened; check imap.mailbox.',
        lasting: true,
      },
      { cause: error },
    );
  }
}

/**
 * A command without a byte of answer in time ends the connection: the mailbox must not wait for ever. The library's own
 * timeout does not hold while it waits to leave IDLE.
 * @throws MailboxError `imap-hung`
 */
export async function guarded<T>(client: ImapFlow, command: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let { received } = client.stats();
  const hung = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const now = client.stats().received;
      if (now !== received) {
        received = now;
        return;
      }
      reject(
        new MailboxError({
          code: 'imap-hung',
          words: 'The mail server stopped answering in the middle; a new connection is made.',
          lasting: false,
        }),
      );
      client.close();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([command, hung]);
  } finally {
    clearInterval(timer);
    command.catch(() => undefined);
  }
}
