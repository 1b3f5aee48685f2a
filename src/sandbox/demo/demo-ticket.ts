import { randomFillSync } from 'node:crypto';
import { sealedIn } from '../../contacts/vault-context.js';
import type { WriteSet } from '../../database/write-set.js';
import type { MessageEvent } from '../../messaging/inbound-event.js';
import { budgetOf } from '../../pipeline/budget.js';
import { trackingCode, trackingHash } from '../../tickets/tracking-code.js';
import { eventOf, LifeWriter } from './demo-life.js';
import type { DemoParts, DemoTicket, Ids } from './demo-types.js';
import { writeDemoDeadlines } from './demo-deadlines.js';
import { inventHistory, type History, type Step } from './history.js';

/** Writes the rows of one invented ticket with everything that has become of it. @returns its state */
export function writeDemoTicket(writes: WriteSet, parts: DemoParts, demo: DemoTicket): History['state'] {
  const { chance, regency, now } = parts;
  const { complaint } = demo;
  const { openedAt, agency } = complaint;
  const pace = regency.paceOf(agency);
  const lead = regency.leadOf(complaint);
  const history = inventHistory(chance, { openedAt, now, routed: agency !== null, similar: lead !== undefined, pace });
  const inboundId = chance.id(openedAt);
  const ticketId = chance.id(openedAt);
  writeMessage(writes, parts, demo, { inboundId, ticketId });
  const mergedInto = history.state === 'merged' ? (lead ?? null) : null;
  if (mergedInto === null) regency.setLead(complaint, ticketId);
  writeTicket(writes, parts, demo, { inboundId, ticketId, history, mergedInto });
  writeDecisions(writes, parts, demo, { inboundId, ticketId });
  const bands = parts.repeats.bands(parts.tenant.slug, complaint.text, openedAt);
  writes.insert('ticket_signature', { ticket_id: ticketId, bands: `{${bands.join()}}` });
  const write = new LifeWriter(writes, parts, demo, { inboundId, ticketId });
  write.opened();
  for (const step of history.steps) write.step(step);
  write.finish();
  return history.state;
}

function writeMessage(
  writes: WriteSet,
  { chance, vault, tenant }: DemoParts,
  { channel, citizen, complaint }: DemoTicket,
  { inboundId, ticketId }: Ids,
): void {
  const { openedAt, text } = complaint;
  const event: MessageEvent = {
    type: 'message', externalId: `demo-${inboundId}`, from: citizen.address, to: [channel.address ?? channel.id], text,
    attachments: [], thread: {}, nature: 'person',
  }; // prettier-ignore
  writes.insert('inbound_message', {
    id: inboundId,
    channel_id: channel.id,
    kind: channel.kind,
    // Truly random at its end, as ids are.
    external_hash: randomFillSync(chance.bytes(32), 16),
    event_type: 'message',
    sender_hash: vault.addressHash(citizen.address),
    key_id: vault.keyId,
    event_sealed: vault.seal(JSON.stringify(event), sealedIn.inboundEvent(inboundId)),
    received_at: openedAt,
    state: 'done',
    outcome: 'ticket',
    attempts: 1,
    next_attempt_at: openedAt,
    wake_at: openedAt,
    tenant: tenant.slug,
    contact_id: citizen.contactId,
    ticket_id: ticketId,
    processed_at: openedAt,
  });
}

function writeTicket(
  writes: WriteSet,
  { keys, tenant, holidays, calendar, now }: DemoParts,
  { number, channel, citizen, complaint }: DemoTicket,
  { inboundId, ticketId, history, mergedInto }: Ids & { history: History; mergedInto: string | null },
): void {
  const { openedAt, category, agency, unit, danger, text } = complaint;
  const { steps, state, stateBefore, round } = history;
  const budget = budgetOf(tenant, category);
  const last = (action: Step['action']): Step | undefined => steps.findLast((step) => step.action === action);
  const closed = last('confirm-fixed') ?? last('close') ?? last('archive');
  const events = [
    { type: 'opened' as const, at: openedAt },
    ...steps.map(({ action, at }) => ({ type: eventOf(action), at })),
  ];
  const dueAt = writeDemoDeadlines(writes, { tenant, holidays, calendar, now }, { ticketId, openedAt, budget, events });
  writes.insert('ticket', {
    id: ticketId,
    tenant: tenant.slug,
    number,
    tracking_hash: trackingHash(keys, trackingCode(keys, inboundId)),
    opening_message_id: inboundId,
    contact_id: citizen.contactId,
    channel_id: channel.id,
    reply_channel_id: channel.id,
    reply_address_id: citizen.addressId,
    kind: category.kind,
    state,
    state_before: stateBefore,
    merged_into: mergedInto,
    category: category.slug,
    level: category.level,
    urgency: danger ? 'danger' : round > 0 ? 'high' : 'normal',
    agency,
    unit,
    description: text,
    district_code: complaint.districtCode,
    village_code: complaint.villageCode,
    landmark: complaint.landmark,
    anonymous: false,
    confidential: false,
    standard_version: tenant.standard.version,
    calendar_version: holidays.version,
    budget_amount: budget.amount,
    budget_unit: budget.unit,
    opened_at: openedAt,
    due_at: dueAt,
    updated_at: steps.at(-1)?.at ?? openedAt,
    taken_up_at: openedAt,
    announced_at: openedAt,
    bounces: steps.filter(({ action }) => action === 'return').length,
    round,
    answered_at: last('answer')?.at ?? null,
    closed_at: state === 'closed' || state === 'archived' ? (closed?.at ?? null) : null,
    archive_reason: last('archive')?.archive ?? null,
  });
}

function writeDecisions(
  writes: WriteSet,
  { chance, tenant }: DemoParts,
  { channel, complaint }: DemoTicket,
  { inboundId, ticketId }: Ids,
): void {
  const score = chance.whole(60, 99) / 100;
  const { openedAt: at, category, keyword, agency, rule } = complaint;
  // Their reasons as the pipeline writes them: the ticket's page has words for those.
  const decisions = [
    { step: 'identify', outcome: tenant.slug, rule: channel.tenant ? 'channel' : `keyword ${tenant.keywords[0] ?? ''}`, score: 1 },
    { step: 'categorise', outcome: category.slug, rule: `words: ${keyword}`, score },
    { step: 'route', outcome: agency ?? 'triage', rule: rule ?? 'no rule holds', score: agency ? score : 0 },
  ]; // prettier-ignore
  for (const [place, decision] of decisions.entries())
    writes.insert('decision', {
      ...decision,
      // All of one moment: their ids keep the order.
      id: chance.id(new Date(at.getTime() + place)),
      inbound_id: inboundId,
      ticket_id: ticketId,
      version: tenant.standard.version,
      at,
    });
}
