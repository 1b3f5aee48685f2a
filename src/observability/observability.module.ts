import { type DynamicModule, Module } from '@nestjs/common';
import { CLOCK, type Clock, systemClock } from './clock.js';
import { HealthRegistry } from './health.js';
import { LOGGER, type Logger } from './logger.js';
import { MetricsRegistry } from './metrics.js';
import { ObservabilityController } from './observability.controller.js';

export interface ObservabilityOptions {
  /** Made before the framework, since settings can fail before it. */
  logger: Logger;
  clock?: Clock;
  /** Memory, event loop, garbage collection; off in tests. Default: true. */
  processMetrics?: boolean;
}

/** Logger, clock, metrics and health for the whole process, and their HTTP paths. */
@Module({})
export class ObservabilityModule {
  static forRoot({ logger, clock = systemClock, processMetrics = true }: ObservabilityOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      controllers: [ObservabilityController],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: CLOCK, useValue: clock },
        { provide: MetricsRegistry, useFactory: () => new MetricsRegistry({ processMetrics }) },
        HealthRegistry,
      ],
      exports: [LOGGER, CLOCK, MetricsRegistry, HealthRegistry],
    };
  }
}
