import type { Statement } from '../database/statement.js';

/** A ticket as the steps see it. */
const ticket = (t: string): string =>
  ['id', 'number', 'tenant', 'state', 'urgency', 'agency']
    .map((column) => `${t}.${column}`)
    .concat([
      `${t}.contact_id AS "contactId"`,
      `${t}.channel_id AS "channelId"`,
      `${t}.opened_at AS "openedAt"`,
      `${t}.due_at AS "dueAt"`,
      `${t}.burst_from AS "burstFrom"`,
      `${t}.burst_until AS "burstUntil"`,
      `${t}.budget_amount AS amount`,
      `${t}.budget_unit AS unit`,
      `${t}.latitude IS NOT NULL AS "hasPlace"`,
      `${t}.answered_at AS "answeredAt"`,
      `${t}.closed_at AS "closedAt"`,
      // What speaks for a merged ticket says how it stands.
      `(SELECT json_build_object('id', l.id, 'state', l.state, 'agency', l.agency, 'dueAt', l.due_at, 'amount', l.budget_amount,
        'unit', l.budget_unit, 'answeredAt', l.answered_at, 'closedAt', l.closed_at) FROM ticket l WHERE l.id = ${t}.merged_into) AS leader`,
    ])
    .join(', ');

/** Whether the sender opened ticket `t`, whichever tenant's it is. */
const OPENED_BY_SENDER = `coalesce((SELECT o.sender_hash = w.sender FROM inbound_message o WHERE o.id = t.opening_message_id), false)`;

/** Whether nothing has come of ticket `t` yet, or of the one that speaks for it. */
const UNANSWERED = `coalesce((SELECT l.state FROM ticket l WHERE l.id = t.merged_into), t.state) NOT IN ('answered', 'closed', 'archived')`;
/** Ticket `t` as one that can be taken back. */
const CANCELLABLE = `${ticket('t')}, ${OPENED_BY_SENDER} AS "bySender", EXISTS (SELECT 1 FROM ticket f WHERE f.merged_into = t.id) AS leads`;

/** Dispatch `d` of ticket `dt` as an officer's, `f`, who was told of it. */
const STAFF_DISPATCH = `json_build_object('dispatchId', d.id, 'officerId', f.id, 'ticketId', d.ticket_id, 'number', dt.number,
  'tenant', d.tenant, 'open', d.state IN ('sent', 'accepted', 'responded'))`;
/** Whether officer `f` was told of dispatch `d`. */
const TOLD = `EXISTS (SELECT 1 FROM outbound_message o WHERE o.dispatch_id = d.id AND o.officer_id = f.id)`;
const OFFICER = `officer f JOIN dispatch d ON d.tenant = f.tenant AND d.agency = f.agency JOIN ticket dt ON dt.id = d.ticket_id`;

/**
 * Everything that the steps want to know of each message, in one look-up by indexes.
 * By message: $1 the row itself, $2 sender hash, $3 tenant, $4 the sender's hash in the tenant, $5 a named
 * ticket's number, $6 text hash, $7 since when the same text is a repeat, $8 channel, $9 whether it asks for a
 * status, $10 whether it may be a word on an answer, $11 whether it takes a report back.
 * For all: $12 since when automatic messages count. LIMIT 1 keeps each look-up a look-up, whatever the
 * tables' statistics say.
 * `spoken` is the ticket that the sender last heard of on this channel, `asked` one that we asked them about and
 * that they said nothing on since; both over all tenants where the message names none.
 */
