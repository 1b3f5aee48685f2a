import { Controller, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import { TASK_RESULTS } from '../../manual/reply-tasks.js';
import { CodedError } from '../../messaging/errors.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { isId } from '../frame/is-id.js';
import { Needs } from '../frame/needs.js';
import { CitizenPart } from './pages/citizen-part.js';
import { TaskFragment } from './pages/outside-part.js';
import { Reporters } from './read/reporter.js';
import { TicketDesk, type AtTicket } from './ticket-desk.js';
import { TicketForms } from './ticket-forms.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

/** Looks at who reported, and the replies that people carry to them; each look is written down before it is shown. */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketPeopleController {
  constructor(
    @Inject(TicketForms) private readonly forms: TicketForms,
    @Inject(TicketDesk) private readonly desk: TicketDesk,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(Reporters) private readonly reporters: Reporters,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  /** A post, since it writes: a look is never repeated by going back. */
  @Post('pelapor')
  @Needs('identities:read')
  async reporter(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const shownReporter = (await this.reporters.look(at.tenant, at.number, actorOfUser(at.user))) ?? undefined;
    if (at.request.headers['hx-request'] === undefined) await this.desk.send(at, { shownReporter });
    else await this.pages.fragment(reply, CitizenPart({ ...(await this.desk.props(at)), shown: shownReporter }));
  }

  /** Whom a call, a letter or a copy is for, and what it says. */
  @Post('tugas/:task')
  @Needs('identities:read')
  async task(@Param('task') task: string, @Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    await this.assertOwn(at, task);
    const openedTask = await this.parts.tasks.show(task, actorOfUser(at.user));
    if (!openedTask) throw new NotFoundException('no such task');
    if (at.request.headers['hx-request'] === undefined) return await this.desk.send(at, { openedTask });
    const fragment = TaskFragment({ ...(await this.desk.props(at)), opened: openedTask });
    if (!fragment) throw new NotFoundException('no such task');
    await this.pages.fragment(reply, fragment);
  }

  @Post('tugas')
  @Needs('tickets:answer')
  async done(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const [task, wanted] = [textField(at.request, 'tugas'), textField(at.request, 'hasil')];
    await this.assertOwn(at, task);
    await this.forms.run(at, {
      form: 'task',
      values: { tugas: task },
      work: async (by) => {
        const result = TASK_RESULTS.find((each) => each === wanted);
        if (!result) throw new CodedError('reason-missing', 'no result was chosen', false);
        await this.parts.tasks.record(task, result, by);
        return { key: `task-${result}` };
      },
    });
  }

  private async assertOwn({ number, tenant }: AtTicket, task: string): Promise<void> {
    const found = isId(task) ? await this.parts.tasks.find(task) : undefined;
    if (found?.number !== number || found.tenant !== tenant.slug) throw new NotFoundException('no such task');
  }
}
