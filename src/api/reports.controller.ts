import { Controller, Get, Inject, Param, Query, Res, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CodedError } from '../messaging/errors.js';
import { policyOf } from '../reports/render/report-page.js';
import { reportType } from '../reports/report-kinds.js';
import { ReportLinks } from '../reports/report-links.js';
import { REPORT_FORMATS, Reports, type ReportFile } from '../reports/reports.service.js';
import { ApiGuard } from './api.guard.js';
import type { ApiKey } from './api-keys.js';
import { BINARY } from './binary.js';
import { Caller, NeedsScope } from './caller.js';
import { Problem } from './problem.js';
import { ReportsAnswer } from './responses.dto.js';

const LIST_LIMIT = 200;

/** Reports as they were made: lists and files for programs, single files by signed links for those who were told of them. */
@ApiTags('reports')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    @Inject(Reports) private readonly reports: Reports,
    @Inject(ReportLinks) private readonly links: ReportLinks,
  ) {}

  @Get()
  @UseGuards(ApiGuard)
  @ApiBearerAuth()
  @NeedsScope('reports:read')
  @ApiOperation({ summary: 'Laporan yang sudah dibuat, yang terbaru dahulu.' })
  @ApiQuery({ name: 'tenant', required: false })
  @ApiQuery({ name: 'kind', required: false, example: 'monthly' })
  @ApiOkResponse({ type: ReportsAnswer })
  async listReports(
    @Query('tenant') tenant: string | undefined,
    @Query('kind') kind: string | undefined,
    @Caller() { tenant: own }: ApiKey,
  ): Promise<ReportsAnswer> {
    if (own !== null && tenant !== undefined && tenant !== own) return { reports: [] };
    const office = own ?? tenant;
    const filter = { limit: LIST_LIMIT, ...(office !== undefined && { tenant: office }) };
    return {
      reports: await this.reports.archive.list({ ...filter, ...(kind !== undefined && { kind: kindOf(kind) }) }),
    };
  }

  /** Before `:file`, which would take it. */
  @Get('files/:token')
  @ApiExcludeEndpoint()
  async byLink(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const claim = this.links.read(token);
    if (!claim) throw new Problem(403, { code: 'link-invalid' });
    await send(reply, await this.reports.file(claim.id, claim.format, null));
  }

  @Get(':file')
  @UseGuards(ApiGuard)
  @ApiBearerAuth()
  @NeedsScope('reports:read')
  @ApiOperation({ summary: 'Satu laporan: <id>.json, <id>.html atau <id>.xlsx; tanpa identitas pelapor.' })
  @ApiProduces('application/json', 'text/html', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  @ApiOkResponse(BINARY)
  @ApiParam({ name: 'file', example: '0198c0de-0000-7000-8000-000000000000.xlsx' })
  async getReportFile(
    @Param('file') name: string,
    @Caller() { tenant }: ApiKey,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [id = '', ending = '', ...more] = name.split('.');
    const format = REPORT_FORMATS.find((each) => each === ending);
    if (!format || more.length > 0) throw new Problem(404, { code: 'report-unknown' });
    await send(reply, await this.reports.file(id, format, tenant));
  }
}

function kindOf(kind: string): ReturnType<typeof reportType> {
  try {
    return reportType(kind);
  } catch (error) {
    if (error instanceof CodedError)
      throw new Problem(422, { code: 'invalid', errors: [{ field: 'kind', code: 'form' }] });
    throw error;
  }
}

/** A page is shown under its own policy; a spreadsheet is kept. */
async function send(reply: FastifyReply, file: ReportFile | undefined): Promise<void> {
  if (!file) throw new Problem(404, { code: 'report-unknown' });
  const { name, contentType, bytes } = file;
  const page = contentType.startsWith('text/html');
  if (page) void reply.header('content-security-policy', policyOf(bytes.toString('utf8')));
  await reply
    .header('content-type', contentType)
    .header('content-disposition', `${page ? 'inline' : 'attachment'}; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .header('x-robots-tag', 'noindex')
    .send(bytes);
}
