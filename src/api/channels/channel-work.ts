import { ownsChannel, scopeOf, seesChannel } from '../../console/channels/channel-scope.js';
import type { Channel, ChannelRegistry } from '../../messaging/ports.js';
import type { ChannelPauses } from '../../watch/channel-pauses.js';
import type { Done } from '../../watch/channel-acts.js';
import type { FailedInboundMessages, HandReason } from '../../watch/failed-inbound.js';
import type { StuckDeed, StuckOutboundMessages } from '../../watch/stuck-outbound.js';
import type { Transaction } from '../../database/transaction.js';
import type { ApiKey } from '../api-keys.js';
import { actorOf } from '../caller.js';
import { Problem } from '../problem.js';
import { named, type Answered, type Call, type RequestsOnce } from '../requests-once.js';
import type { FailedInboundLine, MessagesDone, PausedAnswer, RawMessageAnswer, StuckOutboundAnswer } from './channel.dto.js'; // prettier-ignore

export interface ChannelWorkParts {
  channels: ChannelRegistry;
  once: RequestsOnce;
  pauses: ChannelPauses;
  inbound: FailedInboundMessages;
  outbound: StuckOutboundMessages;
}

/**
 * What programs do about channels and what got stuck on them, by the console's rules: an office's key sees its own channels
 * and those that several share, of these only its own messages; steering a shared one is for keys of every office.
 */
export class ChannelWork {
  constructor(private readonly parts: ChannelWorkParts) {}

  /** @throws Problem 404, for another office's too */
  seen(caller: ApiKey, id: string): Channel {
    const channel = this.parts.channels.get(id);
    if (!channel || channel.kind === 'webhook' || !seesChannel(caller, channel))
      throw new Problem(404, { code: 'channel-unknown' });
    return channel;
  }

  /** @throws Problem 404, 403 */
  owned(caller: ApiKey, id: string): Channel {
    const channel = this.seen(caller, id);
    if (!ownsChannel(caller, channel)) throw new Problem(403, { code: 'channel-shared' });
    return channel;
  }

  /** Messages are still taken in and kept; none is handled or sent while it is paused. */
  async setPaused(id: string, paused: boolean, call: Call): Promise<Answered<PausedAnswer>> {
    const { once, pauses } = this.parts;
    this.owned(call.caller, id);
    const by = actorOf(call.caller);
    return once.run(named(call, ['channel-paused', id, paused]), async (tx) => {
      const done = paused ? await pauses.pauseWithin(tx, id, by) : await pauses.resumeWithin(tx, id, by);
      return { value: { channelId: id, paused, changed: done.value }, rings: done.rings };
    });
  }

  async failed(caller: ApiKey, id: string, limit: number): Promise<FailedInboundLine[]> {
    const channel = this.seen(caller, id);
    const rows = await this.parts.inbound.list(scopeOf(caller, channel), limit);
    return rows.map(({ receivedAt, ...row }) => ({ ...row, receivedAt: receivedAt.toISOString() }));
  }

  /** The look is logged before it is answered. @throws Problem 404 */
  async raw(caller: ApiKey, id: string, message: string): Promise<RawMessageAnswer> {
    const channel = this.seen(caller, id);
    const found = await this.parts.inbound.look(scopeOf(caller, channel), message, actorOf(caller));
    if (!found) throw new Problem(404, { code: 'message-unknown' });
    return found;
  }

  async stuck(caller: ApiKey, id: string, limit: number): Promise<StuckOutboundAnswer> {
    const { outbound } = this.parts;
    const channel = this.seen(caller, id);
    const rows = await outbound.list(scopeOf(caller, channel), limit);
    const messages = rows.map(({ createdAt, attemptedAt, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      attemptedAt: attemptedAt?.toISOString() ?? null,
    }));
    return { messages, canLookUp: outbound.canLookUp(id) };
  }

  /** @param message absent: all that failed */
  async retry(id: string, message: string | undefined, call: Call): Promise<Answered<MessagesDone>> {
    const { inbound } = this.parts;
    const scope = scopeOf(call.caller, this.seen(call.caller, id));
    return this.done(id, message, call, ['inbound-retry', id, message], async (tx) => {
      if (message !== undefined && !(await inbound.find(scope, message, tx)))
        throw new Problem(404, { code: 'message-unknown' });
      return inbound.retryWithin(tx, scope, actorOf(call.caller), message);
    });
  }

  async ignore(id: string, message: string, reason: HandReason, call: Call): Promise<Answered<MessagesDone>> {
    const { inbound } = this.parts;
    const scope = scopeOf(call.caller, this.seen(call.caller, id));
    return this.done(id, message, call, ['inbound-ignore', id, message, reason], (tx) =>
      inbound.ignoreWithin(tx, scope, message, reason, actorOf(call.caller)),
    );
  }

  /** @param message absent, to resend: all that failed */
  async decide(id: string, message: string | undefined, deed: StuckDeed, call: Call): Promise<Answered<MessagesDone>> {
    const { outbound } = this.parts;
    const scope = scopeOf(call.caller, this.seen(call.caller, id));
    return this.done(id, message, call, ['outbound', deed, id, message], async (tx) => {
      if (deed === 'look-up' && !outbound.canLookUp(id)) throw new Problem(409, { code: 'look-up-impossible' });
      return outbound.within(tx, deed, scope, actorOf(call.caller), message);
    });
  }

  /** One message that is no longer what it was taken for is refused; of all of them there may be none. */
  private done(
    channelId: string,
    message: string | undefined,
    call: Call,
    request: readonly unknown[],
    work: (tx: Transaction) => Promise<Done<number>>,
  ): Promise<Answered<MessagesDone>> {
    return this.parts.once.run(named(call, request), async (tx) => {
      const { value: messages, rings } = await work(tx);
      if (message !== undefined && messages === 0) throw new Problem(409, { code: 'message-changed' });
      return { value: { channelId, messages }, rings };
    });
  }
}
