import type { StaffDirectory, StaffMember } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Transaction } from '../database/transaction.js';
import type { Clock } from '../observability/clock.js';
import type { Locales, TextParams } from '../tenants/locales.js';
import { agencyName } from '../tenants/names.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { HeldTicket, Ring } from '../tickets/ticket-actions.js';
import type { DispatchLinks } from './dispatch-links.js';
import type { ResponseNotices } from './response-types.js';

export interface ResponseNoticeParts {
  staff: StaffDirectory;
  notices: StaffNotices;
  links: DispatchLinks;
  locales: Locales;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  clock: Clock;
  /** Where officers reach us, without a slash at the end. */
  publicUrl: string;
}

type Told = Pick<HeldTicket, 'id' | 'tenant' | 'number'>;

interface Notice {
  /** Below `staffResponse` in the locale files: `<key>.subject`, `.text` and `.short`. */
  key: 'waits' | 'sentBack' | 'citizenReplied' | 'freshLink' | 'notFixed' | 'reopened';
  /** What makes it this notice and no other; the member is added. */
  idempotencyKey: string;
  params: TextParams;
  /** The officer's own link goes with it. */
  dispatchId?: string;
}

const DISPATCH = 'SELECT agency, unit FROM dispatch WHERE id = $1';

/** Tells admins what waits for them, and officers what is asked of them. */
export class StaffResponseNotices implements ResponseNotices {
  constructor(private readonly parts: ResponseNoticeParts) {}

  async waits(tx: Transaction, ticket: HeldTicket, response: { id: string; agency: string }): Promise<Ring[]> {
    const { tenant } = ticket;
    const admins = await this.parts.staff.list(tx, { tenant, agency: null, roles: ['admin'] });
    const params = { agency: this.agencyName(tenant, response.agency) };
    return this.tell(tx, ticket, admins, { key: 'waits', idempotencyKey: `response-waits:${response.id}`, params });
  }

  async sentBack(
    tx: Transaction,
    ticket: HeldTicket,
    { responseId, dispatchId, officerId, remark }: Parameters<ResponseNotices['sentBack']>[2],
  ): Promise<Ring[]> {
    const members = await this.whoAnswers(tx, ticket, dispatchId, officerId);
    const idempotencyKey = `response-sent-back:${responseId}`;
    return this.tell(tx, ticket, members, { key: 'sentBack', idempotencyKey, params: { remark }, dispatchId });
  }

  /** The citizen has said what an agency asked them. @param eventId of what they said */
  async citizenReplied(
    tx: Transaction,
    ticket: Told,
    asked: { dispatchId: string; officerId: string | null; eventId: string },
  ): Promise<Ring[]> {
    const { dispatchId } = asked;
    const members = await this.whoAnswers(tx, ticket, dispatchId, asked.officerId);
    const idempotencyKey = `citizen-replied:${asked.eventId}`;
    return this.tell(tx, ticket, members, { key: 'citizenReplied', idempotencyKey, params: {}, dispatchId });
  }

  /**
   * An answer was not enough, or the office opened the ticket again: to its admins, who hand it on. The agency that it
   * goes back to is told with the dispatch. @param by whoever did it, as timelines name them: they know
   */
  async reopened(
    tx: Transaction,
    ticket: Told,
    { eventId, key, by }: { eventId: string; key: 'notFixed' | 'reopened'; by?: string },
  ): Promise<Ring[]> {
    const { tenant } = ticket;
    const admins = await this.parts.staff.list(tx, { tenant, agency: null, roles: ['admin'] });
    const own = by === undefined ? [] : await this.parts.staff.whoActs(tx, admins, by);
    const others = admins.filter((admin) => !own.includes(admin));
    return this.tell(tx, ticket, others, { key, idempotencyKey: `reopened:${eventId}`, params: {} });
  }

  /** A link in place of one that has run out, to the officer whom that one was given to. @param nonce one link each */
  async freshLink(
    tx: Transaction,
    ticket: Told,
    officerId: string,
    dispatchId: string,
    nonce: string,
  ): Promise<Ring[]> {
    const member = await this.parts.staff.byId(tx, officerId);
    const idempotencyKey = `fresh-link:${dispatchId}:${nonce}`;
    return this.tell(tx, ticket, member ? [member] : [], { key: 'freshLink', idempotencyKey, params: {}, dispatchId });
  }

  /** The officer who spoke before, else whoever of the agency is told of such a dispatch. */
  private async whoAnswers(
    tx: Transaction,
    { tenant }: Told,
    dispatchId: string,
    officerId: string | null,
  ): Promise<StaffMember[]> {
    const officer = officerId === null ? undefined : await this.parts.staff.byId(tx, officerId);
    if (officer) return [officer];
    const [dispatch] = await tx.query<{ agency: string; unit: string | null }>(DISPATCH, [dispatchId]);
    return dispatch ? (await this.parts.staff.recipients(tx, { tenant, ...dispatch })).members : [];
  }

  private async tell(tx: Transaction, ticket: Told, members: readonly StaffMember[], notice: Notice): Promise<Ring[]> {
    const { notices, links, locales, tenants, clock, publicUrl } = this.parts;
    const { key, dispatchId } = notice;
    const tenant = tenants.bySlug(ticket.tenant);
    const rings: Ring[] = [];
    for (const member of members) {
      const url = dispatchId === undefined ? publicUrl : `${publicUrl}${links.path(dispatchId, member.id)}`;
      const params = { ...notice.params, number: ticket.number, name: member.name, url, tenant: tenant?.name ?? '' };
      const text = (form: string): string =>
        locales.translate(tenant?.locale ?? 'id', `staffResponse.${key}.${form}`, params);
      const told = await notices.queue(tx, member, {
        idempotencyKey: `${notice.idempotencyKey}:${member.id}`,
        purpose: 'dispatch',
        subject: text('subject'),
        text: text('text'),
        short: text('short'),
        ticketId: ticket.id,
        ...(dispatchId !== undefined && { dispatchId }),
        now: clock.now(),
      });
      rings.push(...told);
    }
    return rings;
  }

  private agencyName(tenant: string, slug: string): string {
    const known = this.parts.tenants.bySlug(tenant);
    return known ? agencyName(known, slug) : slug;
  }
}
