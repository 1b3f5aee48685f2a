import type { Reads } from '../agencies/staff-directory.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { findPlace, type AreaDirectory } from '../tenants/areas.js';
import { categoryName } from '../tenants/names.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import type { DispatchState } from './dispatch.entity.js';
import { withoutIdentity } from './without-identity.js';

export interface AgencyPlace {
  district?: string;
  village?: string;
  landmark?: string;
  latitude?: number;
  longitude?: number;
}

/** A photo without its metadata. */
export interface AgencyFile {
  id: string;
  contentType: string;
}

/**
 * A ticket as the agency sees it that was handed it (promise 7): what happened and where, never who says so. There is no
 * reporter's name, address or document in it for any ticket, since answers flow through the gateway; where the reporter
 * is anonymous or asked for it, what their own words give away of them is taken out as well.
 */
export interface AgencyView {
  dispatchId: string;
  ticketId: string;
  number: string;
  tenant: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: DispatchState;
  /** The ticket's. */
  ticketState: string;
  kind: string;
  /** In the tenant's words. */
  category: string | null;
  level: string;
  urgency: string;
  openedAt: Date;
  dispatchedAt: Date;
  dueAt: Date | null;
  place: AgencyPlace;
  /** `withheld`: at the reporter's wish. */
  reporter: 'known' | 'withheld' | 'anonymous';
  /** What the citizen wrote, oldest first. */
  messages: { text: string; at: Date }[];
  files: AgencyFile[];
  /** What the admin writes to the agency. */
  note: string | null;
  /** Who else has it. */
  others: { agency: string; lead: boolean; state: DispatchState }[];
}

interface HeadRow extends Record<string, unknown> {
  dispatchId: string;
  ticketId: string;
  openingId: string;
  number: string;
  tenant: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: DispatchState;
  ticketState: string;
  kind: string;
  category: string | null;
  level: string;
  urgency: string;
  openedAt: Date;
  dispatchedAt: Date;
  dueAt: Date | null;
  keyId: string;
  noteSealed: Buffer | null;
  description: string;
  districtCode: string | null;
  villageCode: string | null;
  landmark: string | null;
  latitude: number | null;
  longitude: number | null;
  anonymous: boolean;
  confidential: boolean;
}

const HEAD = `
  SELECT d.id AS "dispatchId", t.id AS "ticketId", t.opening_message_id AS "openingId", t.number, t.tenant, d.agency, d.unit, d.lead,
    d.state, t.state AS "ticketState", t.kind, t.category, t.level, t.urgency, t.opened_at AS "openedAt",
    d.dispatched_at AS "dispatchedAt", d.due_at AS "dueAt", d.key_id AS "keyId", d.note_sealed AS "noteSealed", t.description,
    t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude, t.longitude, t.anonymous,
    t.confidential
  FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE d.id = $1`;

/** What citizens wrote to the ticket, the opening message first. */
const MESSAGES = `
  SELECT id, key_id AS "keyId", event_sealed AS sealed, received_at AS at FROM inbound_message
  WHERE ticket_id = $1 AND event_sealed IS NOT NULL AND (id = $2 OR outcome = 'follow-up')
  ORDER BY (id = $2) DESC, received_at, id`;

const FILES = `
  SELECT id FROM attachment WHERE ticket_id = $1 AND state = 'stored' AND view_key IS NOT NULL ORDER BY id`;

const OTHERS = `
  SELECT agency, lead, state FROM dispatch
  WHERE ticket_id = $1 AND id <> $2 AND state IN ('sent', 'accepted', 'responded', 'done') ORDER BY lead DESC, dispatched_at, id`;

export interface AgencyViewParts {
  vault: Vault;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  areas: AreaDirectory;
}

/** The one way by which agencies read tickets: in notices, on pages, by the API and by webhook. */
export class AgencyViews {
  constructor(private readonly parts: AgencyViewParts) {}

