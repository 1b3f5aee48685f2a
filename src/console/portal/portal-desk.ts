import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import type { Database } from '../../database/database.js';
import type { AgencyViews } from '../../dispatch/agency-view.js';
import type { ResponseReader } from '../../dispatch/response-reader.js';
import { readDuty, type Duty } from '../../public/duty/duty-desk.js';
import type { Tenant } from '../../tenants/tenant.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const PORTAL_PATH = '/console/tugas';

export interface PortalDeskParts {
  database: Database;
  views: Pick<AgencyViews, 'of'>;
  reader: Pick<ResponseReader, 'ofTicket'>;
}

/** Opens what an officer's agency was handed, as the pages behind links do. */
export class PortalDesk {
  constructor(private readonly parts: PortalDeskParts) {}

  /** Undefined where there is none, or it is another agency's or unit's: which of them it is, is not said. */
  async open(tenant: Tenant, user: ConsoleUser, dispatchId: string): Promise<Duty | undefined> {
    if (!UUID.test(dispatchId)) return undefined;
    const view = await this.parts.views.of(this.parts.database, dispatchId);
    if (view?.tenant !== tenant.slug || view.agency !== user.agency) return undefined;
    if (user.unit !== null && view.unit !== user.unit) return undefined;
    return readDuty(this.parts.reader, {
      base: `${PORTAL_PATH}/${dispatchId}`,
      tenant,
      officer: { actor: { kind: 'officer', by: actorOfUser(user) }, via: 'console' },
      view,
    });
  }
}
