import type { StaffDirectory, StaffMember } from '../../agencies/staff-directory.js';
import type { Database } from '../../database/database.js';
import { keepsTicket, type AgencyView, type AgencyViews } from '../../dispatch/agency-view.js';
import type { DispatchLinks } from '../../dispatch/dispatch-links.js';
import type { ResponseReader, ResponseView } from '../../dispatch/response-reader.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Tenant } from '../../tenants/tenant.js';
import { dutyOffers, type DutyOffers } from './duty-rules.js';

/** A dispatch as its officer works on it. */
export interface Duty {
  /** The link's; its address is made of it again. */
  token: string;
  tenant: Tenant;
  officerId: string;
  view: AgencyView;
  /** What this agency said so far, oldest first. */
  responses: readonly ResponseView[];
  offers: DutyOffers;
}

export type DutyReading =
  | { kind: 'open'; duty: Duty }
  /** We gave it once. The tenant is for the page's language and name alone. */
  | { kind: 'expired'; dispatchId: string; officerId: string; tenant: Tenant }
  /** Never given, altered, or its officer has left. */
  | { kind: 'unknown' };

export interface DutyDeskParts {
  database: Database;
  links: Pick<DispatchLinks, 'inspect'>;
  staff: Pick<StaffDirectory, 'byId'>;
  views: AgencyViews;
  reader: Pick<ResponseReader, 'ofTicket'>;
  tenants: Pick<TenantRegistry, 'bySlug'>;
}

/** Opens officers' links; changes nothing. */
export class DutyDesk {
  constructor(private readonly parts: DutyDeskParts) {}

  async open(token: string): Promise<DutyReading> {
    const { database, links, staff, views, reader, tenants } = this.parts;
    const claim = links.inspect(token);
    if (!claim) return { kind: 'unknown' };
    const { dispatchId, officerId, expired } = claim;
    const [view, member] = await Promise.all([views.of(database, dispatchId), staff.byId(database, officerId)]);
    const tenant = view && tenants.bySlug(view.tenant);
    if (!view || !tenant || !member || !answersFor(member, view)) return { kind: 'unknown' };
    if (expired) return { kind: 'expired', dispatchId, officerId, tenant };
    const said = (await reader.ofTicket(view.ticketId)).filter((each) => each.dispatchId === dispatchId);
    return {
      kind: 'open',
      duty: { token, tenant, officerId, view, responses: said, offers: dutyOffers(view, tenant) },
    };
  }
}

/** Photos that the page shows: of the report as the agency may see it, and the agency's own. */
export function photosOf(duty: Duty): readonly string[] {
  if (!keepsTicket(duty.view)) return [];
  const own = duty.responses.flatMap(({ files }) => files.filter(({ hasView }) => hasView).map(({ id }) => id));
  return [...duty.view.files.map(({ id }) => id), ...own];
}

/** Somebody who has moved to another agency leaves its tickets behind; the office's own people stand in for all. */
function answersFor({ tenant, agency }: StaffMember, view: AgencyView): boolean {
  return tenant === view.tenant && (agency === null || agency === view.agency);
}
