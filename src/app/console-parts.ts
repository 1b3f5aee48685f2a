import type { DynamicModule } from '@nestjs/common';
import { ChannelsModule } from '../console/channels/channels.module.js';
import { ConsoleModule } from '../console/console.module.js';
import { EntryModule } from '../console/entry/entry.module.js';
import { SettingsModule } from '../console/settings/settings.module.js';
import { InboxModule } from '../console/inbox/inbox.module.js';
import { ReportsConsoleModule } from '../console/reports/reports.module.js';
import { PortalModule } from '../console/portal/portal.module.js';
import { TicketModule } from '../console/ticket/ticket.module.js';
import { UsersModule } from '../console/users/users.module.js';
import type { ManualDesk } from '../manual/manual-desk.js';
import type { Clock } from '../observability/clock.js';
import type { Core } from './core.js';
import type { Reports } from '../reports/reports.service.js';
import { openReportOrders } from './open-reports.js';
import { portalConsoleParts } from './portal-console.js';
import { ticketConsoleParts } from './ticket-console.js';

/** The console with all its parts; each adds a line. */
export function consoleModule(
  core: Core,
  { desk, reports }: { desk: ManualDesk; reports: Reports },
  clock: Clock,
): DynamicModule {
  const { accounts, configuration } = core;
  const parts: DynamicModule[] = [
    inboxModule(core, clock),
    TicketModule.with(ticketConsoleParts(core, clock)),
    UsersModule.with(accounts.admin),
    SettingsModule.with({ ...core, clock, locales: configuration.locales, accounts: accounts.directory }),
    EntryModule.with({ ...core, desk, clock }),
    PortalModule.with(portalConsoleParts(core, clock)),
    ChannelsModule.with({ ...core, clock, directory: accounts.directory }),
    ReportsConsoleModule.with({
      reports,
      orders: openReportOrders(core, reports, clock),
      clock,
      locales: configuration.locales,
    }),
  ];
  return ConsoleModule.with(parts, accounts);
}

function inboxModule(core: Core, clock: Clock): DynamicModule {
  return InboxModule.with({
    ...core,
    clock,
    holidays: core.configuration.holidays,
    directory: core.accounts.directory,
    sessions: core.accounts.sessions,
    overrulings: core.overruling.overrulings,
    endings: core.officeEndings,
  });
}
