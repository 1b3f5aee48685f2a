import { Body, Controller, Headers, Inject, Param, Post, Res, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiGuard } from './api.guard.js';
import type { ApiKey } from './api-keys.js';
import { Caller, NeedsScope } from './caller.js';
import { callOf, DoneOnce, told } from './dispatching/done-once.js';
import { OverrulingActs } from './overruling-acts.js';
import { CategoryDto, Classified, MergeDto, MergedAnswer, ReferenceDto, ReferenceGivenAnswer, RouteDto, Routed, UndoneAnswer } from './overruling.dto.js'; // prettier-ignore
import { TicketReader } from './ticket-reader.js';
import { apiValidation } from './validation.js';

/** A human's word against the machine's, through programs of the office. */
@ApiTags('overruling')
@ApiBearerAuth()
@ApiParam({ name: 'number', example: 'BDG-000012' })
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
  async recategorise(
    @Param('number') number: string,
    @Body() wanted: CategoryDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Classified> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.acts.recategorise(number, wanted, callOf(caller, key)));
  }

  @Post('route')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mengoreksi instansi yang menangani.' })
  @DoneOnce(Routed)
  async reroute(
    @Param('number') number: string,
    @Body() wanted: RouteDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Routed> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.acts.reroute(number, wanted, callOf(caller, key)));
  }

  @Post('merge')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Menggabungkan aduan ke aduan lain; jawaban aduan itu sampai kepada pelapor keduanya.' })
  @DoneOnce(MergedAnswer)
  async merge(
    @Param('number') number: string,
    @Body() { into }: MergeDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MergedAnswer> {
    await this.tickets.assertOwn(number, caller);
    await this.tickets.assertOwn(into, caller);
    return told(reply, await this.acts.merge(number, into, callOf(caller, key)));
  }

  @Post('unmerge')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Melepaskan aduan dari gabungannya.' })
  @DoneOnce(MergedAnswer)
  async unmerge(
    @Param('number') number: string,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MergedAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.acts.unmerge(number, callOf(caller, key)));
  }

  @Post('undo')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Membatalkan koreksi yang terakhir.' })
  @DoneOnce(UndoneAnswer)
  async undo(
    @Param('number') number: string,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UndoneAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.acts.undo(number, callOf(caller, key)));
  }

  @Post('references')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mencatat nomor aduan di sistem lain; jawabannya menjadi tugas untuk disalin ke sana.' })
  @DoneOnce(ReferenceGivenAnswer)
  async reference(
    @Param('number') number: string,
    @Body() given: ReferenceDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReferenceGivenAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.acts.refer(number, given, callOf(caller, key)));
  }
}
