import { Body, Controller, HttpCode, HttpStatus, Inject, Post, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import { NeedsScope } from '../caller.js';
import { AgencySight } from '../dispatching/answers.dto.js';
import { DispatchWishDto } from '../dispatching/dispatch.dto.js';
import { ApiTicketNumber, OwnTicket, type AskedTicket } from '../own-ticket.js';
import { apiValidation } from '../validation.js';
import { MeasureDto, MeasuredAnswer } from './drafts.dto.js';
import { TicketDrafts } from './ticket-drafts.js';

/** Looks before something is done; nothing is kept. */
@ApiTags('work')
@ApiBearerAuth()
@ApiTicketNumber()
@Controller('api/v1/tickets/:number')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class DraftsController {
  constructor(@Inject(TicketDrafts) private readonly drafts: TicketDrafts) {}

  @Post('dispatches/preview')
  @HttpCode(HttpStatus.OK)
  @NeedsScope('dispatches:write')
  @ApiOperation({ summary: 'Aduan sebagaimana sebuah instansi akan melihatnya; tidak ada yang dikirim.' })
  @ApiOkResponse({ type: AgencySight })
  async previewDispatch(@OwnTicket() ticket: AskedTicket, @Body() wish: DispatchWishDto): Promise<AgencySight> {
    return this.drafts.preview(ticket, wish);
  }

  @Post('answers/measure')
  @HttpCode(HttpStatus.OK)
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Berapa panjang dan berapa biaya sebuah jawaban, dan apa yang dibaca pelapor; tidak ada yang dikirim.' })
  @ApiOkResponse({ type: MeasuredAnswer })
  async measureAnswer(@OwnTicket() ticket: AskedTicket, @Body() { text }: MeasureDto): Promise<MeasuredAnswer> {
    return this.drafts.measure(ticket, text);
  } // prettier-ignore
}
