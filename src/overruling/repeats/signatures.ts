import type { Database } from '../../database/database.js';
import { newId } from '../../database/new-id.js';
import type { Transaction } from '../../database/transaction.js';
import { WriteSet } from '../../database/write-set.js';
import type { SweepSource } from '../../jobs/sweeper.js';
import type { Clock } from '../../observability/clock.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { TakeUpListener } from '../../tickets/take-up.js';
import { send, type HeldTicket } from '../../tickets/ticket-actions.js';
import { reasonsOf, WEEKS_APART } from './likeness.js';
import type { LikelyRepeat, LikelyRepeats } from './likely-repeats.js';
import { LOOKED_AT } from './words.js';

/** Of the rule by which repeats are found; decisions name it. */
const VERSION = 'likeness-1';
/** How far back tickets without a signature are given one: what is open is compared with what came shortly before it. */
const BACK_MS = 2 * WEEKS_APART * 7 * 86_400_000;
/** Rows of one pass. */
const STEP = 500;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const WORDS = `
  SELECT tenant, opening_message_id AS "openingId", left(description, ${String(LOOKED_AT)}) AS text, opened_at AS "openedAt" FROM ticket
  WHERE id = $1 AND erased_at IS NULL`;
const SIGN = `
  INSERT INTO ticket_signature (ticket_id, bands) VALUES ($1, $2) ON CONFLICT (ticket_id) DO UPDATE SET bands = excluded.bands`;
/** $1 tenant, $2 and $3 the last one looked at, $4 how far back, $5 at most. Those that were not taken up get theirs then. */
const UNSIGNED = `
  SELECT t.id, t.tenant, left(t.description, ${String(LOOKED_AT)}) AS text, t.opened_at AS "openedAt" FROM ticket t
  WHERE t.tenant = $1 AND (t.opened_at, t.id) < ($2, $3::uuid) AND t.opened_at >= $4 AND t.taken_up_at IS NOT NULL AND t.erased_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM ticket_signature s WHERE s.ticket_id = t.id)
  ORDER BY t.opened_at DESC, t.id DESC LIMIT $5`;
/** Not of a ticket that is held just now: it may be losing its words. */
const SIGN_ALL = `
  INSERT INTO ticket_signature (ticket_id, bands)
  SELECT t.id, r.bands FROM json_populate_recordset(NULL::ticket_signature, $1::json) r JOIN ticket t ON t.id = r.ticket_id
  WHERE t.erased_at IS NULL FOR UPDATE OF t SKIP LOCKED
  ON CONFLICT (ticket_id) DO NOTHING RETURNING ticket_id`;

interface Worded extends Record<string, unknown> {
  id: string;
  tenant: string;
  openingId: string;
  text: string;
  openedAt: Date;
}

/** How far a tenant's tickets have been gone through, and whether one was held by somebody. */
interface Walk {
  openedAt: Date;
  id: string;
  missed: boolean;
}

export interface SignaturesParts {
  database: Database;
  tenants: Pick<TenantRegistry, 'all'>;
  clock: Clock;
}

/**
 * Gives each ticket the signature by which its likes find it, once it is whole, and says which one it may repeat. Tickets
 * that were there before there were signatures get theirs here too, the newest first, once in the life of a process.
 */
export class Signatures implements TakeUpListener, SweepSource {
  readonly name = 'signatures';
  /** By tenant; null: all of its tickets have one. */
  private readonly walks = new Map<string, Walk | null>();

  constructor(
    private readonly parts: SignaturesParts,
    private readonly repeats: LikelyRepeats,
  ) {}

  async takenUp(tx: Transaction, ticket: HeldTicket, now: Date): Promise<never[]> {
    const worded = await this.sign(tx, ticket.id);
    const [first, second] = worded ? await this.repeats.of(tx, ticket.id) : [];
    if (worded && first) decide(tx, ticket, worded, { first, second, now });
    return [];
  }

  /** Its words are other ones now. Callers hold the ticket. */
  async follow(tx: Transaction, ticketId: string): Promise<void> {
    await this.sign(tx, ticketId);
  }

  /** Nothing is to be rung for: it is done. */
  async due(): Promise<never[]> {
    for (const { slug } of this.parts.tenants.all()) if (this.walks.get(slug) !== null) await this.signOlder(slug);
    return [];
  }

  private async sign(tx: Transaction, ticketId: string): Promise<Worded | undefined> {
    const [worded] = await tx.query<Worded>(WORDS, [ticketId]);
    if (worded) tx.send(SIGN, [ticketId, this.repeats.bands(worded.tenant, worded.text, worded.openedAt)]);
    return worded;
  }

  private async signOlder(tenant: string): Promise<void> {
    const { database, clock } = this.parts;
    const now = clock.now();
    const { openedAt, id, missed } = this.walks.get(tenant) ?? { openedAt: now, id: LAST_ID, missed: false };
    const back = new Date(now.getTime() - BACK_MS);
    const rows = await database.query<Worded>(UNSIGNED, [tenant, openedAt, id, back, STEP]);
    const signatures = rows.map((row) => ({
      ticket_id: row.id,
      bands: this.repeats.bands(tenant, row.text, row.openedAt),
    }));
    const signed = rows.length === 0 ? [] : await database.query(SIGN_ALL, [JSON.stringify(signatures)]);
    const last = rows.at(-1);
    const incomplete = missed || signed.length < rows.length;
    if (last && rows.length === STEP) this.walks.set(tenant, { ...last, missed: incomplete });
    // Whoever was held is looked for again.
    else if (incomplete) this.walks.delete(tenant);
    else this.walks.set(tenant, null);
  }
}

/** It stays beside what a human says of it, like every decision (promise 6). */
function decide(
  tx: Transaction,
  ticket: HeldTicket,
  { openingId }: Worded,
  { first, second, now }: { first: LikelyRepeat; second: LikelyRepeat | undefined; now: Date },
): void {
  const writes = new WriteSet();
  writes.insert('decision', {
    id: newId(),
    inbound_id: openingId,
    ticket_id: ticket.id,
    step: 'dedupe',
    outcome: first.number,
    rule: reasonsOf(first.likeness).join('; '),
    score: rounded(first.likeness.score),
    runner_up: second ? `${second.number} ${rounded(second.likeness.score).toFixed(2)}` : null,
    version: VERSION,
    at: now,
  });
  send(tx, writes);
}

function rounded(score: number): number {
  return Math.round(score * 100) / 100;
}
