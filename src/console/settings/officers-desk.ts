import { StaffDesk } from '../../agencies/staff-desk.js';
import type { StaffDirectory, StaffMember } from '../../agencies/staff-directory.js';
import { staffChannel, type StaffNotices } from '../../agencies/staff-notices.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import type { Locales } from '../../tenants/locales.js';
import type { Tenant } from '../../tenants/tenant.js';
import { recordAccess } from '../../tickets/access-log.writes.js';
import type { TicketActions } from '../../tickets/ticket-actions.js';
import { memberOf, type OfficerValues } from './officer-form.js';
import type { WrongField } from './edit/item-editor.js';

export interface OfficersDeskParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  staff: StaffDirectory;
  staffNotices: StaffNotices;
  actions: TicketActions;
  channels: ChannelRegistry;
  locales: Locales;
}

/** The people of an office and of its agencies, as its admins keep them. */
export class OfficersDesk {
  private readonly desk: StaffDesk;

  constructor(private readonly parts: OfficersDeskParts) {
    this.desk = new StaffDesk(parts);
  }

  async list(tenant: Tenant): Promise<StaffMember[]> {
    return this.parts.staff.list(this.parts.database, { tenant: tenant.slug });
  }

  /** Undefined for what is another office's, like what does not exist. */
  async find(tenant: Tenant, id: string): Promise<StaffMember | undefined> {
    const member = /^[0-9a-f-]{36}$/.test(id) ? await this.parts.staff.byId(this.parts.database, id) : undefined;
    return member?.tenant === tenant.slug ? member : undefined;
  }

  /** Whose address is about to be shown in full; the look is recorded first. */
  async look(tenant: Tenant, id: string, actor: string): Promise<StaffMember | undefined> {
    const member = await this.find(tenant, id);
    const { database, clock } = this.parts;
    if (member) await recordAccess(database, { actor, action: 'officer', subjectId: id, ticketId: null, at: clock.now() });
    return member;
  } // prettier-ignore

  /** Enters somebody, or changes whom `known` names. @returns what is wrong; nothing is saved then */
  async save(tenant: Tenant, values: OfficerValues, known?: StaffMember): Promise<WrongField[]> {
    const { member, wrong } = memberOf(tenant, values, known);
    if (!member) return wrong;
    const reached = staffChannel(member, this.parts.channels);
    if (member.channelId !== null && reached?.id !== member.channelId) return [{ field: 'kanal', code: 'officer.kanal' }];
    const id = await this.desk.add(member);
    // Elsewhere, or with another address, they are somebody new: the old entry ends.
    if (known && id !== known.id) await this.desk.remove(known.id);
    return [];
  } // prettier-ignore

  async end(id: string): Promise<void> {
    await this.desk.remove(id);
  }

  /** Sends somebody a message that asks for nothing, once for each `nonce`. @returns whether a channel reaches them */
  async test(tenant: Tenant, member: StaffMember, nonce: string): Promise<boolean> {
    const { actions, staffNotices, channels, locales, clock } = this.parts;
    if (!staffChannel(member, channels)) return false;
    const say = (form: string): string =>
      locales.translate(tenant.locale, `console.settings.officers.test.${form}`, { tenant: tenant.name });
    const notice = {
      idempotencyKey: `staff-test:${member.id}:${nonce}`,
      purpose: 'reminder',
      subject: say('subject'),
      text: say('text'),
      short: say('short'),
      now: clock.now(),
    } as const;
    await actions.transaction(async (tx) => ({ value: undefined, rings: await staffNotices.queue(tx, member, notice) }));
    return true;
  } // prettier-ignore
}
