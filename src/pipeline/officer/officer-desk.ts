import type { Transaction } from '../../database/transaction.js';
import type { Address } from '../../messaging/inbound-event.js';
import type { Channel } from '../../messaging/ports.js';
import type { Ring } from '../../tickets/ticket-actions.js';
import type { StaffDispatch } from '../types.js';
import type { OfficerSaying } from './officer-word.js';

/** An officer's message about a dispatch. */
export interface OfficerReply {
  inboundId: string;
  channel: Channel;
  from: Address;
  dispatch: StaffDispatch;
  saying: OfficerSaying;
  now: Date;
}

/** Does what officers write, in the transaction of the message, and tells them what came of it; bound by the composition root. */
export interface OfficerDesk {
  /** @returns what to ring for after the commit; refuses nothing: what can't be done is kept and said */
  take(tx: Transaction, reply: OfficerReply): Promise<readonly Ring[]>;
}
