import { Body, Controller, Inject, Post, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from './api.guard.js';
import { NeedsScope } from './caller.js';
import { DoneOnce, OnceCall } from './dispatching/done-once.js';
import { OverrulingActs } from './overruling-acts.js';
import { CategoryDto, Classified, MergeDto, MergedAnswer, ReferenceDto, ReferenceGivenAnswer, RouteDto, Routed, UndoneAnswer } from './overruling.dto.js'; // prettier-ignore
import { TicketReader } from './ticket-reader.js';
import { ApiTicketNumber, OwnTicket, type AskedTicket } from './own-ticket.js';
import type { Answered, Call } from './requests-once.js';
import { apiValidation } from './validation.js';

/** A human's word against the machine's, through programs of the office. */
@ApiTags('overruling')
@ApiBearerAuth()
@ApiTicketNumber()
@Controller('api/v1/tickets/:number')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class OverrulingController {
  constructor(
    @Inject(OverrulingActs) private readonly acts: OverrulingActs,
    @Inject(TicketReader) private readonly tickets: TicketReader,
  ) {}

  @Post('category')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mengoreksi kategori, kadar atau jenis aduan; batas waktunya ikut.' })
  @DoneOnce(Classified)
  async recategoriseTicket(
    @OwnTicket() { number }: AskedTicket,
    @Body() wanted: CategoryDto,
    @OnceCall() call: Call,
  ): Promise<Answered<Classified>> {
    return this.acts.recategorise(number, wanted, call);
  }

  @Post('route')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mengoreksi instansi yang menangani.' })
  @DoneOnce(Routed)
  async rerouteTicket(
    @OwnTicket() { number }: AskedTicket,
    @Body() wanted: RouteDto,
    @OnceCall() call: Call,
  ): Promise<Answered<Routed>> {
    return this.acts.reroute(number, wanted, call);
  }

  @Post('merge')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Menggabungkan aduan ke aduan lain; jawaban aduan itu sampai kepada pelapor keduanya.' })
  @DoneOnce(MergedAnswer)
  async mergeTicket(
    @OwnTicket() { number }: AskedTicket,
    @Body() { into }: MergeDto,
    @OnceCall() call: Call,
  ): Promise<Answered<MergedAnswer>> {
    await this.tickets.assertOwn(into, call.caller);
    return this.acts.merge(number, into, call);
  }

  @Post('unmerge')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Melepaskan aduan dari gabungannya.' })
  @DoneOnce(MergedAnswer)
  async unmergeTicket(@OwnTicket() { number }: AskedTicket, @OnceCall() call: Call): Promise<Answered<MergedAnswer>> {
    return this.acts.unmerge(number, call);
  }

  @Post('undo')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Membatalkan koreksi yang terakhir.' })
  @DoneOnce(UndoneAnswer)
  async undoOverruling(@OwnTicket() { number }: AskedTicket, @OnceCall() call: Call): Promise<Answered<UndoneAnswer>> {
    return this.acts.undo(number, call);
  }

  @Post('references')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mencatat nomor aduan di sistem lain; jawabannya menjadi tugas untuk disalin ke sana.' })
  @DoneOnce(ReferenceGivenAnswer)
  async addReference(
    @OwnTicket() { number }: AskedTicket,
    @Body() given: ReferenceDto,
    @OnceCall() call: Call,
  ): Promise<Answered<ReferenceGivenAnswer>> {
    return this.acts.refer(number, given, call);
  }
}
