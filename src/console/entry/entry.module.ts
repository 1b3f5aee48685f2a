import { Module, type DynamicModule } from '@nestjs/common';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import { ManualDesk } from '../../manual/manual-desk.js';
import type { Clock } from '../../observability/clock.js';
import type { AreaDirectory } from '../../tenants/areas.js';
import { ENTRY_PARTS, EntryContext, type EntryParts } from './entry-context.js';
import { EntryController } from './entry.controller.js';
import { OpenTickets } from './open-tickets.js';

export interface EntryModuleParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  areas: AreaDirectory;
  desk: ManualDesk;
  publicUrl: string;
}

/** Reports that clerks take down. */
@Module({})
export class EntryModule {
  static with({ database, vault, clock, areas, desk, publicUrl }: EntryModuleParts): DynamicModule {
    const tickets = new OpenTickets({ database, vault, clock });
    const parts: EntryParts = { areas, tickets, publicUrl };
    return {
      module: EntryModule,
      controllers: [EntryController],
      providers: [
        { provide: ManualDesk, useValue: desk },
        { provide: OpenTickets, useValue: tickets },
        { provide: ENTRY_PARTS, useValue: parts },
        EntryContext,
      ],
    };
  }
}
