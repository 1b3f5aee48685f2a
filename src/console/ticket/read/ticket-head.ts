import type { Reads } from '../../../agencies/staff-directory.js';
import { sealedIn } from '../../../contacts/vault-context.js';
import type { Vault } from '../../../contacts/vault.js';
import { parseAddressKey } from '../../../messaging/address.js';
import type { Address, MessageEvent, StoredEvent, TaskMethod } from '../../../messaging/inbound-event.js';
import type { DurationUnit } from '../../../tenants/tenant.js';
import type { TicketState } from '../../../tickets/transitions.js';

/** A ticket's own row, with what of its neighbours the page says beside it. */
export interface TicketHead {
  id: string;
  number: string;
  tenant: string;
  state: TicketState;
  stateBefore: TicketState | null;
  kind: string;
  category: string | null;
  level: string;
  urgency: string;
  agency: string | null;
  unit: string | null;
  description: string;
  districtCode: string | null;
  villageCode: string | null;
  landmark: string | null;
  latitude: number | null;
  longitude: number | null;
  channelId: string;
  replyChannelId: string;
  replyMethod: TaskMethod | null;
  anonymous: boolean;
  confidential: boolean;
  openedAt: Date;
  dueAt: Date;
  updatedAt: Date;
  amount: number;
  unitOfBudget: DurationUnit;
  round: number;
  bounces: number;
  archiveReason: string | null;
  erasedAt: Date | null;
  openingMessageId: string;
  contactId: string | null;
  /** The account of whoever took it on. */
  assignedTo: string | null;
  /** The ticket that speaks for it. */
  mergedInto: string | null;
  /** The ticket that it was split off. */
  splitFrom: string | null;
}

interface HeadRow extends TicketHead, Record<string, unknown> {
  addressId: string | null;
  addressKeyId: string | null;
  addressSealed: Buffer | null;
  contactKeyId: string | null;
  contactName: Buffer | null;
  eventKeyId: string | null;
  eventSealed: Buffer | null;
}

const HEAD = `
  SELECT t.id, t.number, t.tenant, t.state, t.state_before AS "stateBefore", t.kind, t.category, t.level, t.urgency, t.agency,
    t.unit, t.description, t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude, t.longitude,
    t.channel_id AS "channelId", t.reply_channel_id AS "replyChannelId", t.reply_method AS "replyMethod", t.anonymous,
    t.confidential, t.opened_at AS "openedAt", t.due_at AS "dueAt", t.updated_at AS "updatedAt", t.budget_amount AS amount,
    t.budget_unit AS "unitOfBudget", t.round, t.bounces, t.archive_reason AS "archiveReason", t.erased_at AS "erasedAt",
    t.opening_message_id AS "openingMessageId", t.contact_id AS "contactId", t.assigned_to AS "assignedTo", l.number AS "mergedInto", s.number AS "splitFrom",
    c.key_id AS "contactKeyId",
    c.name_sealed AS "contactName", a.id AS "addressId", a.key_id AS "addressKeyId", a.value_sealed AS "addressSealed", m.key_id AS "eventKeyId",
    m.event_sealed AS "eventSealed"
  FROM ticket t LEFT JOIN ticket l ON l.id = t.merged_into LEFT JOIN ticket s ON s.id = t.split_from
  LEFT JOIN contact c ON c.id = t.contact_id LEFT JOIN contact_address a ON a.id = t.reply_address_id LEFT JOIN inbound_message m ON m.id = t.opening_message_id
  WHERE t.number = $1 AND t.tenant = $2`;

/** A ticket, whom its replies go to, and the message that opened it. All but the ticket are personal data. */
export interface OpenedHead {
  head: TicketHead;
  replyTo: Address | null;
  opening: MessageEvent | undefined;
  /** Every name that the reporter is known by. */
  reporterNames: string[];
}

/** One query. Undefined where this office has no such ticket. */
export async function readHead(
  reads: Reads,
  vault: Vault,
  tenant: string,
  number: string,
): Promise<OpenedHead | undefined> {
  const [row] = await reads.query<HeadRow>(HEAD, [number, tenant]);
  if (!row) return undefined;
  const { addressId, addressKeyId, addressSealed, contactKeyId, contactName, eventKeyId, eventSealed, ...head } = row;
  const replyTo =
    addressId !== null && addressKeyId !== null && addressSealed !== null
      ? parseAddressKey(vault.openText(addressSealed, addressKeyId, sealedIn.contactAddress(addressId)))
      : null;
  const event =
    eventSealed !== null && eventKeyId !== null
      ? (JSON.parse(
          vault.openText(eventSealed, eventKeyId, sealedIn.inboundEvent(head.openingMessageId)),
        ) as StoredEvent)
      : undefined;
  const opening = event?.type === 'message' ? event : undefined;
  const asked =
    head.contactId !== null && contactKeyId !== null && contactName !== null
      ? vault.openText(contactName, contactKeyId, sealedIn.contactName(head.contactId))
      : undefined;
  const names = [asked, opening?.from?.name, opening?.form?.reporterName].filter((name) => name !== undefined);
  return { head: { ...head }, replyTo, opening, reporterNames: names };
}
