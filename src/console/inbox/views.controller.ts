import { Controller, Inject, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CodedError } from '../../messaging/errors.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { ListDesk } from './list-desk.js';
import { returnTo } from './return-to.js';
import { SavedViews } from './saved-views.js';
import { namesSomebody } from './search-terms.js';
import { filterFields } from './ticket-filter.js';

/** Searches under a name: one's own, and nobody else's. */
@Controller('console/tampilan')
@UseGuards(ConsoleGuard)
export class ViewsController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(SavedViews) private readonly views: SavedViews,
    @Inject(ListDesk) private readonly lists: ListDesk,
  ) {}

  @Post()
  @Needs('tickets:read')
  async save(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const fields = filterFields(request.body);
    const name = textField(request, 'nama');
    const tenant = this.pages.tenantOf(request, user);
    await this.answer(visit, this.lists.pathOf(fields, tenant, user), async () => {
      if (fields.orang !== undefined || (fields.q !== undefined && namesSomebody(fields.q, tenant)))
        throw new CodedError('view-contact', 'a search by reporter is not saved', false);
      await this.views.save(user.id, name, fields);
      return { key: 'saved', params: { name } };
    });
  }

  @Post(':id/nama')
  @Needs('tickets:read')
  async rename(@Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    const visit = visitOf(reply);
    await this.answer(visit, undefined, async () => {
      await this.views.rename(visit.user.id, id, textField(visit.request, 'nama'));
      return { key: 'renamed' };
    });
  }

  @Post(':id/hapus')
  @Needs('tickets:read')
  async remove(@Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    const visit = visitOf(reply);
    await this.answer(visit, undefined, async () => {
      await this.views.remove(visit.user.id, id);
      return { key: 'removed' };
    });
  }

  /** What was done, or why not, said on the page that follows. */
  private async answer(
    { request, reply, user }: Visit,
    path: string | undefined,
    work: () => Promise<{ key: string; params?: Record<string, string> }>,
  ): Promise<void> {
    const words = this.pages.words(request, user);
    const back = path ?? returnTo(request, '/console/aduan');
    try {
      const { key, params } = await work();
      await this.pages.redirect(reply, back, words(`inbox.views.${key}`, params));
    } catch (error) {
      const key = error instanceof CodedError ? `inbox.views.errors.${error.code}` : '';
      if (!words.has(key)) throw error;
      await this.pages.redirect(reply, back, { kind: 'warning', text: words(key) });
    }
  }
}
