import type { Statement } from '../../database/statement.js';

/** Tickets whose time has come; $1 now, $2 when they are looked at again should this worker die, $3 at most. */
export const CLAIM: Statement = {
  name: 'burst-claim',
  text: `
    UPDATE ticket SET wake_at = $2 WHERE id IN (
      SELECT id FROM ticket WHERE wake_at <= $1 ORDER BY wake_at LIMIT $3 FOR UPDATE SKIP LOCKED)
    RETURNING id`,
};

export interface BurstTicket {
  id: string;
  tenant: string;
  state: string;
  urgency: string;
  openedAt: Date;
  burstUntil: Date | null;
}

/** The ticket, held until the transaction ends: nothing joins it meanwhile. */
export const HOLD: Statement = {
  name: 'burst-hold',
  text: `
    SELECT id, tenant, state, urgency, opened_at AS "openedAt", burst_until AS "burstUntil"
    FROM ticket WHERE id = $1 AND wake_at IS NOT NULL FOR UPDATE`,
};

export interface BurstPart {
  id: string;
  channelId: string;
  keyId: string;
  eventSealed: Buffer;
  senderHash: Buffer | null;
  receivedAt: Date;
}

/** What the citizen wrote, thanks and repeats aside, in order of receipt. */
export const PARTS: Statement = {
  name: 'burst-parts',
  text: `
    SELECT m.id, m.channel_id AS "channelId", m.key_id AS "keyId", m.event_sealed AS "eventSealed",
      m.sender_hash AS "senderHash", m.received_at AS "receivedAt"
    FROM ticket_event e JOIN inbound_message m ON m.id = e.inbound_id
    WHERE e.ticket_id = $1 AND e.type IN ('opened', 'message-added') AND m.event_sealed IS NOT NULL
    ORDER BY m.id`,
};