export const CONTEXT: Statement = {
  name: 'pipeline-context',
  text: `
    SELECT w.id, a.id AS "addressId", a.contact_id AS "contactId",
      to_json(named) AS "namedTicket", to_json(latest) AS "lastTicket", to_json(same) AS "sameText",
      to_json(spoken) AS "spokenTicket", to_json(asked) AS "askedTicket", to_json(answered) AS "answeredTicket",
      staff.dispatches, cancels.tickets AS cancellable,
      answer.id AS "answerId", answer.ticket_id AS "answerTicketId", answer.key_id AS "answerKeyId", answer.words_sealed AS "answerSealed",
      sent.automatic AS "automaticToday", sent.help AS "sharedHelpToday",
      EXISTS (SELECT 1 FROM opt_out p WHERE p.channel_id = w.channel AND p.address_hash = w.sender) AS "optedOut",
      (SELECT array_agg(p.id) FROM (SELECT id FROM inbound_message
        WHERE sender_hash = w.sender AND state = 'pending' ORDER BY id LIMIT 2) p) AS pending
    FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::bytea[], $5::text[], $6::bytea[], $7::timestamptz[], $8::text[], $9::boolean[],
      $10::boolean[], $11::boolean[]) AS w(id, sender, tenant, tenant_sender, number, text_hash, since, channel, asks, says, cancels)
    LEFT JOIN LATERAL (
      SELECT id, contact_id FROM contact_address WHERE tenant = w.tenant AND lookup_hash = w.tenant_sender LIMIT 1) a ON true
    LEFT JOIN LATERAL (
      SELECT ${ticket('t')} FROM ticket t WHERE t.number = w.number LIMIT 1) named ON true
    LEFT JOIN LATERAL (
      SELECT ${ticket('t')} FROM ticket t WHERE t.contact_id = a.contact_id ORDER BY t.opened_at DESC LIMIT 1) latest ON true
    LEFT JOIN LATERAL (
      SELECT ${ticket('t')}
      FROM inbound_message m JOIN ticket t ON t.id = m.ticket_id
      WHERE m.text_hash = w.text_hash AND m.received_at >= w.since AND m.id <> w.id ORDER BY m.received_at LIMIT 1) same ON true
    LEFT JOIN LATERAL (
      SELECT ${ticket('t')}, ${OPENED_BY_SENDER} AS "bySender"
      FROM (SELECT ticket_id FROM outbound_message WHERE recipient_hash = w.sender AND channel_id = w.channel AND ticket_id IS NOT NULL
          AND purpose IN ('acknowledgement', 'answer', 'duplicate', 'follow-up', 'danger', 'question')
          AND (w.tenant IS NULL OR tenant = w.tenant)
        ORDER BY created_at DESC LIMIT 1) s JOIN ticket t ON t.id = s.ticket_id) spoken ON true
    LEFT JOIN LATERAL (
      SELECT ${ticket('t')}, ${OPENED_BY_SENDER} AS "bySender"
      FROM (SELECT ticket_id, created_at FROM outbound_message WHERE recipient_hash = w.sender AND purpose = 'question'
          AND channel_id = w.channel AND ticket_id IS NOT NULL AND state NOT IN ('queued', 'failed')
          AND (w.tenant IS NULL OR tenant = w.tenant)
        ORDER BY created_at DESC LIMIT 1) q JOIN ticket t ON t.id = q.ticket_id
      WHERE t.state NOT IN ('closed', 'archived') AND NOT EXISTS (
        SELECT 1 FROM inbound_message m WHERE m.ticket_id = t.id AND (m.sender_hash = w.sender OR m.sender_hash IS NULL) AND m.received_at > q.created_at)
        AND q.created_at <= (SELECT r.received_at FROM inbound_message r WHERE r.id = w.id)) asked ON true
    LEFT JOIN LATERAL (
      SELECT ${ticket('t')}, ${OPENED_BY_SENDER} AS "bySender"
      FROM (SELECT ticket_id FROM outbound_message WHERE w.says AND recipient_hash = w.sender AND purpose = 'answer'
          AND channel_id = w.channel AND ticket_id IS NOT NULL AND state NOT IN ('queued', 'failed')
          AND (w.tenant IS NULL OR tenant = w.tenant)
        ORDER BY created_at DESC LIMIT 1) s JOIN ticket t ON t.id = s.ticket_id) answered ON true
    LEFT JOIN LATERAL (
      SELECT id, ticket_id, key_id, words_sealed FROM outbound_message
      WHERE w.asks AND ticket_id = coalesce(named.id, latest.id, spoken.id) AND purpose = 'answer' AND words_sealed IS NOT NULL
      ORDER BY created_at DESC LIMIT 1) answer ON true
    LEFT JOIN LATERAL (
      SELECT json_agg(own ORDER BY own."openedAt" DESC) AS tickets FROM (SELECT DISTINCT ON (id) * FROM (
        SELECT ${CANCELLABLE} FROM ticket t WHERE w.cancels AND t.number = w.number AND ${UNANSWERED}
        UNION ALL
        (SELECT ${CANCELLABLE} FROM ticket t WHERE w.cancels AND t.contact_id = a.contact_id AND ${UNANSWERED}
          ORDER BY t.opened_at DESC LIMIT 10)
        UNION ALL
        SELECT ${CANCELLABLE} FROM ticket t
        WHERE w.cancels AND w.tenant IS NULL AND t.contact_id IS NOT NULL AND ${UNANSWERED} AND ${OPENED_BY_SENDER} AND t.id IN (
          SELECT ticket_id FROM outbound_message WHERE recipient_hash = w.sender AND channel_id = w.channel
          ORDER BY created_at DESC LIMIT 50)) found) own) cancels ON true
    LEFT JOIN LATERAL (
      SELECT json_agg(told.dispatch) AS dispatches FROM (
        (SELECT ${STAFF_DISPATCH} AS dispatch FROM ${OFFICER}
          WHERE f.address_hash = w.sender AND f.active AND dt.number = w.number AND ${TOLD} ORDER BY d.dispatched_at DESC LIMIT 1)
        UNION ALL
        (SELECT ${STAFF_DISPATCH} FROM ${OFFICER}
          WHERE f.address_hash = w.sender AND f.active AND d.state IN ('sent', 'accepted', 'responded')
            AND dt.number IS DISTINCT FROM w.number AND ${TOLD} LIMIT 2)) told) staff ON true
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS automatic, (count(*) FILTER (WHERE purpose = 'help' AND tenant IS NULL))::int AS help
      FROM outbound_message WHERE automatic AND audience = 'citizen' AND recipient_hash = w.sender AND created_at >= $12) sent`,
};

