import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { channelKind } from '../jobs/job-map.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import { recordAccess } from '../tickets/access-log.writes.js';
import { ringAll, send } from '../tickets/ticket-actions.js';
import { addChannelAct, type Done } from './channel-acts.js';
import type { HandReason } from './failed-inbound.js';

/** A message on a shared number whose office nobody knows. */
export interface Ownerless {
  id: string;
  channelId: string;
  receivedAt: Date;
  /** What the citizen wrote. Personal data. */
  text: string;
  attachments: number;
}

/**
 * Of a message `m`, for whoever lists, shows or changes one. It ended with the help text or without it, and stands by that. Whoever waited for the row sees its own columns anew,
 * and its decisions as they were before the wait: both changes alter `state` or `outcome`, by which one of two finds out.
 */
export const IS_OWNERLESS = `m.tenant IS NULL AND m.state = 'done' AND m.outcome = 'command' AND m.event_type = 'message' AND m.event_sealed IS NOT NULL
  AND EXISTS (SELECT 1 FROM decision d WHERE d.inbound_id = m.id AND d.step = 'command' AND d.undone_at IS NULL
    AND d.outcome IN ('no-tenant', 'no-tenant-unanswered'))`;
const FIND = `
  SELECT m.id, m.channel_id AS "channelId", m.received_at AS "receivedAt", m.key_id AS "keyId", m.event_sealed AS sealed
  FROM inbound_message m WHERE m.id = $1 AND ${IS_OWNERLESS}`;
/** As it was when it came in, for that office's pipeline. $2 office */
const HAND = `
  UPDATE inbound_message m SET state = 'pending', outcome = NULL, reason = NULL, attempts = 0, processed_at = NULL, lease_until = NULL,
    next_attempt_at = now(), wake_at = now() + interval '15 seconds', handed_to = $2
  WHERE m.id = $1 AND ${IS_OWNERLESS} RETURNING m.channel_id AS "channelId", m.kind`;
/** $2 reason */
const IGNORE = `
  UPDATE inbound_message m SET outcome = 'ignored', reason = $2 WHERE m.id = $1 AND ${IS_OWNERLESS}
  RETURNING m.channel_id AS "channelId", m.kind`;
/** What the machine had decided stays to be read, and counts no more. */
const TAKE_BACK =
  "UPDATE decision SET undone_at = $2 WHERE inbound_id = $1 AND step IN ('identify', 'command') AND undone_at IS NULL";

/** As the access log names it. */
const LOOKS = { 'inbound-handed': 'ownerless-handed', 'inbound-ignored': 'ownerless-ignored' } as const;

export interface OwnerlessParts {
  database: Database;
  vault: Vault;
  doorbell: Doorbell;
  clock: Clock;
}

interface Changed extends Record<string, unknown> {
  channelId: string;
  kind: string;
}

/** Central triage: messages that name no office are handed to one, or end with a reason. Each is done once. */
export class OwnerlessMessages {
  constructor(private readonly parts: OwnerlessParts) {}

  /** Undefined where there is none, or none any more. */
  async find(id: string): Promise<Ownerless | undefined> {
    const { database, vault } = this.parts;
    const [row] = await database.query<Omit<Ownerless, 'text' | 'attachments'> & { keyId: string; sealed: Buffer } & Record<string, unknown>>(FIND, [id]);
    if (!row) return undefined;
    const { keyId, sealed, ...message } = row;
    const event = JSON.parse(vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
    if (event.type !== 'message') return undefined;
    return { ...message, text: event.text, attachments: event.attachments.length };
  } // prettier-ignore

  /** In a transaction of its own. @returns false where another one was quicker */
  handOver(id: string, office: string, actor: string): Promise<boolean> {
    return this.alone((tx) => this.handOverWithin(tx, id, office, actor));
  }

  /** In a transaction of its own. @returns false where another one was quicker */
  ignore(id: string, reason: HandReason, actor: string): Promise<boolean> {
    return this.alone((tx) => this.ignoreWithin(tx, id, reason, actor));
  }

  /**
   * It goes through the pipeline as if it had been sent to that office.
   * @returns false where another one was quicker
   */
  async handOverWithin(tx: Transaction, id: string, office: string, actor: string): Promise<Done<boolean>> {
    const [row] = await tx.query<Changed>(HAND, [id, office]);
    if (!row) return { value: false, rings: [] };
    const at = this.parts.clock.now();
    const writes = new WriteSet();
    writes.insert('decision', {
      id: newId(),
      inbound_id: id,
      step: 'identify',
      outcome: office,
      version: 'gateway',
      decided_by: 'human',
      actor,
      at,
    });
    await this.note(tx, writes, { id, row, actor, act: 'inbound-handed', at });
    return { value: true, rings: [{ queue: `inbound.${channelKind(row.kind)}`, id }] };
  }

  /** It ends as ignored, with the reason; what came is kept. @returns false where another one was quicker */
  async ignoreWithin(tx: Transaction, id: string, reason: HandReason, actor: string): Promise<Done<boolean>> {
    const [row] = await tx.query<Changed>(IGNORE, [id, reason]);
    if (!row) return { value: false, rings: [] };
    await this.note(tx, new WriteSet(), { id, row, actor, act: 'inbound-ignored', at: this.parts.clock.now() });
    return { value: true, rings: [] };
  }

  private async alone(work: (tx: Transaction) => Promise<Done<boolean>>): Promise<boolean> {
    const { value, rings } = await this.parts.database.transaction(work);
    ringAll(this.parts.doorbell, rings);
    return value;
  }

  /** What the machine had decided counts no more; what was done, and by whom, is written down. */
  private async note(
    tx: Transaction,
    writes: WriteSet,
    { id, row, actor, act, at }: { id: string; row: Changed; actor: string; act: keyof typeof LOOKS; at: Date },
  ): Promise<void> {
    await tx.query(TAKE_BACK, [id, at]);
    addChannelAct(writes, { channelId: row.channelId, actor, act, messageId: id, messages: 1, at });
    send(tx, writes);
    await recordAccess(tx, { actor, action: LOOKS[act], subjectId: id, ticketId: null, at });
  }
}
