import { Module } from '@nestjs/common';
import type { DynamicModule, ModuleMetadata } from '@nestjs/common';
import { KeyRing } from '../contacts/key-ring.js';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TENANTS } from '../tenants/tenant-registry.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { AreaDirectory } from '../tenants/areas.js';
import { registerPublicAssets } from './assets.js';
import { AddingController } from './adding.controller.js';
import { CancelController } from './cancel.controller.js';
import { FileController } from './file.controller.js';
import { FormDesk } from './form-desk.js';
import { PageErrorFilter } from './page-error.filter.js';
import { PhotoController } from './photo.controller.js';
import { PhotoLinks } from './photo-links.js';
import { PageSender } from './page-sender.js';
import { ReceivedController } from './received.controller.js';
import { ReportController } from './report.controller.js';
import { ReportService } from './report.service.js';
import { refuseForeignForms } from './same-origin.js';
import { SharedLinks } from './shared-links.js';
import { StoryDesk } from './story-desk.js';
import { TenantPageController } from './tenant-page.controller.js';
import { TicketMessages } from './ticket-messages.js';
import { TicketPasses } from './ticket-passes.js';
import { TrackingController } from './tracking.controller.js';
import { VerdictController } from './verdict.controller.js';
import { VerdictService } from './verdict.service.js';
import { Visitors } from './visitors.js';
import { WEB_SECRETS, webSecrets } from './web-secrets.js';

/**
 * The citizens' pages. What they need comes from `imports` (or from global modules), by token: TENANTS, TEXTS,
 * CHANNEL_REGISTRY, INBOUND_SINK, ATTACHMENT_STORE, CLOCK, LOGGER, KeyRing, and this feature's own PUBLIC_TICKETS, PUBLIC_SURVEYS, PUBLIC_PHOTOS, FileLinks, OutboundFileReader,
 * AnswerTimes and PUBLIC_LIMITS.
 */
@Module({})
export class PublicModule {
  static with(imports: ModuleMetadata['imports'] = []): DynamicModule {
    return {
      module: PublicModule,
      imports,
      controllers: [
        TenantPageController,
        ReportController,
        ReceivedController,
        TrackingController,
        VerdictController,
        AddingController,
        CancelController,
        PhotoController,
        FileController,
      ],
      providers: [
        {
          provide: AreaDirectory,
          inject: [TENANTS],
          useFactory: (tenants: TenantRegistry) => new AreaDirectory(tenants.all()),
        },
        { provide: WEB_SECRETS, inject: [KeyRing], useFactory: webSecrets },
        PageSender,
        PageErrorFilter,
        FormDesk,
        ReportService,
        PhotoLinks,
        SharedLinks,
        StoryDesk,
        VerdictService,
        TicketMessages,
        TicketPasses,
        Visitors,
      ],
      exports: [PageSender, Visitors, WEB_SECRETS],
    };
  }
}

/** What the pages need of the HTTP server: multipart bodies as streams, and the static files. Before the application listens. */
export async function registerPublicHttp(app: NestFastifyApplication): Promise<void> {
  // Limits are set where the form is read; a file that is too large must not cost the reader their text.
  await app.register(multipart, { throwFileSizeLimit: false });
  refuseForeignForms(app.getHttpAdapter().getInstance());
  registerPublicAssets(app);
  app.useGlobalFilters(app.get(PageErrorFilter, { strict: false }));
}
