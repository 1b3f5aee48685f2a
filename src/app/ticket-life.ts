import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { AnnouncementWords } from '../dispatch/announcement-words.js';
import { Announcements } from '../dispatch/announcements.js';
import { AutoDispatch } from '../dispatch/auto-dispatch.js';
import { DispatchEndings } from '../dispatch/dispatch-endings.js';
import type { Dispatches } from '../dispatch/dispatch.service.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { BreachReminders } from '../privacy/breach-reminders.js';
import { RetentionRun } from '../privacy/retention-run.js';
import { AreaDirectory } from '../tenants/areas.js';
import type { Locales } from '../tenants/locales.js';
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
  configuration: { tenants: TenantRegistry; locales: Locales };
  dispatches: Dispatches;
  staff: StaffDirectory;
  staffNotices: StaffNotices;
}

/** Binds what listens to changes of tickets: in every process, since the command line changes tickets too. */
export function listenToTickets({ actions, dispatches }: LifeParts): void {
  const listeners: TicketChangeListener[] = [new DispatchEndings(dispatches)];
  for (const listener of listeners) actions.listen(listener);
}

/** What workers do for tickets by time and not by message. */
export function ticketSweeps(parts: LifeParts, clock: Clock): SweepSource[] {
  const { database, doorbell, logger, actions, vault, storage, configuration } = parts;
  const { tenants, locales } = configuration;
  const announcements = new Announcements({
    database, clock, logger, tenants, actions,
    areas: new AreaDirectory(tenants.all()),
    staff: parts.staff,
    notices: parts.staffNotices,
    words: new AnnouncementWords(locales),
  }); // prettier-ignore
  // The office reads of a ticket that was dispatched by itself where it went.
  const listeners: TakeUpListener[] = [new AutoDispatch({ tenants, dispatches: parts.dispatches }), announcements];
  return [
    new TakeUp({ database, doorbell, clock, logger, actions, listeners }),
    announcements,
    new RetentionRun({ database, vault, storage, tenants, clock, logger }),
    new BreachReminders({
      database,
      tenants,
      locales,
      doorbell,
      clock,
      staff: parts.staff,
      notices: parts.staffNotices,
    }),
    new SilenceSweep({ database, clock, logger, actions, tenants }),
  ];
}
