import { Module, type DynamicModule } from '@nestjs/common';
import type { AccountDirectory } from '../../accounts/account-directory.js';
import type { Sessions } from '../../accounts/sessions.js';
import { Database } from '../../database/database.js';
import type { Vault } from '../../contacts/vault.js';
import type { Dispatches } from '../../dispatch/dispatch.service.js';
import type { Doorbell } from '../../jobs/dispatcher.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import type { Logger } from '../../observability/logger.js';
import type { Overrulings } from '../../overruling/overrulings.js';
import type { OfficeEndings } from '../../replies/office-endings.js';
import type { AreaDirectory } from '../../tenants/areas.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import { Assignments } from '../../tickets/assignments.js';
import type { TicketActions } from '../../tickets/ticket-actions.js';
import { OwnerlessMessages } from '../../watch/ownerless.js';
import { LiveController } from '../live/live.controller.js';
import { LiveFeed } from '../live/live-feed.js';
import { Presences } from '../live/presences.js';
import { AssignController } from './assign.controller.js';
import { BulkActions } from './bulk.js';
import { BulkController } from './bulk.controller.js';
import { InboxQueries } from './inbox.queries.js';
import { InboxStart } from './inbox-start.js';
import { ListDesk } from './list-desk.js';
import { OwnerlessController } from './ownerless.controller.js';
import { People } from './people.js';
import { RowDesk } from './row-desk.js';
import { SealedSearches } from './sealed-search.js';
import { SavedViews } from './saved-views.js';
import { TicketFinder } from './ticket-finder.js';
import { TicketsController } from './tickets.controller.js';
import { ViewsController } from './views.controller.js';

export interface InboxParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  doorbell: Doorbell;
  logger: Logger;
  channels: ChannelRegistry;
  areas: AreaDirectory;
  holidays: HolidayCalendar;
  directory: AccountDirectory;
  sessions: Sessions;
  actions: TicketActions;
  overrulings: Overrulings;
  dispatches: Dispatches;
  endings: OfficeEndings;
}

/** Inbox, list, search, saved views, actions on several, and the live feed. */
@Module({})
export class InboxModule {
  static with(parts: InboxParts): DynamicModule {
    const { database, clock } = parts;
    const presences = new Presences(parts);
    const people = new People(parts.directory, () => clock.now().getTime());
    const inbox = new InboxQueries(parts);
    const finder = new TicketFinder(parts);
    const saved = new SavedViews(parts);
    const assignments = new Assignments(parts);
    const values: [abstract new (...args: never[]) => object, object][] = [
      [Database, database],
      [LiveFeed, new LiveFeed({ ...parts, presences })],
      [InboxQueries, inbox],
      [TicketFinder, finder],
      [SavedViews, saved],
      [OwnerlessMessages, new OwnerlessMessages(parts)],
      [Assignments, assignments],
      [RowDesk, new RowDesk({ ...parts, presences, people })],
      [ListDesk, new ListDesk({ ...parts, finder, inbox, saved, people, searches: new SealedSearches(parts) })],
      [BulkActions, new BulkActions({ ...parts, assignments })],
    ];
    return {
      module: InboxModule,
      // The actions on several come first: `pilihan` is no ticket's number.
      controllers: [
        BulkController,
        TicketsController,
        AssignController,
        ViewsController,
        OwnerlessController,
        LiveController,
      ],
      providers: [InboxStart, ...values.map(([provide, useValue]) => ({ provide, useValue }))],
    };
  }
}
