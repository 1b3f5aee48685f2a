import type { StaffDirectory, StaffMember } from '../../agencies/staff-directory.js';
import type { Database } from '../../database/database.js';
import { keepsTicket, type AgencyView, type AgencyViews } from '../../dispatch/agency-view.js';
import type { DispatchLinks } from '../../dispatch/dispatch-links.js';
import type { ResponseReader, ResponseView } from '../../dispatch/response-reader.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ResponseVia } from '../../dispatch/response.entity.js';
import type { TicketActor } from '../../tickets/ticket-actions.js';
import { dutyOffers, type DutyOffers } from './duty-rules.js';

/** Who works on a dispatch: somebody of the staff directory behind a link, or somebody signed in to the portal. */
export interface DutyOfficer {
  actor: TicketActor & { by: string };
  /** In the staff directory. */
  officerId?: string;
  via: Extract<ResponseVia, 'link' | 'console'>;
}

/** A dispatch as its officer works on it. */
export interface Duty {
  /** The path that its pages stand below: of a link `/d/<token>`, in the portal the dispatch's own. */
  base: string;
  tenant: Tenant;
  officer: DutyOfficer;
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
    const officer: DutyOfficer = { actor: { kind: 'officer', by: officerId }, officerId, via: 'link' };
    return { kind: 'open', duty: await readDuty(reader, { base: `/d/${token}`, tenant, officer, view }) };
  }
}

/** A dispatch with what was said on it and what can be done. */
export async function readDuty(
  reader: Pick<ResponseReader, 'ofTicket'>,
  known: Pick<Duty, 'base' | 'tenant' | 'officer' | 'view'>,
): Promise<Duty> {
  const { view, tenant } = known;
  const responses = (await reader.ofTicket(view.ticketId)).filter((each) => each.dispatchId === view.dispatchId);
  return { ...known, responses, offers: dutyOffers(view, tenant) };
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
