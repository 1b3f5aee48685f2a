import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { tryChannels } from '../../channels/channel-trial.js';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { callOf, DoneOnce, told } from '../dispatching/done-once.js';
import { apiValidation } from '../validation.js';
import { ChannelMessageParams, ChannelParams, ChannelTrialAnswer, FailedInboundAnswer, IgnoreDto, MessagesDone, MessagesQuery, PausedAnswer, RawMessageAnswer } from './channel.dto.js'; // prettier-ignore
import { ChannelWork } from './channel-work.js';

/** Milliseconds that a far end is waited for. */
const TRIAL_MS = 20_000;

/** A channel as a whole, and what failed on its way in. */
@ApiTags('channels')
@ApiBearerAuth()
@Controller('api/v1/channels/:channel')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class ChannelActsController {
  constructor(@Inject(ChannelWork) private readonly work: ChannelWork) {}

  @Post('pause')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Menjeda kanal: pesan tetap diterima dan disimpan, tidak ada yang diolah atau dikirim.' })
  @DoneOnce(PausedAnswer)
  async pause(
    @Param() { channel }: ChannelParams,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PausedAnswer> {
    return told(reply, await this.work.setPaused(channel, true, callOf(caller, key)));
  }

  @Post('resume')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Menjalankan kanal kembali; kegagalannya yang lalu dilupakan.' })
  @DoneOnce(PausedAnswer)
  async resumeChannel(
    @Param() { channel }: ChannelParams,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PausedAnswer> {
    return told(reply, await this.work.setPaused(channel, false, callOf(caller, key)));
  }

  @Post('test')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mencoba sambungan kanal; tidak ada yang dikirim.' })
  @ApiOkResponse({ type: ChannelTrialAnswer })
  async test(
    @Param() { channel }: ChannelParams,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChannelTrialAnswer> {
    void reply.status(200);
    const [trial] = await tryChannels([this.work.owned(caller, channel)], TRIAL_MS);
    if (!trial) throw new Error('a channel that was tried has no outcome');
    const { channelId, ok, tested, words, ms } = trial;
    return { channelId, ok, tested, words, ms };
  }

  @Get('inbound')
  @NeedsScope('channels:read')
  @ApiOperation({ summary: 'Pesan masuk yang gagal diolah, yang terbaru dahulu; tanpa isinya.' })
  @ApiOkResponse({ type: FailedInboundAnswer })
  async failed(
    @Param() { channel }: ChannelParams,
    @Query() { limit }: MessagesQuery,
    @Caller() caller: ApiKey,
  ): Promise<FailedInboundAnswer> {
    return { messages: await this.work.failed(caller, channel, limit) };
  }

  @Post('inbound/retry')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mengolah ulang semua pesan masuk yang gagal dan dapat dibaca.' })
  @DoneOnce(MessagesDone)
  async retryAll(
    @Param() { channel }: ChannelParams,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessagesDone> {
    return told(reply, await this.work.retry(channel, undefined, callOf(caller, key)));
  }

  @Get('inbound/:message/raw')
  @NeedsScope('identities:read')
  @ApiOperation({ summary: 'Kiriman aslinya, sebagai teks; dicatat sebelum ditunjukkan.' })
  @ApiOkResponse({ type: RawMessageAnswer })
  async raw(@Param() { channel, message }: ChannelMessageParams, @Caller() caller: ApiKey): Promise<RawMessageAnswer> {
    return this.work.raw(caller, channel, message);
  }

  @Post('inbound/:message/retry')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mengolah ulang satu pesan masuk.' })
  @DoneOnce(MessagesDone)
  async retry(
    @Param() { channel, message }: ChannelMessageParams,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessagesDone> {
    return told(reply, await this.work.retry(channel, message, callOf(caller, key)));
  }

  @Post('inbound/:message/ignore')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Menyatakan bahwa sebuah pesan masuk tidak perlu menjadi aduan; aslinya tetap tersimpan.' })
  @DoneOnce(MessagesDone)
  async ignore(
    @Param() { channel, message }: ChannelMessageParams,
    @Body() { reason }: IgnoreDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessagesDone> {
    return told(reply, await this.work.ignore(channel, message, reason, callOf(caller, key)));
  }
}
