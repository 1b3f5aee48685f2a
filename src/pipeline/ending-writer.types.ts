import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';
import type { WriteSet } from '../database/write-set.js';
import type { QueueName } from '../jobs/job-map.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { ReplyComposer } from '../replies/reply-composer.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { TenantLookup } from './identify/identify.js';
import type { CitizenMessage, DecisionDraft, Ending, Identity, Known, PipelineLimits } from './types.js';

export interface Written {
  writes: WriteSet;
  /** Doorbells for after the commit. */
  rings: { queue: QueueName; id: string }[];
}

export interface EndingInput {
  message: CitizenMessage;
  identity: Identity;
  known: Known;
  ending: Ending;
  decisions: readonly DecisionDraft[];
  textHash: Buffer | null;
  now: Date;
}

export interface WriterParts {
  vault: Vault;
  keys: KeyRing;
  channels: ChannelRegistry;
  tenants: TenantLookup;
  composer: ReplyComposer;
  holidays: HolidayCalendar;
  limits: PipelineLimits;
  ringAfterSeconds: number;
}
