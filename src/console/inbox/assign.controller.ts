import { Controller, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import { CodedError } from '../../messaging/errors.js';
import { Assignments } from '../../tickets/assignments.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { NewRows } from './pages/ticket-row.js';
import { returnTo } from './return-to.js';
import { rightsOf, RowDesk } from './row-desk.js';
import { TicketFinder } from './ticket-finder.js';

/** Who is on a ticket. From a list htmx gets the row anew, and its twin of another list; everybody else comes back to where they were. */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class AssignController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(Assignments) private readonly assignments: Assignments,
    @Inject(TicketFinder) private readonly finder: TicketFinder,
    @Inject(RowDesk) private readonly desk: RowDesk,
  ) {}

  @Post('petugas')
  @Needs('tickets:assign')
  async assign(@Res() reply: FastifyReply, @Param('number') number: string): Promise<void> {
    const { request, user } = visitOf(reply);
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    if ((await this.finder.byNumber(tenant, number)).length === 0) throw new NotFoundException('no such ticket here');
    const to = textField(request, 'petugas') === 'nobody' ? null : user.id;
    const taken = await this.try(number, to, textField(request, 'tadi') || null, user);
    if (request.headers['hx-request'] === undefined) {
      const kind = taken ? (to === null ? 'released' : 'taken') : 'takenMeanwhile';
      const text = words(`inbox.row.${kind}`, { number });
      await this.pages.redirect(reply, returnTo(request, '/console'), { kind: taken ? 'done' : 'warning', text });
      return;
    }
    const rows = await this.finder.byNumber(tenant, number);
    const [view] = await this.desk.views(words, user, tenant, rows);
    if (!view) throw new NotFoundException('no such ticket here');
    const box = textField(request, 'kotak');
    const rights = { ...rightsOf(user, this.pages.csrf(user)), ...(box !== '' && { bulk: box }) };
    const twin = textField(request, 'kembar') !== '';
    const twice = textField(request, 'dua') !== '';
    await this.pages.fragment(reply, NewRows({ words, view, rights, twin, twice }));
  }

  /** @returns false where somebody else took it meanwhile */
  private async try(number: string, to: string | null, seen: string | null, user: ConsoleUser): Promise<boolean> {
    try {
      await this.assignments.assign(number, { to, seen, by: actorOfUser(user) });
      return true;
    } catch (error) {
      if (error instanceof CodedError && error.code === 'assigned-meanwhile') return false;
      throw error;
    }
  }
}
