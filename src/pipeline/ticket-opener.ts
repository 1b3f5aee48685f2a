import { newId } from '../database/new-id.js';
import { addContact } from '../contacts/contact.writes.js';
import { dueAt, workCalendar } from '../tenants/working-time.js';
import { withoutIdentityNumbers } from '../tickets/identity-numbers.js';
import { addOutsideReference } from '../tickets/outside-reference.writes.js';
import { addEvent } from '../tickets/timeline.js';
import { trackingCode, trackingHash } from '../tickets/tracking-code.js';
import { decideTransition } from '../tickets/transitions.js';
import { budgetOf } from './budget.js';
import type { EndingInput, WriterParts, Written } from './ending-writer.types.js';
import { formatTicketNumber } from './identify/ticket-number.js';
import { answersLeft } from './may-answer.js';
import { remarksOf } from './remarks.js';
import { replyPath } from './reply-channel.js';
import type { ReplyWriter } from './reply-writer.js';
import { storable } from './text.js';
import type { Ending } from './types.js';

type TicketEnding = Extract<Ending, { outcome: 'ticket' }>;

/** The rows of a new ticket: contact, timeline, files, acknowledgement. */
export class TicketOpener {
  constructor(
    private readonly parts: WriterParts,
    private readonly replies: ReplyWriter,
  ) {}

  /** @returns what the message's own row refers to */
  open(
    input: EndingInput,
    ending: TicketEnding,
    sequence: number,
    result: Written,
  ): { ticketId: string; contactId?: string } {
    const { message, identity, known, now } = input;
    const { writes } = result;
    const { tenant, categorised, routed } = ending;
    const action = routed.agency === undefined ? 'open-unrouted' : 'open';
    const transition = decideTransition('none', action, 'gateway');
    if (!transition.ok) throw new RangeError(transition.reason);
    const person = this.contactOf(input, result);
    const path = replyPath(message, this.parts.channels);
    const form = message.event.form;
    const budget = budgetOf(tenant, categorised);
    const due = dueAt(message.receivedAt, budget, workCalendar(tenant, this.parts.holidays));
    const code = trackingCode(this.parts.keys, message.id);
    const ticketId = newId();
    const number = formatTicketNumber(tenant.ticketPrefix, sequence);
    const location = message.event.location;
    writes.insert('ticket', {
      id: ticketId,
      tenant: tenant.slug,
      number,
      tracking_hash: trackingHash(this.parts.keys, code),
      opening_message_id: message.id,
      contact_id: person?.contactId ?? null,
      channel_id: message.channel.id,
      reply_channel_id: path.channel.id,
      reply_address_id: path.to && person ? person.addressId : null,
      reply_method: path.task ?? null,
      kind: categorised.kind,
      state: transition.transition.to,
      category: categorised.category?.slug ?? null,
      level: categorised.level,
      urgency: categorised.danger ? 'danger' : 'normal',
      agency: routed.agency ?? null,
      unit: routed.unit ?? null,
      description: withoutIdentityNumbers(identity.text),
      district_code: form?.districtCode ?? null,
      village_code: form?.villageCode ?? null,
      landmark: form?.landmark === undefined ? null : storable(form.landmark),
      latitude: location?.latitude ?? null,
      longitude: location?.longitude ?? null,
      anonymous: form?.anonymous ?? false,
      confidential: form?.confidential ?? false,
      standard_version: tenant.standard.version,
      calendar_version: this.parts.holidays.version,
      budget_amount: budget.amount,
      budget_unit: budget.unit,
      opened_at: message.receivedAt,
      due_at: due,
      updated_at: now,
    });
    addEvent(writes, {
      ticketId,
      type: 'opened',
      actor: 'citizen',
      inboundId: message.id,
      data: { state: transition.transition.to, ...remarksOf(message) },
      at: now,
    });
    this.replies.addAttachments(input, ticketId, result);
    if (form?.outsideReference !== undefined)
      addOutsideReference(writes, this.parts.vault, {
        ticketId,
        system: message.channel.id,
        reference: form.outsideReference,
        now,
      });
    const left = answersLeft(known, this.parts.limits, tenant);
    const facts = { number, agency: routed.agency ?? null, state: transition.transition.to, dueAt: due, budget };
    // The last message of the day goes to the danger, which names the ticket too.
    if (left > (categorised.danger ? 1 : 0)) {
      this.replies.reply(
        input,
        { purpose: 'acknowledgement', text: this.parts.composer.acknowledgement(tenant, path.channel, facts, code) },
        ticketId,
        result,
      );
    }
    if (categorised.danger && left > 0) {
      this.replies.reply(
        input,
        { purpose: 'danger', text: this.parts.composer.danger(tenant, path.channel, number) },
        ticketId,
        result,
      );
    }
    return { ticketId, ...(person && { contactId: person.contactId }) };
  }

  /** The known contact, or a new one; none for a message without a sender. */
  private contactOf(
    { message, identity, known, now }: EndingInput,
    { writes }: Written,
  ): { contactId: string; addressId: string } | undefined {
    const { contactId, addressId } = known;
    if (contactId !== undefined && addressId !== undefined) return { contactId, addressId };
    const address = message.event.from;
    if (!address || !identity.tenant) return undefined;
    const name = message.event.form?.reporterName ?? address.name;
    return addContact(writes, this.parts.vault, {
      tenant: identity.tenant.slug,
      address,
      ...(name !== undefined && { name: storable(name) }),
      now,
    });
  }
}
