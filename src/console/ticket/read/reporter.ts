import { recordAccess } from '../../../tickets/access-log.writes.js';
import type { Vault } from '../../../contacts/vault.js';
import type { Database } from '../../../database/database.js';
import type { Address, IdentityDocument } from '../../../messaging/inbound-event.js';
import type { Clock } from '../../../observability/clock.js';
import type { Tenant } from '../../../tenants/tenant.js';
import { readHead } from './ticket-head.js';

/** Who reported, as far as they said. Personal data. */
export interface Reporter {
  name: string | null;
  /** Where replies go, or where the report came from. */
  address: Address | null;
  postalAddress: string | null;
  document: IdentityDocument | null;
}

/** Shows who reported to those who may ask; each look is written down before anything is shown (promise 7). */
export class Reporters {
  constructor(private readonly parts: { database: Database; vault: Vault; clock: Clock }) {}

  /**
   * Two queries. Of an anonymous report nobody is shown, and nothing is written down.
   * @param looker as the access log names them
   * @returns undefined where this office has no such ticket; null where nobody may be shown
   */
  async look(tenant: Tenant, number: string, looker: string): Promise<Reporter | null | undefined> {
    const { database, vault, clock } = this.parts;
    const opened = await readHead(database, vault, tenant.slug, number);
    if (!opened) return undefined;
    const { head, replyTo, opening } = opened;
    if (head.anonymous || head.erasedAt !== null) return null;
    await recordAccess(database, {
      actor: looker,
      action: 'reporter',
      subjectId: head.id,
      ticketId: head.id,
      at: clock.now(),
    });
    const form = opening?.form;
    return {
      name: form?.reporterName ?? opening?.from?.name ?? null,
      address: replyTo ?? form?.replyTo ?? opening?.from ?? null,
      postalAddress: form?.postalAddress ?? null,
      document: form?.document ?? null,
    };
  }
}
