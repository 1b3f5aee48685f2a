import { Controller, Get, Inject, Param, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database } from '../database/database.js';
import { CHANNEL_REGISTRY, type ChannelRegistry } from '../messaging/ports.js';
import { channelOverview } from '../reports/channel-overview.js';
import { ApiGuard } from './api.guard.js';
import type { ApiKey } from './api-keys.js';
import { Caller, NeedsScope } from './caller.js';
import { ChannelParams } from './channels/channel.dto.js';
import { ChannelDetailAnswer, ReconciliationAnswer } from './channels/channel-news.dto.js';
import { ChannelNews } from './channels/channel-news.js';
import { ChannelWork } from './channels/channel-work.js';
import { ChannelsAnswer } from './responses.dto.js';
import { apiValidation } from './validation.js';

@ApiTags('channels')
@ApiBearerAuth()
@Controller('api/v1/channels')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class ChannelsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
    @Inject(ChannelNews) private readonly news: ChannelNews,
    @Inject(ChannelWork) private readonly work: ChannelWork,
  ) {}

  @Get()
  @NeedsScope('channels:read')
  @ApiOperation({ summary: 'Kanal instansi dan kanal bersama, dengan keadaannya.' })
  @ApiOkResponse({ type: ChannelsAnswer })
  async listChannels(@Caller() { tenant: own }: ApiKey): Promise<ChannelsAnswer> {
    const seen = this.channels.all().filter(({ tenant }) => own === null || tenant === undefined || tenant === own);
    return { channels: await channelOverview(this.database, seen) };
  }

  /** Before `:channel`, which would take it. */
  @Get('reconciliation')
  @NeedsScope('channels:read')
  @ApiOperation({ summary: 'Neraca: yang diterima tiap kanal, dan menjadi apa; seperti `kentongan reconcile`.' })
  @ApiOkResponse({ type: ReconciliationAnswer })
  async getReconciliation(@Caller() caller: ApiKey): Promise<ReconciliationAnswer> {
    return this.news.reconciliation(caller);
  }

  @Get(':channel')
  @NeedsScope('channels:read')
  @ApiOperation({ summary: 'Satu kanal dengan jam-jam terakhirnya di samping kebiasaannya, kesunyian dan pesan ujinya.' })
  @ApiOkResponse({ type: ChannelDetailAnswer })
  async getChannel(@Param() { channel }: ChannelParams, @Caller() caller: ApiKey): Promise<ChannelDetailAnswer> {
    return this.news.detail(this.work.seen(caller, channel));
  } // prettier-ignore
}
