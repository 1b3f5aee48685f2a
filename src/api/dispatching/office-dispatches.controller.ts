import { Body, Controller, Headers, Inject, Param, Post, Res, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { Problem } from '../problem.js';
import { TicketReader } from '../ticket-reader.js';
import { apiValidation } from '../validation.js';
import { DispatchesMade, DispatchStanding, ForwardedAnswer, SentBackAnswer } from './answers.dto.js';
import { callOf, DoneOnce, told } from './done-once.js';
import { DispatchActs } from './dispatch-acts.js';
import { DispatchDto, DispatchParams, ForwardDto, RemarkDto } from './dispatch.dto.js';

/** What the office does with agencies: hands tickets to them, takes them back, checks what they say. */
@ApiTags('dispatches')
@ApiBearerAuth()
@Controller('api/v1')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class OfficeDispatchesController {
  constructor(
    @Inject(DispatchActs) private readonly acts: DispatchActs,
    @Inject(TicketReader) private readonly tickets: TicketReader,
  ) {}

  @Post('tickets/:number/dispatches')
  @NeedsScope('dispatches:write')
  @ApiOperation({ summary: 'Mendisposisikan aduan ke satu atau beberapa instansi, dengan satu koordinator.' })
  @ApiParam({ name: 'number', example: 'BDG-000012' })
  @DoneOnce(DispatchesMade)
  async dispatch(
    @Param('number') number: string,
    @Body() { to }: DispatchDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DispatchesMade> {
    await this.tickets.assertOwn(number, caller);
    if (to.filter(({ lead }) => lead === true).length > 1)
      throw new Problem(422, { code: 'invalid', errors: [{ field: 'to', code: 'oneLead' }] });
    return told(reply, await this.acts.dispatch(number, to, callOf(caller, key)));
  }

  @Post('dispatches/:id/withdraw')
  @NeedsScope('dispatches:write')
  @ApiOperation({ summary: 'Menarik aduan kembali dari sebuah instansi.' })
  @DoneOnce(DispatchStanding)
  async withdraw(
    @Param() { id }: DispatchParams,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DispatchStanding> {
    return told(reply, await this.acts.withdraw(id, callOf(caller, key)));
  }

  @Post('dispatches/:id/send-back')
  @NeedsScope('dispatches:write')
  @ApiOperation({ summary: 'Mengembalikan tanggapan kepada instansinya, dengan yang masih perlu dijelaskan.' })
  @DoneOnce(SentBackAnswer)
  async sendBack(
    @Param() { id }: DispatchParams,
    @Body() { text }: RemarkDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SentBackAnswer> {
    return told(reply, await this.acts.sendBack(id, text, callOf(caller, key)));
  }

  /** It answers the citizen. */
  @Post('tickets/:number/forward')
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Meneruskan tanggapan instansi kepada pelapor sebagai jawaban.' })
  @ApiParam({ name: 'number', example: 'BDG-000012' })
  @DoneOnce(ForwardedAnswer)
  async forward(
    @Param('number') number: string,
    @Body() { text }: ForwardDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ForwardedAnswer> {
    await this.tickets.assertOwn(number, caller);
    return told(reply, await this.acts.forward(number, text, callOf(caller, key)));
  }
}
