import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Reports } from '../reports/reports.service.js';
import { parsePeriod, periodName } from '../reports/period.js';
import { drawCharts } from '../reports/render/report-page.js';
import { ReportWords } from '../reports/render/report-words.js';
import { TEXTS, type Locales } from '../tenants/locales.js';
import { PageSender } from './page-sender.js';
import { StatisticsPage } from './pages/statistics-page.js';

/** Months that the page offers. */
const MOST_MONTHS = 24;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** The monthly recapitulation for everybody: months that have ended and whose report was made. */
@Controller()
export class StatisticsController {
  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(Reports) private readonly reports: Reports,
    @Inject(TEXTS) private readonly locales: Locales,
  ) {}

  @Get(':tenant/statistik')
  async latest(
    @Param('tenant') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.show(slug, undefined, request, reply);
  }

  @Get(':tenant/statistik/:month')
  async month(
    @Param('tenant') slug: string,
    @Param('month') month: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.show(slug, month, request, reply);
  }

  private async show(
    slug: string,
    month: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const words = this.pages.words(request, reply, tenant);
    const { archive } = this.reports;
    const published = await archive.published(slug, MOST_MONTHS);
    const months = published.map(({ from }) => from.slice(0, 7));
    const shown = month ?? months[0];
    if (shown !== undefined && (!MONTH.test(shown) || !months.includes(shown))) {
      await this.pages.sendTenants(request, reply, 'notFound');
      return;
    }
    const found = published.find(({ from }) => from.slice(0, 7) === shown);
    const figures = found && (await archive.find(found.id))?.figures;
    const reportWords = new ReportWords(this.locales, words.locale, tenant.zone);
    const charts = figures ? await drawCharts(figures, reportWords) : new Map<string, string>();
    const path = `/${slug}/statistik${figures ? `/${periodName(figures.period)}` : ''}`;
    const titles = months.map((each) => ({ month: each, title: reportWords.period(parsePeriod(each)) }));
    await this.pages.send(
      reply,
      200,
      StatisticsPage({ words, tenant, path, figures, reportWords, charts, months: titles }),
    );
  }
}
