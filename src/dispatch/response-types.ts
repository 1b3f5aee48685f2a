import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { Clock } from '../observability/clock.js';
import type { Answers } from '../replies/answer.service.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { SealedAttachmentStore } from '../tickets/attachment-store.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import type { DispatchFollower } from './dispatch-types.js';
import type { NewResponse } from './response-records.js';
import type { ResponseRefusal } from './response-rules.js';

/** Who is told of responses, in the transaction at hand; rings are for after the commit. */
export interface ResponseNotices {
  /** A response waits for the office's admins. */
  waits(tx: Transaction, ticket: HeldTicket, response: { id: string; agency: string }): Promise<readonly Ring[]>;
  /** The admin wants to know more. */
  sentBack(
    tx: Transaction,
    ticket: HeldTicket,
    asked: { responseId: string; dispatchId: string; officerId: string | null; remark: string },
  ): Promise<readonly Ring[]>;
}

export interface ResponseParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  actions: TicketActions;
  answers: Answers;
  notices: ResponseNotices;
  store: Pick<SealedAttachmentStore, 'get'>;
  /** Agencies' own systems. */
  followers: readonly DispatchFollower[];
}

type Said = 'dispatchId' | 'via' | 'officerId' | 'inboundId' | 'nonce' | 'files';

export interface Submission extends Pick<NewResponse, Said> {
  text: string;
  /** Who says so; the officer where absent. */
  actor?: TicketActor;
  /** It is kept and goes nowhere yet. */
  draft?: boolean;
  /** What is not taken any more is kept as a draft for the admin to see, and not refused. */
  keepRefused?: boolean;
}

export interface Submitted {
  responseId: string;
  ticketId: string;
  number: string;
  /** `used`: it is the answer already, or a part of it. */
  state: 'draft' | 'submitted' | 'used';
  /** Why it stayed a draft, where the agency did not want that. */
  refused?: ResponseRefusal;
  /** It came before. */
  repeated: boolean;
}

/** What was taken, and what to ring for after the commit. */
export interface Taken {
  value: Submitted;
  rings: Ring[];
}
