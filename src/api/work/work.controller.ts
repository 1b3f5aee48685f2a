import { Body, Controller, Get, Headers, Inject, Param, Post, Res, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { callOf, DoneOnce, told } from '../dispatching/done-once.js';
import { RepeatsAnswer } from './story.dto.js';
import { SplitAnswer, SplitDto } from '../overruling.dto.js';
import { TicketReader } from '../ticket-reader.js';
import { apiValidation } from '../validation.js';
import { TicketWork } from './ticket-work.js';
import { ArchiveDto, ArchivedAnswer, AssignDto, AssignedAnswer, CitizenAskedAnswer, CitizenQuestionDto, NotedAnswer, NoteDto, NotesAnswer, TicketStanding } from './work.dto.js'; // prettier-ignore

/** What an office does with a ticket beside dispatching and answering it. */
@ApiTags('work')
@ApiBearerAuth()
@ApiParam({ name: 'number', example: 'BDG-000012' })
@Controller('api/v1/tickets/:number')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class WorkController {
  constructor(
    @Inject(TicketWork) private readonly work: TicketWork,
    @Inject(TicketReader) private readonly tickets: TicketReader,
  ) {}

  @Post('assignee')
  @NeedsScope('tickets:assign')
  @ApiOperation({ summary: 'Siapa yang memegang aduan ini; pelapor tidak melihatnya.' })
  @DoneOnce(AssignedAnswer)
  async assign(
    @Param('number') number: string,
    @Body() wish: AssignDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignedAnswer> {
    const { tenant } = await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.assign(number, wish, tenant, callOf(caller, key)));
  }

  @Get('repeats')
  @NeedsScope('tickets:read')
  @ApiOperation({ summary: 'Aduan lain yang mungkin tentang hal yang sama, dan mengapa; tanpa identitas.' })
  @ApiOkResponse({ type: RepeatsAnswer })
  async repeats(@Param('number') number: string, @Caller() caller: ApiKey): Promise<RepeatsAnswer> {
    await this.tickets.assertOwn(number, caller);
    return { repeats: await this.work.repeats(number) };
  }

  @Get('notes')
  @NeedsScope('notes:read')
  @ApiOperation({ summary: 'Catatan kantor pada aduan ini, yang terlama dahulu; pelapor dan instansi tidak melihatnya.' })
  @ApiOkResponse({ type: NotesAnswer })
  async notes(@Param('number') number: string, @Caller() caller: ApiKey): Promise<NotesAnswer> {
    await this.tickets.assertOwn(number, caller);
    return { notes: await this.work.notes(number) };
  } // prettier-ignore

  @Post('notes')
  @NeedsScope('notes:write')
  @ApiOperation({ summary: 'Menulis catatan kantor.' })
  @DoneOnce(NotedAnswer)
  async note(
    @Param('number') number: string,
    @Body() { text }: NoteDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NotedAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.note(number, text, callOf(caller, key)));
  }

  @Post('questions')
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Menanyakan sesuatu kepada pelapor; batas waktu berhenti sampai ia menjawab.' })
  @DoneOnce(CitizenAskedAnswer)
  async ask(
    @Param('number') number: string,
    @Body() { text }: CitizenQuestionDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CitizenAskedAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.ask(number, text, callOf(caller, key)));
  }

  @Post('resume')
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Melanjutkan tanpa menunggu jawaban pelapor.' })
  @DoneOnce(TicketStanding)
  async resume(
    @Param('number') number: string,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketStanding> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.resume(number, callOf(caller, key)));
  }

  @Post('split')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Memisahkan hal lain di dalam aduan menjadi aduan sendiri; pelapor diberi tahu nomornya.' })
  @DoneOnce(SplitAnswer)
  async split(
    @Param('number') number: string,
    @Body() wish: SplitDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SplitAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.split(number, wish, callOf(caller, key)));
  }

  @Post('archive')
  @NeedsScope('tickets:end')
  @ApiOperation({ summary: 'Mengarsipkan tanpa jawaban; pelapor diberi tahu alasannya, kecuali karena isinya kasar.' })
  @DoneOnce(ArchivedAnswer)
  async archive(
    @Param('number') number: string,
    @Body() wish: ArchiveDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ArchivedAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.archive(number, wish, callOf(caller, key)));
  }

  @Post('close')
  @NeedsScope('tickets:end')
  @ApiOperation({ summary: 'Menutup aduan yang sudah dijawab.' })
  @DoneOnce(TicketStanding)
  async close(
    @Param('number') number: string,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketStanding> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.close(number, callOf(caller, key)));
  }

  @Post('reopen')
  @NeedsScope('tickets:end')
  @ApiOperation({ summary: 'Membuka kembali; batas waktunya mulai dari awal.' })
  @DoneOnce(TicketStanding)
  async reopen(
    @Param('number') number: string,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketStanding> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.work.reopen(number, callOf(caller, key)));
  }
}