  /** Undefined where there is no such dispatch. */
  async of(reads: Reads, dispatchId: string): Promise<AgencyView | undefined> {
    const [head] = await reads.query<HeadRow>(HEAD, [dispatchId]);
    const tenant = head && this.parts.tenants.bySlug(head.tenant);
    if (!head || !tenant) return undefined;
    const {
      keyId,
      noteSealed,
      openingId: _opening,
      description: _description,
      anonymous,
      confidential,
      category,
      ...rest
    } = head;
    const { districtCode: _district, villageCode: _village, landmark: _landmark, latitude: _lat, longitude: _lon, ...shown } = rest; // prettier-ignore
    const files = await reads.query<{ id: string }>(FILES, [head.ticketId]);
    return {
      ...shown,
      category: categoryName(tenant, category) ?? null,
      place: await this.placeOf(tenant, head),
      reporter: anonymous ? 'anonymous' : confidential ? 'withheld' : 'known',
      messages: await this.messagesOf(reads, head),
      files: files.map(({ id }) => ({ id, contentType: 'image/jpeg' })),
      note: noteSealed && this.parts.vault.openText(noteSealed, keyId, sealedIn.dispatchNote(dispatchId)),
      others: await reads.query<AgencyView['others'][number]>(OTHERS, [head.ticketId, dispatchId]),
    };
  }

  private async messagesOf(reads: Reads, head: HeadRow): Promise<AgencyView['messages']> {
    const rows = await reads.query<{ id: string; keyId: string; sealed: Buffer; at: Date }>(MESSAGES, [
      head.ticketId,
      head.openingId,
    ]);
    const names: string[] = [];
    const said = rows.flatMap(({ id, keyId, sealed, at }) => {
      const event = JSON.parse(this.parts.vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
      if (event.type !== 'message') return [];
      names.push(...[event.form?.reporterName, event.from?.name].filter((name) => name !== undefined));
      // The keyword that chose the tenant is no part of the complaint.
      return [{ text: id === head.openingId ? head.description : event.text, at }];
    });
    // The words of a ticket outlive the message that opened it.
    if (said.length === 0 || !rows.some(({ id }) => id === head.openingId))
      said.unshift({ text: head.description, at: head.openedAt });
    if (!head.anonymous && !head.confidential) return said;
    return said.map(({ text, at }) => ({ text: withoutIdentity(text, names), at }));
  }

  private async placeOf(tenant: Tenant, head: HeadRow): Promise<AgencyPlace> {
    const { districtCode, villageCode, landmark, latitude, longitude } = head;
    const known =
      districtCode === null && villageCode === null
        ? undefined
        : findPlace(await this.parts.areas.of(tenant), districtCode ?? '', villageCode ?? '');
    const hidden = head.anonymous || head.confidential;
    return {
      ...(known?.district && { district: known.district.name }),
      ...(known?.village && { village: known.village.name }),
      ...(landmark !== null && { landmark: hidden ? withoutIdentity(landmark, []) : landmark }),
      ...(latitude !== null && longitude !== null && { latitude, longitude }),
    };
  }
}

/** What an agency's own system gets: without our row ids but the dispatch's, by which it answers, and the photos'. */
export interface ShownView extends Omit<AgencyView, 'ticketId' | 'files'> {
  photos: string[];
}

/** By webhook and by the API. An agency that is out of it has no need any more of what the citizen said. */
export function shownToAgency({ ticketId: _ticket, files, ...view }: AgencyView): ShownView {
  if (keepsTicket(view)) return { ...view, photos: files.map(({ id }) => id) };
  return { ...view, place: {}, messages: [], note: null, photos: [] };
}

/** Whether the agency still sees the ticket. */
export function keepsTicket({ state }: Pick<AgencyView, 'state'>): boolean {
  return state !== 'withdrawn' && state !== 'returned';
}

/** A place in words; empty where none is known. */
export function placeWords({ landmark, village, district, latitude, longitude }: AgencyPlace): string {
  const words = [landmark, village, district].filter((part) => part !== undefined && part !== '').join(', ');
  if (words !== '' || latitude === undefined || longitude === undefined) return words;
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}
