import type { Faults } from '../faults.js';
import type { MessageLog } from '../message-log.js';
import type { ReceiptPlayer } from '../receipt-player.js';
import type { ServiceWindow } from '../service-window.js';

/** What the stand-in remembers besides the messages. */
export class TwilioState {
  /** The account's numbers, short codes and messaging services; undefined takes every well-formed one. */
  senders: ReadonlySet<string> | undefined;
  /** Sends refused since the last reset, injected faults excluded. */
  refused = 0;
  private readonly optedOut = new Set<string>();

  constructor(
    readonly accountSid: string,
    readonly authToken: string,
    readonly log: MessageLog,
    readonly faults: Faults,
    readonly receipts: ReceiptPlayer,
    readonly window: ServiceWindow,
  ) {}

  isOptedOut(ours: string, citizen: string): boolean {
    return this.optedOut.has(`${ours}|${citizen}`);
  }

  /** @returns false when nothing changed. */
  setOptedOut(ours: string, citizen: string, out: boolean): boolean {
    const key = `${ours}|${citizen}`;
    if (this.optedOut.has(key) === out) return false;
    if (out) this.optedOut.add(key);
    else this.optedOut.delete(key);
    return true;
  }

  reset(): void {
    this.log.reset();
    this.faults.clear();
    this.receipts.forget();
    this.optedOut.clear();
    this.refused = 0;
  }
}
