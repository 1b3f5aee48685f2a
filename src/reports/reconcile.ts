import type { Database } from '../database/database.js';

export interface ChannelBalance {
  channelId: string;
  received: number;
  ticket: number;
  followUp: number;
  duplicate: number;
  command: number;
  /** Test messages of ours that came back. */
  canary: number;
  ignored: number;
  failed: number;
  pending: number;
}

export interface Reconciliation {
  ok: boolean;
  channels: ChannelBalance[];
}

/**
 * Holds what was received against what became of it (promise 4). `received` is intake's own ledger;
 * each bucket is counted by its evidence and not by the message's own word: a ticket by the ticket that
 * it opened, a follow-up (an officer's reply too) or a duplicate by the ticket's timeline, a command or a returned test message by the recorded decision.
 * A message with evidence for two buckets counts twice, one without any not at all: neither adds up.
 */
const BALANCE = `
  WITH evidence AS (
    SELECT m.channel_id,
      (SELECT count(*) FROM ticket t WHERE t.opening_message_id = m.id AND t.split_from IS NULL) AS ticket,
      (SELECT count(*) FROM ticket_event e WHERE e.inbound_id = m.id AND e.type IN ('message-added', 'thanked', 'officer-replied')) AS follow_up,
      (SELECT count(*) FROM ticket_event e WHERE e.inbound_id = m.id AND e.type = 'duplicate-added') AS duplicate,
      (SELECT count(*) FROM decision d WHERE d.inbound_id = m.id AND d.step = 'command' AND d.undone_at IS NULL) AS command,
      (SELECT count(*) FROM decision d WHERE d.inbound_id = m.id AND d.step = 'canary' AND d.undone_at IS NULL) AS canary,
      (m.state = 'done' AND m.outcome = 'ignored' AND m.reason IS NOT NULL)::int AS ignored,
      (m.state = 'failed' AND m.reason IS NOT NULL)::int AS failed,
      (m.state = 'pending')::int AS pending
    FROM inbound_message m
  ), balance AS (
    SELECT channel_id, sum(ticket) AS ticket, sum(follow_up) AS follow_up, sum(duplicate) AS duplicate, sum(command) AS command, sum(canary) AS canary,
      sum(ignored) AS ignored, sum(failed) AS failed, sum(pending) AS pending
    FROM evidence GROUP BY channel_id
  ), ledger AS (
    SELECT channel_id, sum(received) AS received FROM intake_ledger GROUP BY channel_id
  )
  SELECT channel_id AS "channelId", coalesce(received, 0)::int AS received, coalesce(ticket, 0)::int AS ticket,
    coalesce(follow_up, 0)::int AS "followUp", coalesce(duplicate, 0)::int AS duplicate, coalesce(command, 0)::int AS command, coalesce(canary, 0)::int AS canary,
    coalesce(ignored, 0)::int AS ignored, coalesce(failed, 0)::int AS failed, coalesce(pending, 0)::int AS pending
  FROM ledger FULL JOIN balance USING (channel_id) ORDER BY channel_id`;

/** @param channelIds every configured channel: one that heard nothing has a row of zeros. */
export async function reconcile(database: Database, channelIds: readonly string[]): Promise<Reconciliation> {
  const found = new Map(
    (await database.query<ChannelBalance & Record<string, unknown>>(BALANCE)).map((row) => [row.channelId, row]),
  );
  const silent = channelIds.filter((id) => !found.has(id)).map(emptyBalance);
  const channels: ChannelBalance[] = [...found.values(), ...silent].sort((a, b) =>
    a.channelId.localeCompare(b.channelId),
  );
  return { ok: channels.every(addsUp), channels };
}

export function addsUp(row: ChannelBalance): boolean {
  return (
    row.received ===
    row.ticket + row.followUp + row.duplicate + row.command + row.canary + row.ignored + row.failed + row.pending
  );
}

function emptyBalance(channelId: string): ChannelBalance {
  return {
    channelId,
    received: 0,
    ticket: 0,
    followUp: 0,
    duplicate: 0,
    command: 0,
    canary: 0,
    ignored: 0,
    failed: 0,
    pending: 0,
  };
}
