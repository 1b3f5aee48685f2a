import { Module, type DynamicModule, type OnModuleInit, Inject } from '@nestjs/common';
import { ChannelPauses } from '../../watch/channel-pauses.js';
import { FailedInboundMessages } from '../../watch/failed-inbound.js';
import { StuckOutboundMessages } from '../../watch/stuck-outbound.js';
import { NavCountList } from '../frame/nav-counts.js';
import { BalanceSheet } from './balances.js';
import { ChannelActsController } from './channel-acts.controller.js';
import { ChannelCounts } from './channel-counts.js';
import { ChannelDesk } from './channel-desk.js';
import type { ChannelConsoleParts } from './channel-parts.js';
import { ChannelsController } from './channels.controller.js';
import { FailedInboundController } from './failed-inbound.controller.js';
import { StuckOutboundController } from './stuck-outbound.controller.js';

/** `/console/kanal`: the channels, their queues, and what is stuck in them. */
@Module({})
export class ChannelsModule implements OnModuleInit {
  constructor(
    @Inject(NavCountList) private readonly counts: NavCountList,
    @Inject(ChannelCounts) private readonly own: ChannelCounts,
  ) {}

  static with(parts: ChannelConsoleParts): DynamicModule {
    return {
      module: ChannelsModule,
      controllers: [ChannelsController, ChannelActsController, FailedInboundController, StuckOutboundController],
      providers: [
        { provide: ChannelDesk, useValue: new ChannelDesk(parts) },
        { provide: BalanceSheet, useValue: new BalanceSheet(parts) },
        { provide: ChannelPauses, useValue: new ChannelPauses(parts) },
        { provide: FailedInboundMessages, useValue: new FailedInboundMessages(parts) },
        { provide: StuckOutboundMessages, useValue: new StuckOutboundMessages(parts) },
        { provide: ChannelCounts, useValue: new ChannelCounts(parts) },
      ],
    };
  }

  onModuleInit(): void {
    this.counts.add(this.own);
  }
}
