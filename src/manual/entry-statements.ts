import type { Statement } from '../database/statement.js';

/** What became of an entry: its ticket, and what its reporter was told in person. */
export const OUTCOME: Statement = {
  name: 'entry-outcome',
  text: `
    SELECT m.state, m.outcome, m.reason, m.key_id AS "keyId", m.event_sealed AS "eventSealed", t.number, t.tenant,
      t.opening_message_id = m.id AND t.split_from IS NULL AS opened,
      (SELECT json_agg(json_build_object('id', o.id, 'keyId', o.key_id, 'body', encode(o.body_sealed, 'base64')) ORDER BY o.id)
        FROM outbound_message o WHERE o.inbound_id = m.id AND o.automatic AND o.state = 'delivered' AND o.to_sealed IS NULL) AS told
    FROM inbound_message m LEFT JOIN ticket t ON t.id = m.ticket_id WHERE m.id = $1`,
};

export interface OutcomeRow {
  state: 'pending' | 'done' | 'failed';
  outcome: string | null;
  reason: string | null;
  keyId: string;
  eventSealed: Buffer | null;
  number: string | null;
  tenant: string | null;
  opened: boolean | null;
  told: { id: string; keyId: string; body: string }[] | null;
}

/** The message that is this entry already, and the ticket that has its reference, by whichever way it got it. */
export const EARLIER: Statement = {
  name: 'entry-earlier',
  text: `
    SELECT (SELECT id FROM inbound_message WHERE channel_id = $1 AND external_hash = $2) AS "inboundId",
      (SELECT t.number FROM outside_reference r JOIN ticket t ON t.id = r.ticket_id
        WHERE r.system = $1 AND r.reference_hash = $3) AS number,
      (SELECT t.tenant FROM outside_reference r JOIN ticket t ON t.id = r.ticket_id
        WHERE r.system = $1 AND r.reference_hash = $3) AS tenant`,
};

export interface EarlierRow {
  inboundId: string | null;
  number: string | null;
  tenant: string | null;
}

export const TICKET_OF_TENANT: Statement = {
  name: 'entry-ticket-of-tenant',
  text: 'SELECT id FROM ticket WHERE number = $1 AND tenant = $2',
};
