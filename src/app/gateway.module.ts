import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ApiModule } from '../api/api.module.js';
import { KeyRing } from '../contacts/key-ring.js';
import { WebhookController } from '../channels/webhook.controller.js';
import { CHANNEL_REGISTRY } from '../messaging/ports.js';
import { INBOUND_SINK, RECEIPT_SINK } from '../messaging/sinks.js';
import { ATTACHMENT_STORE } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { Open311Module } from '../open311/open311.module.js';
import { FileLinks } from '../outbox/file-links.js';
import { OutboundFileReader } from '../outbox/outbound-file-reader.js';
import { DatabasePublicTickets } from '../public/database-public-tickets.js';
import { DutyModule } from '../public/duty/duty.module.js';
import { AnswerTimes } from '../reports/answer-times/answer-times.js';
import { PUBLIC_LIMITS } from '../public/public-limits.js';
import { PUBLIC_PHOTOS, PUBLIC_SURVEYS, PUBLIC_TICKETS } from '../public/public-tickets.js';
import { PublicModule } from '../public/public.module.js';
import { StatisticsModule } from '../public/statistics.module.js';
import { SandboxModule } from '../sandbox/sandbox.module.js';
import type { StandIns } from '../sandbox/stand-ins.js';
import { SETTINGS } from '../settings/settings.js';
import { TEXTS } from '../tenants/locales.js';
import { TENANTS } from '../tenants/tenant-registry.js';
import type { Intake } from '../intake/intake.service.js';
import type { Core } from './core.js';
import { consoleModule } from './console-parts.js';
import { dutyParts } from './duty-parts.js';
import { openOpen311 } from './open-open311.js';
import { openApi } from './open-api.js';

export interface RootOptions {
  core: Core;
  clock: Clock;
  /** Whether this role has the webhooks and the pages. */
  takesIn: boolean;
  intake: Intake;
  /** Only in the sandbox. */
  standIns?: StandIns;
}

/** What a role offers by HTTP: always health and metrics; with an intake the webhooks and the citizens' pages. */
@Module({})
export class GatewayModule {
  static register({ core, clock, takesIn, intake, standIns }: RootOptions): DynamicModule {
    const observability = ObservabilityModule.forRoot({ logger: core.logger, clock });
    if (!takesIn) return { module: GatewayModule, imports: [observability] };
    const { tenants, locales } = core.configuration;
    const shared: DynamicModule = {
      module: SharedModule,
      global: true,
      ...exported(sharedProviders(core, intake, clock)),
    };
    const parts = openApi(core, intake, clock);
    const api = ApiModule.with(parts);
    const pages = PublicModule.with();
    // The API's and the sandbox's fixed paths come before the pages' `/:tenant`.
    const sandbox = standIns ? [SandboxModule.register({ standIns, tenants, locales })] : [];
    const duty = DutyModule.with(pages, dutyParts(core, clock));
    return {
      module: GatewayModule,
      imports: [
        observability,
        shared,
        api,
        Open311Module.with(openOpen311(core, parts, clock)),
        ...sandbox,
        consoleModule(core, parts, clock),
        duty,
        pages,
        StatisticsModule.with(parts.reports, pages),
      ],
      controllers: [WebhookController],
    };
  }
}

/** Binds the ports to their implementations for the features' modules. */
@Module({})
class SharedModule {}

function sharedProviders(core: Core, intake: Intake, clock: Clock): Provider[] {
  const { configuration, database, vault, keys, logger } = core;
  const { limits } = configuration.gateway;
  return [
    { provide: SETTINGS, useValue: core.settings },
    { provide: TENANTS, useValue: configuration.tenants },
    { provide: TEXTS, useValue: configuration.locales },
    { provide: CHANNEL_REGISTRY, useValue: core.channels },
    { provide: INBOUND_SINK, useValue: intake },
    { provide: RECEIPT_SINK, useValue: core.receipts },
    { provide: ATTACHMENT_STORE, useValue: core.attachments },
    { provide: KeyRing, useValue: keys },
    { provide: PUBLIC_PHOTOS, useValue: core.attachmentReader },
    { provide: FileLinks, useValue: core.fileLinks },
    { provide: OutboundFileReader, useValue: new OutboundFileReader({ database, vault, store: core.attachments }) },
    { provide: PUBLIC_TICKETS, useValue: new DatabasePublicTickets(database, vault, keys, configuration.tenants) },
    { provide: PUBLIC_SURVEYS, useValue: core.surveys },
    { provide: AnswerTimes, useValue: new AnswerTimes({ database, clock, logger }) },
    {
      provide: PUBLIC_LIMITS,
      useValue: {
        photoBytes: limits.attachmentBytes,
        photosPerReport: limits.attachmentsPerMessage,
        formsPerHour: limits.formsPerHour,
      },
    },
  ];
}

function exported(providers: Provider[]): Pick<DynamicModule, 'providers' | 'exports'> {
  return { providers, exports: providers.flatMap((provider) => ('provide' in provider ? [provider.provide] : [])) };
}
