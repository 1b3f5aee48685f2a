import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database } from '../database/database.js';
import { CHANNEL_REGISTRY, type ChannelRegistry } from '../messaging/ports.js';
import { channelOverview } from '../reports/channel-overview.js';
import { ApiGuard } from './api.guard.js';
import type { ApiKey } from './api-keys.js';
import { Caller, NeedsScope } from './caller.js';
import { ChannelsAnswer } from './responses.dto.js';

@ApiTags('channels')
@ApiBearerAuth()
@Controller('api/v1/channels')
@UseGuards(ApiGuard)
export class ChannelsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
  ) {}

  @Get()
  @NeedsScope('channels:read')
  @ApiOperation({ summary: 'Kanal instansi dan kanal bersama, dengan keadaannya.' })
  @ApiOkResponse({ type: ChannelsAnswer })
  async list(@Caller() { tenant: own }: ApiKey): Promise<ChannelsAnswer> {
    const seen = this.channels.all().filter(({ tenant }) => own === null || tenant === undefined || tenant === own);
    return { channels: await channelOverview(this.database, seen) };
  }
}
