import pLimit from 'p-limit';
import { sealedIn } from '../contacts/vault-context.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { QueueName } from '../jobs/job-map.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { TicketNumbers } from '../tickets/ticket-numbers.js';
import { EndingWriter } from './ending-writer.js';
import type { WriterParts } from './ending-writer.types.js';
import { composerFor } from './composer.js';
import { identify, type TenantLookup } from './identify/identify.js';
import { readKnown, type KnownRow } from './known.js';
import { runPipeline } from './pipeline.js';
import {
  CLAIM,
  CONTEXT,
  GIVE_BACK,
  LOCK_ROW,
  LOCK_SENDER,
  MARK_FAILED,
  MARK_RETRY,
  WAITING,
  type ClaimedRow,
} from './pipeline.statements.js';
import { writeSystemEvent } from './system-events.js';
import type { CitizenMessage, PipelineMessage } from './types.js';

/** Attempts before a message is shown to an operator as failed; raw kept, retry offered. */
export const MAX_ATTEMPTS = 6;
const BACKOFF_SECONDS = [2, 10, 60, 300, 900];
const DAY_MS = 86_400_000;
/** Commits after which the outbox is rung for, while others are under way. */
const RINGS_TOGETHER = 50;

export interface PipelineParts extends WriterParts {
  database: Database;
  tenants: TenantLookup;
  numbers: TicketNumbers;
  doorbell: Doorbell;
  clock: Clock;
  logger: Logger;
  leaseSeconds: number;
  /** Transactions at a time in this process. */
  concurrency: number;
}

/** What one pass over a sender's row came to. */
interface Pass {
  /** More of this sender is waiting. */
  more: boolean;
  /** It is not this message's turn: an older one of its sender has to go first. */
  waits?: boolean;
}

/** Works off inbound rows: a transaction for each message, one sender at a time (promise 9). */
export class Pipeline {
  private readonly writer: EndingWriter;
  private readonly rings: { queue: QueueName; id: string }[] = [];
  private readonly limit: ReturnType<typeof pLimit>;

  constructor(private readonly parts: PipelineParts) {
    this.writer = new EndingWriter(parts);
    this.limit = pLimit(parts.concurrency);
  }

  /** A doorbell rang for these rows. Rows that another worker holds, or that are done, are left alone. */
  async process(ids: readonly string[]): Promise<void> {
    const claimed = await this.parts.database.query<ClaimedRow>(CLAIM, [ids, this.parts.leaseSeconds]);
    const bySender = new Map<string, ClaimedRow[]>();
    for (const row of claimed.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const key = row.senderHash?.toString('base64') ?? row.id;
      const rows = bySender.get(key);
      if (rows) rows.push(row);
      else bySender.set(key, [row]);
    }
    let left = claimed.length;
    await Promise.all([...bySender.values()].map((rows) => this.limit(() => this.drain(rows, left--))));
    this.ringAll();
  }

