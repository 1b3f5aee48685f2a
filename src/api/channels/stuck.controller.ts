import { Body, Controller, Get, Inject, Param, Post, Query, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { DoneOnce, OnceCall } from '../dispatching/done-once.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import { ChannelMessageParams, ChannelParams, MessagesDone, MessagesQuery, SendAgainDto, StuckOutboundAnswer } from './channel.dto.js'; // prettier-ignore
import { ChannelWork } from './channel-work.js';

/** What was not sent, or of which nobody knows whether it was: only what has failed is simply sent again. */
@ApiTags('channels')
@ApiBearerAuth()
@Controller('api/v1/channels/:channel/outbound')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class StuckController {
  constructor(@Inject(ChannelWork) private readonly work: ChannelWork) {}

  @Get()
  @NeedsScope('channels:read')
  @ApiOperation({ summary: 'Pesan keluar yang gagal atau tidak diketahui nasibnya; tanpa isi dan penerimanya.' })
  @ApiOkResponse({ type: StuckOutboundAnswer })
  async listStuckOutbound(
    @Param() { channel }: ChannelParams,
    @Query() { limit }: MessagesQuery,
    @Caller() caller: ApiKey,
  ): Promise<StuckOutboundAnswer> {
    return this.work.stuck(caller, channel, limit);
  }

  @Post('retry')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mengirim ulang semua yang gagal.' })
  @DoneOnce(MessagesDone)
  async retryAllOutbound(@Param() { channel }: ChannelParams, @OnceCall() call: Call): Promise<Answered<MessagesDone>> {
    return this.work.decide(channel, undefined, 'resend', call);
  }

  @Post(':message/retry')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mengirim ulang satu pesan yang gagal.' })
  @DoneOnce(MessagesDone)
  async retryOutbound(
    @Param() { channel, message }: ChannelMessageParams,
    @OnceCall() call: Call,
  ): Promise<Answered<MessagesDone>> {
    return this.work.decide(channel, message, 'resend', call);
  }

  @Post(':message/look-up')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Menanyakan kepada penyedia apa jadinya sebuah pesan.' })
  @DoneOnce(MessagesDone)
  async lookUpOutbound(
    @Param() { channel, message }: ChannelMessageParams,
    @OnceCall() call: Call,
  ): Promise<Answered<MessagesDone>> {
    return this.work.decide(channel, message, 'look-up', call);
  }

  @Post(':message/was-sent')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Menyatakan bahwa pesan yang tidak diketahui nasibnya sudah terkirim.' })
  @DoneOnce(MessagesDone)
  async markOutboundSent(
    @Param() { channel, message }: ChannelMessageParams,
    @OnceCall() call: Call,
  ): Promise<Answered<MessagesDone>> {
    return this.work.decide(channel, message, 'was-sent', call);
  }

  @Post(':message/send-again')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mengirim sekali lagi pesan yang tidak diketahui nasibnya; mungkin sampai dua kali.' })
  @DoneOnce(MessagesDone)
  async sendOutboundAgain(
    @Param() { channel, message }: ChannelMessageParams,
    @Body() _sure: SendAgainDto,
    @OnceCall() call: Call,
  ): Promise<Answered<MessagesDone>> {
    return this.work.decide(channel, message, 'send-again', call);
  }
}
