import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { channelKind } from '../jobs/job-map.js';
import type { Clock } from '../observability/clock.js';
import { recordAccess } from '../tickets/access-log.writes.js';
import { ringAll, send, type Ring } from '../tickets/ticket-actions.js';
import { addChannelAct, type ChannelAct, type Done } from './channel-acts.js';
import { IN_SCOPE, scopeValues, type MessageScope } from './message-scope.js';

/** A message that the pipeline gave up, or that could not even be read. */
export interface FailedInbound {
  id: string;
  receivedAt: Date;
  /** Kebab-case. */
  reason: string;
  attempts: number;
  /** False where it could not be read at all: trying again would end the same. */
  readable: boolean;
  /** The delivery as it came was kept. */
  raw: boolean;
}

/** Why somebody says that a message needs no ticket; `hand-` tells such reasons from the pipeline's own. */
export const HAND_REASONS = ['hand-recorded', 'hand-repeat', 'hand-test', 'hand-spam', 'hand-unreadable'] as const;
export type HandReason = (typeof HAND_REASONS)[number];

/** A delivery as the provider sent it. */
export interface RawMessage {
  contentType: string;
  /** Bytes that are no text are shown as U+FFFD. */
  text: string;
  /** Whether there is more than is shown. */
  cut: boolean;
  bytes: number;
}

const COLUMNS = `id, received_at AS "receivedAt", reason, attempts, event_sealed IS NOT NULL AS readable, raw_sealed IS NOT NULL AS raw`;
const LIST = `
  SELECT ${COLUMNS} FROM inbound_message WHERE ${IN_SCOPE} AND state = 'failed' ORDER BY id DESC LIMIT $4`;
const ONE = `SELECT ${COLUMNS} FROM inbound_message WHERE ${IN_SCOPE} AND state = 'failed' AND id = $4`;
const RAW = `
  SELECT key_id AS "keyId", raw_sealed AS "rawSealed", event_sealed AS "eventSealed"
  FROM inbound_message WHERE ${IN_SCOPE} AND state = 'failed' AND id = $4`;
/** As it was when it came in. What could not be read stays: there is nothing to work on. $4: one message, null: all */
const RETRY = `
  UPDATE inbound_message SET state = 'pending', outcome = NULL, reason = NULL, attempts = 0, processed_at = NULL,
    lease_until = NULL, next_attempt_at = now(), wake_at = now() + interval '15 seconds'
  WHERE ${IN_SCOPE} AND state = 'failed' AND event_sealed IS NOT NULL AND ($4::uuid IS NULL OR id = $4)
  RETURNING id, kind`;
const IGNORE = `
  UPDATE inbound_message SET state = 'done', outcome = 'ignored', reason = $5, processed_at = now()
  WHERE ${IN_SCOPE} AND state = 'failed' AND id = $4 RETURNING id, kind`;

/** Characters of a raw message that a page shows. */
const MOST_SHOWN = 20_000;

export interface FailedInboundParts {
  database: Database;
  vault: Vault;
  doorbell: Doorbell;
  clock: Clock;
}

interface Deed {
  scope: MessageScope;
  actor: string;
  act: ChannelAct;
  messageId?: string;
}

/** Messages that ended as failed, and what people do about them (promise 4: raw kept, retry offered). */
export class FailedInboundMessages {
  constructor(private readonly parts: FailedInboundParts) {}

  /** The latest ones. */
  list(scope: MessageScope, limit: number): Promise<FailedInbound[]> {
    return this.parts.database.query<FailedInbound>(LIST, [...scopeValues(scope), limit]);
  }

  /** @param within the caller's transaction, where it has one */
  async find(scope: MessageScope, id: string, within?: Transaction): Promise<FailedInbound | undefined> {
    const [row] = await (within ?? this.parts.database).query<FailedInbound & Record<string, unknown>>(ONE, [...scopeValues(scope), id]); // prettier-ignore
    return row;
  }

