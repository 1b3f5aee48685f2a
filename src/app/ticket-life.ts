import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { DispatchEndings } from '../dispatch/dispatch-endings.js';
import type { Dispatches } from '../dispatch/dispatch.service.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { RetentionRun } from '../privacy/retention-run.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { ObjectStorage } from '../tickets/storage/object-storage.js';
import { SilenceSweep } from '../replies/silence-sweep.js';
import { TakeUp, type TakeUpListener } from '../tickets/take-up.js';
import type { TicketActions, TicketChangeListener } from '../tickets/ticket-actions.js';

/** What a ticket's life is made with; the core has it. */
export interface LifeParts {
  database: Database;
  doorbell: Doorbell;
  logger: Logger;
  actions: TicketActions;
  vault: Vault;
  storage: ObjectStorage;
  configuration: { tenants: TenantRegistry };
  dispatches: Dispatches;
}

/** Binds what listens to changes of tickets: in every process, since the command line changes tickets too. */
export function listenToTickets({ actions, dispatches }: LifeParts): void {
  const listeners: TicketChangeListener[] = [new DispatchEndings(dispatches)];
  for (const listener of listeners) actions.listen(listener);
}

/** What workers do for tickets by time and not by message. */
export function ticketSweeps(parts: LifeParts, clock: Clock): SweepSource[] {
  const { database, doorbell, logger, actions, vault, storage, configuration } = parts;
  const { tenants } = configuration;
  const listeners: TakeUpListener[] = [];
  return [
    new TakeUp({ database, doorbell, clock, logger, actions, listeners }),
    new RetentionRun({ database, vault, storage, tenants, clock, logger }),
    new SilenceSweep({ database, clock, logger, actions, tenants }),
  ];
}
