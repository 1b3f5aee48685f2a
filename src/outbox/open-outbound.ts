import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { parseAddressKey } from '../messaging/address.js';
import { CodedError } from '../messaging/errors.js';
import type { OutboundMessage, OutboundPurpose } from '../messaging/outbound-message.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import { toGsm7 } from './sms-text.js';
import { openFile, type FileSource } from './outbound-files.js';
import { answersOf } from './answers-of.js';
import type { ClaimedOutbound } from './outbox.statements.js';

export interface OpenedOutbound {
  channel: Channel;
  message: OutboundMessage;
}

/**
 * A claimed row as its adapter gets it: on channels that count in SMS segments without characters that would
 * force UCS-2 where something else says the same.
 * @throws CodedError where the channel is gone or what was sealed can't be opened
 */
export function openOutbound(
  row: ClaimedOutbound,
  { vault, channels, files }: { vault: Vault; channels: ChannelRegistry; files: FileSource },
): OpenedOutbound {
  const channel = channels.get(row.channelId);
  if (!channel) throw new CodedError('channel-unknown', `the configuration has no channel ${row.channelId}`, false);
  const text = vault.openText(row.bodySealed, row.keyId, sealedIn.outboundBody(row.id));
  const segmented = channel.adapter?.sender?.capabilities.segmented === true;
  return {
    channel,
    message: {
      id: row.id,
      channelId: row.channelId,
      to: row.toSealed ? parseAddressKey(vault.openText(row.toSealed, row.keyId, sealedIn.outboundTo(row.id))) : null,
      text: segmented ? toGsm7(text) : text,
      ...(row.subjectSealed && {
        subject: vault.openText(row.subjectSealed, row.keyId, sealedIn.outboundSubject(row.id)),
      }),
      purpose: row.purpose as OutboundPurpose,
      automatic: row.automatic,
      ...(row.files && { attachments: row.files.map((queued) => openFile(vault, files, queued)) }),
      ...(row.parts > 1 && { part: row.partsSent }),
      ...answersOf(row, vault),
      ...(row.windowed && { windowOpen: !row.windowClosed }),
      createdAt: row.createdAt.toISOString(),
      attemptedAt: row.attemptedAt.toISOString(),
    },
  };
}
