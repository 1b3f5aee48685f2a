import { Module, type DynamicModule } from '@nestjs/common';
import { Reporters } from './read/reporter.js';
import { TicketFiles } from './read/ticket-files.js';
import { TicketPages } from './read/ticket-pages.js';
import { TicketDesk } from './ticket-desk.js';
import { TicketFilesController } from './ticket-files.controller.js';
import { TicketForms } from './ticket-forms.js';
import { TicketOverruleController } from './ticket-overrule.controller.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';
import { TicketPeopleController } from './ticket-people.controller.js';
import { TicketResponsesController } from './ticket-responses.controller.js';
import { TicketRouteController } from './ticket-route.controller.js';
import { TicketWriteController } from './ticket-write.controller.js';
import { TicketController } from './ticket.controller.js';

/** `/console/aduan/:number`: a ticket's page and all that is done from it. */
@Module({})
export class TicketModule {
  static with(parts: TicketConsoleParts): DynamicModule {
    return {
      module: TicketModule,
      controllers: [
        TicketController,
        TicketFilesController,
        TicketWriteController,
        TicketResponsesController,
        TicketRouteController,
        TicketOverruleController,
        TicketPeopleController,
      ],
      providers: [
        { provide: TICKET_PARTS, useValue: parts },
        { provide: TicketPages, useValue: new TicketPages(parts) },
        { provide: TicketFiles, useValue: new TicketFiles(parts) },
        { provide: Reporters, useValue: new Reporters(parts) },
        TicketDesk,
        TicketForms,
      ],
    };
  }
}
