import type { ReceiptEvent, StoredEvent } from '../../../../src/messaging/inbound-event.js';
import type { ConnectedContext, ConnectionReport } from '../../../../src/messaging/connected.js';
import type { RawDelivery } from '../../../../src/messaging/sinks.js';
import type { AddedPart, KeptPart, PartSet, PartStore } from '../../../../src/messaging/stores.js';

/** The core's side of a connected channel, in memory: it knows repeats, and can be told to fail. */
export class MemoryContext implements ConnectedContext {
  readonly events: StoredEvent[] = [];
  readonly raws: RawDelivery[] = [];
  readonly rejected: { code: string; field?: string }[] = [];
  readonly receiptEvents: ReceiptEvent[] = [];
  readonly reports: ConnectionReport[] = [];
  readonly parts = new MemoryParts(() => this.time);
  /** While set, nothing can be stored. */
  broken = false;
  /** Every store waits for this. */
  gate: Promise<void> = Promise.resolve();
  time = new Date('2026-11-21T08:00:00Z');

  readonly inbound: ConnectedContext['inbound'] = {
    accept: async (_channelId, events, raw) => {
      await this.gate;
      if (this.broken) throw new Error('the database is away');
      const fresh = events.filter((event) => !this.events.some((known) => known.externalId === event.externalId));
      this.events.push(...fresh);
      this.raws.push(raw);
      return events.map(() => ({ inboundId: '01990000-0000-7000-8000-000000000009', duplicate: fresh.length === 0 }));
    },
    reject: async (_channelId, _raw, error) => {
      this.rejected.push(error);
      return { inboundId: '01990000-0000-7000-8000-000000000009', duplicate: false };
    },
  };
  readonly receipts: ConnectedContext['receipts'] = {
    apply: async (_channelId, receipts) => {
      this.receiptEvents.push(...receipts);
    },
  };
  readonly attachments: ConnectedContext['attachments'] = {
    put: () => Promise.reject(new Error('an SMSC has no files')),
  };
  readonly cursor: ConnectedContext['cursor'] = { read: async () => undefined, write: async () => undefined };

  known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(ids.filter((id) => this.events.some(({ externalId }) => externalId === id))));
  }

  report(report: ConnectionReport): void {
    this.reports.push(report);
  }

  now(): Date {
    return this.time;
  }

  get texts(): string[] {
    return this.events.map((event) => (event.type === 'message' ? event.text : event.type));
  }
}

/** Like the table in PostgreSQL, in one set's lifetime; how sets are told apart in time is the table's own test. */
class MemoryParts implements PartStore {
  readonly sets = new Map<string, (KeptPart | undefined)[]>();
  /** Whether sets count as old. */
  old = false;

  constructor(private readonly now: () => Date) {}

  async add(part: { key: string; number: number; total: number; bytes: Buffer }): Promise<AddedPart> {
    const { key, number, total, bytes } = part;
    const set = this.sets.get(key) ?? Array.from<unknown, KeptPart | undefined>({ length: total }, () => undefined);
    const taken = set[number - 1];
    if (taken !== undefined && !taken.bytes.equals(bytes)) return { displaced: this.setOf(key, set) };
    set[number - 1] ??= { bytes, at: this.now() };
    this.sets.set(key, set);
    const whole = set.filter((kept) => kept !== undefined);
    return whole.length === total ? { whole } : {};
  }

  async expired(): Promise<PartSet[]> {
    return this.old ? [...this.sets].map(([key, parts]) => this.setOf(key, parts)) : [];
  }

  private setOf(key: string, parts: (KeptPart | undefined)[]): PartSet {
    return { parts, done: async () => void this.sets.delete(key) };
  }
}
