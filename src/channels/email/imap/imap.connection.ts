import type { ImapFlow } from 'imapflow';
import type { ConnectedContext, ConnectedPort } from '../../../messaging/connected.js';
import type { ChannelSetup } from '../../../messaging/ports.js';
import type { MailSettings } from '../mail.settings.js';
import type { TokenSource } from '../oauth.js';
import type { ReadMailOptions } from '../read-mail.js';
import { backoffMs } from './backoff.js';
import { guarded, openFolder, openImap } from './imap.client.js';
import { mailboxTrouble } from './imap.errors.js';
import { connectedWords, ImapSession, lost, type MailboxMemory } from './imap.session.js';

/** Turned down by tests. */
export interface ImapTiming {
  /** Milliseconds before the first new try. */
  firstRetryMs: number;
  /** Milliseconds that a goodbye may take. */
  goodbyeMs: number;
  /** Milliseconds that the mail in hand has when we are told to stop; then it is left for the next time. */
  finishMs: number;
}
const TIMING: ImapTiming = { firstRetryMs: 1_000, goodbyeMs: 5_000, finishMs: 10_000 };

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
  private client: ImapFlow | undefined;
  private readonly timing: ImapTiming;

  constructor(
    private readonly channel: ChannelSetup<MailSettings>,
    private readonly options: ReadMailOptions,
    private readonly tokens: TokenSource | undefined,
    timing: Partial<ImapTiming> = {},
  ) {
    this.timing = { ...TIMING, ...timing };
  }

  async start(context: ConnectedContext): Promise<void> {
    if (this.running !== undefined) return;
    this.stopping = new AbortController();
    this.running = this.run(context, this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake?.();
    // A server that hangs in the middle of a mail must not keep the whole program.
    const timer = setTimeout(() => this.client?.close(), this.timing.finishMs);
    await this.running;
    clearTimeout(timer);
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
        // Servers differ in what they call a token that has ended.
        if (trouble.code === 'imap-auth-refused' || trouble.code === 'imap-busy') this.tokens?.forget();
        if (!over(signal)) context.report({ state: 'failing', code: trouble.code, words: trouble.words });
        tries += 1;
        await this.pause(backoffMs(tries, this.timing.firstRetryMs, trouble.lasting, Math.random()), signal);
      }
    }
    context.report({ state: 'stopped' });
  }

  /** One connection's life; ends with an error, or when it is told to stop. */
  private async session(context: ConnectedContext, signal: AbortSignal, healthy: () => void): Promise<void> {
    const { pollSeconds } = this.channel.settings;
    const client = await openImap(this.channel.settings, this.tokens);
    this.client = client;
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
      // Longer than the library's own time for a greeting, which says more.
      await guarded(client, client.connect(), this.channel.settings.watchdogSeconds * 2);
      let session = await this.open(client, context, signal);
      context.report({ state: 'connected', words: connectedWords(this.channel.settings) });
      while (!over(signal)) {
        if (!isOpen()) throw lost();
        news = false;
        await session.scan();
        healthy();
        if (hasNews() || !isOpen()) continue;
        await this.pause(pollSeconds * 1000, signal);
        // That a folder was renamed, or made anew under its old name, is told by opening it only.
        if (!hasNews() && isOpen() && !over(signal)) session = await this.open(client, context, signal);
      }
    } finally {
      await this.goodbye(client, isOpen() && over(signal));
    }
  }

  private async open(client: ImapFlow, context: ConnectedContext, signal: AbortSignal): Promise<ImapSession> {
    const { id: channelId, settings } = this.channel;
    const { watchdogSeconds } = settings;
    await openFolder(client, settings.imap.mailbox, { readOnly: false, watchdogSeconds });
    const { options, memory } = this;
    return new ImapSession(client, { channelId, settings, context, options, memory, stopping: () => over(signal) });
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
