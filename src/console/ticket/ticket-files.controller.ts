import { Controller, Get, Inject, NotFoundException, Param, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import { sendPhoto } from '../../public/photo.controller.js';
import { sendAsFile } from '../../public/send-file.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { Needs } from '../frame/needs.js';
import { TicketFiles, whichOf } from './read/ticket-files.js';
import { TicketDesk } from './ticket-desk.js';

/**
 * A ticket's files, for those who may learn who reported: papers are among them. What is shown within a page was made
 * anew, without metadata; the bytes as they came are downloaded, never opened here, and each such look is logged.
 */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketFilesController {
  constructor(
    @Inject(TicketDesk) private readonly desk: TicketDesk,
    @Inject(TicketFiles) private readonly files: TicketFiles,
  ) {}

  @Get('berkas/:file')
  @Needs('identities:read')
  async view(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const which = whichOf(this.desk.at(reply));
    await sendPhoto(reply, () => this.files.picture(which, file));
  }

  @Get('berkas/:file/asli')
  @Needs('identities:read')
  async original(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const at = this.desk.at(reply);
    const opened = await this.files.original(whichOf(at), file, actorOfUser(at.user));
    if (!opened) throw new NotFoundException('no such file');
    await sendAsFile(reply, opened);
  }

  @Get('kiriman/:file')
  @Needs('identities:read')
  async sent(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.files.sent(whichOf(this.desk.at(reply)), file);
    if (!opened) throw new NotFoundException('no such file');
    await sendAsFile(reply, opened);
  }
}
