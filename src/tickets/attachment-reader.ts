import { newId } from '../database/new-id.js';
import { openPortable } from '../contacts/portable-seal.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { AttachmentState } from './attachment.entity.js';
import type { SealedAttachmentStore } from './attachment-store.js';
import { send } from './ticket-actions.js';
import { addEvent } from './timeline.js';

/** A file of a ticket, as an operator sees it. */
export interface AttachmentFacts {
  id: string;
  contentType: string;
  family: string | null;
  /** Bytes. */
  size: number | null;
  state: AttachmentState;
  reason: string | null;
  hasView: boolean;
  /** As the citizen named it: text to be shown, never a path. */
  filename?: string;
  /** Where the photo says that it was taken; nobody has believed it yet. */
  offeredLocation?: OfferedLocation;
}

export interface OfferedLocation {
  latitude: number;
  longitude: number;
}

/** Bytes to hand out as a file. */
export interface OpenedFile {
  bytes: Buffer;
  contentType: string;
}

interface Row extends Record<string, unknown> {
  id: string;
  ticketId: string | null;
  keyId: string;
  contentType: string;
  family: string | null;
  size: string | null;
  state: AttachmentState;
  reason: string | null;
  filenameSealed: Buffer | null;
  locationSealed: Buffer | null;
  storageKey: string | null;
  viewKey: string | null;
}

const COLUMNS = `id, ticket_id AS "ticketId", key_id AS "keyId", content_type AS "contentType", family, size, state, reason,
  filename_sealed AS "filenameSealed", location_sealed AS "locationSealed", storage_key AS "storageKey", view_key AS "viewKey"`;

export interface ReaderParts {
  database: Database;
  vault: Vault;
  store: SealedAttachmentStore;
  clock: Clock;
}

/** Opens citizens' files. Who may is decided by the caller; a look at an original is logged before it happens. */
export class AttachmentReader {
  constructor(private readonly parts: ReaderParts) {}

  /** Of one ticket, oldest first. */
  async ofTicket(ticketId: string): Promise<AttachmentFacts[]> {
    const rows = await this.parts.database.query<Row>(
      `SELECT ${COLUMNS} FROM attachment WHERE ticket_id = $1 ORDER BY id`,
      [ticketId],
    );
    return rows.map((row) => this.facts(row));
  }

  /** Of these ids, oldest first. */
  async these(ids: readonly string[]): Promise<AttachmentFacts[]> {
    const rows = await this.parts.database.query<Row>(
      `SELECT ${COLUMNS} FROM attachment WHERE id = ANY($1::uuid[]) ORDER BY id`,
      [ids],
    );
    return rows.map((row) => this.facts(row));
  }

  /** A photo without its metadata: JPEG. Undefined where there is no such thing. */
  async view(id: string): Promise<OpenedFile | undefined> {
    const row = await this.row(id);
    if (row?.state !== 'stored' || row.viewKey === null) return undefined;
    return { bytes: await this.parts.store.get(row.viewKey), contentType: 'image/jpeg' };
  }

  /**
   * The bytes as they came, with all that a photo tells of its sender. What is quarantined has no type but octets.
   * @param actor `cli` or an account's id; kept in the access log
   * @throws CodedError `attachment-unknown`, `attachment-not-kept`, and those of the storage
   */
  async original(id: string, actor: string): Promise<OpenedFile> {
    const { database, store, clock } = this.parts;
    const row = await this.row(id);
    if (!row) throw new CodedError('attachment-unknown', `there is no attachment ${id}`, false);
    if (row.storageKey === null)
      throw new CodedError('attachment-not-kept', `of attachment ${id} there are no bytes here`, false);
    const writes = new WriteSet();
    writes.insert('access_log', {
      id: newId(),
      actor,
      action: 'attachment-original',
      subject_id: id,
      ticket_id: row.ticketId,
      at: clock.now(),
    });
    const { statement, values } = writes.compile();
    await database.query(statement, values);
    const contentType = row.state === 'stored' ? row.contentType : 'application/octet-stream';
    return { bytes: await store.get(row.storageKey), contentType };
  }

  /** In a transaction of its own. */
  async acceptLocation(id: string, actor: string): Promise<void> {
    await this.parts.database.transaction((tx) => this.acceptLocationWithin(tx, id, actor));
  }

  /**
   * Takes a photo's place for the ticket's, in place of what it had.
   * @throws CodedError `location-not-offered`
   */
  async acceptLocationWithin(tx: Transaction, id: string, actor: string): Promise<OfferedLocation> {
    const row = await this.row(id, tx);
    const location = row && this.facts(row).offeredLocation;
    if (!row?.ticketId || !location)
      throw new CodedError('location-not-offered', `attachment ${id} offers no place for a ticket`, false);
    const { ticketId } = row;
    const at = this.parts.clock.now();
    const writes = new WriteSet();
    writes.update('ticket', { id: ticketId, ...location, updated_at: at });
    addEvent(writes, {
      ticketId,
      type: 'location-accepted',
      actor: 'operator',
      data: { attachmentId: id, source: 'photo', by: actor },
      at,
    });
    send(tx, writes);
    return location;
  }

  private async row(id: string, reads: Pick<Transaction, 'query'> = this.parts.database): Promise<Row | undefined> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
    const [row] = await reads.query<Row>(`SELECT ${COLUMNS} FROM attachment WHERE id = $1`, [id]);
    return row;
  }

  private facts(row: Row): AttachmentFacts {
    const { vault } = this.parts;
    const { id, contentType, family, size, state, reason, filenameSealed, locationSealed } = row;
    const facts: AttachmentFacts = {
      id, contentType, family, state, reason,
      size: size === null ? null : Number(size),
      hasView: row.viewKey !== null,
    }; // prettier-ignore
    if (filenameSealed) facts.filename = vault.openText(filenameSealed, row.keyId, sealedIn.attachmentFilename(id));
    if (locationSealed) {
      const json = openPortable(vault, locationSealed, sealedIn.attachmentLocation(id)).toString('utf8');
      facts.offeredLocation = JSON.parse(json) as NonNullable<AttachmentFacts['offeredLocation']>;
    }
    return facts;
  }
}
