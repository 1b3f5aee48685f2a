import { may, type ConsoleUser } from '../../accounts/console-user.js';
import type { Channel } from '../../messaging/ports.js';
import type { MessageScope } from '../../watch/message-scope.js';

type Who = Pick<ConsoleUser, 'role' | 'tenant'>;
type Which = Pick<Channel, 'id' | 'tenant'>;

/** An office sees its own channels and those that several share, a central admin all. */
export function seesChannel({ tenant }: Pick<Who, 'tenant'>, channel: Which): boolean {
  return tenant === null || channel.tenant === undefined || channel.tenant === tenant;
}

/** Other offices live by a shared channel too: whoever stops it, or tries it, must answer for all of them. */
export function managesChannel(user: Who, channel: Which): boolean {
  return may(user, 'channels:manage') && ownsChannel(user, channel);
}

/** A channel of one's own; a central admin's is every one. */
export function ownsChannel({ tenant }: Pick<Who, 'tenant'>, channel: Which): boolean {
  return tenant === null || channel.tenant === tenant;
}

/** Whose messages of the channel they see: on a shared one their own office's alone. */
export function scopeOf({ tenant }: Pick<Who, 'tenant'>, channel: Which): MessageScope {
  return { channelId: channel.id, tenant, ownerless: tenant === null || channel.tenant === tenant };
}
