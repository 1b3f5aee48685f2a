import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { WriteSet } from '../database/write-set.js';
import type { ReportForm, TaskMethod } from '../messaging/inbound-event.js';
import { insertOutbound, type NewOutbound } from './outbox.writes.js';

/** Whom a reply is for, as those who carry it need it. */
export interface TaskRecipient {
  name?: string;
  /** E.164. */
  phone?: string;
  postalAddress?: string;
  /** What the report is called where it came from. */
  reference?: string;
}

export interface NewReplyTask extends Omit<NewOutbound, 'to' | 'ringAfterSeconds' | 'ticketId'> {
  ticketId: string;
  tenant: string;
  method: TaskMethod;
  recipient: TaskRecipient;
}

/** What of a form those who carry its replies need, and no more. */
export function recipientOf(form: ReportForm, method: TaskMethod): TaskRecipient {
  const { reporterName: name, replyTo, postalAddress, outsideReference: reference } = form;
  return {
    ...(name !== undefined && { name }),
    ...(method === 'call' && replyTo && { phone: replyTo.value }),
    ...(method === 'letter' && postalAddress !== undefined && { postalAddress }),
    ...(method === 'relay' && reference !== undefined && { reference }),
  };
}

/**
 * Queues a reply that people carry, in the transaction of what caused it. No worker takes it and nothing rings.
 * @returns the outbound message's id, which is the task's
 */
export function queueTask(writes: WriteSet, vault: Vault, task: NewReplyTask): string {
  const id = newId();
  insertOutbound(writes, vault, id, { ...task, to: null, ringAfterSeconds: 0 }, 'task');
  writes.insert('reply_task', {
    id,
    ticket_id: task.ticketId,
    tenant: task.tenant,
    method: task.method,
    state: 'open',
    key_id: vault.keyId,
    recipient_sealed: vault.seal(JSON.stringify(task.recipient), sealedIn.taskRecipient(id)),
    created_at: task.now,
  });
  return id;
}

/** Records what a citizen was told in person: it has arrived with the words of who took it down. */
export function recordTold(writes: WriteSet, vault: Vault, told: Omit<NewOutbound, 'to' | 'ringAfterSeconds'>): string {
  const id = newId();
  const at = { sent_at: told.now, delivered_at: told.now };
  insertOutbound(writes, vault, id, { ...told, to: null, ringAfterSeconds: 0 }, 'delivered', at);
  return id;
}
