import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { parseAddressKey } from '../messaging/address.js';
import { CodedError } from '../messaging/errors.js';
import type { OutboundMessage, OutboundPurpose } from '../messaging/outbound-message.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import { answersOf } from './answers-of.js';
import type { ClaimedOutbound } from './outbox.statements.js';

/**
 * A claimed row as its adapter gets it.
 * @throws CodedError where the channel is gone or what was sealed can't be opened
 */
export function openOutbound(
  row: ClaimedOutbound,
  { vault, channels }: { vault: Vault; channels: ChannelRegistry },
): { channel: Channel; message: OutboundMessage } {
  const channel = channels.get(row.channelId);
  if (!channel) throw new CodedError('channel-unknown', `the configuration has no channel ${row.channelId}`, false);
  return {
    channel,
    message: {
      id: row.id,
      channelId: row.channelId,
      to: row.toSealed ? parseAddressKey(vault.openText(row.toSealed, row.keyId, sealedIn.outboundTo(row.id))) : null,
      text: vault.openText(row.bodySealed, row.keyId, sealedIn.outboundBody(row.id)),
      purpose: row.purpose as OutboundPurpose,
      automatic: row.automatic,
      ...answersOf(row, vault),
      createdAt: row.createdAt.toISOString(),
      attemptedAt: row.attemptedAt.toISOString(),
    },
  };
}
