import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { tryChannels } from '../../channels/channel-trial.js';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { DoneOnce, OnceCall } from '../dispatching/done-once.js';
import type { Answered, Call } from '../requests-once.js';
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
  async pauseChannel(@Param() { channel }: ChannelParams, @OnceCall() call: Call): Promise<Answered<PausedAnswer>> {
    return this.work.setPaused(channel, true, call);
  }

  @Post('resume')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Menjalankan kanal kembali; kegagalannya yang lalu dilupakan.' })
  @DoneOnce(PausedAnswer)
  async resumeChannel(@Param() { channel }: ChannelParams, @OnceCall() call: Call): Promise<Answered<PausedAnswer>> {
    return this.work.setPaused(channel, false, call);
  }

  @Post('test')
  @HttpCode(HttpStatus.OK)
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mencoba sambungan kanal; tidak ada yang dikirim.' })
  @ApiOkResponse({ type: ChannelTrialAnswer })
  async testChannel(@Param() { channel }: ChannelParams, @Caller() caller: ApiKey): Promise<ChannelTrialAnswer> {
    const [trial] = await tryChannels([this.work.owned(caller, channel)], TRIAL_MS);
    if (!trial) throw new Error('a channel that was tried has no outcome');
    const { channelId, ok, tested, words, ms } = trial;
    return { channelId, ok, tested, words, ms };
  }

  @Get('inbound')
  @NeedsScope('channels:read')
  @ApiOperation({ summary: 'Pesan masuk yang gagal diolah, yang terbaru dahulu; tanpa isinya.' })
  @ApiOkResponse({ type: FailedInboundAnswer })
  async listFailedInbound(
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
  async retryAllInbound(@Param() { channel }: ChannelParams, @OnceCall() call: Call): Promise<Answered<MessagesDone>> {
    return this.work.retry(channel, undefined, call);
  }

  @Get('inbound/:message/raw')
  @NeedsScope('identities:read')
  @ApiOperation({ summary: 'Kiriman aslinya, sebagai teks; dicatat sebelum ditunjukkan.' })
  @ApiOkResponse({ type: RawMessageAnswer })
  async getRawInbound(
    @Param() { channel, message }: ChannelMessageParams,
    @Caller() caller: ApiKey,
  ): Promise<RawMessageAnswer> {
    return this.work.raw(caller, channel, message);
  }

  @Post('inbound/:message/retry')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Mengolah ulang satu pesan masuk.' })
  @DoneOnce(MessagesDone)
  async retryInbound(
    @Param() { channel, message }: ChannelMessageParams,
    @OnceCall() call: Call,
  ): Promise<Answered<MessagesDone>> {
    return this.work.retry(channel, message, call);
  }

  @Post('inbound/:message/ignore')
  @NeedsScope('channels:write')
  @ApiOperation({ summary: 'Menyatakan bahwa sebuah pesan masuk tidak perlu menjadi aduan; aslinya tetap tersimpan.' })
  @DoneOnce(MessagesDone)
  async ignoreInbound(
    @Param() { channel, message }: ChannelMessageParams,
    @Body() { reason }: IgnoreDto,
    @OnceCall() call: Call,
  ): Promise<Answered<MessagesDone>> {
    return this.work.ignore(channel, message, reason, call);
  }
}
