import { Module, type DynamicModule } from '@nestjs/common';
import { AreaDirectory } from '../tenants/areas.js';
import type { DiscoveryFacts } from './discovery.js';
import { Open311Desk } from './open311-desk.js';
import { Open311ErrorFilter } from './open311-error.filter.js';
import { RequestReader } from './request-reader.js';
import { RequestTaker } from './request-taker.js';
import { RequestsController } from './requests.controller.js';
import { DISCOVERY_FACTS, ServicesController } from './services.controller.js';

/** What stands behind the interface; made by the composition root. */
export interface Open311Parts {
  desk: Open311Desk;
  taker: RequestTaker;
  reader: RequestReader;
  areas: AreaDirectory;
  facts: DiscoveryFacts;
}

/** Open311 GeoReport v2 for apps of citizens and of agencies (http://wiki.open311.org/GeoReport_v2). */
@Module({})
export class Open311Module {
  static with({ desk, taker, reader, areas, facts }: Open311Parts): DynamicModule {
    return {
      module: Open311Module,
      controllers: [ServicesController, RequestsController],
      providers: [
        { provide: Open311Desk, useValue: desk },
        { provide: RequestTaker, useValue: taker },
        { provide: RequestReader, useValue: reader },
        { provide: AreaDirectory, useValue: areas },
        { provide: DISCOVERY_FACTS, useValue: facts },
        Open311ErrorFilter,
      ],
    };
  }
}
