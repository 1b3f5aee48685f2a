import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import type { OutboundMessage } from '../messaging/outbound-message.js';
import type { ClaimedOutbound } from './outbox.statements.js';

type Answered = Pick<ClaimedOutbound, 'inboundId' | 'answersKeyId' | 'answersSealed'>;

/** What the adapter needs to tie an answer to the message that it answers; nothing where there is no such message. */
export function answersOf(row: Answered, vault: Pick<Vault, 'openText'>): Pick<OutboundMessage, 'answers'> {
  const { inboundId, answersKeyId, answersSealed } = row;
  if (inboundId === null || answersKeyId === null || answersSealed === null) return {};
  const event = JSON.parse(
    vault.openText(answersSealed, answersKeyId, sealedIn.inboundEvent(inboundId)),
  ) as StoredEvent;
  if (event.type !== 'message') return {};
  const { externalId, subject, thread } = event;
  // RFC 5322, 3.6.4: the parent's References, or its In-Reply-To where it has none.
  const references = thread.references ?? (thread.inReplyTo === undefined ? undefined : [thread.inReplyTo]);
  return {
    answers: {
      externalId,
      ...(subject !== undefined && { subject }),
      ...(references && { references }),
    },
  };
}
