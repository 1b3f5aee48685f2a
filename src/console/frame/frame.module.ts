import { Module, type DynamicModule } from '@nestjs/common';
import { Sessions } from '../../accounts/sessions.js';
import { ConsoleErrorFilter } from './console-error.filter.js';
import { ConsoleSender } from './console-sender.js';
import { Csrf } from './csrf.js';
import { NavCountList } from './nav-counts.js';
import { StartPages } from './start-pages.js';

/** What every part of the console stands on; global, so that the parts' modules name none of it. */
@Module({})
export class FrameModule {
  static with({ sessions }: { sessions: Sessions }): DynamicModule {
    return {
      module: FrameModule,
      global: true,
      providers: [
        { provide: Sessions, useValue: sessions },
        Csrf,
        ConsoleSender,
        ConsoleErrorFilter,
        NavCountList,
        StartPages,
      ],
      exports: [Sessions, Csrf, ConsoleSender, NavCountList, StartPages],
    };
  }
}
