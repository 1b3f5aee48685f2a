import { createHash } from 'node:crypto';
import { CodedError } from '../../src/messaging/errors.js';
import type { MessageEvent, ReceiptEvent, StoredEvent } from '../../src/messaging/inbound-event.js';
import type { ConnectedContext, ConnectionReport } from '../../src/messaging/connected.js';
import type { RawDelivery } from '../../src/messaging/sinks.js';

/** A store in memory that keeps the promises of the real one: durable once resolved, a message once. */
export class MailStore {
  readonly messages = new Map<string, StoredEvent>();
  readonly rejected: { raw: RawDelivery; error: { code: string; field?: string } }[] = [];
  readonly receipts: ReceiptEvent[] = [];
  readonly files = new Map<string, Buffer>();
  readonly reports: ConnectionReport[] = [];
  cursor: string | undefined;
  /** Events offered, repeats included. */
  offered = 0;
  /** Runs before each event is taken; throws where the store shall fail. */
  before: (event: StoredEvent) => void | Promise<void> = () => undefined;
  now = new Date('2026-11-21T01:00:00Z');

  readonly context: ConnectedContext = {
    inbound: {
      accept: async (_channelId, events) => {
        const accepted = [];
        for (const event of events) {
          this.offered += 1;
          await this.before(event);
          const id = ('externalId' in event ? event.externalId : undefined) ?? 'none';
          accepted.push({ inboundId: id, duplicate: this.messages.has(id) });
          if (!this.messages.has(id)) this.messages.set(id, event);
        }
        return accepted;
      },
      reject: async (_channelId, raw, error) => {
        this.rejected.push({ raw, error });
        return { inboundId: 'rejected', duplicate: false };
      },
    },
    receipts: {
      apply: async (_channelId, receipts) => {
        this.receipts.push(...receipts);
      },
    },
    attachments: {
      put: async (bytes) => {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        this.files.set(`file:${sha256}`, bytes);
        return { ref: `file:${sha256}`, sha256, size: bytes.length };
      },
    },
    cursor: {
      read: async () => this.cursor,
      write: async (cursor) => {
        this.cursor = cursor;
      },
    },
    known: async (ids) => new Set(ids.filter((id) => this.messages.has(id))),
    // Mails come in one piece.
    parts: {} as ConnectedContext['parts'],
    report: (report) => {
      this.reports.push(report);
    },
    now: () => this.now,
  };

  texts(): string[] {
    return [...this.messages.values()].map((event) => (event.type === 'message' ? event.text : event.type));
  }

  message(id: string): MessageEvent {
    const event = this.messages.get(id);
    if (event?.type !== 'message') throw new Error(`no message ${id}`);
    return event;
  }
}

/** What a store says that can't store at the moment. */
export function storeDown(): CodedError {
  return new CodedError('database-unavailable', 'the database does not answer', true);
}

/** Waits until `holds`; fails with `what` after ten seconds. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never came: ${what}`);
}
