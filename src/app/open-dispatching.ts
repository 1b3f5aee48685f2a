import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';
import { AgencyViews } from '../dispatch/agency-view.js';
import { DispatchLinks } from '../dispatch/dispatch-links.js';
import { DispatchNotices } from '../dispatch/dispatch-notices.js';
import { DispatchWords } from '../dispatch/dispatch-words.js';
import type { AgencyWebhooks } from '../dispatch/agency-webhooks.js';
import { Dispatches } from '../dispatch/dispatch.service.js';
import type { Clock } from '../observability/clock.js';
import { AreaDirectory } from '../tenants/areas.js';
import type { TicketActions } from '../tickets/ticket-actions.js';
import type { Configuration } from './load-config.js';

export interface DispatchingInput {
  configuration: Pick<Configuration, 'tenants' | 'holidays' | 'locales'>;
  vault: Vault;
  keys: KeyRing;
  clock: Clock;
  actions: TicketActions;
  staff: StaffDirectory;
  staffNotices: StaffNotices;
  publicUrl: string;
  /** Agencies' own systems. */
  webhooks?: (views: AgencyViews) => AgencyWebhooks;
}

export interface Dispatching {
  agencyViews: AgencyViews;
  dispatchLinks: DispatchLinks;
  dispatches: Dispatches;
  agencyWebhooks?: AgencyWebhooks;
}

/** Puts together what hands tickets to agencies. */
export function openDispatching({
  configuration,
  vault,
  keys,
  clock,
  actions,
  ...parts
}: DispatchingInput): Dispatching {
  const { tenants, holidays, locales } = configuration;
  const { staff, staffNotices, publicUrl, webhooks } = parts;
  const agencyViews = new AgencyViews({ vault, tenants, areas: new AreaDirectory(tenants.all()) });
  const dispatchLinks = new DispatchLinks({ keys, clock });
  const words = new DispatchWords(locales);
  const notices = new DispatchNotices({
    staff,
    notices: staffNotices,
    views: agencyViews,
    words,
    links: dispatchLinks,
    tenants,
    publicUrl,
  });
  const agencyWebhooks = webhooks?.(agencyViews);
  const followers = agencyWebhooks ? [agencyWebhooks] : [];
  const dispatches = new Dispatches({ vault, clock, tenants, holidays, actions, notices, followers });
  return { agencyViews, dispatchLinks, dispatches, ...(agencyWebhooks && { agencyWebhooks }) };
}