/**
 * The tickets that messages refer to, each reference by itself. By reference: $1 the message, $2 its place in the
 * list of that message's references, $3 how it refers, $4 an outbound message's id, or $5 channel and $6 hash of a
 * provider's id; $7 the message's sender and $8 its text hash. A message of ours counts by whomever it was sent to,
 * one of a citizen's only if this sender wrote it.
 */
export const LINKS: Statement = {
  name: 'pipeline-links',
  text: `
    SELECT w.id, w.place, w.how, m.to_sender AS "toSender", m.outcome, to_json(t) AS ticket, s.staff
    FROM unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[])
      AS w(id, place, how, outbound, channel, hash, sender, text_hash)
    JOIN LATERAL (
      SELECT ticket_id, coalesce(recipient_hash = w.sender, false) AS to_sender, NULL AS outcome, dispatch_id, officer_id
      FROM outbound_message WHERE w.how <> 'same-mail' AND id = w.outbound
      UNION ALL
      SELECT ticket_id, coalesce(recipient_hash = w.sender, false), NULL, dispatch_id, officer_id
      FROM outbound_message WHERE w.how <> 'same-mail' AND channel_id = w.channel AND provider_hash = w.hash
      UNION ALL
      SELECT ticket_id, coalesce(recipient_hash = w.sender, false), NULL, dispatch_id, officer_id
      FROM outbound_message WHERE w.how <> 'same-mail' AND channel_id = w.channel AND template_hash = w.hash
      UNION ALL
      SELECT o.ticket_id, coalesce(o.recipient_hash = w.sender, false), NULL, o.dispatch_id, o.officer_id FROM outbound_part p JOIN outbound_message o ON o.id = p.outbound_id
      WHERE w.how <> 'same-mail' AND p.channel_id = w.channel AND p.provider_hash = w.hash
      UNION ALL
      SELECT ticket_id, true, outcome, NULL, NULL FROM inbound_message i
      WHERE i.channel_id = w.channel AND i.external_hash = w.hash AND i.sender_hash = w.sender AND i.state = 'done'
        AND (w.how <> 'same-mail' OR i.text_hash IS NOT DISTINCT FROM w.text_hash)
      LIMIT 1) m ON true
    LEFT JOIN LATERAL (
      SELECT ${ticket('t')}, ${OPENED_BY_SENDER} AS "bySender" FROM ticket t WHERE t.id = m.ticket_id LIMIT 1) t ON true
    LEFT JOIN LATERAL (
      SELECT ${STAFF_DISPATCH} AS staff FROM ${OFFICER}
      WHERE d.id = m.dispatch_id AND f.id = m.officer_id AND f.active AND f.address_hash = w.sender LIMIT 1) s ON true
    WHERE t.id IS NOT NULL OR w.how = 'same-mail'
    ORDER BY w.place`,
};
