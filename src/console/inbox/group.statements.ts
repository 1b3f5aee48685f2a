import type { Statement } from '../../database/statement.js';
import { sqlStates, UNANSWERED, type TicketState } from '../../tickets/transitions.js';
import { IS_OWNERLESS } from '../../watch/ownerless.js';
import type { InboxGroup } from './inbox-group.js';

/** Rows of an index that a group looks through, for each of its states. */
const LOOKED_THROUGH = 400;
/** Messages, and deadlines, that are looked through: a ticket may have several. */
const LOOKED_THROUGH_PARTS = 2_000;
/** What was not said for so long is no news any more. */
const UNDELIVERED_DAYS = 30;

// $1: tenant; $2: now; $3: how many at most.

const OPEN = `t.state IN (${sqlStates(UNANSWERED)})`;
/** `OFFSET 0` keeps the planner from reading all that is owed at once: it asks for each ticket. */
const LATE = `EXISTS (SELECT 1 FROM ticket_deadline d
  WHERE d.ticket_id = t.id AND d.met_at IS NULL AND d.ended_at IS NULL AND d.due_at < $2 OFFSET 0)`;

/** The latest first: what waits longer is late by then, and stands there. */
function inStates(states: readonly TicketState[]): string {
  const of = (state: TicketState): string => `
    (SELECT t.id, t.opened_at AS at FROM (SELECT * FROM ticket WHERE tenant = $1 AND state = '${state}'
        ORDER BY opened_at DESC LIMIT ${String(LOOKED_THROUGH)}) t
      WHERE t.urgency <> 'danger' AND NOT ${LATE} LIMIT $3)`;
  return `SELECT id, at FROM (${states.map(of).join(' UNION ALL ')}) s ORDER BY at DESC, id LIMIT $3`;
}

const GROUPS: Readonly<Record<InboxGroup, string>> = {
  danger: `SELECT t.id, t.opened_at AS at FROM ticket t WHERE t.tenant = $1 AND t.urgency = 'danger' AND ${OPEN} AND t.opened_at <= $2
    ORDER BY t.opened_at, t.id LIMIT $3`,
  // While its citizen is asked the clock stands still.
  overdue: `SELECT t.id, min(d.due_at) AS at FROM (
      SELECT ticket_id, due_at FROM ticket_deadline
      WHERE tenant = $1 AND met_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL AND due_at < $2
      ORDER BY due_at LIMIT ${String(LOOKED_THROUGH_PARTS)}) d
    JOIN ticket t ON t.id = d.ticket_id
    WHERE t.urgency <> 'danger' AND ${OPEN} AND t.state <> 'awaiting-citizen'
    GROUP BY t.id ORDER BY 2, 1 LIMIT $3`,
  sorting: inStates(['triage', 'returned', 'reopened']),
  responses: inStates(['responded']),
  // What was said later, and arrived, makes up for it.
  undelivered: `SELECT t.id, max(m.created_at) AS at FROM (
      SELECT ticket_id, created_at FROM outbound_message
      WHERE tenant = $1 AND state IN ('failed', 'unknown', 'waiting') AND audience = 'citizen' AND ticket_id IS NOT NULL
        AND created_at > $2::timestamptz - interval '${String(UNDELIVERED_DAYS)} days'
      ORDER BY created_at DESC LIMIT ${String(LOOKED_THROUGH_PARTS)}) m
    JOIN ticket t ON t.id = m.ticket_id
    WHERE t.state NOT IN ('archived', 'merged') AND NOT EXISTS (
      SELECT 1 FROM outbound_message l WHERE l.ticket_id = m.ticket_id AND l.audience = 'citizen' AND l.created_at > m.created_at
        AND l.state IN ('sent', 'delivered', 'read'))
    GROUP BY t.id ORDER BY 2 DESC, 1 LIMIT $3`,
  new: inStates(['received']),
};

/** The tickets of a group, the most urgent first: `{id, at}`. */
export function groupStatement(group: InboxGroup): Statement {
  return { name: `console-inbox-${group}`, text: GROUPS[group] };
}

/** Messages that belong to no office, the latest first. $1: since when; $2: how many at most. */
export const OWNERLESS: Statement = {
  name: 'console-inbox-ownerless',
  text: `
    SELECT m.id, m.channel_id AS "channelId", m.received_at AS "receivedAt", m.key_id AS "keyId", m.event_sealed AS "eventSealed"
    FROM inbound_message m
    WHERE m.received_at > $1 AND ${IS_OWNERLESS}
    ORDER BY m.received_at DESC LIMIT $2`,
};
