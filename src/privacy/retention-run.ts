import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { WriteSet } from '../database/write-set.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { Retention } from '../tenants/retention-loader.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { send } from '../tickets/ticket-actions.js';
import type { ObjectStorage } from '../tickets/storage/object-storage.js';
import { eraseTickets, ON_ITS_WAY } from './erasure.js';
import { releaseUnreadFiles } from './unread-files.js';
import {
  AGED,
  CLAIM_OBJECTS,
  DROP_OBJECT,
  ended,
  FORGET_LOOKS,
  LOCK_CURSOR,
  MERGED_INTO,
  MOVE_CURSOR,
  RELEASE_UNASSIGNED_FILES,
  STAFF_MESSAGES,
  type AgedClass,
} from './retention.statements.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Rows of one transaction: short enough that nobody waits for it. */
const STEP = 200;

export interface RetentionParts {
  database: Database;
  vault: Vault;
  storage: ObjectStorage;
  tenants: TenantRegistry;
  clock: Clock;
  logger: Logger;
}

/** How many rows a run cleared, by class. */
export type RetentionCounts = Record<'raw' | 'unassigned' | 'tickets' | 'staffMessages' | 'looks' | 'objects', number>;

/**
 * Destroys personal data whose time is over, by the rules of each tenant (`retention:` in its file). Numbers, times,
 * categories and decisions stay. Every step is a transaction of its own, and begins again where it was when it is
 * killed.
 */
export class RetentionRun implements SweepSource {
  readonly name = 'retention';
  private nextAt = 0;

  constructor(private readonly parts: RetentionParts) {}

  /** Once an hour in each process; nothing is to be rung for. */
  async due(): Promise<never[]> {
    const now = this.parts.clock.now();
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + HOUR_MS;
    const counts = await this.run();
    if (Object.values(counts).some((count) => count > 0)) this.parts.logger.info({ ...counts }, 'retention');
    return [];
  }

  /** Everything that is due now. */
  async run(): Promise<RetentionCounts> {
    const counts: RetentionCounts = { raw: 0, unassigned: 0, tickets: 0, staffMessages: 0, looks: 0, objects: 0 };
    const rules = this.parts.tenants.all().map(({ slug, retention }) => ({ tenant: slug, retention }));
    for (const { tenant, retention } of rules) {
      counts.raw += await this.aged('raw', tenant, retention.rawDays);
      counts.unassigned += await this.aged('unassigned', tenant, retention.unassignedDays);
      counts.tickets += await this.tickets(tenant, retention);
      counts.staffMessages += await this.staffMessages(tenant, retention);
    }
    // What belongs to no tenant is kept no longer than the shortest of their times.
    const shortest = (days: keyof Retention): number => Math.min(...rules.map(({ retention }) => retention[days]));
    if (rules.length > 0) {
      counts.raw += await this.aged('raw', '', shortest('rawDays'));
      counts.unassigned += await this.aged('unassigned', '', shortest('unassignedDays'));
      const longest = Math.max(...rules.map(({ retention }) => retention.accessLogDays));
      counts.looks = await this.repeat(async () => {
        const rows = await this.parts.database.query(FORGET_LOOKS, [this.before(longest), STEP]);
        return { looked: rows.length, cleared: rows.length };
      });
    }
    counts.objects = await this.objects();
    return counts;
  }

  /** Rows of one class up to the first that is too young. */
  private aged(name: AgedClass, tenant: string, days: number): Promise<number> {
    const { database, vault, clock, logger } = this.parts;
    const before = this.before(days);
    return this.repeat(() =>
      database.transaction(async (tx) => {
        tx.send(LOCK_CURSOR, [name, tenant]);
        const rows = await tx.query<{ id: string; at: Date }>(AGED[name].next, [name, tenant, STEP]);
        const young = rows.findIndex(({ at }) => at >= before);
        const old = (young === -1 ? rows : rows.slice(0, young)).map(({ id }) => id);
        const last = old.at(-1);
        if (last === undefined) return { looked: 0, cleared: 0 };
        if (name === 'unassigned') {
          tx.send(RELEASE_UNASSIGNED_FILES, [old, clock.now()]);
          const unreadable = await releaseUnreadFiles(tx, vault, old, clock.now());
          // Their time is over as well; what their files are called nobody can say any more.
          for (const inbound of unreadable)
            logger.error(
              { inbound },
              'a message does not open: it was emptied, and files that it alone leads to stay in the storage',
            );
        }
        tx.send(AGED[name].clear, [old]);
        tx.send(MOVE_CURSOR, [name, tenant, last]);
        return { looked: young === -1 ? old.length : 0, cleared: old.length };
      }),
    );
  }

  private tickets(tenant: string, { peopleDays }: Retention): Promise<number> {
    const { database, vault, clock } = this.parts;
    return this.repeat(() =>
      database.transaction(async (tx) => {
        const leaders = await tx.query<{ id: string }>(ended(ON_ITS_WAY), [tenant, this.before(peopleDays), STEP]);
        const ids = leaders.map(({ id }) => id);
        const merged = ids.length === 0 ? [] : await tx.query<{ id: string }>(MERGED_INTO, [ids]);
        const all = [...ids, ...merged.map(({ id }) => id)];
        await eraseTickets(tx, vault, all, { now: clock.now(), by: 'gateway', why: 'retention' });
        return { looked: ids.length, cleared: all.length };
      }),
    );
  }

  private staffMessages(tenant: string, { staffMessageDays }: Retention): Promise<number> {
    const { database, vault } = this.parts;
    return this.repeat(() =>
      database.transaction(async (tx) => {
        const rows = await tx.query<{ id: string }>(STAFF_MESSAGES, [tenant, this.before(staffMessageDays), STEP]);
        const writes = new WriteSet();
        for (const { id } of rows)
          writes.update('outbound_message', {
            id,
            key_id: vault.keyId,
            to_sealed: null,
            recipient_hash: null,
            provider_id_sealed: null,
            subject_sealed: null,
            words_sealed: null,
            body_sealed: vault.seal('', sealedIn.outboundBody(id)),
          });
        send(tx, writes);
        return { looked: rows.length, cleared: rows.length };
      }),
    );
  }

  /** Bytes that nothing refers to any more. What the storage does not give up now is tried again. */
  private objects(): Promise<number> {
    const { database, storage, clock, logger } = this.parts;
    return this.repeat(async () => {
      const now = clock.now();
      const again = new Date(now.getTime() + HOUR_MS);
      const rows = await database.query<{ key: string }>(CLAIM_OBJECTS, [now, again, STEP]);
      let cleared = 0;
      for (const { key } of rows) {
        try {
          cleared += await database.transaction(async (tx) => {
            // Whoever notes or takes the same object meanwhile waits for us, or was quicker.
            const due = await tx.query(DROP_OBJECT, [key, again]);
            if (due.length > 0) await storage.remove(key);
            return due.length;
          });
        } catch (error) {
          logger.warn({ error: errorCode(error) }, 'a file could not be removed from the storage; it is tried again');
        }
      }
      return { looked: rows.length, cleared };
    });
  }

  private async repeat(step: () => Promise<{ looked: number; cleared: number }>): Promise<number> {
    let total = 0;
    for (;;) {
      const { looked, cleared } = await step();
      total += cleared;
      if (looked < STEP) return total;
    }
  }

  private before(days: number): Date {
    return new Date(this.parts.clock.now().getTime() - days * DAY_MS);
  }
}
