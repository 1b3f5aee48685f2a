import { newId } from '../database/new-id.js';
import { addContact } from '../contacts/contact.writes.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { queueTask, recipientOf, recordTold } from '../outbox/reply-task.writes.js';
import { dueAt, workCalendar } from '../tenants/working-time.js';
import { formatTicketNumber } from './identify/ticket-number.js';
import { addAttachment } from '../tickets/attachment.writes.js';
import { addOutsideReference } from '../tickets/outside-reference.writes.js';
import { addEvent } from '../tickets/timeline.js';
import { trackingCode, trackingHash } from '../tickets/tracking-code.js';
import { decideTransition } from '../tickets/transitions.js';
import { replyPath } from './reply-channel.js';
import { storable } from './text.js';
import { answersLeft } from './may-answer.js';
import type { EndingInput, WriterParts, Written } from './ending-writer.types.js';
import type { Ending, ReplyDraft } from './types.js';

type TicketEnding = Extract<Ending, { outcome: 'ticket' }>;

/** Turns an ending into the rows that make it true. No database: the rows are written by whoever holds the transaction. */
export class EndingWriter {
  constructor(private readonly parts: WriterParts) {}

  /** @param sequence the ticket's running number; only endings that open one use it */
  write(input: EndingInput, result: Written, sequence?: number): void {
    const { ending, message, now } = input;
    switch (ending.outcome) {
      case 'ticket':
        this.openTicket(input, ending, sequence ?? 0, result);
        break;
      case 'follow-up':
      case 'duplicate': {
        const type = ending.outcome === 'duplicate' ? 'duplicate-added' : ending.event;
        addEvent(result.writes, { ticketId: ending.ticketId, type, actor: 'citizen', inboundId: message.id, at: now });
        this.addAttachments(input, ending.ticketId, result);
        this.finish(input, result, { ticketId: ending.ticketId, contactId: input.known.contactId });
        this.reply(input, ending.reply, ending.ticketId, result);
        break;
      }
      case 'command':
        this.finish(input, result, { contactId: input.known.contactId });
        this.reply(input, ending.reply, undefined, result);
        break;
      case 'ignored':
        this.finish(input, result, {}, ending.reason);
        break;
    }
  }

  private openTicket(input: EndingInput, ending: TicketEnding, sequence: number, result: Written): void {
    const { message, identity, known, now } = input;
    const { writes } = result;
    const { tenant, categorised, routed } = ending;
    const action = routed.agency === undefined ? 'open-unrouted' : 'open';
    const transition = decideTransition('none', action, 'gateway');
    if (!transition.ok) throw new RangeError(transition.reason);
    const person = this.contactOf(input, result);
    const path = replyPath(message, this.parts.channels);
    const form = message.event.form;
    const budget =
      tenant.standard.kinds[categorised.kind] ??
      tenant.standard.levels.find((level) => level.slug === categorised.level)?.resolve;
    if (!budget) throw new RangeError(`the standard of ${tenant.slug} has no level ${categorised.level}`);
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
      description: identity.text,
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
      data: { state: transition.transition.to },
      at: now,
    });
    this.addAttachments(input, ticketId, result);
    if (form?.outsideReference !== undefined)
      addOutsideReference(writes, this.parts.vault, {
        ticketId,
        system: message.channel.id,
        reference: form.outsideReference,
        now,
      });
    this.finish(input, result, { ticketId, contactId: person?.contactId });
    const left = answersLeft(known, this.parts.limits, tenant);
    const facts = { number, agency: routed.agency ?? null, state: transition.transition.to, dueAt: due, budget };
    // The last message of the day goes to the danger, which names the ticket too.
    if (left > (categorised.danger ? 1 : 0)) {
      this.reply(
        input,
        { purpose: 'acknowledgement', text: this.parts.composer.acknowledgement(tenant, path.channel, facts, code) },
        ticketId,
        result,
      );
    }
    if (categorised.danger && left > 0) {
      this.reply(
        input,
        { purpose: 'danger', text: this.parts.composer.danger(tenant, path.channel, number) },
        ticketId,
        result,
      );
    }
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

  private reply(
    input: EndingInput,
    reply: ReplyDraft | undefined,
    ticketId: string | undefined,
    { writes, rings }: Written,
  ): void {
    if (!reply) return;
    const { message, identity, now } = input;
    const path = replyPath(message, this.parts.channels);
    const { form } = message.event;
    const said = {
      idempotencyKey: `${reply.purpose}:${message.id}`,
      channel: path.channel,
      tenant: identity.tenant?.slug ?? null,
      ...(ticketId !== undefined && { ticketId }),
      inboundId: message.id,
      purpose: reply.purpose,
      automatic: true,
      text: reply.text,
      now,
    };
    if (!path.to) {
      // The page that a form's reporter is looking at says all this itself; at a desk the clerk does.
      if (form?.inPerson) recordTold(writes, this.parts.vault, said);
      else if (form && path.task && ticketId !== undefined) {
        const task = { method: path.task, recipient: recipientOf(form, path.task), ticketId, tenant: form.tenant };
        queueTask(writes, this.parts.vault, { ...said, ...task });
      }
      return;
    }
    const { ringAfterSeconds, vault } = this.parts;
    const id = queueOutbound(writes, vault, { ...said, to: path.to, ringAfterSeconds });
    rings.push({ queue: `outbox.${path.channel.kind}`, id });
  }

  private addAttachments({ message, now }: EndingInput, ticketId: string, { writes, rings }: Written): void {
    for (const attachment of message.event.attachments) {
      const id = addAttachment(writes, this.parts.vault, {
        attachment,
        inboundId: message.id,
        ticketId,
        channelId: message.channel.id,
        now,
        ringAfterSeconds: this.parts.ringAfterSeconds,
      });
      if (id !== undefined) rings.push({ queue: 'maintenance', id });
    }
  }

  /** The message's own end and the decisions that led to it. */
  private finish(
    { message, identity, ending, decisions, textHash, now }: EndingInput,
    { writes }: Written,
    refs: { ticketId?: string; contactId?: string },
    reason?: string,
  ): void {
    for (const decision of decisions) {
      writes.insert('decision', {
        id: newId(),
        inbound_id: message.id,
        ticket_id: refs.ticketId ?? null,
        step: decision.step,
        outcome: decision.outcome,
        rule: decision.rule ?? null,
        score: decision.score ?? null,
        runner_up: decision.runnerUp ?? null,
        version: identity.tenant?.standard.version ?? 'gateway',
        at: now,
      });
    }
    writes.update(
      'inbound_message',
      {
        id: message.id,
        state: 'done',
        outcome: ending.outcome,
        reason: reason ?? null,
        tenant: identity.tenant?.slug ?? null,
        contact_id: refs.contactId ?? null,
        ticket_id: refs.ticketId ?? null,
        text_hash: textHash,
        processed_at: now,
        lease_until: null,
      },
      "t.state = 'pending'",
    );
  }
}
