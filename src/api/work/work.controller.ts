import { Body, Controller, Get, Inject, Post, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { DoneOnce, OnceCall } from '../dispatching/done-once.js';
import { RepeatsAnswer } from './story.dto.js';
import { SplitAnswer, SplitDto } from '../overruling.dto.js';
import { ApiTicketNumber, OwnTicket, type AskedTicket } from '../own-ticket.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import { TicketWork } from './ticket-work.js';
import { ArchiveDto, ArchivedAnswer, AssignDto, AssignedAnswer, CitizenAskedAnswer, CitizenQuestionDto, NotedAnswer, NoteDto, NotesAnswer, TicketStanding } from './work.dto.js'; // prettier-ignore

/** What an office does with a ticket beside dispatching and answering it. */
@ApiTags('work')
@ApiBearerAuth()
@ApiTicketNumber()
@Controller('api/v1/tickets/:number')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class WorkController {
  constructor(@Inject(TicketWork) private readonly work: TicketWork) {}

  @Post('assignee')
  @NeedsScope('tickets:assign')
  @ApiOperation({ summary: 'Siapa yang memegang aduan ini; pelapor tidak melihatnya.' })
  @DoneOnce(AssignedAnswer)
  async assignTicket(
    @OwnTicket() { number, tenant }: AskedTicket,
    @Body() wish: AssignDto,
    @OnceCall() call: Call,
  ): Promise<Answered<AssignedAnswer>> {
    return this.work.assign(number, wish, tenant, call);
  }

  @Get('repeats')
  @NeedsScope('tickets:read')
  @ApiOperation({ summary: 'Aduan lain yang mungkin tentang hal yang sama, dan mengapa; tanpa identitas.' })
  @ApiOkResponse({ type: RepeatsAnswer })
  async listRepeats(@OwnTicket() { number }: AskedTicket): Promise<RepeatsAnswer> {
    return { repeats: await this.work.repeats(number) };
  }

  @Get('notes')
  @NeedsScope('notes:read')
  @ApiOperation({ summary: 'Catatan kantor pada aduan ini, yang terlama dahulu; pelapor dan instansi tidak melihatnya.' })
  @ApiOkResponse({ type: NotesAnswer })
  async listNotes(@OwnTicket() { number }: AskedTicket, @Caller() caller: ApiKey): Promise<NotesAnswer> {
    return { notes: await this.work.notes(number, caller) };
  } // prettier-ignore

  @Post('notes')
  @NeedsScope('notes:write')
  @ApiOperation({ summary: 'Menulis catatan kantor.' })
  @DoneOnce(NotedAnswer)
  async addNote(
    @OwnTicket() { number }: AskedTicket,
    @Body() { text }: NoteDto,
    @OnceCall() call: Call,
  ): Promise<Answered<NotedAnswer>> {
    return this.work.note(number, text, call);
  }

  @Post('questions')
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Menanyakan sesuatu kepada pelapor; batas waktu berhenti sampai ia menjawab.' })
  @DoneOnce(CitizenAskedAnswer)
  async askReporter(
    @OwnTicket() { number }: AskedTicket,
    @Body() { text }: CitizenQuestionDto,
    @OnceCall() call: Call,
  ): Promise<Answered<CitizenAskedAnswer>> {
    return this.work.ask(number, text, call);
  }

  @Post('resume')
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Melanjutkan tanpa menunggu jawaban pelapor.' })
  @DoneOnce(TicketStanding)
  async resumeTicket(@OwnTicket() { number }: AskedTicket, @OnceCall() call: Call): Promise<Answered<TicketStanding>> {
    return this.work.resume(number, call);
  }

  @Post('split')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Memisahkan hal lain di dalam aduan menjadi aduan sendiri; pelapor diberi tahu nomornya.' })
  @DoneOnce(SplitAnswer)
  async splitTicket(
    @OwnTicket() { number }: AskedTicket,
    @Body() wish: SplitDto,
    @OnceCall() call: Call,
  ): Promise<Answered<SplitAnswer>> {
    return this.work.split(number, wish, call);
  }

  @Post('archive')
  @NeedsScope('tickets:end')
  @ApiOperation({ summary: 'Mengarsipkan tanpa jawaban; pelapor diberi tahu alasannya, kecuali karena isinya kasar.' })
  @DoneOnce(ArchivedAnswer)
  async archiveTicket(
    @OwnTicket() { number }: AskedTicket,
    @Body() wish: ArchiveDto,
    @OnceCall() call: Call,
  ): Promise<Answered<ArchivedAnswer>> {
    return this.work.archive(number, wish, call);
  }

  @Post('close')
  @NeedsScope('tickets:end')
  @ApiOperation({ summary: 'Menutup aduan yang sudah dijawab.' })
  @DoneOnce(TicketStanding)
  async closeTicket(@OwnTicket() { number }: AskedTicket, @OnceCall() call: Call): Promise<Answered<TicketStanding>> {
    return this.work.close(number, call);
  }

  @Post('reopen')
  @NeedsScope('tickets:end')
  @ApiOperation({ summary: 'Membuka kembali; batas waktunya mulai dari awal.' })
  @DoneOnce(TicketStanding)
  async reopenTicket(@OwnTicket() { number }: AskedTicket, @OnceCall() call: Call): Promise<Answered<TicketStanding>> {
    return this.work.reopen(number, call);
  }
}
