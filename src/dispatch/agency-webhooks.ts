import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { QueueName } from '../jobs/job-map.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { send, type Ring, type TicketChange, type TicketChangeListener } from '../tickets/ticket-actions.js';
import type { TicketAction } from '../tickets/transitions.js';
import type { Clock } from '../observability/clock.js';
import { shownToAgency, type AgencyViews } from './agency-view.js';
import type { DispatchEvent, DispatchFollower } from './dispatch-types.js';

/** What an agency's system is told of. Part of what such systems are built on: docs/agency-webhooks.md. */
export type WebhookEvent =
  | 'dispatch.created'
  | 'dispatch.unit-assigned'
  | 'dispatch.withdrawn'
  | 'ticket.message-added'
  | 'response.sent-back'
  | 'ticket.answered'
  | 'ticket.closed';

const FOLLOWED: Record<DispatchEvent['type'], WebhookEvent> = {
  dispatched: 'dispatch.created',
  'unit-assigned': 'dispatch.unit-assigned',
  withdrawn: 'dispatch.withdrawn',
  'sent-back': 'response.sent-back',
};
const CHANGES: Partial<Record<TicketAction, WebhookEvent>> = {
  answer: 'ticket.answered',
  close: 'ticket.closed',
  'confirm-fixed': 'ticket.closed',
};

/** Those that the ticket's last answer came from, or that still have it. */
const CONCERNED = `
  SELECT id, tenant, agency FROM dispatch WHERE ticket_id = $1 AND state IN ('sent', 'accepted', 'responded', 'done')`;

/**
 * What citizens added to tickets that these agencies have, and that their systems have not been told of. A reply to a
 * question is in the timeline as a message and as the reply that lets the clock run again: it is told once.
 */
const ADDED = `
  SELECT d.id, d.tenant, d.agency, e.id AS "eventId" FROM dispatch d
  JOIN unnest($1::text[], $2::text[]) AS w(tenant, agency) ON w.tenant = d.tenant AND w.agency = d.agency
  JOIN ticket_event e ON e.ticket_id = d.ticket_id AND e.type IN ('message-added', 'citizen-replied')
    AND e.at > d.dispatched_at AND e.at > $3::timestamptz - interval '7 days'
  WHERE d.state IN ('sent', 'accepted', 'responded')
    AND (e.type = 'message-added' OR NOT EXISTS (SELECT 1 FROM ticket_event m
      WHERE m.ticket_id = e.ticket_id AND m.type = 'message-added' AND m.inbound_id = e.inbound_id))
    AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.idempotency_key = 'webhook:ticket.message-added:' || d.id || ':' || e.id)
  ORDER BY e.at LIMIT $4`;

interface Concerned extends Record<string, unknown> {
  id: string;
  tenant: string;
  agency: string;
}

/** The channel of an agency's own system; it is in no list of the office's channels. */
export function webhookChannelId(tenant: string, agency: string): string {
  return `webhook-${tenant}-${agency}`;
}

export interface AgencyWebhookParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  views: AgencyViews;
  /** Has the agencies' systems as channels of kind `webhook`. */
  channels: Pick<ChannelRegistry, 'get'>;
  /** Agencies with a system of their own. */
  agencies: readonly { tenant: string; agency: string }[];
  ringAfterSeconds: number;
}

/** Queues what agencies' own systems are told, as they may see it, by the same outbox as everything that leaves. */
export class AgencyWebhooks implements DispatchFollower, TicketChangeListener, SweepSource {
  readonly name = 'agency-webhooks';

  constructor(private readonly parts: AgencyWebhookParts) {}

  async followed(
    tx: Transaction,
    { type, dispatchId, tenant, agency, cause, now }: DispatchEvent,
  ): Promise<readonly Ring[]> {
    return this.queue(tx, FOLLOWED[type], { id: dispatchId, tenant, agency }, cause ?? dispatchId, now);
  }

  async changed(tx: Transaction, { action, ticket, eventId, now }: TicketChange): Promise<readonly Ring[]> {
    const type = CHANGES[action];
    if (!type || !this.parts.agencies.some(({ tenant }) => tenant === ticket.tenant)) return [];
    const rings: Ring[] = [];
    for (const row of await tx.query<Concerned>(CONCERNED, [ticket.id]))
      rings.push(...(await this.queue(tx, type, row, eventId, now)));
    return rings;
  }

  /** Messages are added by the pipeline, which knows no agency: they are found by the timeline. */
  async due(limit: number): Promise<{ queue: QueueName; id: string }[]> {
    const { database, clock, agencies } = this.parts;
    if (agencies.length === 0) return [];
    const now = clock.now();
    const slugs = [agencies.map(({ tenant }) => tenant), agencies.map(({ agency }) => agency)];
    const rows = await database.query<Concerned & { eventId: string }>(ADDED, [...slugs, now, limit]);
    const rings: Ring[] = [];
    for (const { eventId, ...row } of rows)
      rings.push(...(await database.transaction((tx) => this.queue(tx, 'ticket.message-added', row, eventId, now))));
    return rings;
  }

  /** @param cause what makes it this event and no other */
  private async queue(
    tx: Transaction,
    type: WebhookEvent,
    { id: dispatchId, tenant, agency }: { id: string; tenant: string; agency: string },
    cause: string,
    now: Date,
  ): Promise<Ring[]> {
    const { vault, views, ringAfterSeconds } = this.parts;
    const channel = this.parts.channels.get(webhookChannelId(tenant, agency));
    if (!channel || (await isGone(tx, channel))) return [];
    const idempotencyKey = `webhook:${type}:${dispatchId}:${cause}`;
    // A unit may be named more than once.
    const repeats = type === 'dispatch.unit-assigned';
    const key = repeats ? `${idempotencyKey}:${now.toISOString()}` : idempotencyKey;
    // Two sweeps at once find the same; the second waits for the first here.
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1), 7)', [key]);
    const earlier = await tx.query('SELECT 1 FROM outbound_message WHERE idempotency_key = $1', [key]);
    const view = earlier.length > 0 ? undefined : await views.of(tx, dispatchId);
    if (!view) return [];
    const writes = new WriteSet();
    const id = queueOutbound(writes, vault, {
      idempotencyKey: key,
      channel,
      tenant,
      ticketId: view.ticketId,
      purpose: 'dispatch',
      automatic: true,
      to: null,
      staff: { dispatchId },
      text: JSON.stringify({ type, timestamp: now.toISOString(), data: shownToAgency(view) }),
      now,
      ringAfterSeconds,
    });
    send(tx, writes);
    return [{ queue: 'outbox.webhook', id }];
  }
}

/** It said that it wants nothing any more. */
async function isGone(tx: Transaction, { id }: Channel): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM channel_state WHERE channel_id = $1 AND paused', [id]);
  return rows.length > 0;
}
