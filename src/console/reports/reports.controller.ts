import { Controller, Get, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { REPORT_TYPES } from '../../reports/figures/figures.js';
import { drawCharts, policyOf } from '../../reports/render/report-page.js';
import { ReportWords } from '../../reports/render/report-words.js';
import { REPORT_FORMATS } from '../../reports/reports.service.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { queryField, textField } from '../frame/form-body.js';
import { Needs, Unattended } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { OrderPart, REFRESH_SECONDS } from './pages/order-part.js';
import { ReportListPage } from './pages/report-list-page.js';
import { ReportViewPage } from './pages/report-view-page.js';
import { REPORT_DESK_PARTS, ReportDesk, type MakeRefusal, type ReportDeskParts, type Wanted } from './report-desk.js';

const LISTED = 100;
const ORDERS = '/console/laporan/pesanan';

/** Reports that were made, as pages and files, and making one now. */
@Controller('console/laporan')
@UseGuards(ConsoleGuard)
export class ReportsConsoleController {
  constructor(
    @Inject(ReportDesk) private readonly desk: ReportDesk,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(REPORT_DESK_PARTS) private readonly parts: ReportDeskParts,
  ) {}

  @Get()
  @Needs('reports:read')
  async list(@Res() reply: FastifyReply): Promise<void> {
    await this.showList(visitOf(reply));
  }

  @Post()
  @Needs('reports:read')
  async make(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const wanted = { kind: textField(request, 'jenis'), period: textField(request, 'periode') };
    const result = await this.desk.make(this.pages.tenantOf(request, user), user, wanted);
    if (result.ok) return await this.pages.redirect(reply, `${ORDERS}/${result.id}`);
    await this.showList(visit, { wanted, refusal: result.code });
  }

  /** A report that is being made; the page asks for itself until it is there, and then leads to it. */
  @Get('pesanan/:id')
  @Needs('reports:read')
  @Unattended()
  async ordered(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const tenant = this.pages.tenantOf(request, user);
    const order = await this.desk.order(tenant, id);
    if (!order) throw new NotFoundException('no such order');
    if (order.reportId !== null) return await this.pages.redirect(reply, `/console/laporan/${order.reportId}`);
    const words = this.pages.words(request, user);
    const reportWords = new ReportWords(this.parts.locales, words.locale, tenant.zone);
    const part = OrderPart({ words, reportWords, order, path: `${ORDERS}/${id}`, now: this.parts.clock.now() });
    if (request.headers['hx-request'] !== undefined) return await this.pages.fragment(reply, part);
    const refreshSeconds = order.state === 'waiting' ? REFRESH_SECONDS : undefined;
    await this.pages.page(request, reply, {
      user,
      title: words(`reports.order.${order.state}`),
      active: 'reports',
      body: part,
      refreshSeconds,
    });
  }

  @Get(':id')
  @Needs('reports:read')
  async show(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const tenant = this.pages.tenantOf(request, user);
    const report = await this.desk.find(tenant, id);
    if (!report) throw new NotFoundException('no such report');
    const words = this.pages.words(request, user);
    const reportWords = new ReportWords(this.parts.locales, words.locale, tenant.zone);
    const charts = await drawCharts(report.figures, reportWords);
    await this.pages.page(request, reply, {
      user,
      title: reportWords.text(`type.${report.kind}.title`),
      active: 'reports',
      body: ReportViewPage({ words, reportWords, report, charts, agency: queryField(request, 'instansi') }),
    });
  }

  /** `berkas/html`, `berkas/xlsx`, `berkas/json`: the files as they were made, in the office's own language. */
  @Get(':id/berkas/:format')
  @Needs('reports:read')
  async file(@Param('id') id: string, @Param('format') wanted: string, @Res() reply: FastifyReply): Promise<void> {
    const format = REPORT_FORMATS.find((each) => each === wanted);
    const { request, user } = visitOf(reply);
    const { slug } = this.pages.tenantOf(request, user);
    const file = format && (await this.parts.reports.file(id, format, slug));
    if (!file) throw new NotFoundException('no such file');
    const page = format === 'html';
    if (page) void reply.header('content-security-policy', policyOf(file.bytes.toString('utf8')));
    await reply
      .header('content-type', file.contentType)
      .header('content-disposition', `${page ? 'inline' : 'attachment'}; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(file.bytes);
  }

  private async showList(
    { request, reply, user }: Visit,
    refused?: { wanted: Wanted; refusal: MakeRefusal },
  ): Promise<void> {
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    const asked = queryField(request, 'jenis');
    const kind = REPORT_TYPES.find((type) => type === asked);
    const filter = { tenant: tenant.slug, limit: LISTED, ...(kind && { kind }) };
    await this.pages.page(request, reply, {
      user,
      title: words('reports.title'),
      active: 'reports',
      status: refused ? 422 : 200,
      body: ReportListPage({
        words,
        reportWords: new ReportWords(this.parts.locales, words.locale, tenant.zone),
        reports: await this.parts.reports.archive.list(filter),
        orders: await this.desk.open(tenant),
        kind,
        csrf: this.pages.csrf(user),
        now: this.parts.clock.now(),
        tenant,
        refused,
      }),
    });
  }
}
