import { MOST_COUNTED, type InboxQueries } from '../../console/inbox/inbox.queries.js';
import type { Transaction } from '../../database/transaction.js';
import { withoutIdentity } from '../../dispatch/without-identity.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Done } from '../../watch/channel-acts.js';
import type { HandReason } from '../../watch/failed-inbound.js';
import type { OwnerlessMessages } from '../../watch/ownerless.js';
import type { ApiKey } from '../api-keys.js';
import { actorOf } from '../caller.js';
import { Problem } from '../problem.js';
import { named, type Answered, type Call, type RequestsOnce } from '../requests-once.js';
import type { OwnerlessDone, OwnerlessPage } from './ownerless.dto.js';

export interface OwnerlessWorkParts {
  inbox: InboxQueries;
  messages: OwnerlessMessages;
  tenants: TenantRegistry;
  once: RequestsOnce;
}

/** Central triage for programs: messages that name no office. To the key of one office there are none. */
export class OwnerlessWork {
  constructor(private readonly parts: OwnerlessWorkParts) {}

  /** The latest first. */
  async list({ tenant }: ApiKey, limit: number): Promise<OwnerlessPage> {
    if (tenant !== null) return { messages: [], count: 0, more: false };
    const { count, messages } = await this.parts.inbox.ownerless(limit);
    return {
      messages: messages.map(({ id, channelId, receivedAt, text }) => ({
        id,
        channelId,
        receivedAt: receivedAt.toISOString(),
        text: withoutIdentity(text, []),
      })),
      count: Math.min(count, MOST_COUNTED),
      more: count > MOST_COUNTED,
    };
  }

  /** @throws Problem 404; 422 where there is no such office; 409 where somebody was quicker */
  async handOver(id: string, office: string, call: Call): Promise<Answered<OwnerlessDone>> {
    this.assertCentral(call.caller);
    if (!this.parts.tenants.bySlug(office))
      throw new Problem(422, { code: 'invalid', errors: [{ field: 'tenant', code: 'choice' }] });
    return this.done(call, ['hand-over', id, office], { id, tenant: office }, (tx) =>
      this.parts.messages.handOverWithin(tx, id, office, actorOf(call.caller)),
    );
  }

  /** @throws Problem 404; 409 where somebody was quicker */
  async ignore(id: string, reason: HandReason, call: Call): Promise<Answered<OwnerlessDone>> {
    this.assertCentral(call.caller);
    return this.done(call, ['ignore-ownerless', id, reason], { id, tenant: null }, (tx) =>
      this.parts.messages.ignoreWithin(tx, id, reason, actorOf(call.caller)),
    );
  }

  private done(
    call: Call,
    request: readonly unknown[],
    value: OwnerlessDone,
    work: (tx: Transaction) => Promise<Done<boolean>>,
  ): Promise<Answered<OwnerlessDone>> {
    return this.parts.once.run(named(call, request), async (tx) => {
      const done = await work(tx);
      if (!done.value) throw new Problem(409, { code: 'message-changed' });
      return { value, rings: done.rings };
    });
  }

  private assertCentral({ tenant }: ApiKey): void {
    if (tenant !== null) throw new Problem(404, { code: 'message-unknown' });
  }
}
