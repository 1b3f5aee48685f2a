import { Body, Controller, Get, Inject, Param, Post, Query, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { DoneOnce, OnceCall } from '../dispatching/done-once.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import { OfficeQuery } from '../work/work.dto.js';
import { ReportMaking } from './report-making.js';
import {
  ReportOrderAnswer,
  ReportOrderDto,
  ReportOrdered,
  ReportOrderParams,
  StatisticsAnswer,
  StatisticsQuery,
} from './reports.dto.js';

@ApiTags('reports')
@ApiBearerAuth()
@Controller('api/v1')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class ReportMakingController {
  constructor(@Inject(ReportMaking) private readonly making: ReportMaking) {}

  @Post('reports/orders')
  @NeedsScope('reports:write')
  @ApiOperation({ summary: 'Memesan laporan; pekerja membuatnya, dan yang sama yang sedang dibuat tidak dibuat dua kali.' })
  @DoneOnce(ReportOrdered)
  async orderReport(
    @Body() wanted: ReportOrderDto,
    @OnceCall() call: Call,
  ): Promise<Answered<ReportOrdered>> {
    return this.making.order(wanted, call);
  } // prettier-ignore

  @Get('reports/orders/:id')
  @NeedsScope('reports:write')
  @ApiOperation({ summary: 'Apa jadinya sebuah pesanan laporan.' })
  @ApiOkResponse({ type: ReportOrderAnswer })
  async getReportOrder(
    @Param() { id }: ReportOrderParams,
    @Query() { tenant }: OfficeQuery,
    @Caller() caller: ApiKey,
  ): Promise<ReportOrderAnswer> {
    return this.making.ordered(caller, id, tenant);
  }

  @Get('statistics')
  @NeedsScope('reports:read')
  @ApiOperation({ summary: 'Statistik bulanan yang sudah terbit.' })
  @ApiOkResponse({ type: StatisticsAnswer })
  async getStatistics(
    @Query() { tenant, month }: StatisticsQuery,
    @Caller() caller: ApiKey,
  ): Promise<StatisticsAnswer> {
    return this.making.statistics(caller, tenant, month);
  }
}
