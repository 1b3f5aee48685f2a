import { Module, type DynamicModule } from '@nestjs/common';
import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { AgencySystems } from './agency/agency-systems.js';
import { AgencySystemsController } from './agency/agency-systems.controller.js';
import { SandboxApiController } from './sandbox-api.controller.js';
import { SandboxPageController } from './sandbox-page.controller.js';
import { PHONE, SANDBOX_PAGE, type SandboxPageSources } from './sandbox.tokens.js';
import type { StandIns } from './stand-ins.js';

export interface SandboxModuleOptions {
  standIns: StandIns;
  tenants: TenantRegistry;
  locales: Locales;
}

/** The phone on a page and its API. Imported by the web role's root only where `settings.sandbox` holds. */
@Module({})
export class SandboxModule {
  static register({ standIns, tenants, locales }: SandboxModuleOptions): DynamicModule {
    const sources: SandboxPageSources = { tenants, locales };
    return {
      module: SandboxModule,
      controllers: [SandboxApiController, AgencySystemsController, SandboxPageController],
      providers: [
        { provide: PHONE, useValue: standIns.phone },
        { provide: AgencySystems, useValue: standIns.agencies },
        { provide: SANDBOX_PAGE, useValue: sources },
      ],
    };
  }
}
