import { Body, Controller, Get, Inject, Param, Post, Res, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { sendPhoto } from '../../public/photo.controller.js';
import { sendAsFile } from '../../public/send-file.js';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { BINARY } from '../binary.js';
import { Caller, NeedsScope } from '../caller.js';
import { DoneOnce, OnceCall } from '../dispatching/done-once.js';
import { ApiTicketNumber, OwnTicket, type AskedTicket } from '../own-ticket.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import { FileParams, PhotoPlaceDto, PlacedAnswer, TicketFilesAnswer } from './files.dto.js';
import { FileWork } from './file-work.js';

/** A ticket's files, for those who may learn who reported: papers are among them. */
@ApiTags('files')
@ApiBearerAuth()
@ApiTicketNumber()
@Controller('api/v1/tickets/:number')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class FilesController {
  constructor(@Inject(FileWork) private readonly work: FileWork) {}

  @Get('files')
  @NeedsScope('identities:read')
  @ApiOperation({ summary: 'Berkas dari pelapor dan instansi, dan yang dikirim kantor kepada pelapor.' })
  @ApiOkResponse({ type: TicketFilesAnswer })
  async listFiles(@OwnTicket() ticket: AskedTicket): Promise<TicketFilesAnswer> {
    return { files: await this.work.list(ticket) };
  }

  @Get('files/:file')
  @NeedsScope('identities:read')
  @ApiOperation({ summary: 'Satu berkas sebagaimana datangnya, atau sebagaimana dikirim; dicatat siapa yang mengambil.' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse(BINARY)
  async getFile(
    @OwnTicket() ticket: AskedTicket,
    @Param() { file }: FileParams,
    @Caller() caller: ApiKey,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendAsFile(reply, await this.work.open(ticket, file, caller));
  } // prettier-ignore

  @Get('files/:file/picture')
  @NeedsScope('identities:read')
  @ApiOperation({ summary: 'Gambar sebuah foto, dibuat ulang tanpa metadata.' })
  @ApiProduces('image/jpeg')
  @ApiOkResponse(BINARY)
  async getPicture(
    @OwnTicket() ticket: AskedTicket,
    @Param() { file }: FileParams,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const picture = await this.work.picture(ticket, file);
    await sendPhoto(reply, () => Promise.resolve(picture));
  }

  @Post('place')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Memakai tempat yang dibawa sebuah foto sebagai tempat aduan.' })
  @DoneOnce(PlacedAnswer)
  async takePlace(
    @OwnTicket() ticket: AskedTicket,
    @Body() { file }: PhotoPlaceDto,
    @OnceCall() call: Call,
  ): Promise<Answered<PlacedAnswer>> {
    return this.work.takePlace(ticket, file, call);
  }
}
