import { randomUUID } from 'node:crypto';
import { Controller, Get, Inject, NotFoundException, Param, Post, Query, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AccountDirectory } from '../../accounts/account-directory.js';
import { actorOfUser, may } from '../../accounts/console-user.js';
import type { Revision } from '../../tenants/revision-rows.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { fieldErrors } from './pages/edit-context.js';
import { RefusedPage, ReviewPage } from './pages/edit-page.js';
import { HistoryPage } from './pages/history-page.js';
import { OverviewPage } from './pages/overview-page.js';
import { savingOf, SettingsContext } from './settings-context.js';
import { SettingsDesk } from './settings-desk.js';

/** Revisions that a page of the history shows. */
const PAGE = 20;
const HISTORY = '/console/pengaturan/riwayat';

/** Where the settings begin, what was changed, and the way back. */
@ApiExcludeController()
@Controller('console/pengaturan')
@UseGuards(ConsoleGuard)
export class SettingsOverviewController {
  constructor(
    @Inject(SettingsDesk) private readonly desk: SettingsDesk,
    @Inject(SettingsContext) private readonly context: SettingsContext,
    @Inject(AccountDirectory) private readonly accounts: AccountDirectory,
  ) {}

  @Get()
  @Needs('settings:read')
  async overview(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const context = await this.context.of(request, user);
    const state = this.desk.revisions.state(context.tenant.slug);
    const title = context.words('settings.title');
    await this.context.send(request, reply, {
      user,
      title,
      body: OverviewPage({ ...context, state, users: may(user, 'users:manage') }),
    });
  }

  @Get('riwayat')
  @Needs('settings:read')
  async history(@Query('sebelum') typed: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const context = await this.context.of(request, user);
    const { slug } = context.tenant;
    const before = typeof typed === 'string' && /^\d{1,9}$/.test(typed) ? { before: Number(typed) } : {};
    const found = await this.desk.revisions.history(slug, { ...before, limit: PAGE + 1 });
    const revisions = found.slice(0, PAGE);
    const body = HistoryPage({
      ...context,
      state: this.desk.revisions.state(slug),
      revisions,
      people: await this.peopleOf(revisions),
      more: found.length > PAGE,
    });
    await this.context.send(request, reply, { user, title: context.words('settings.part.riwayat'), body });
  }

  /** Back to how it was at a revision; 0: to the file. First what that would change, then the change. */
  @Post('riwayat/:revisi')
  @Needs('settings:manage')
  async restore(@Param('revisi') typed: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const number = /^\d{1,9}$/.test(typed) ? Number(typed) : -1;
    const context = await this.context.of(request, user);
    const { words, tenant } = context;
    const { newest } = this.desk.revisions.state(tenant.slug);
    if (number < 0 || number > newest) throw new NotFoundException('there is no such revision');
    const judged = await this.desk.judgeRestoring(tenant, number);
    const title = words(number === 0 ? 'settings.history.toFile' : 'settings.history.backTo', { number });
    if (!judged.ok) {
      const body = RefusedPage({ words, title, errors: fieldErrors(words, judged.wrong), back: HISTORY });
      return this.context.send(request, reply, { user, title, body, status: 422 });
    }
    const sure = textField(request, 'langkah') === 'simpan';
    const saving = savingOf(request, user);
    const saved = sure ? await this.desk.save(tenant, judged.edits, saving) : undefined;
    if (saved?.outcome === 'saved' || saved?.outcome === 'unchanged')
      return this.context.redirect(reply, HISTORY, words('settings.saved'));
    const body = ReviewPage({
      ...context,
      title,
      values: {},
      action: `${HISTORY}/${String(number)}`,
      step: 'simpan',
      review: judged.review,
      base: newest,
      nonce: randomUUID(),
      back: { words: words('settings.back'), path: HISTORY },
    });
    await this.context.send(request, reply, { user, title, body, status: saved ? 409 : 200 });
  }

  /** Names of those who saved, by how the history names them. */
  private async peopleOf(revisions: readonly Revision[]): Promise<Map<string, string>> {
    const actors = [...new Set(revisions.map(({ savedBy }) => savedBy))];
    const found = await Promise.all(
      actors.map(async (actor) => {
        const id = /^user:([0-9a-f-]{36})$/.exec(actor)?.[1];
        const account = id === undefined ? undefined : await this.accounts.byId(id);
        return account ? [[actorOfUser(account), account.name] as const] : [];
      }),
    );
    return new Map(found.flat());
  }
}
