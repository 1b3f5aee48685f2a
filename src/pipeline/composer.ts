import type { Channel } from '../messaging/ports.js';
import type { ReplyComposer } from '../replies/reply-composer.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Composer } from './composer.types.js';

/** The reply texts of one tenant on one channel; without a tenant only the shared number's help can be asked for. */
export function composerFor(composer: ReplyComposer, tenant: Tenant | undefined, channel: Channel): Composer {
  const own = (): Tenant => {
    if (!tenant) throw new RangeError('this reply needs a tenant');
    return tenant;
  };
  return {
    helpShared: () => composer.helpShared(channel),
    plain: (key, number) => composer.plain(own(), channel, key, number),
    status: (ticket, answer) => composer.status(own(), channel, ticket, answer),
    duplicate: (ticket) => composer.duplicate(own(), channel, ticket),
    followUp: (ticket) => composer.followUp(own(), channel, ticket),
    danger: (ticket) => composer.danger(own(), channel, ticket.number),
    fixed: (ticket, mark) => composer.fixed(own(), channel, ticket.number, mark),
    rated: (ticket, mark) => composer.rated(own(), channel, ticket.number, mark),
    notFixed: (ticket, told) => composer.notFixed(own(), channel, ticket, told),
    cancelWhich: (tickets) => composer.cancelWhich(own(), channel, tickets),
  };
}
