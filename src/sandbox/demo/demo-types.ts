import type { KeyRing } from '../../contacts/key-ring.js';
import type { Vault } from '../../contacts/vault.js';
import type { Address } from '../../messaging/inbound-event.js';
import type { Channel } from '../../messaging/ports.js';
import type { LikelyRepeats } from '../../overruling/repeats/likely-repeats.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { WorkCalendar } from '../../tenants/working-time.js';
import type { Chance } from './chance.js';
import type { Complaint, Regency } from './regency.js';

export interface DemoParts {
  chance: Chance;
  vault: Vault;
  keys: KeyRing;
  tenant: Tenant;
  holidays: HolidayCalendar;
  calendar: WorkCalendar;
  regency: Regency;
  repeats: LikelyRepeats;
  now: Date;
}

/** Whose complaint it is; the row of the contact was written before. */
export interface DemoCitizen {
  contactId: string;
  addressId: string;
  address: Address;
}

export interface DemoTicket {
  number: string;
  channel: Channel;
  citizen: DemoCitizen;
  complaint: Complaint;
}

/** Of the rows that everything else refers to. */
export interface Ids {
  inboundId: string;
  ticketId: string;
}
