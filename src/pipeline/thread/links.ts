import type { Channel } from '../../messaging/ports.js';
import type { CitizenMessage, LinkHow } from '../types.js';

/** An earlier message that this one refers to: one of ours by its id, or any by the provider's. */
export type Reference = { how: LinkHow; outboundId: string } | { how: LinkHow; channelId: string; externalId: string };

/** References of a mail that are looked at: the nearest ones, whatever a long conversation has gathered. */
const MOST_REFERENCES = 10;

/**
 * What a message refers to, the surest first. A form refers to nothing, and SMS has no way to.
 * @param channels all of the gateway's: a mail may answer another mailbox of the same tenant
 */
export function referencesOf(message: CitizenMessage, channels: readonly Channel[]): Reference[] {
  const { channel, event } = message;
  const { thread } = event;
  if (event.form) return [];
  if (channel.kind !== 'email') {
    const quoted = thread.quotedId;
    return quoted === undefined ? [] : [{ how: 'quote', channelId: channel.id, externalId: quoted }];
  }
  const siblings = channels.filter(
    ({ id, kind, tenant }) =>
      kind === 'email' && id !== channel.id && tenant !== undefined && tenant === channel.tenant,
  );
  const ids = [thread.inReplyTo, ...[...(thread.references ?? [])].reverse()].filter((id) => id !== undefined);
  return [
    ...siblings.map(({ id }): Reference => ({ how: 'same-mail', channelId: id, externalId: event.externalId })),
    ...(thread.replyToken === undefined ? [] : [{ how: 'reply-address' as const, outboundId: thread.replyToken }]),
    ...[...new Set(ids)]
      .slice(0, MOST_REFERENCES)
      .flatMap((externalId) =>
        [channel, ...siblings].map(({ id }): Reference => ({ how: 'answer', channelId: id, externalId })),
      ),
    ...(thread.foreignToken === undefined
      ? []
      : [{ how: 'foreign-address' as const, outboundId: thread.foreignToken }]),
  ];
}
