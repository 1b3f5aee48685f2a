import { parseEmail, parsePhone } from '../../channels/typed.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { Address } from '../../messaging/inbound-event.js';
import type { Clock } from '../../observability/clock.js';
import { recordAccess } from '../../tickets/access-log.writes.js';
import { TICKET_STATES, type TicketState } from '../../tickets/transitions.js';

/** A ticket of somebody whose number or mailbox a clerk typed. */
export interface OpenTicket {
  id: string;
  number: string;
  state: TicketState;
  category: string | null;
  agency: string | null;
  openedAt: Date;
  /** How it begins. */
  text: string;
}

/** To these something may be added: what was answered may be said to be not fixed. */
const ADDABLE = TICKET_STATES.filter((state) => state !== 'closed' && state !== 'archived' && state !== 'merged');
const MOST = 8;

/**
 * Finds the open tickets of a reporter by a telephone number or mailbox, within one office. Names are sealed and found
 * by nobody. Which tickets somebody has says who reported them: each one shown is recorded as a look (promise 7).
 */
export class OpenTickets {
  constructor(private readonly parts: { database: Database; vault: Vault; clock: Clock }) {}

  async of(tenant: string, typed: { phone: string; email: string }, actor: string): Promise<OpenTicket[]> {
    const { database, vault, clock } = this.parts;
    const hashes = addressesOf(typed).map((address) => vault.tenantAddressHash(tenant, address));
    if (hashes.length === 0) return [];
    const rows = await database.query<OpenTicket & { contactId: string } & Record<string, unknown>>(
      `SELECT t.id, t.number, t.state, t.category, t.agency, t.opened_at AS "openedAt", left(t.description, 160) AS text,
         t.contact_id AS "contactId"
       FROM ticket t WHERE t.contact_id IN (SELECT contact_id FROM contact_address WHERE tenant = $1 AND lookup_hash = ANY($2::bytea[]))
         AND t.tenant = $1 AND t.state = ANY($3) AND NOT t.anonymous ORDER BY t.opened_at DESC LIMIT $4`,
      [tenant, hashes, ADDABLE, MOST],
    );
    const at = clock.now();
    for (const { id, contactId } of rows)
      await recordAccess(database, { actor, action: 'reporter', subjectId: contactId, ticketId: id, at });
    return rows.map(({ contactId: _contact, ...ticket }) => ticket);
  }
}

/** As the channels write them: one number may have written by SMS and by WhatsApp. */
function addressesOf({ phone, email }: { phone: string; email: string }): Address[] {
  const number = parsePhone(phone.trim());
  const mailbox = parseEmail(email.trim());
  return [...(number ? [number, { ...number, kind: 'whatsapp' as const }] : []), ...(mailbox ? [mailbox] : [])];
}
