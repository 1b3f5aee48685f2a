import { Module, type DynamicModule } from '@nestjs/common';
import type { Sessions } from '../accounts/sessions.js';
import { AccountModule, type AccountPageParts } from './account/account.module.js';
import { FrameModule } from './frame/frame.module.js';

/** The operators' console and the agencies' portal. */
@Module({})
export class ConsoleModule {
  /** @param imports the parts' own modules */
  static with(imports: readonly DynamicModule[], parts: AccountPageParts & { sessions: Sessions }): DynamicModule {
    return { module: ConsoleModule, imports: [FrameModule.with(parts), AccountModule.with(parts), ...imports] };
  }
}
