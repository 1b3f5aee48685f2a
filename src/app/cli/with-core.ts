import { createLogger } from '../../observability/logger.js';
import { loadSettings, type Settings } from '../../settings/settings.js';
import { openCore, readConfiguration, type Core } from '../core.js';

/**
 * For commands that work on the database: opens it as the gateway would, beside a running gateway too,
 * and closes it afterwards. Logs go to standard error.
 */
export async function withCore<T>(work: (core: Core) => Promise<T>): Promise<T> {
  const settings: Settings = loadSettings();
  // Only what goes wrong: whoever runs a command wants its answer.
  const logger = createLogger({
    level: settings.logLevel === 'info' ? 'warn' : settings.logLevel,
    destination: 'stderr',
  });
  const core = await openCore(settings, readConfiguration(settings), logger);
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}