  /**
   * What came, to be shown as text and nothing else. The look is logged before anything is opened (promise 7).
   * @returns undefined where there is no such failed message; of one whose delivery was not kept (it came together
   *   with others) the normalised event
   */
  async look(scope: MessageScope, id: string, actor: string): Promise<RawMessage | undefined> {
    const { database, vault, clock } = this.parts;
    const values = [...scopeValues(scope), id];
    const [row] = await database.query<{ keyId: string; rawSealed: Buffer | null; eventSealed: Buffer | null }>(RAW, values); // prettier-ignore
    if (!row) return undefined;
    await recordAccess(database, { actor, action: 'inbound-raw', subjectId: id, ticketId: null, at: clock.now() });
    if (row.rawSealed) return rawMessage(vault.open(row.rawSealed, row.keyId, sealedIn.inboundRaw(id)));
    if (!row.eventSealed) return { contentType: '', text: '', cut: false, bytes: 0 };
    const event = vault.open(row.eventSealed, row.keyId, sealedIn.inboundEvent(id));
    return shown('application/json', event);
  }

  /** In a transaction of its own. @returns how many are handled anew; 0 where another one was quicker */
  retry(scope: MessageScope, actor: string, messageId?: string): Promise<number> {
    return this.alone((tx) => this.retryWithin(tx, scope, actor, messageId));
  }

  /** It ends as ignored, with the reason; what came is kept. @returns false where it is no failed message any more */
  async ignore(scope: MessageScope, messageId: string, reason: HandReason, actor: string): Promise<boolean> {
    return (await this.alone((tx) => this.ignoreWithin(tx, scope, messageId, reason, actor))) > 0;
  }

  /** @param messageId absent: all that can be read @returns how many */
  async retryWithin(tx: Transaction, scope: MessageScope, actor: string, messageId?: string): Promise<Done<number>> {
    const act = { scope, actor, act: 'inbound-retried', ...(messageId !== undefined && { messageId }) } as const;
    const rows = await this.change(tx, RETRY, [messageId ?? null], act);
    const rings = rows.map(({ id, kind }): Ring => ({ queue: `inbound.${channelKind(kind)}`, id }));
    return { value: rows.length, rings };
  }

  /** @returns 0 where it is no failed message any more */
  async ignoreWithin(
    tx: Transaction,
    scope: MessageScope,
    messageId: string,
    reason: HandReason,
    actor: string,
  ): Promise<Done<number>> {
    const act = { scope, actor, act: 'inbound-ignored', messageId } as const;
    return { value: (await this.change(tx, IGNORE, [messageId, reason], act)).length, rings: [] };
  }

  private async alone(work: (tx: Transaction) => Promise<Done<number>>): Promise<number> {
    const { value, rings } = await this.parts.database.transaction(work);
    ringAll(this.parts.doorbell, rings);
    return value;
  }

  private async change(
    tx: Transaction,
    sql: string,
    values: readonly unknown[],
    { scope, actor, act, messageId }: Deed,
  ): Promise<{ id: string; kind: string }[]> {
    const rows = await tx.query<{ id: string; kind: string }>(sql, [...scopeValues(scope), ...values]);
    if (rows.length === 0) return rows;
    const writes = new WriteSet();
    const { channelId } = scope;
    addChannelAct(writes, { channelId, actor, act, ...(messageId !== undefined && { messageId }), messages: rows.length, at: this.parts.clock.now() }); // prettier-ignore
    send(tx, writes);
    return rows;
  }
}

/** Content type, a line feed, the bytes as they came: as intake packs them. */
function rawMessage(packed: Buffer): RawMessage {
  const end = packed.indexOf('\n');
  return shown(packed.subarray(0, end).toString('utf8'), packed.subarray(end + 1));
}

function shown(contentType: string, bytes: Buffer): RawMessage {
  const text = bytes.toString('utf8');
  return { contentType, text: text.slice(0, MOST_SHOWN), cut: text.length > MOST_SHOWN, bytes: bytes.length };
}
