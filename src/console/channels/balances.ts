import type { Database } from '../../database/database.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import { reconcile, type ChannelBalance } from '../../reports/reconcile.js';

/** Reconciliation reads every message: it is made at most so often, for everybody who asks meanwhile. */
const FRESH_MS = 5 * 60_000;

export interface Balances {
  at: Date;
  channels: readonly ChannelBalance[];
}

/** What `kentongan reconcile` says, kept for a few minutes. */
export class BalanceSheet {
  private made: { until: number; sheet: Promise<Balances> } | undefined;

  constructor(private readonly parts: { database: Database; channels: ChannelRegistry; clock: Clock }) {}

  latest(): Promise<Balances> {
    const at = this.parts.clock.now();
    if (this.made && at.getTime() < this.made.until) return this.made.sheet;
    const sheet = this.make(at);
    this.made = { until: at.getTime() + FRESH_MS, sheet };
    // What failed is tried again by whoever asks next.
    sheet.catch(() => (this.made = undefined));
    return sheet;
  }

  private async make(at: Date): Promise<Balances> {
    const { database, channels } = this.parts;
    const { channels: rows } = await reconcile(
      database,
      channels.all().map(({ id }) => id),
    );
    return { at, channels: rows };
  }
}
