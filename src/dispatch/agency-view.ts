import type { Reads } from '../agencies/staff-directory.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { withoutIdentityNumbers } from '../tickets/identity-numbers.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { findPlace, type AreaDirectory } from '../tenants/areas.js';
import { categoryName } from '../tenants/names.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import {
  FILES,
  HEAD,
  HEAD_BEFORE,
  MESSAGES,
  OTHERS,
  type FileRow,
  type HeadRow,
  type MessageRow,
} from './agency-view.statements.js';
import type { DispatchState } from './dispatch.entity.js';
import { mayTellWho } from './tells-who.js';
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
 * is anonymous or asked for it, what their own words give away of them is taken out as well. What they replied when they
 * were asked who they are is left out of every view, and so are numbers of identity cards.
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

/** A dispatch that somebody thinks of. */
export interface WantedDispatch {
  tenant: string;
  number: string;
  agency: string;
  unit: string | null;
  note: string;
  dueAt: Date | null;
}

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
    if (!head) return undefined;
    const { noteSealed, keyId } = head;
    const note = noteSealed && this.parts.vault.openText(noteSealed, keyId, sealedIn.dispatchNote(dispatchId));
    return this.show(reads, head, note);
  }

  /** As an agency would see a ticket that it is not handed yet. Undefined where the office has no such ticket. */
  async before(reads: Reads, wanted: WantedDispatch): Promise<AgencyView | undefined> {
    const { tenant, number, agency, unit, note, dueAt } = wanted;
    const [head] = await reads.query<HeadRow>(HEAD_BEFORE, [number, tenant, agency, unit, dueAt]);
    return head && this.show(reads, head, note === '' ? null : note);
  }

  private async show(reads: Reads, head: HeadRow, note: string | null): Promise<AgencyView | undefined> {
    const tenant = this.parts.tenants.bySlug(head.tenant);
    if (!tenant) return undefined;
    const {
      keyId: _key,
      noteSealed: _note,
      openingId: _opening,
      description: _description,
      anonymous,
      confidential,
      category,
      contactId: _contact,
      contactKeyId: _contactKey,
      contactName: _name,
      ...rest
    } = head;
    const { districtCode: _district, villageCode: _village, landmark: _landmark, latitude: _lat, longitude: _lon, ...shown } = rest; // prettier-ignore
    const { messages, ids } = await this.messagesOf(reads, head);
    const photos = await reads.query<FileRow>(FILES, [head.ticketId, head.openingId]);
    const files = photos.filter(({ inboundId, near }) => !near || (inboundId !== null && ids.has(inboundId)));
    return {
      ...shown,
      category: categoryName(tenant, category) ?? null,
      place: await this.placeOf(tenant, head),
      reporter: anonymous ? 'anonymous' : confidential ? 'withheld' : 'known',
      messages,
      files: files.map(({ id }) => ({ id, contentType: 'image/jpeg' })),
      note,
      others: await reads.query<AgencyView['others'][number]>(OTHERS, [head.ticketId, head.dispatchId]),
    };
  }

  /** What the agency reads, and the ids of the messages that it is. */
  private async messagesOf(
    reads: Reads,
    head: HeadRow,
  ): Promise<{ messages: AgencyView['messages']; ids: ReadonlySet<string> }> {
    const rows = await reads.query<MessageRow>(MESSAGES, [head.ticketId, head.openingId]);
    const names = this.namesOf(head);
    const ids = new Set<string>();
    const said = rows.flatMap(({ id, keyId, sealed, at, told, near }) => {
      const event = JSON.parse(this.parts.vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
      if (event.type !== 'message') return [];
      names.push(...[event.form?.reporterName, event.from?.name].filter((name) => name !== undefined));
      if (told || (near && mayTellWho(event.text))) return [];
      ids.add(id);
      // The keyword that chose the tenant is no part of the complaint.
      return [{ text: id === head.openingId ? head.description : event.text, at }];
    });
    // The words of a ticket outlive the message that opened it.
    if (!rows.some(({ id }) => id === head.openingId)) said.unshift({ text: head.description, at: head.openedAt });
    const withheld = head.anonymous || head.confidential;
    const clean = (text: string): string => (withheld ? withoutIdentity(text, names) : withoutIdentityNumbers(text));
    return { messages: said.map(({ text, at }) => ({ text: clean(text), at })), ids };
  }

  /** The reporter's, for taking out. */
  private namesOf({ contactId, contactKeyId, contactName }: HeadRow): string[] {
    if (contactId === null || contactKeyId === null || !contactName) return [];
    return [this.parts.vault.openText(contactName, contactKeyId, sealedIn.contactName(contactId))];
  }

  private async placeOf(tenant: Tenant, head: HeadRow): Promise<AgencyPlace> {
    const { districtCode, villageCode, landmark, latitude, longitude } = head;
    const known =
      districtCode === null && villageCode === null
        ? undefined
        : findPlace(await this.parts.areas.of(tenant), districtCode ?? '', villageCode ?? '');
    // In their own words, perhaps behind their name: "Siti, depan SDN 1".
    const words = landmark === null ? null : withoutIdentity(landmark, this.namesOf(head));
    return {
      ...(known?.district && { district: known.district.name }),
      ...(known?.village && { village: known.village.name }),
      ...(words !== null && { landmark: words }),
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
