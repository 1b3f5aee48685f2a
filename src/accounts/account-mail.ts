import { staffChannel } from '../agencies/staff-notices.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Logger } from '../observability/logger.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { send, type Ring } from '../tickets/ticket-actions.js';
import type { Account } from './account-directory.js';

export interface AccountMailParts {
  vault: Vault;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  logger: Logger;
  /** Seconds until the sweeper rings for it, should its doorbell be lost. */
  ringAfterSeconds: number;
}

export interface AccountLetter {
  /** What makes it this letter and no other. */
  idempotencyKey: string;
  subject: string;
  text: string;
  now: Date;
}

/** Mails to the console's users, by the outbox: in the transaction of what they tell. */
export class AccountMail {
  constructor(private readonly parts: AccountMailParts) {}

  /**
   * Somebody without a mailbox, or whom no running mail channel reaches, is named in the log.
   * @returns what to ring for after the commit
   */
  queue(tx: Transaction, { id, email, tenant }: Account, letter: AccountLetter): Ring[] {
    const { vault, channels, tenants, logger, ringAfterSeconds } = this.parts;
    const address = { kind: 'email', value: email ?? '' } as const;
    // A central admin's mail leaves by, and is kept as long as, whichever office has a mailbox.
    const offices = tenant === null ? tenants.all().map(({ slug }) => slug) : [tenant];
    const reached = offices.flatMap((office) => {
      const channel = staffChannel({ tenant: office, address, channelId: null }, channels);
      return channel ? [{ office, channel }] : [];
    })[0];
    if (email === null || !reached) {
      logger.warn({ user: id }, 'no running channel reaches one of the users: they were not told');
      return [];
    }
    const writes = new WriteSet();
    const message = queueOutbound(writes, vault, {
      ...letter,
      channel: reached.channel,
      tenant: reached.office,
      purpose: 'account',
      automatic: true,
      to: address,
      staff: {},
      ringAfterSeconds,
    });
    send(tx, writes);
    return [{ queue: `outbox.${reached.channel.kind}`, id: message }];
  }
}
