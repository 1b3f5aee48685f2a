import type { Address } from '../messaging/inbound-event.js';
import type { StaffRole } from './staff-role.js';

export const STAFF_MEANS = ['email', 'whatsapp', 'sms'] as const;
/** How somebody of the staff is told. */
export type StaffMeans = (typeof STAFF_MEANS)[number];

/** Somebody of an agency or of the office, as the tenant's file names them. */
export interface StaffEntry {
  /** Null: the office's own people. */
  agency: string | null;
  unit: string | null;
  role: StaffRole;
  name: string;
  means: StaffMeans;
  /** Absent: it stands in a variable that is not set. */
  address?: Address;
  /** The channel that tells them; absent: the tenant's first one that reaches such an address. */
  channel?: string;
  /** Where it stands in the file, for warnings. */
  path: readonly (string | number)[];
}

/** Address kinds by means, as the channels themselves write them. */
const KINDS = { email: 'email', whatsapp: 'whatsapp', sms: 'phone' } as const;
const MAILBOX = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/;
/** E.164, or an Indonesian number as it is dialled at home. */
const NUMBER = /^(?:\+[1-9]|0[1-9])\d{7,13}$/;

/** What a person's address must look like, in words. */
export const STAFF_ADDRESS_FORMS: Readonly<Record<StaffMeans, string>> = {
  email: 'a mailbox',
  whatsapp: 'a telephone number such as "0811-0000-0001", in quotes',
  sms: 'a telephone number such as "0811-0000-0001", in quotes',
};

/** A person's address as channels write it; undefined for what is none. */
export function staffAddress(means: StaffMeans, text: string): Address | undefined {
  const kind = KINDS[means];
  if (means === 'email') {
    const value = text.trim().toLowerCase();
    return MAILBOX.test(value) ? { kind, value } : undefined;
  }
  const digits = text.replace(/[\s().-]/g, '');
  return NUMBER.test(digits) ? { kind, value: digits.replace(/^0/, '+62') } : undefined;
}
