import type { DynamicModule } from '@nestjs/common';
import { ConsoleModule } from '../console/console.module.js';
import type { Core } from './core.js';

/** The console with all its parts; each adds a line. */
export function consoleModule({ accounts }: Core): DynamicModule {
  const parts: DynamicModule[] = [];
  return ConsoleModule.with(parts, accounts);
}
