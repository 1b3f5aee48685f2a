import { Module, type DynamicModule } from '@nestjs/common';
import { AccountDirectory } from '../../accounts/account-directory.js';
import { AreaDirectory } from '../../tenants/areas.js';
import type { TenantRevisions } from '../../tenants/tenant-revisions.js';
import { OfficersController } from './officers.controller.js';
import { OfficersDesk, type OfficersDeskParts } from './officers-desk.js';
import { SettingsItemsController } from './items.controller.js';
import { SettingsOverviewController } from './overview.controller.js';
import { SettingsContext } from './settings-context.js';
import { SettingsDesk } from './settings-desk.js';
import { SettingsQueries } from './settings-queries.js';
import { TextPreviews } from './text-previews.js';

export interface SettingsParts extends OfficersDeskParts {
  revisions: TenantRevisions;
  areas: AreaDirectory;
  accounts: AccountDirectory;
}

/** What an office edits of itself. */
@Module({})
export class SettingsModule {
  static with({ revisions, areas, accounts, ...parts }: SettingsParts): DynamicModule {
    const { database, locales } = parts;
    const desk = new SettingsDesk({ revisions, locales, queries: new SettingsQueries(database) });
    return {
      module: SettingsModule,
      // Fixed paths come before `:bagian`.
      controllers: [SettingsOverviewController, OfficersController, SettingsItemsController],
      providers: [
        { provide: SettingsDesk, useValue: desk },
        { provide: OfficersDesk, useValue: new OfficersDesk(parts) },
        { provide: AreaDirectory, useValue: areas },
        { provide: AccountDirectory, useValue: accounts },
        SettingsContext,
        TextPreviews,
      ],
    };
  }
}
