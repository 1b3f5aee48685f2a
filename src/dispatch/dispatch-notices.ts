import type { StaffDirectory, StaffMember } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import { CodedError } from '../messaging/errors.js';
import type { Transaction } from '../database/transaction.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import type { HeldTicket, Ring } from '../tickets/ticket-actions.js';
import type { AgencyViews } from './agency-view.js';
import type { DispatchLinks } from './dispatch-links.js';
import { BOUNCES_BEFORE_HEAD, type ReturnReason } from './dispatch-rules.js';
import type { DispatchWords, NoticeWords } from './dispatch-words.js';

export interface DispatchNoticesParts {
  staff: StaffDirectory;
  notices: StaffNotices;
  views: AgencyViews;
  words: DispatchWords;
  links: DispatchLinks;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  /** Without a slash at the end. */
  publicUrl: string;
}

interface Place {
  id: string;
  agency: string;
  unit: string | null;
}

interface Told extends NoticeWords {
  /** With the member's id behind it, what makes it this notice and no other. */
  key: string;
  ticketId: string;
  dispatchId: string;
  now: Date;
}

/** Who is told of dispatches, in the transaction that makes them. Nobody is told the same twice. */
export class DispatchNotices {
  constructor(private readonly parts: DispatchNoticesParts) {}

  /** Call it once the dispatch is written. A unit that is named later is told then, and who knows already is not. */
  async handed(tx: Transaction, ticket: HeldTicket, dispatch: Place, now: Date): Promise<Ring[]> {
    const { staff, views, words, links, publicUrl } = this.parts;
    const tenant = this.tenantOf(ticket);
    const { members, standIns } = await staff.recipients(tx, { ...dispatch, tenant: ticket.tenant });
    const view = await views.of(tx, dispatch.id);
    if (!view) throw new CodedError('dispatch-unknown', `there is no dispatch ${dispatch.id}`, false);
    const rings: Ring[] = [];
    for (const member of members) {
      const url = `${publicUrl}${links.path(dispatch.id, member.id)}`;
      const notice = words.handed(tenant, view, { member, url, unreached: standIns, now });
      const key = `dispatch:${dispatch.id}`;
      rings.push(...(await this.tell(tx, member, { ...notice, key, ticketId: ticket.id, dispatchId: dispatch.id, now }))); // prettier-ignore
    }
    return rings;
  }

  /** To those who were told of it. */
  async withdrawn(tx: Transaction, ticket: HeldTicket, dispatch: Place, now: Date): Promise<Ring[]> {
    const words = this.parts.words.withdrawn(this.tenantOf(ticket), { number: ticket.number, agency: dispatch.agency });
    const told = await tx.query<{ id: string }>(
      `SELECT DISTINCT officer_id AS id FROM outbound_message
       WHERE ticket_id = $1 AND dispatch_id = $2 AND purpose = 'dispatch' AND officer_id IS NOT NULL`,
      [ticket.id, dispatch.id],
    );
    const rings: Ring[] = [];
    for (const { id } of told) {
      const member = await this.parts.staff.byId(tx, id);
      const notice = { ...words, key: `withdrawn:${dispatch.id}`, ticketId: ticket.id, dispatchId: dispatch.id, now };
      if (member) rings.push(...(await this.tell(tx, member, notice)));
    }
    return rings;
  }

  /**
   * To the office's admins; to its head as well when a ticket has been handed back as often as nobody should.
   * @param count times in all, this one included
   */
  async returned(
    tx: Transaction,
    ticket: HeldTicket,
    dispatch: Place,
    { reason, to, words, count, now }: { reason: ReturnReason; to: string | null; words: string | null; count: number; now: Date }, // prettier-ignore
  ): Promise<Ring[]> {
    const tenant = this.tenantOf(ticket);
    const facts = { number: ticket.number, agency: dispatch.agency, reason };
    const back = this.parts.words.returned(tenant, { ...facts, to, words });
    const about = { ticketId: ticket.id, dispatchId: dispatch.id, now };
    const rings = await this.office(tx, tenant, 'admin', { ...back, ...about, key: `returned:${dispatch.id}` });
    if (count % BOUNCES_BEFORE_HEAD !== 0) return rings;
    const bounced = this.parts.words.bounced(tenant, { ...facts, count });
    rings.push(...(await this.office(tx, tenant, 'head', { ...bounced, ...about, key: `bounced:${dispatch.id}` })));
    return rings;
  }

  private async office(tx: Transaction, { slug }: Tenant, role: 'admin' | 'head', notice: Told): Promise<Ring[]> {
    const members = await this.parts.staff.list(tx, { tenant: slug, agency: null, roles: [role] });
    const rings: Ring[] = [];
    for (const member of members) rings.push(...(await this.tell(tx, member, notice)));
    return rings;
  }

  private async tell(tx: Transaction, member: StaffMember, { key, ...notice }: Told): Promise<Ring[]> {
    const idempotencyKey = `${key}:${member.id}`;
    return this.parts.notices.queue(tx, member, { ...notice, idempotencyKey, purpose: 'dispatch' });
  }

  private tenantOf({ tenant: slug }: HeldTicket): Tenant {
    const tenant = this.parts.tenants.bySlug(slug);
    if (!tenant) throw new CodedError('tenant-unknown', `the configuration has no tenant ${slug}`, false);
    return tenant;
  }
}
