import { sealedIn } from '../../contacts/vault-context.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { Statement } from '../../database/statement.js';
import { withoutIdentity } from '../../dispatch/without-identity.js';
import type { StoredEvent } from '../../messaging/inbound-event.js';
import { ROW_TEXT, type TicketRow } from './ticket-rows.js';

const OPENINGS: Statement = {
  name: 'console-row-openings',
  text: `
    SELECT t.id AS "ticketId", m.id, m.key_id AS "keyId", m.event_sealed AS sealed, c.id AS "contactId",
      c.key_id AS "contactKeyId", c.name_sealed AS "contactName"
    FROM ticket t JOIN inbound_message m ON m.id = t.opening_message_id LEFT JOIN contact c ON c.id = t.contact_id
    WHERE t.id = ANY($1::uuid[])`,
};

interface Opening extends Record<string, unknown> {
  ticketId: string;
  id: string;
  keyId: string;
  /** Null: erased. */
  sealed: Buffer | null;
  contactId: string | null;
  contactKeyId: string | null;
  contactName: Buffer | null;
}

/** Rows for whoever must not learn who reported: as the ticket's own page shows its words to them. One query. */
export async function withheldRows(
  { database, vault }: { database: Database; vault: Vault },
  rows: readonly TicketRow[],
): Promise<TicketRow[]> {
  const names = await reporterNames(
    { database, vault },
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const clean = (text: string): string => withoutIdentity(text, names.get(row.id) ?? []);
    return { ...row, text: clean(whole(row.text)), landmark: row.landmark && clean(row.landmark) };
  });
}

/** What those call themselves who reported these tickets, by the ticket's id. At most one query. */
export async function reporterNames(
  { database, vault }: { database: Database; vault: Vault },
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ticketIds.length === 0) return new Map();
  const openings = await database.query<Opening>(OPENINGS, [ticketIds]);
  return new Map(openings.map((opening) => [opening.ticketId, namesIn(vault, opening)]));
}

/** Without the word or the number within which the text was cut: a part of it would not be known for what it is. */
function whole(text: string): string {
  return text.length < ROW_TEXT ? text : text.replace(/[\d\s().+-]*\S*$/, ' …');
}

/** What the message was signed with, what the form says, and what the reporter was asked for afterwards. */
function namesIn(vault: Vault, { id, keyId, sealed, contactId, contactKeyId, contactName }: Opening): string[] {
  const names: (string | undefined)[] = [];
  if (contactId !== null && contactKeyId !== null && contactName !== null)
    names.push(vault.openText(contactName, contactKeyId, sealedIn.contactName(contactId)));
  if (sealed !== null) {
    const event = JSON.parse(vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
    if (event.type === 'message') names.push(event.from?.name, event.form?.reporterName);
  }
  return names.filter((name) => name !== undefined);
}
