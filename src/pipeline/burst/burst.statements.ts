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
  districtCode: string | null;
  villageCode: string | null;
  takenUp: boolean;
  /** A human has said what it is or whose, or made it of another: the machine says no more. */
  overruled: boolean;
}

/** The ticket, held until the transaction ends: nothing joins it meanwhile. */
export const HOLD: Statement = {
  name: 'burst-hold',
  text: `
    SELECT id, tenant, state, urgency, opened_at AS "openedAt", burst_until AS "burstUntil",
      district_code AS "districtCode", village_code AS "villageCode",
      taken_up_at IS NOT NULL AS "takenUp",
      split_from IS NOT NULL OR EXISTS (SELECT 1 FROM decision d WHERE d.ticket_id = ticket.id AND d.decided_by = 'human' AND d.undone_at IS NULL
        AND d.step IN ('categorise', 'route')) AS overruled
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

/**
 * What the citizen wrote, in order of receipt: without thanks and repeats, without what was split off, which is another
 * ticket's, and without who they are, which was asked for
 * (replies/missing-questions.ts) and which no agency is to read.
 */
export const PARTS: Statement = {
  name: 'burst-parts',
  text: `
    SELECT m.id, m.channel_id AS "channelId", m.key_id AS "keyId", m.event_sealed AS "eventSealed",
      m.sender_hash AS "senderHash", m.received_at AS "receivedAt"
    FROM ticket_event e JOIN inbound_message m ON m.id = e.inbound_id
    WHERE e.ticket_id = $1 AND e.type IN ('opened', 'message-added') AND m.event_sealed IS NOT NULL AND m.ticket_id = e.ticket_id
      AND NOT (EXISTS (SELECT 1 FROM ticket_event r WHERE r.ticket_id = e.ticket_id AND r.type = 'citizen-replied' AND r.inbound_id = m.id)
        AND EXISTS (SELECT 1 FROM ticket_event q WHERE q.ticket_id = e.ticket_id AND q.type = 'asked' AND q.data -> 'missing' ? 'identity'))
    ORDER BY m.id`,
};
