import { Controller, Get, Inject, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { navigationOf } from '../frame/navigation.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { StartPages } from '../frame/start-pages.js';

/** `/console`: what each role begins its day with. */
@Controller('console')
@UseGuards(ConsoleGuard)
export class StartController {
  constructor(
    @Inject(StartPages) private readonly starts: StartPages,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
  ) {}

  @Get()
  @Needs('account:use')
  async start(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const show = this.starts.of(user.role);
    // Who has no page of their own here begins where their navigation does.
    if (show) await show(request, reply, user);
    else
      await this.pages.redirect(
        reply,
        navigationOf(user).find(({ path }) => path !== '/console')?.path ?? '/console/akun',
      );
  }
}
