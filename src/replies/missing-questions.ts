import { channelKind } from '../jobs/job-map.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { fold } from '../pipeline/text.js';
import type { AreaDirectory, Place } from '../tenants/areas.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { TakeUpListener } from '../tickets/take-up.js';
import type { HeldTicket, Ring, TicketActions } from '../tickets/ticket-actions.js';
import { decideMissing, type MissingDecision } from './missing.js';
import { placeNamed, saysWhere } from './place-words.js';
import type { ReplyComposer } from './reply-composer.js';
import type { ReporterMessages, ReporterWay } from './reporter-messages.js';

const DAY_MS = 86_400_000;
const GATEWAY = { kind: 'gateway' } as const;

/** What can be asked back at all: not people's own tasks, not a page. */
const PLAN: Statement = {
  name: 'missing-plan',
  text: `
    UPDATE ticket SET ask_at = coalesce(burst_until, opened_at + $2 * interval '1 second')
    WHERE id = $1 AND reply_address_id IS NOT NULL AND reply_method IS NULL AND NOT anonymous`,
};
/** Pieces of one message are put together first (pipeline/burst): `wake_at`. */
const DUE: Statement = {
  name: 'missing-due',
  text: `
    SELECT id, tenant FROM ticket
    WHERE ask_at <= $1 AND (burst_until IS NULL OR burst_until <= $1) AND wake_at IS NULL ORDER BY ask_at LIMIT $2`,
};
const FACTS: Statement = {
  name: 'missing-facts',
  text: `
    SELECT t.description, t.village_code IS NOT NULL OR t.district_code IS NOT NULL OR t.latitude IS NOT NULL OR t.landmark IS NOT NULL AS placed,
      coalesce(c.name_sealed IS NOT NULL, false) AS named, t.channel_id AS "channelId",
      (SELECT count(*)::int FROM attachment a WHERE a.ticket_id = t.id AND a.state IN ('pending', 'stored', 'quarantined')) AS files
    FROM ticket t LEFT JOIN contact c ON c.id = t.contact_id WHERE t.id = $1 AND t.ask_at IS NOT NULL`,
};
const LOOKED: Statement = {
  name: 'missing-looked',
  text: `
    UPDATE ticket SET ask_at = NULL, district_code = coalesce($2, district_code), village_code = coalesce($3, village_code)
    WHERE id = $1`,
};
/** Whether one more automatic message may go to this person (promise 11). */
const MAY_ASK: Statement = {
  name: 'missing-may-ask',
  text: `
    SELECT (SELECT count(*)::int FROM outbound_message WHERE automatic AND audience = 'citizen' AND recipient_hash = $1 AND created_at >= $2) < $3
      AND NOT EXISTS (SELECT 1 FROM opt_out WHERE channel_id = $4 AND address_hash = $1) AS may`,
};

interface FactsRow extends Record<string, unknown> {
  description: string;
  placed: boolean;
  named: boolean;
  channelId: string;
  files: number;
}

export interface MissingQuestionParts {
  database: Database;
  vault: Vault;
  actions: TicketActions;
  reporters: ReporterMessages;
  composer: ReplyComposer;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  areas: AreaDirectory;
  clock: Clock;
  logger: Logger;
  limits: { automaticMessagesPerDay: number; burstQuietSeconds: number };
}

/**
 * Asks a new ticket's citizen for what is missing, once and in one message, when they have written all that they were
 * writing. The ticket waits for the answer, unless there is danger to life.
 */
export class MissingQuestions implements SweepSource, TakeUpListener {
  readonly name = 'missing-questions';

  constructor(private readonly parts: MissingQuestionParts) {}

  /** What was just written may not be all: it is looked at when it is quiet. */
  async takenUp(tx: Transaction, ticket: HeldTicket): Promise<readonly Ring[]> {
    tx.send(PLAN, [ticket.id, this.parts.limits.burstQuietSeconds]);
    return [];
  }

  /** Nothing is to be rung for: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, clock, logger } = this.parts;
    for (const { id } of await database.query<{ id: string }>(DUE, [clock.now(), limit])) {
      try {
        await this.look(id);
      } catch (error) {
        // One that can't be asked about keeps no other one waiting.
        logger.error({ ticket: id, error: errorCode(error) }, 'a ticket could not be looked at for what is missing; it is tried again'); // prettier-ignore
      }
    }
    return [];
  }

  private async look(id: string): Promise<void> {
    const { actions, reporters, composer, clock } = this.parts;
    await actions.transaction(async (tx) => {
      const ticket = await actions.hold(tx, { id });
      const { decision, place } = await this.decide(tx, ticket);
      const { ask, waits } = decision;
      if (ask.length === 0 || !(await this.mayAsk(tx, await reporters.way(tx, id)))) {
        tx.send(LOOKED, [id, place.district?.code ?? null, place.village?.code ?? null]);
        return { value: undefined, rings: [] };
      }
      const { outboundId, rings } = await reporters.queue(tx, id, {
        idempotencyKey: `missing:${id}`,
        purpose: 'question',
        automatic: true,
        text: ({ tenant, channel }) => composer.missing(tenant, channel, ticket.number, ask),
        now: clock.now(),
      });
      const told = { data: { missing: ask, waits }, columns: { ask_at: null, ...placeColumns(place) }, outboundId };
      if (waits) rings.push(...(await actions.within(tx, ticket, 'ask', GATEWAY, told)).rings);
      else actions.note(tx, ticket, 'asked', GATEWAY, told);
      return { value: undefined, rings };
    });
  }

  /** What to ask for, and the place that the text names where the ticket has none. */
  private async decide(tx: Transaction, ticket: HeldTicket): Promise<{ decision: MissingDecision; place: Place }> {
    const { tenants, channels, areas } = this.parts;
    const [row] = await tx.query<FactsRow>(FACTS, [ticket.id]);
    const tenant = tenants.bySlug(ticket.tenant);
    const channel = row && channels.get(row.channelId);
    if (!row || !tenant || !channel) return { decision: { ask: [], waits: false }, place: {} };
    const folded = fold(row.description);
    const place = row.placed ? {} : placeNamed(folded, await areas.of(tenant));
    const decision = decideMissing(tenant, {
      channel: channelKind(channel.kind),
      state: ticket.state,
      category: ticket.category,
      danger: ticket.urgency === 'danger',
      anonymous: ticket.anonymous,
      placed: row.placed || place.district !== undefined || saysWhere(folded),
      named: row.named,
      files: row.files,
    });
    return { decision, place };
  }

  private async mayAsk(tx: Transaction, { to, channel, tenant }: ReporterWay): Promise<boolean> {
    if (!to) return false;
    const { vault, clock, limits } = this.parts;
    const cap = Math.min(limits.automaticMessagesPerDay, tenant.automaticMessagesPerDay);
    const since = new Date(clock.now().getTime() - DAY_MS);
    const [row] = await tx.query<{ may: boolean }>(MAY_ASK, [vault.addressHash(to), since, cap, channel.id]);
    return row?.may === true;
  }
}

/** The columns of a place that was named. */
export function placeColumns({ district, village }: Place): Record<string, string> {
  return {
    ...(district && { district_code: district.code }),
    ...(village && { village_code: village.code }),
  };
}
