import { Body, Controller, Inject, Param, Post, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import { NeedsScope } from '../caller.js';
import { Problem } from '../problem.js';
import { ApiTicketNumber, OwnTicket, type AskedTicket } from '../own-ticket.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import { DispatchesMade, DispatchStanding, ForwardedAnswer, SentBackAnswer } from './answers.dto.js';
import { DoneOnce, OnceCall } from './done-once.js';
import { DispatchActs } from './dispatch-acts.js';
import { DispatchDto, DispatchParams, ForwardDto, RemarkDto } from './dispatch.dto.js';

/** What the office does with agencies: hands tickets to them, takes them back, checks what they say. */
@ApiTags('dispatches')
@ApiBearerAuth()
@Controller('api/v1')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class OfficeDispatchesController {
  constructor(@Inject(DispatchActs) private readonly acts: DispatchActs) {}

  @Post('tickets/:number/dispatches')
  @NeedsScope('dispatches:write')
  @ApiOperation({ summary: 'Mendisposisikan aduan ke satu atau beberapa instansi, dengan satu koordinator.' })
  @ApiTicketNumber()
  @DoneOnce(DispatchesMade)
  async dispatchTicket(
    @OwnTicket() { number }: AskedTicket,
    @Body() { to }: DispatchDto,
    @OnceCall() call: Call,
  ): Promise<Answered<DispatchesMade>> {
    if (to.filter(({ lead }) => lead === true).length > 1)
      throw new Problem(422, { code: 'invalid', errors: [{ field: 'to', code: 'oneLead' }] });
    return this.acts.dispatch(number, to, call);
  }

  @Post('dispatches/:id/withdraw')
  @NeedsScope('dispatches:write')
  @ApiOperation({ summary: 'Menarik aduan kembali dari sebuah instansi.' })
  @DoneOnce(DispatchStanding)
  async withdrawDispatch(@Param() { id }: DispatchParams, @OnceCall() call: Call): Promise<Answered<DispatchStanding>> {
    return this.acts.withdraw(id, call);
  }

  @Post('dispatches/:id/send-back')
  @NeedsScope('dispatches:write')
  @ApiOperation({ summary: 'Mengembalikan tanggapan kepada instansinya, dengan yang masih perlu dijelaskan.' })
  @DoneOnce(SentBackAnswer)
  async sendBackResponse(
    @Param() { id }: DispatchParams,
    @Body() { text }: RemarkDto,
    @OnceCall() call: Call,
  ): Promise<Answered<SentBackAnswer>> {
    return this.acts.sendBack(id, text, call);
  }

  /** It answers the citizen. */
  @Post('tickets/:number/forward')
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Meneruskan tanggapan instansi kepada pelapor sebagai jawaban.' })
  @ApiTicketNumber()
  @DoneOnce(ForwardedAnswer)
  async forwardResponses(
    @OwnTicket() { number }: AskedTicket,
    @Body() { text }: ForwardDto,
    @OnceCall() call: Call,
  ): Promise<Answered<ForwardedAnswer>> {
    return this.acts.forward(number, text, call);
  }
}
