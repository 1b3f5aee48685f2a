import type { DynamicModule } from '@nestjs/common';
import { ConsoleModule } from '../console/console.module.js';
import { TicketModule } from '../console/ticket/ticket.module.js';
import { UsersModule } from '../console/users/users.module.js';
import type { Clock } from '../observability/clock.js';
import type { Core } from './core.js';
import { ticketConsoleParts } from './ticket-console.js';

/** The console with all its parts; each adds a line. */
export function consoleModule(core: Core, clock: Clock): DynamicModule {
  const parts: DynamicModule[] = [
    TicketModule.with(ticketConsoleParts(core, clock)),
    UsersModule.with(core.accounts.admin),
  ];
  return ConsoleModule.with(parts, core.accounts);
}
