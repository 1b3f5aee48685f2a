import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { toGsm7 } from '../outbox/sms-text.js';
import type { OfficerDesk, OfficerReply } from '../pipeline/officer/officer-desk.js';
import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { send, type Ring } from '../tickets/ticket-actions.js';
import type { ResponseVia } from './response.entity.js';
import type { ResponseRefusal } from './response-rules.js';
import type { Dispatches } from './dispatch.service.js';
import type { Submitted } from './response-types.js';
import type { Responses } from './responses.service.js';

export interface OfficerReplyParts {
  dispatches: Dispatches;
  responses: Responses;
  vault: Vault;
  locales: Locales;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  /** Seconds until the sweeper rings for it, should its doorbell be lost. */
  ringAfterSeconds: number;
}

/** Short replies that one officer gets in a day: enough for any day's work, and the end of a loop of two machines. */
const REPLIES_A_DAY = 40;
const TOLD_TODAY = `
  SELECT count(*)::int AS told FROM outbound_message
  WHERE recipient_hash = $1 AND audience = 'staff' AND purpose = 'command' AND created_at > $2`;

/** Below `staffResponse.reply` in the locale files. */
type ReplyKey =
  | 'accepted'
  | 'acceptedAlready'
  | 'returned'
  | 'toAdmin'
  | 'sent'
  | 'photosKept'
  | 'unclear'
  | Exclude<ResponseRefusal, 'no-response'>;

/** Officers who answer a notice by mail, chat or SMS instead of opening its link. */
export class OfficerReplies implements OfficerDesk {
  constructor(private readonly parts: OfficerReplyParts) {}

  async take(tx: Transaction, reply: OfficerReply): Promise<Ring[]> {
    const { key, rings } = await this.act(tx, reply);
    return [...rings, ...(await this.confirm(tx, reply, key))];
  }

  private async act(tx: Transaction, reply: OfficerReply): Promise<{ key: ReplyKey; rings: Ring[] }> {
    const { dispatches } = this.parts;
    const { dispatch, saying, inboundId } = reply;
    if (saying.says === 'unclear') return { key: 'unclear', rings: [] };
    if (saying.says === 'response') return this.respond(tx, reply, saying.text);
    const { ticket, row } = await dispatches.hold(tx, dispatch.dispatchId);
    const actor = { kind: 'officer', by: dispatch.officerId } as const;
    const open = row.state === 'sent' || row.state === 'accepted';
    if (saying.says === 'accept' && open) {
      const rings = await dispatches.acceptWithin(tx, ticket, row, actor);
      return { key: row.state === 'sent' ? 'accepted' : 'acceptedAlready', rings };
    }
    if (saying.says === 'return' && open) {
      const words = saying.words === '' ? {} : { words: saying.words };
      return {
        key: 'returned',
        rings: await dispatches.returnWithin(tx, ticket, row, { reason: 'not-ours', actor, ...words }),
      };
    }
    if (row.state === 'responded' && saying.says === 'accept') return { key: 'acceptedAlready', rings: [] };
    // Too late for a command: what they wrote is kept where the admin sees it.
    return this.respond(tx, { ...reply, inboundId }, saying.says === 'return' ? `BUKAN ${saying.words}` : 'TERIMA');
  }

  private async respond(
    tx: Transaction,
    { dispatch, channel, inboundId }: OfficerReply,
    text: string,
  ): Promise<{ key: ReplyKey; rings: Ring[] }> {
    const { dispatchId, officerId } = dispatch;
    const via = channel.kind as Extract<ResponseVia, 'email' | 'whatsapp' | 'sms'>;
    const submission = { dispatchId, officerId, inboundId, via, text, keepRefused: true };
    const { value, rings } = await this.parts.responses.submitWithin(tx, submission);
    return { key: keyOf(value), rings };
  }

  private async confirm(tx: Transaction, reply: OfficerReply, key: ReplyKey): Promise<Ring[]> {
    const { vault, locales, tenants, ringAfterSeconds } = this.parts;
    const { channel, from, dispatch, inboundId, now } = reply;
    if (!channel.adapter?.sender) return [];
    const since = new Date(now.getTime() - 86_400_000);
    const [today] = await tx.query<{ told: number }>(TOLD_TODAY, [vault.addressHash(from), since]);
    if ((today?.told ?? 0) >= REPLIES_A_DAY) return [];
    const { tenant, number, ticketId, officerId, dispatchId } = dispatch;
    const locale = tenants.bySlug(tenant)?.locale ?? 'id';
    const text = locales.translate(locale, `staffResponse.reply.${key}`, { number });
    const writes = new WriteSet();
    const id = queueOutbound(writes, vault, {
      idempotencyKey: `officer-reply:${inboundId}`,
      channel,
      tenant,
      ticketId,
      inboundId,
      purpose: 'command',
      automatic: true,
      to: from,
      staff: { officerId, dispatchId },
      text: channel.adapter.sender.capabilities.segmented ? toGsm7(text) : text,
      now,
      ringAfterSeconds,
    });
    send(tx, writes);
    return [{ queue: `outbox.${channel.kind}`, id }];
  }
}

function keyOf({ state, refused }: Submitted): ReplyKey {
  if (refused !== undefined && refused !== 'no-response') return refused;
  return state === 'draft' ? 'photosKept' : state === 'used' ? 'sent' : 'toAdmin';
}
