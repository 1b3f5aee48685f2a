import { queueOutbound } from '../outbox/outbox.writes.js';
import { queueTask, recipientOf, recordTold } from '../outbox/reply-task.writes.js';
import { addAttachment } from '../tickets/attachment.writes.js';
import type { EndingInput, WriterParts, Written } from './ending-writer.types.js';
import { replyPath } from './reply-channel.js';
import type { CitizenMessage, ReplyDraft } from './types.js';

/** Rows of what the sender hears, and of the files that they sent. */
export class ReplyWriter {
  constructor(private readonly parts: WriterParts) {}

  reply(
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
      idempotencyKey: replyKey(reply, message),
      channel: path.channel,
      tenant: identity.tenant?.slug ?? null,
      ...(ticketId !== undefined && { ticketId }),
      inboundId: message.id,
      purpose: reply.purpose,
      automatic: true,
      text: this.wholeText(input, reply),
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

  /** What could not be read as a whole says so in the one reply that there is. */
  private wholeText({ message, identity }: EndingInput, { text }: ReplyDraft): string {
    if (message.event.remarks?.includes('over-limit') !== true) return text;
    return `${text}\n\n${this.parts.composer.overLimit(identity.tenant, message.channel)}`;
  }

  /** @param ticketId absent for what belongs to none: the central admin sees its files all the same */
  addAttachments({ message, now }: EndingInput, ticketId: string | undefined, { writes, rings }: Written): void {
    // What was handed over has been here before: its files have their rows, which come to the ticket after it.
    if (message.handedTo !== undefined) return;
    for (const attachment of message.event.attachments) {
      const id = addAttachment(writes, this.parts.vault, {
        attachment,
        inboundId: message.id,
        ...(ticketId !== undefined && { ticketId }),
        channelId: message.channel.id,
        now,
        ringAfterSeconds: this.parts.ringAfterSeconds,
      });
      if (id !== undefined) rings.push({ queue: 'maintenance', id });
    }
  }
}

/** One reply of a kind for a message; handed over, it may have had its own of that kind before: from no office. */
function replyKey({ purpose }: ReplyDraft, { id, handedTo }: CitizenMessage): string {
  return handedTo === undefined ? `${purpose}:${id}` : `${purpose}:${id}:${handedTo}`;
}
