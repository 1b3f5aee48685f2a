import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { outboundKind } from '../jobs/job-map.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { ringAll, send, type Ring } from '../tickets/ticket-actions.js';
import { addChannelAct, type ChannelAct, type Done } from './channel-acts.js';
import { scopeValues, type MessageScope } from './message-scope.js';
import { LOOK_UP, RESEND, SEND_AGAIN, STUCK, WAS_SENT } from './stuck-outbound.statements.js';

/** A message that did not leave, or of which nobody knows whether it did. */
export interface StuckOutbound {
  id: string;
  state: 'failed' | 'unknown';
  purpose: string;
  audience: 'citizen' | 'staff';
  /** Of the ticket that it is about. */
  ticketNumber: string | null;
  createdAt: Date;
  attemptedAt: Date | null;
  attempts: number;
  errorCode: string | null;
  /** In the provider's or the gateway's own words. */
  reason: string | null;
  /** What sending it cost, in `currency`. */
  cost: number | null;
  currency: string | null;
  /** What people carry (letters, calls) is nothing to be sent by a machine. */
  byHand: boolean;
}

/** What people decide about a message. */
export type StuckDeed = 'resend' | 'look-up' | 'was-sent' | 'send-again';

const DEEDS: Readonly<Record<StuckDeed, { sql: string; act: ChannelAct }>> = {
  resend: { sql: RESEND, act: 'outbound-resent' },
  'look-up': { sql: LOOK_UP, act: 'outbound-looked-up' },
  'was-sent': { sql: WAS_SENT, act: 'outbound-was-sent' },
  'send-again': { sql: SEND_AGAIN, act: 'outbound-sent-again' },
};

export interface StuckOutboundParts {
  database: Database;
  channels: ChannelRegistry;
  doorbell: Doorbell;
  clock: Clock;
}

/**
 * Messages `failed` and `unknown`, and what people decide about them (promise 3). Each change holds only while the row
 * still is what it was shown as, and no worker has it: pressed twice, or by two people, it happens once.
 */
export class StuckOutboundMessages {
  constructor(private readonly parts: StuckOutboundParts) {}

  /** Those of unknown outcome first, then the latest. */
  list(scope: MessageScope, limit: number): Promise<StuckOutbound[]> {
    return this.read(`${STUCK} ORDER BY o.state DESC, o.id DESC LIMIT $4`, [...scopeValues(scope), limit]);
  }

  async find(scope: MessageScope, id: string): Promise<StuckOutbound | undefined> {
    return (await this.read(`${STUCK} AND o.id = $4`, [...scopeValues(scope), id]))[0];
  }

  /** Whether the provider can be asked what became of a message. */
  canLookUp(channelId: string): boolean {
    return this.parts.channels.get(channelId)?.adapter?.sender?.lookup !== undefined;
  }

  /**
   * Queues what has failed again, from the part that failed; what is said of the failed try from now on means nothing.
   * Opt-outs and caps are looked at anew when it is sent.
   * @returns how many
   */
  resend(scope: MessageScope, actor: string, messageId?: string): Promise<number> {
    return this.alone('resend', scope, actor, messageId);
  }

  /** Has the provider asked now. @returns 0 where it is no unknown message any more, or is being asked about */
  lookUp(scope: MessageScope, actor: string, messageId: string): Promise<number> {
    return this.alone('look-up', scope, actor, messageId);
  }

  /** Somebody knows that an unknown message left. */
  wasSent(scope: MessageScope, actor: string, messageId: string): Promise<number> {
    return this.alone('was-sent', scope, actor, messageId);
  }

  /** Somebody takes it upon them that it may leave twice. */
  sendAgain(scope: MessageScope, actor: string, messageId: string): Promise<number> {
    return this.alone('send-again', scope, actor, messageId);
  }

  /** In the caller's transaction. @param messageId absent, for `resend` alone: all that failed @returns how many */
  async within(
    tx: Transaction,
    deed: StuckDeed,
    scope: MessageScope,
    actor: string,
    messageId?: string,
  ): Promise<Done<number>> {
    const { sql, act } = DEEDS[deed];
    const templates = this.parts.channels.get(scope.channelId)?.adapter?.sender?.capabilities.templates === true;
    const more = deed === 'was-sent' ? [templates] : [];
    const rows = await tx.query<{ id: string; kind: string }>(sql, [...scopeValues(scope), messageId ?? null, ...more]);
    if (rows.length === 0) return { value: 0, rings: [] };
    const writes = new WriteSet();
    addChannelAct(writes, {
      channelId: scope.channelId, actor, act, messages: rows.length, at: this.parts.clock.now(),
      ...(messageId !== undefined && { messageId }),
    }); // prettier-ignore
    send(tx, writes);
    const rings = rows.map(({ id, kind }): Ring => ({ queue: `outbox.${outboundKind(kind)}`, id }));
    return { value: rows.length, rings };
  }

  private async alone(deed: StuckDeed, scope: MessageScope, actor: string, messageId?: string): Promise<number> {
    const { database, doorbell } = this.parts;
    const { value, rings } = await database.transaction((tx) => this.within(tx, deed, scope, actor, messageId));
    ringAll(doorbell, rings);
    return value;
  }

  private async read(sql: string, values: readonly unknown[]): Promise<StuckOutbound[]> {
    return this.parts.database.query<StuckOutbound>(sql, values);
  }
}
