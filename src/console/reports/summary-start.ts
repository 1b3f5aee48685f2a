import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import type { ReportType } from '../../reports/figures/figures.js';
import { drawCharts } from '../../reports/render/report-page.js';
import { ReportWords } from '../../reports/render/report-words.js';
import type { Tenant } from '../../tenants/tenant.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { StartPages } from '../frame/start-pages.js';
import { SummaryPage, type SummaryPart } from './pages/summary-page.js';
import { REPORT_DESK_PARTS, ReportDesk, type ReportDeskParts } from './report-desk.js';

/** What leadership looks at first, of the newest report of each kind; it is read from the archive and reckoned by nobody. */
const SHOWN: readonly { kind: ReportType; measures: readonly string[]; tables: readonly string[] }[] = [
  {
    kind: 'daily',
    measures: ['received', 'answered', 'finished', 'unfinishedAtEnd', 'danger', 'answerMedian'],
    tables: ['overdue-tickets'],
  },
  {
    kind: 'evaluation',
    measures: [
      'received',
      'finished',
      'inTimeShare',
      'answerMedian',
      'answerP90',
      'fixedShare',
      'satisfaction',
      'reopened',
    ],
    tables: ['by-category', 'agencies'],
  },
];

/** The start page of leadership. */
@Injectable()
export class SummaryStart implements OnModuleInit {
  constructor(
    @Inject(StartPages) private readonly starts: StartPages,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(ReportDesk) private readonly desk: ReportDesk,
    @Inject(REPORT_DESK_PARTS) private readonly parts: ReportDeskParts,
  ) {}

  onModuleInit(): void {
    this.starts.add(['leadership'], (request, reply, user) => this.show(request, reply, user));
  }

  private async show(request: FastifyRequest, reply: FastifyReply, user: ConsoleUser): Promise<void> {
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    const reportWords = new ReportWords(this.parts.locales, words.locale, tenant.zone);
    await this.pages.page(request, reply, {
      user,
      title: words('reports.summary.title', { tenant: tenant.name }),
      active: 'reports',
      body: SummaryPage({ words, reportWords, tenant, parts: await this.summary(tenant, reportWords) }),
    });
  }

  private async summary(tenant: Tenant, words: ReportWords): Promise<SummaryPart[]> {
    const found = await Promise.all(
      SHOWN.map(async ({ kind, measures, tables }) => {
        const report = await this.desk.newest(tenant, kind);
        if (!report) return [];
        const { id, figures } = report;
        const drawn = { ...figures, tables: figures.tables.filter((table) => tables.includes(table.id)) };
        return [{ id, figures, measures, tables, charts: await drawCharts(drawn, words) }];
      }),
    );
    return found.flat();
  }
}
