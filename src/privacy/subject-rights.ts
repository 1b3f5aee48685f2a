import { newId } from '../database/new-id.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Address } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import { recordAccess } from '../tickets/access-log.writes.js';
import { eraseTickets, ON_ITS_WAY } from './erasure.js';
import { readPerson, type PersonExport, type Subject } from './person-export.js';

export interface RightsParts {
  database: Database;
  vault: Vault;
  clock: Clock;
}

/** What a person may ask of an office about themselves; that they are who they say is the office's to see. */
export class SubjectRights {
  constructor(private readonly parts: RightsParts) {}

  /**
   * @param addresses under which one person is known: a number may report by SMS and by WhatsApp
   * The look is recorded before it is shown.
   * @throws CodedError `person-unknown`
   */
  async export(tenant: string, addresses: readonly Address[], by: string): Promise<PersonExport> {
    const { database, vault, clock } = this.parts;
    const now = clock.now();
    const found = await database.transaction(async (tx) => {
      const subject = await this.subjectOf(tx, tenant, addresses);
      return { subject, document: await readPerson(tx, vault, tenant, subject, now) };
    });
    for (const ticketId of found.subject.ticketIds)
      await recordAccess(database, { actor: by, action: 'person-export', subjectId: ticketId, ticketId, at: now });
    const { tickets, messages, files } = found.document;
    await this.note(tenant, 'export', addresses, by, {
      tickets: tickets.length,
      messages: messages.length,
      files: files.length,
    });
    return found.document;
  }

  /**
   * Erases what says who somebody is and what they wrote; the statistics stay (UU 27/2022, articles 8, 43 and 44).
   * A STOP of theirs stays too: it is what keeps us silent.
   * @throws CodedError `person-unknown`, `still-open` (a report that is not settled), `still-on-its-way`
   */
  async erase(tenant: string, addresses: readonly Address[], by: string): Promise<Record<string, number>> {
    const { database, vault, clock } = this.parts;
    const now = clock.now();
    const counts = await database.transaction(async (tx) => {
      const subject = await this.subjectOf(tx, tenant, addresses);
      const rows = await tx.query<{ number: string; state: string; busy: boolean }>(
        `SELECT t.number, t.state, ${ON_ITS_WAY} AS busy FROM ticket t WHERE t.id = ANY($1::uuid[]) ORDER BY t.number FOR UPDATE OF t`,
        [subject.ticketIds],
      );
      const open = rows.filter(({ state }) => !['closed', 'archived', 'merged'].includes(state));
      if (open.length > 0)
        throw new CodedError(
          'still-open',
          `not settled yet: ${open.map(({ number }) => number).join(', ')}. Close or archive first`,
          false,
        );
      if (rows.some(({ busy }) => busy))
        throw new CodedError('still-on-its-way', 'a message to this person is still on its way; try again later', true);
      const erased = await eraseTickets(tx, vault, subject.ticketIds, { now, by, why: 'request' });
      const others = await tx.query<{ id: string }>(
        `UPDATE inbound_message SET event_sealed = NULL, raw_sealed = NULL, sender_hash = NULL, text_hash = NULL, contact_id = NULL
         WHERE tenant = $1 AND (sender_hash = ANY($2::bytea[]) OR contact_id = ANY($3::uuid[])) AND state <> 'pending' RETURNING id`,
        [tenant, subject.senderHashes, subject.contactIds],
      );
      await tx.query('DELETE FROM contact_address WHERE contact_id = ANY($1::uuid[])', [subject.contactIds]);
      await tx.query('DELETE FROM contact WHERE id = ANY($1::uuid[])', [subject.contactIds]);
      return { ...erased, otherMessages: others.length };
    });
    await this.note(tenant, 'erase', addresses, by, counts);
    return counts;
  }

  private async subjectOf(tx: Transaction, tenant: string, addresses: readonly Address[]): Promise<Subject> {
    const { vault } = this.parts;
    const senderHashes = addresses.map((address) => vault.addressHash(address));
    const contacts = await tx.query<{ contactId: string }>(
      'SELECT DISTINCT contact_id AS "contactId" FROM contact_address WHERE tenant = $1 AND lookup_hash = ANY($2::bytea[])',
      [tenant, addresses.map((address) => vault.tenantAddressHash(tenant, address))],
    );
    const contactIds = contacts.map(({ contactId }) => contactId);
    const [message] = await tx.query(
      'SELECT id FROM inbound_message WHERE tenant = $1 AND sender_hash = ANY($2::bytea[]) LIMIT 1',
      [tenant, senderHashes],
    );
    if (contactIds.length === 0 && !message)
      throw new CodedError('person-unknown', `${tenant} holds nothing under this address`, false);
    const tickets = await tx.query<{ id: string }>(
      'SELECT id FROM ticket WHERE contact_id = ANY($1::uuid[]) ORDER BY opened_at',
      [contactIds],
    );
    return { contactIds, senderHashes, ticketIds: tickets.map(({ id }) => id) };
  }

  private async note(
    tenant: string,
    kind: 'export' | 'erase',
    [address]: readonly Address[],
    by: string,
    counts: Record<string, number>,
  ): Promise<void> {
    const { database, vault, clock } = this.parts;
    if (!address) return;
    await database.query(
      'INSERT INTO data_request (id, tenant, kind, subject_hash, by, counts, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [newId(), tenant, kind, vault.tenantAddressHash(tenant, address), by, counts, clock.now()],
    );
  }
}
