import { createHash } from 'node:crypto';
import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { MicroBatcher } from '../database/micro-batcher.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { ChannelKind, StoredEvent } from '../messaging/inbound-event.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { AcceptedEvent, InboundSink, RawDelivery } from '../messaging/sinks.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { FIND_EXISTING, STORE_BATCH } from './intake.statements.js';

/** One row to be. */
interface Incoming {
  id: string;
  channelId: string;
  kind: ChannelKind;
  externalHash: Buffer;
  eventType: string;
  senderHash: Buffer | null;
  eventSealed: Buffer | null;
  rawSealed: Buffer | null;
  receivedAt: Date;
  state: 'pending' | 'failed';
  reason: string | null;
}

export interface IntakeOptions {
  /** Rows of one INSERT. */
  batch: number;
  /** Seconds until the sweeper rings for a row whose doorbell was lost. */
  ringAfterSeconds: number;
}

/**
 * Stores what adapters hand over and answers after the commit (promise 1). Micro-batches across
 * requests; a batch that PostgreSQL refuses is halved until the row at fault stands alone (promise 5).
 */
export class Intake implements InboundSink {
  private readonly batcher: MicroBatcher<Incoming, AcceptedEvent>;

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly channels: ChannelRegistry,
    private readonly doorbell: Doorbell,
    private readonly services: { clock: Clock; logger: Logger },
    private readonly options: IntakeOptions,
  ) {
    this.batcher = new MicroBatcher<Incoming, AcceptedEvent>((items) => this.store(items), options.batch);
  }

  async accept(channelId: string, events: readonly StoredEvent[], raw: RawDelivery): Promise<AcceptedEvent[]> {
    const rows = events.map((event, index) => this.toRow(channelId, event, index === 0 ? raw : undefined));
    return Promise.all(rows.map((row) => this.batcher.add(row)));
  }

  async reject(channelId: string, raw: RawDelivery, error: { code: string; field?: string }): Promise<AcceptedEvent> {
    const id = newId();
    return this.batcher.add({
      ...this.common(id, channelId),
      externalHash: this.vault.externalIdHash(channelId, `unparsed:${contentHash(raw.bytes)}`),
      eventType: 'unparsed',
      senderHash: null,
      eventSealed: null,
      rawSealed: this.vault.seal(packRaw(raw), sealedIn.inboundRaw(id)),
      state: 'failed',
      reason: error.code,
    });
  }

  /** Waits for what is in flight; for shutdown, after the listeners are closed. */
  async drain(): Promise<void> {
    await this.batcher.drain();
  }

  private toRow(channelId: string, event: StoredEvent, raw: RawDelivery | undefined): Incoming {
    const id = newId();
    const json = JSON.stringify(event);
    const sender = event.type === 'ignored' ? null : event.from;
    // Where the provider gives the event no identity, its content is its identity.
    const externalId = event.externalId ?? `content:${contentHash(raw ? raw.bytes : json)}:${event.type}`;
    return {
      ...this.common(id, channelId),
      externalHash: this.vault.externalIdHash(channelId, externalId),
      eventType: event.type,
      senderHash: sender ? this.vault.addressHash(sender) : null,
      eventSealed: this.vault.seal(json, sealedIn.inboundEvent(id)),
      rawSealed: raw ? this.vault.seal(packRaw(raw), sealedIn.inboundRaw(id)) : null,
      state: 'pending',
      reason: null,
    };
  }

  private common(id: string, channelId: string): Pick<Incoming, 'id' | 'channelId' | 'kind' | 'receivedAt'> {
    const channel = this.channels.get(channelId);
    if (!channel) throw new CodedError('channel-unknown', `no channel ${channelId}`, false);
    return { id, channelId, kind: channel.kind, receivedAt: this.services.clock.now() };
  }

  private async store(rows: readonly Incoming[]): Promise<(AcceptedEvent | CodedError)[]> {
    const stored = new Set<string>();
    const refused = new Map<string, CodedError>();
    await this.insert(rows, stored, refused);
    // What is stored is rung for, whatever becomes of the rest of its batch.
    this.ring(rows.filter((row) => stored.has(row.id) && row.state === 'pending'));
    const repeats = rows.filter((row) => !stored.has(row.id) && !refused.has(row.id));
    const existing = repeats.length > 0 ? await this.findExisting(repeats) : new Map<string, string>();
    return rows.map((row) => {
      if (stored.has(row.id)) return { inboundId: row.id, duplicate: false };
      const inboundId = existing.get(rowKey(row.channelId, row.externalHash));
      return inboundId ? { inboundId, duplicate: true } : (refused.get(row.id) ?? unavailable());
    });
  }

  private async insert(
    rows: readonly Incoming[],
    stored: Set<string>,
    refused: Map<string, CodedError>,
  ): Promise<void> {
    const column = <K extends keyof Incoming>(key: K): Incoming[K][] => rows.map((row) => row[key]);
    try {
      const inserted = await this.database.query<{ id: string }>(STORE_BATCH, [
        column('id'), column('channelId'), column('kind'), column('externalHash'), column('eventType'), column('senderHash'),
        column('eventSealed'), column('rawSealed'), column('receivedAt'), column('state'), column('reason'),
        this.vault.keyId, this.options.ringAfterSeconds,
      ]); // prettier-ignore
      for (const { id } of inserted) stored.add(id);
    } catch (error) {
      const fault = rowsAtFault(error);
      this.services.logger.error({ rows: rows.length, error: errorCode(error) }, 'intake could not commit');
      if (rows.length > 1 && fault) {
        const half = rows.length >> 1;
        await this.insert(rows.slice(0, half), stored, refused);
        await this.insert(rows.slice(half), stored, refused);
        return;
      }
      for (const row of rows) refused.set(row.id, unavailable());
    }
  }

  /** Of rows that were there already; empty, so that they are asked for again, when the database went away. */
  private async findExisting(rows: readonly Incoming[]): Promise<Map<string, string>> {
    try {
      const found = await this.database.query<{ id: string; channelId: string; externalHash: Buffer }>(FIND_EXISTING, [
        rows.map((row) => row.channelId),
        rows.map((row) => row.externalHash),
      ]);
      return new Map(found.map((row) => [rowKey(row.channelId, row.externalHash), row.id]));
    } catch (error) {
      this.services.logger.error({ rows: rows.length, error: errorCode(error) }, 'intake could not look up repeats');
      return new Map();
    }
  }

  private ring(rows: readonly Incoming[]): void {
    for (const kind of new Set(rows.map((row) => row.kind))) {
      this.doorbell.ring(
        `inbound.${kind}`,
        rows.filter((row) => row.kind === kind).map((row) => row.id),
      );
    }
  }
}

function unavailable(): CodedError {
  return new CodedError('intake-unavailable', 'the message could not be stored; deliver it again', true, 5_000);
}

/** SQLSTATE classes 22 (data) and 23 (integrity): the fault is in a row, so halving finds it. */
function rowsAtFault(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^2[23]/.test(code);
}

function contentHash(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function rowKey(channelId: string, externalHash: Buffer): string {
  return `${channelId}:${externalHash.toString('base64')}`;
}

/** Content type, a line feed, the bytes as they came. */
function packRaw(raw: RawDelivery): [string, Buffer] {
  return [`${raw.contentType}\n`, raw.bytes];
}
