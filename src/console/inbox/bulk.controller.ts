import { Controller, HttpStatus, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ARCHIVE_REASONS } from '../../replies/archive-reasons.js';
import type { Tenant } from '../../tenants/tenant.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { listField, textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { BulkActions, type BulkAction } from './bulk.js';
import { BulkResultPage } from './pages/bulk-result-page.js';
import { returnTo } from './return-to.js';

/**
 * The same for the tickets that are ticked. Repeated, nothing is done or said twice: what a ticket has been given already
 * changes nothing, and what is over is refused. So the answer is the result's page itself.
 */
@Controller('console/aduan/pilihan')
@UseGuards(ConsoleGuard)
export class BulkController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(BulkActions) private readonly bulk: BulkActions,
  ) {}

  @Post('petugas')
  @Needs('tickets:assign')
  take(@Res() reply: FastifyReply): Promise<void> {
    return this.run(visitOf(reply), () => ({ name: 'assign' }));
  }

  @Post('kategori')
  @Needs('tickets:overrule')
  recategorise(@Res() reply: FastifyReply): Promise<void> {
    return this.run(visitOf(reply), (request, { categories }) => {
      const category = categories.find(({ slug }) => slug === textField(request, 'kategori'))?.slug;
      return category === undefined ? undefined : { name: 'recategorise', category };
    });
  }

  @Post('disposisi')
  @Needs('tickets:dispatch')
  dispatch(@Res() reply: FastifyReply): Promise<void> {
    return this.run(visitOf(reply), (request, { agencies }) => {
      const agency = agencies.find(({ slug }) => slug === textField(request, 'instansi'))?.slug;
      return agency === undefined ? undefined : { name: 'dispatch', agency };
    });
  }

  @Post('arsip')
  @Needs('tickets:end')
  archive(@Res() reply: FastifyReply): Promise<void> {
    return this.run(visitOf(reply), (request) => {
      const reason = ARCHIVE_REASONS.find((each) => each === textField(request, 'alasan'));
      return reason && { name: 'archive', reason };
    });
  }

  private async run(
    { request, reply, user }: Visit,
    actionOf: (request: FastifyRequest, tenant: Tenant) => BulkAction | undefined,
  ): Promise<void> {
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    const back = returnTo(request, '/console/aduan');
    const numbers = listField(request, 'nomor');
    const action = actionOf(request, tenant);
    if (numbers.length === 0 || !action) {
      const text = words(numbers.length === 0 ? 'inbox.bulk.none' : 'inbox.bulk.incomplete');
      await this.pages.redirect(reply, back, { kind: 'warning', text });
      return;
    }
    const results = await this.bulk.run(user, tenant.slug, numbers, action);
    const title = `${words('inbox.bulk.result')}: ${words(`inbox.bulk.${action.name === 'assign' ? 'take' : action.name}`)}`;
    await this.pages.page(request, reply, {
      user,
      title,
      active: 'tickets',
      status: HttpStatus.OK,
      body: BulkResultPage({ words, title, results, back }),
    });
  }
}
