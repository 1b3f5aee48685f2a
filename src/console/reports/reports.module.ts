import { Module, type DynamicModule } from '@nestjs/common';
import { REPORT_DESK_PARTS, ReportDesk, type ReportDeskParts } from './report-desk.js';
import { ReportsConsoleController } from './reports.controller.js';
import { SummaryStart } from './summary-start.js';

/** `/console/laporan`, and the page that leadership begins with. */
@Module({})
export class ReportsConsoleModule {
  static with(parts: ReportDeskParts): DynamicModule {
    return {
      module: ReportsConsoleModule,
      controllers: [ReportsConsoleController],
      providers: [
        { provide: REPORT_DESK_PARTS, useValue: parts },
        { provide: ReportDesk, useValue: new ReportDesk(parts) },
        SummaryStart,
      ],
    };
  }
}
