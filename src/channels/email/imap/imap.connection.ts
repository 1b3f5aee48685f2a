import type { ImapFlow } from 'imapflow';
import type { ConnectedContext, ConnectedPort } from '../../../messaging/connected.js';
import type { ChannelSetup } from '../../../messaging/ports.js';
import type { MailSettings } from '../mail.settings.js';
import type { TokenSource } from '../oauth.js';
import type { ReadMailOptions } from '../read-mail.js';
import { backoffMs } from './backoff.js';
import { openFolder, openImap } from './imap.client.js';
import { mailboxTrouble } from './imap.errors.js';
import { ImapSession, lost, type MailboxMemory } from './imap.session.js';

/** Turned down by tests. */
export interface ImapTiming {
  /** Milliseconds before the first new try. */
  firstRetryMs: number;
  /** Milliseconds that a goodbye may take. */
  goodbyeMs: number;
}
const TIMING: ImapTiming = { firstRetryMs: 1_000, goodbyeMs: 5_000 };

/**
 * Keeps one mailbox open: IDLE where the server can, a look every `pollSeconds` in any case, a new connection with
 * growing pauses when one is lost. One process at a time, since two would flag each other's mails.
 */
export class ImapConnection implements ConnectedPort {
  readonly exclusive = true;
  private readonly memory: MailboxMemory = { tries: new Map() };
  private stopping = new AbortController();
  private running: Promise<void> | undefined;
  private wake: (() => void) | undefined;

  constructor(
    private readonly channel: ChannelSetup<MailSettings>,
    private readonly options: ReadMailOptions,
    private readonly tokens: TokenSource | undefined,
    private readonly timing: ImapTiming = TIMING,
  ) {}

  async start(context: ConnectedContext): Promise<void> {
    if (this.running !== undefined) return;
    this.stopping = new AbortController();
    this.running = this.run(context, this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake?.();
    await this.running;
    this.running = undefined;
  }

  private async run(context: ConnectedContext, signal: AbortSignal): Promise<void> {
    let tries = 0;
    while (!over(signal)) {
      context.report({ state: 'connecting', words: `Connecting to ${this.channel.settings.imap.host}.` });
      try {
        await this.session(context, signal, () => {
          tries = 0;
        });
      } catch (error) {
        const trouble = mailboxTrouble(error);
        if (trouble.code === 'imap-auth-refused') this.tokens?.forget();
        if (!over(signal)) context.report({ state: 'failing', code: trouble.code, words: trouble.words });
        tries += 1;
        await this.pause(backoffMs(tries, this.timing.firstRetryMs, trouble.lasting, Math.random()), signal);
      }
    }
    context.report({ state: 'stopped' });
  }

  /** One connection's life; ends with an error, or when it is told to stop. */
  private async session(context: ConnectedContext, signal: AbortSignal, healthy: () => void): Promise<void> {
    const { imap, pollSeconds } = this.channel.settings;
    const client = await openImap(this.channel.settings, this.tokens);
    let open = true;
    let news = false;
    // Asked through functions: both change behind the back of the code below.
    const isOpen = (): boolean => open;
    const hasNews = (): boolean => news;
    client.on('close', () => {
      open = false;
      this.wake?.();
    });
    client.on('exists', () => {
      news = true;
      this.wake?.();
    });
    try {
      await client.connect();
      await openFolder(client, imap.mailbox, { readOnly: false });
      const session = new ImapSession(client, {
        channelId: this.channel.id,
        settings: this.channel.settings,
        context,
        options: this.options,
        memory: this.memory,
        stopping: () => over(signal),
      });
      context.report({ state: 'connected', words: `Connected to ${imap.host}; reading folder ${imap.mailbox}.` });
      while (!over(signal)) {
        if (!isOpen()) throw lost();
        news = false;
        await session.scan();
        healthy();
        if (!hasNews() && isOpen()) await this.pause(pollSeconds * 1000, signal);
      }
    } finally {
      await this.goodbye(client, isOpen() && over(signal));
    }
  }

  private async goodbye(client: ImapFlow, polite: boolean): Promise<void> {
    if (polite) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, this.timing.goodbyeMs);
      });
      await Promise.race([client.logout().catch(() => undefined), late]);
      clearTimeout(timer);
    }
    client.close();
  }

  /** Until the time is over, something happened, or the end. */
  private async pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (over(signal)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }
}

function over(signal: AbortSignal): boolean {
  return signal.aborted;
}
