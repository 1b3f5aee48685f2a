import { Module, type DynamicModule } from '@nestjs/common';
import { Reports } from '../reports/reports.service.js';
import { StatisticsController } from './statistics.controller.js';

/** The published statistics: their own module, since they stand on reports and not on tickets. */
@Module({})
export class StatisticsModule {
  /** @param pages the module of the citizens' pages, which renders them */
  static with(reports: Reports, pages: DynamicModule): DynamicModule {
    return {
      module: StatisticsModule,
      imports: [pages],
      controllers: [StatisticsController],
      providers: [{ provide: Reports, useValue: reports }],
    };
  }
}
