import type { Reads, StaffDirectory, StaffMember } from '../agencies/staff-directory.js';
import type { NoticeRecipient } from '../agencies/staff-notices.js';
import { addressKey } from '../messaging/address.js';
import type { ReportRecipient } from '../tenants/report-schedule.js';

/** Whom a report is sent to, each address once. */
export interface ReportAudience {
  recipients: NoticeRecipient[];
  /** How many whom the tenant's file names are not among its people any more. */
  missing: number;
}

/** Finds the people of a tenant's list: its roles and names among the office's own, its mailboxes as they stand. */
export async function reportAudience(
  reads: Reads,
  staff: StaffDirectory,
  tenant: string,
  named: readonly ReportRecipient[],
): Promise<ReportAudience> {
  const people = named.length === 0 ? [] : await staff.list(reads, { tenant, agency: null });
  const byAddress = new Map<string, NoticeRecipient>();
  let missing = 0;
  for (const each of named) {
    const found = whoIs(each, tenant, people);
    if (typeof each !== 'string' && found.length === 0) missing += 1;
    for (const recipient of found) {
      const key = addressKey(recipient.address);
      if (!byAddress.has(key)) byAddress.set(key, recipient);
    }
  }
  return { recipients: [...byAddress.values()], missing };
}

function whoIs(named: ReportRecipient, tenant: string, people: readonly StaffMember[]): NoticeRecipient[] {
  if (typeof named === 'string') return people.filter(({ role }) => role === named);
  if ('name' in named) return people.filter(({ name }) => name === named.name);
  const own = people.filter(({ address }) => address.kind === 'email' && address.value === named.email);
  return own.length > 0 ? own : [{ id: null, tenant, address: { kind: 'email', value: named.email }, channelId: null }];
}