  /** A sender's claimed rows in order of receipt, then whatever of theirs came meanwhile. */
  private async drain(rows: ClaimedRow[], demand: number): Promise<void> {
    const waiting = [...rows];
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const { more } = await this.attempt(row, demand);
      if (more && waiting.length === 0 && row.senderHash) {
        const [next] = await this.parts.database.query<ClaimedRow & { due: boolean }>(WAITING, [row.senderHash]);
        if (next?.due && next.id !== row.id) waiting.push({ ...next, attempts: next.attempts + 1 });
      }
    }
  }

  private async attempt(row: ClaimedRow, demand: number): Promise<Pass> {
    try {
      if (row.attempts > MAX_ATTEMPTS)
        throw new CodedError('worker-died-repeatedly', 'the message ended its worker each time', false);
      const pass = await this.handle(row, demand);
      // What only waits has not been tried; else waiting would use up its attempts.
      if (pass.waits && !('due' in row)) await this.parts.database.query(GIVE_BACK, [row.id]);
      return pass;
    } catch (error) {
      await this.fail(row, error);
      return { more: true };
    }
  }

  private async handle(row: ClaimedRow, demand: number): Promise<Pass> {
    const message = this.open(row);
    const now = this.parts.clock.now();
    const system = writeSystemEvent(message, now);
    if (!system) return this.handleCitizen(message as CitizenMessage, now, demand);
    return this.parts.database.transaction(async (tx) => {
      const turn = await this.takeTurn(tx, message);
      if (turn !== 'now') return { more: turn === 'later', waits: turn === 'later' };
      const { statement, values } = system.compile();
      tx.send(statement, values);
      return { more: true };
    });
  }

  private async handleCitizen(message: CitizenMessage, now: Date, demand: number): Promise<Pass> {
    const { vault, tenants, database, composer, limits } = this.parts;
    const { identity, decision } = identify(message, tenants);
    const { tenant } = identity;
    const from = message.event.from;
    const textHash =
      tenant && identity.proven && message.senderHash && identity.folded !== ''
        ? vault.textHash(tenant.slug, message.senderHash, identity.folded)
        : null;
    const rings: { queue: QueueName; id: string }[] = [];
    const pass = await database.transaction(async (tx) => {
      if (message.senderHash) tx.send(LOCK_SENDER, [message.senderHash.readInt32BE(0)]);
      else if ((await tx.query(LOCK_ROW, [message.id])).length === 0) return { more: false };
      const [found] = await tx.query<KnownRow>(CONTEXT, [
        message.senderHash,
        tenant?.slug ?? null,
        tenant && from ? vault.tenantAddressHash(tenant.slug, from) : null,
        identity.ticketNumber ?? null,
        textHash,
        new Date(now.getTime() - (tenant?.deduplication.windowHours ?? 0) * 3_600_000),
        new Date(now.getTime() - DAY_MS),
        message.id,
      ]);
      // Someone else did it, or an older message of this sender has to go first.
      if (message.senderHash && found?.pending?.[0] !== message.id)
        return { more: found?.pending != null, waits: found?.pending != null };
      const known = readKnown(found);
      const { ending, decisions } = runPipeline({
        message,
        identity,
        known,
        limits,
        compose: composerFor(composer, tenant, message.channel),
      });
      // Never given back: where the commit's answer is lost, the number may be in use.
      const number =
        ending.outcome === 'ticket' ? await this.parts.numbers.next(ending.tenant.slug, demand) : undefined;
      const written = this.writer.write(
        { message, identity, known, ending, decisions: [decision, ...decisions], textHash, now },
        number,
      );
      const { statement, values } = written.writes.compile();
      tx.send(statement, values);
      rings.push(...written.rings);
      return { more: (found?.pending?.length ?? 0) > 1 };
    });
    this.ringSoon(rings);
    return pass;
  }

  /**
   * Rings for some commits together, since the outbox sends and records by batch. Whoever is the last one
   * under way rings for all: a single message waits for nobody.
   */
  private ringSoon(rings: readonly { queue: QueueName; id: string }[]): void {
    this.rings.push(...rings);
    if (this.rings.length >= RINGS_TOGETHER || this.limit.activeCount <= 1) this.ringAll();
  }

  private ringAll(): void {
    for (const { queue, id } of this.rings.splice(0)) this.parts.doorbell.ring(queue, [id]);
  }

  /** Locks the sender, or a message without one, and says whether it is this message's turn. */
  private async takeTurn(tx: Transaction, message: PipelineMessage): Promise<'now' | 'later' | 'done'> {
    if (!message.senderHash) return (await tx.query(LOCK_ROW, [message.id])).length > 0 ? 'now' : 'done';
    tx.send(LOCK_SENDER, [message.senderHash.readInt32BE(0)]);
    const [oldest] = await tx.query<ClaimedRow>(WAITING, [message.senderHash]);
    if (!oldest) return 'done';
    return oldest.id === message.id ? 'now' : 'later';
  }

  private open(row: ClaimedRow): PipelineMessage {
    const channel = this.parts.channels.get(row.channelId);
    if (!channel) throw new CodedError('channel-unknown', `the configuration has no channel ${row.channelId}`, true);
    const json = this.parts.vault.openText(row.eventSealed, row.keyId, sealedIn.inboundEvent(row.id));
    return {
      id: row.id,
      channel,
      event: JSON.parse(json) as StoredEvent,
      senderHash: row.senderHash,
      receivedAt: row.receivedAt,
    };
  }

  /** Tries again later, or keeps it as failed with the reason; the raw message stays. */
  private async fail(row: ClaimedRow, error: unknown): Promise<void> {
    const code = errorCode(error);
    const final = row.attempts >= MAX_ATTEMPTS || (error instanceof CodedError && !error.retryable);
    this.parts.logger[final ? 'error' : 'warn'](
      { inbound: row.id, channel: row.channelId, attempts: row.attempts, error: code },
      final ? 'message failed' : 'message is tried again',
    );
    try {
      if (final) {
        await this.parts.database.query(MARK_FAILED, [row.id, code]);
      } else {
        const delay = BACKOFF_SECONDS[Math.min(row.attempts, BACKOFF_SECONDS.length) - 1] ?? 2;
        await this.parts.database.query(MARK_RETRY, [row.id, code, delay, row.attempts]);
      }
    } catch (markError) {
      // The lease runs out and the sweeper rings again.
      this.parts.logger.error({ inbound: row.id, error: errorCode(markError) }, 'could not record a failure');
    }
  }
}
