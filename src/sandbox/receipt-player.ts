import type { Faults } from './faults.js';
import type { GatewayAnswer } from './gateway-client.js';
import type { LoggedMessage, MessageLog, MessageState } from './message-log.js';

export interface ReceiptSettings {
  /** False: sends are taken and no receipt is ever posted. */
  receipts: boolean;
  /** Milliseconds between the states of an outgoing message. */
  receiptDelayMs: number;
  /** Further attempts after no answer or a 5xx. */
  retries: number;
  /** Milliseconds before the first further attempt; doubled for each next one. */
  retryDelayMs: number;
}

/** Counted since the last reset. */
export interface ReceiptCounts {
  receiptsPosted: number;
  receiptsRefused: number;
  receiptsGivenUp: number;
}

/** Posts one receipt; null where nobody asked for it. `token` is the same for its further attempts. */
export type PostReceipt = (
  message: LoggedMessage,
  state: MessageState,
  errorCode: number | undefined,
  token: string,
) => Promise<GatewayAnswer | null>;

const FINAL: ReadonlySet<MessageState> = new Set(['delivered', 'read', 'undelivered']);

/** Leads outgoing messages through their states, and tells the gateway each: one after another, again after a 5xx. */
export class ReceiptPlayer {
  counts: ReceiptCounts = noCounts();
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;
  private serial = 0;

  constructor(
    private readonly settings: ReceiptSettings,
    private readonly faults: Faults,
    private readonly log: MessageLog,
    private readonly undeliveredCode: number,
    private readonly post: PostReceipt,
  ) {}

  setReceipts(on: boolean): void {
    this.settings.receipts = on;
  }

  /** Starts the life of a message that was taken; with a code it ends as undelivered, at once. */
  follow(message: LoggedMessage, failure?: number): void {
    if (!this.settings.receipts) return;
    const fault = this.faults.nextReceipts();
    const last: MessageState = fault?.kind === 'undelivered' ? 'undelivered' : 'delivered';
    let states: MessageState[] = ['sent', last];
    if (failure !== undefined) states = ['undelivered'];
    if (fault?.kind === 'no-receipts') states = [];
    if (fault?.kind === 'out-of-order-receipts') states = [last, 'sent'];
    if (fault?.kind === 'duplicate-receipts') states = ['sent', 'sent', last, last];
    this.advance(message, states, failure ?? fault?.code ?? this.undeliveredCode);
  }

  /** The citizen has looked at what was delivered to them on one line. */
  async readAll(isOfLine: (message: LoggedMessage) => boolean, citizen: string): Promise<void> {
    if (!this.settings.receipts) return;
    const unread = this.log
      .ofCitizen(citizen)
      .filter((message) => message.direction === 'out' && message.state === 'delivered' && isOfLine(message));
    for (const message of unread) this.log.setState(message, 'read', Date.now());
    for (const message of unread) await this.tell(message, 'read', undefined);
  }

  /** Receipts that are still to come are dropped. */
  forget(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.counts = noCounts();
  }

  stop(): void {
    this.stopped = true;
    this.forget();
  }

  private advance(message: LoggedMessage, states: readonly MessageState[], code: number): void {
    const [state, ...rest] = states;
    if (!state) return;
    this.after(this.settings.receiptDelayMs, async () => {
      const errorCode = state === 'undelivered' ? code : undefined;
      if (!FINAL.has(message.state)) this.log.setState(message, state, Date.now(), errorCode);
      await this.tell(message, state, errorCode);
      this.advance(message, rest, code);
    });
  }

  private async tell(message: LoggedMessage, state: MessageState, errorCode: number | undefined): Promise<void> {
    this.serial += 1;
    const token = `${message.id}-${this.serial}`;
    for (let attempt = 0; !this.stopped; attempt += 1) {
      const answer = await this.post(message, state, errorCode, token);
      if (!answer) return;
      this.counts.receiptsPosted += 1;
      if (answer.status >= 200 && answer.status < 300) return;
      if (answer.status > 0 && answer.status < 500) {
        this.counts.receiptsRefused += 1;
        return;
      }
      if (attempt >= this.settings.retries) {
        this.counts.receiptsGivenUp += 1;
        return;
      }
      await new Promise<void>((resolve) => {
        this.after(this.settings.retryDelayMs * 2 ** attempt, async () => resolve());
      });
    }
  }

  private after(ms: number, act: () => Promise<void>): void {
    if (this.stopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void act();
    }, ms);
    this.timers.add(timer);
  }
}

function noCounts(): ReceiptCounts {
  return { receiptsPosted: 0, receiptsRefused: 0, receiptsGivenUp: 0 };
}
