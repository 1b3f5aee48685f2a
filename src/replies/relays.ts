import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import { queueTask } from '../outbox/reply-task.writes.js';
import { send } from '../tickets/ticket-actions.js';

interface ReferenceRow extends Record<string, unknown> {
  id: string;
  system: string;
  keyId: string;
  sealed: Buffer;
  tenant: string;
  openingMessageId: string;
}

/**
 * The systems that have to hear a ticket's answer beside its reporter. Where the answer goes there anyway, since the
 * report came from there and nobody asked for another way, there is nothing more to do.
 */
const REFERENCES = `
  SELECT r.id, r.system, r.key_id AS "keyId", r.reference_sealed AS sealed, t.tenant, t.opening_message_id AS "openingMessageId"
  FROM outside_reference r JOIN ticket t ON t.id = r.ticket_id
  WHERE r.ticket_id = $1 AND NOT (t.reply_method IS NOT DISTINCT FROM 'relay' AND t.reply_channel_id = r.system)
    AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.idempotency_key = 'relay:' || $2 || ':' || r.id)
  ORDER BY r.created_at, r.id`;

/** Providers whose reports are cases of another system. A post in public is none: who asked for an SMS is not answered there. */
const SYSTEMS: readonly string[] = ['outside-system'];

/** Tasks to copy an answer into the systems that have a ticket's number too. */
export class Relays {
  constructor(private readonly parts: { vault: Vault; channels: ChannelRegistry }) {}

  /**
   * In the answer's transaction; once for each system and answer, however often it is called.
   * @param answer the outbound message that the reporter gets, and what a human wrote in it
   * @returns the tasks' ids
   */
  async queue(
    tx: Transaction,
    ticketId: string,
    { outboundId, words, now }: { outboundId: string; words: string; now: Date },
  ): Promise<string[]> {
    const { vault, channels } = this.parts;
    const rows = await tx.query<ReferenceRow>(REFERENCES, [ticketId, outboundId]);
    const writes = new WriteSet();
    const tasks = rows.flatMap((row) => {
      const channel = channels.get(row.system);
      if (!channel || !SYSTEMS.includes(channel.provider)) return [];
      const task = queueTask(writes, vault, {
        idempotencyKey: `relay:${outboundId}:${row.id}`,
        channel,
        tenant: row.tenant,
        ticketId,
        inboundId: row.openingMessageId,
        purpose: 'relay',
        automatic: false,
        // The office's own people carry it; the citizen has the answer by their own way.
        staff: {},
        method: 'relay',
        recipient: { reference: vault.openText(row.sealed, row.keyId, sealedIn.outsideReference(row.id)) },
        text: words,
        now,
      });
      return [task];
    });
    if (tasks.length > 0) send(tx, writes);
    return tasks;
  }
}
