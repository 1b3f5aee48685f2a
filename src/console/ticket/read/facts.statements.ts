/** Of one ticket, $1 its id, unless something else is said. */

export const DECISIONS = `
  SELECT d.id, d.step, d.outcome, d.rule, d.score, d.runner_up AS "runnerUp", d.decided_by AS "decidedBy", d.actor AS by, d.at,
    d.undone_at IS NOT NULL AS undone,
    EXISTS (SELECT 1 FROM decision o WHERE o.ticket_id = d.ticket_id AND o.step = d.step AND o.decided_by = 'human'
      AND o.undone_at IS NULL AND (o.at, o.id) > (d.at, d.id)) AS overruled
  FROM decision d WHERE d.ticket_id = $1 ORDER BY d.at DESC, d.id DESC LIMIT $2`;

export const EVENTS = `
  SELECT id, at, type, actor, data FROM ticket_event WHERE ticket_id = $1 ORDER BY at DESC, id DESC LIMIT $2`;

export const DEADLINES = `
  SELECT step, round, run, started_at AS "startedAt", budget_amount AS amount, budget_unit AS unit, due_at AS "dueAt",
    met_at AS "metAt", breached_at AS "breachedAt", ended_at AS "endedAt"
  FROM ticket_deadline WHERE ticket_id = $1 ORDER BY round DESC, started_at, id LIMIT $2`;

export const PAUSES = `
  SELECT from_at AS from, until_at AS until FROM ticket_pause WHERE ticket_id = $1 ORDER BY from_at DESC LIMIT $2`;

export const DISPATCHES = `
  SELECT id, agency, unit, lead, state, key_id AS "keyId", note_sealed AS "noteSealed", due_at AS "dueAt", dispatched_by AS by,
    dispatched_at AS at, accepted_at AS "acceptedAt", responded_at AS "respondedAt", ended_at AS "endedAt",
    return_reason AS "returnReason", return_to AS "returnTo", return_words_sealed AS "returnSealed"
  FROM dispatch WHERE ticket_id = $1 ORDER BY dispatched_at DESC, id DESC LIMIT $2`;

export const REFERENCES = `
  SELECT id, system, key_id AS "keyId", reference_sealed AS sealed FROM outside_reference
  WHERE ticket_id = $1 ORDER BY created_at, id LIMIT $2`;

/** Tickets that it speaks for, that were split off it, and that whoever reported it has beside it. */
export const LINKED = `
  (SELECT 'merged' AS how, number, state, opened_at AS at FROM ticket WHERE merged_into = $1 ORDER BY opened_at LIMIT $2)
  UNION ALL (SELECT 'split' AS how, n.number, n.state, n.opened_at FROM ticket_event e JOIN ticket n ON n.id = (e.data ->> 'ticket')::uuid
    WHERE e.ticket_id = $1 AND e.type = 'split' ORDER BY e.at LIMIT $2)
  UNION ALL (SELECT 'same-citizen', o.number, o.state, o.opened_at FROM ticket t JOIN ticket o ON o.contact_id = t.contact_id
    WHERE t.id = $1 AND o.id <> t.id AND o.tenant = t.tenant ORDER BY o.opened_at DESC LIMIT $2)`;

export const FEEDBACK = `
  SELECT round, fixed, mark, at FROM feedback WHERE ticket_id = $1 ORDER BY round DESC LIMIT $2`;

/** Replies that people still have to carry. */
export const TASKS = `
  SELECT r.id, r.method, r.attempts, r.created_at AS at, o.purpose FROM reply_task r JOIN outbound_message o ON o.id = r.id
  WHERE r.ticket_id = $1 AND r.state = 'open' ORDER BY r.id LIMIT $2`;

/** Responses that nobody has checked, as they make up an answer, and behind them those that were only kept. */
export const OPEN_RESPONSES = `
  SELECT r.id, r.state, r.via, r.officer_id AS by, r.created_at AS at, r.key_id AS "keyId", r.body_sealed AS sealed,
    d.agency, d.unit, d.state AS "dispatchState"
  FROM response r JOIN dispatch d ON d.id = r.dispatch_id
  WHERE r.ticket_id = $1 AND r.state IN ('submitted', 'draft')
  ORDER BY r.state DESC, d.lead DESC, d.dispatched_at, d.id, r.created_at, r.id LIMIT $2`;

/** The last thing a human overruled that may be taken back (overruling/undoing.ts decides that). */
export const OVERRULED = `
  SELECT e.type FROM ticket_event e
  WHERE e.ticket_id = $1 AND e.type IN ('recategorised', 'rerouted', 'merged', 'merged-in', 'unmerged', 'split')
    AND NOT e.data ?| array['undoes', 'along']
    AND NOT EXISTS (SELECT 1 FROM ticket_event u WHERE u.ticket_id = $1 AND u.type = 'overruling-undone' AND u.data ->> 'undoes' = e.id::text)
  ORDER BY e.at DESC, e.id DESC LIMIT $2`;

/**
 * Whether free text reaches a citizen on a channel with a window: $1 the channel, $2 the keyed hash of their address.
 * `lastHeard`: of what they wrote there.
 */
export const WINDOW = `
  SELECT (SELECT max(m.received_at) FROM inbound_message m
      WHERE m.kind = 'whatsapp' AND m.channel_id = $1 AND m.sender_hash = $2) AS "lastHeard",
    EXISTS (SELECT 1 FROM opt_out p WHERE p.channel_id = $1 AND p.address_hash = $2) AS silent`;

/** $1 accounts, $2 officers. */
export const NAMES = `
  SELECT 'user:' || id AS actor, id, key_id AS "keyId", name_sealed AS sealed, 'account' AS of FROM user_account WHERE id = ANY($1::uuid[])
  UNION ALL SELECT id::text, id, key_id, name_sealed, 'officer' FROM officer WHERE id = ANY($2::uuid[])`;
