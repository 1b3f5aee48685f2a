import { sealPortable } from '../contacts/portable-seal.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { QueueName } from '../jobs/job-map.js';
import type { Clock } from '../observability/clock.js';
import type { AttachmentState } from './attachment.entity.js';
import { FINISH, JOIN, LOCK_TICKET, PLACELESS, type JoinedAttachment } from './attachment.statements.js';
import type { Examination } from './media/examine.js';
import { addEvent, type TimelineEvent } from './timeline.js';

/** What was found out about a file; little, where it was not looked at. */
export type Looked = Pick<Examination, 'state' | 'reason'> & Partial<Omit<Examination, 'view'>> & { viewKey?: string };

/** Tells the citizen that a file of theirs can't be used; bound by the composition root. */
export interface AttachmentNotices {
  /**
   * Queues, in the caller's transaction, the one message about it that a citizen gets for a message.
   * @returns what to ring for after the commit; undefined where they were told already or may not be told
   */
  refused(
    tx: Transaction,
    file: { inboundId: string; ticketId: string },
  ): Promise<{ queue: QueueName; id: string } | undefined>;
}

export interface EndingParts {
  database: Database;
  vault: Vault;
  notices: AttachmentNotices;
  doorbell: Doorbell;
  clock: Clock;
}

interface EndedRow {
  id: string;
  inboundId: string | null;
}

const EVENTS: Partial<Record<AttachmentState, TimelineEvent>> = {
  quarantined: 'attachment-quarantined',
  refused: 'attachment-refused',
  failed: 'attachment-failed',
};

/** Writes what became of a file: its row, the ticket's timeline and the citizen's notice together, or none of it. */
export class AttachmentEndings {
  constructor(private readonly parts: EndingParts) {}

  async looked(row: EndedRow, looked: Looked): Promise<void> {
    await this.end(row, looked.state, looked);
  }

  /** The provider has no bytes for us. What is too large there is over a limit of ours. */
  async failed(row: EndedRow, code: string): Promise<void> {
    if (code === 'media-too-large') await this.end(row, 'refused', { reason: 'too-large' });
    else await this.end(row, 'failed', { reason: code });
  }

  /**
   * In the transaction that has given a message its ticket: its files are that one's from now on, whatever became of
   * them while the message belonged to none.
   * @returns what to ring for after the commit
   */
  async joined(tx: Transaction, inboundId: string): Promise<{ queue: QueueName; id: string }[]> {
    const files = await tx.query<JoinedAttachment>(JOIN, [inboundId]);
    for (const { id, ticketId, ...ended } of files) await this.tellTimeline(tx, { id, inboundId, ticketId }, ended);
    const unfit = files.find(({ state }) => isTold(state));
    const ring = unfit && (await this.parts.notices.refused(tx, { inboundId, ticketId: unfit.ticketId }));
    return ring ? [ring] : [];
  }

  private async end(row: EndedRow, state: AttachmentState, looked: Omit<Looked, 'state'>): Promise<void> {
    const { database, notices, doorbell } = this.parts;
    const ring = await database.transaction(async (tx) => {
      const { contentType, family, size, sha256, viewKey, reason } = looked;
      const [ended] = await tx.query<{ ticketId: string | null }>(FINISH, [
        row.id, state, reason ?? null, contentType ?? null, family ?? null, size ?? null, sha256 ?? null,
        viewKey ?? null, this.sealedLocation(row, looked),
      ]); // prettier-ignore
      const ticketId = ended?.ticketId ?? null;
      const { inboundId } = row;
      // Of an agency's file the citizen hears nothing; whoever checks its response sees what became of it.
      if (ticketId === null || inboundId === null) return undefined;
      const located = looked.location !== undefined;
      await this.tellTimeline(tx, { id: row.id, inboundId, ticketId }, { state, reason: reason ?? null, located });
      return isTold(state) ? await notices.refused(tx, { inboundId, ticketId }) : undefined;
    });
    if (ring) doorbell.ring(ring.queue, [ring.id]);
  }

  private async tellTimeline(
    tx: Transaction,
    row: { id: string; inboundId: string; ticketId: string },
    { state, reason, located }: Pick<JoinedAttachment, 'state' | 'reason' | 'located'>,
  ): Promise<void> {
    const writes = new WriteSet();
    const common = {
      ticketId: row.ticketId,
      actor: 'gateway',
      inboundId: row.inboundId,
      at: this.parts.clock.now(),
    } as const;
    const event = EVENTS[state];
    if (event)
      addEvent(writes, { ...common, type: event, data: { attachmentId: row.id, ...(reason !== null && { reason }) } });
    if (located) tx.send(LOCK_TICKET, [row.ticketId]);
    if (located && (await tx.query(PLACELESS, [row.ticketId])).length > 0)
      addEvent(writes, { ...common, type: 'location-offered', data: { attachmentId: row.id, source: 'photo' } });
    const { statement, values } = writes.compile();
    tx.send(statement, values);
  }

  private sealedLocation(row: EndedRow, { location }: Omit<Looked, 'state'>): Buffer | null {
    if (!location) return null;
    return sealPortable(this.parts.vault, JSON.stringify(location), sealedIn.attachmentLocation(row.id));
  }
}

/** Whoever sent such a file is asked for another one. */
function isTold(state: AttachmentState): boolean {
  return state === 'quarantined' || state === 'refused';
}
