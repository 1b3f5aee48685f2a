import 'reflect-metadata';
import type { FirstAccount } from './accounts/accounts.js';
import { startGateway, type Gateway } from './app/gateway.js';
import { CodedError, errorCode } from './messaging/errors.js';
import { createLogger } from './observability/logger.js';
import { formatConfigError } from './settings/config-error.js';
import { loadSettings, SettingsError, type Settings } from './settings/settings.js';

/** Milliseconds that a shutdown may take before the process ends anyway; leases and sweeper mend the rest. */
const SHUTDOWN_MS = 25_000;

async function main(): Promise<void> {
  const settings = loadSettings();
  const logger = createLogger({ level: settings.logLevel });
  let stopping = false;
  const shutdown = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    void starting
      .then(
        (gateway) => gateway.stop(),
        () => undefined,
      )
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ error: errorCode(error) }, 'shutdown failed');
          process.exit(1);
        },
      );
  };
  const starting = startGateway({ settings, logger, threads: true });
  process.on('SIGINT', () => shutdown('SIGINT'));
  process.on('SIGTERM', () => shutdown('SIGTERM'));
  announce(await starting, settings);
}

/** Where to look, for whoever started it in a terminal. */
function announce({ core, localUrl, firstAccount }: Gateway, settings: Settings): void {
  const lines = [`Kentongan (${settings.role}) listens on ${localUrl}`];
  if (settings.role !== 'worker') {
    if (settings.sandbox) lines.push(`  The phone to try it with   ${localUrl}/sandbox`);
    for (const tenant of core.configuration.tenants.all())
      lines.push(`  ${tenant.name.padEnd(26)} ${localUrl}/${tenant.slug}`);
  }
  if (settings.role !== 'worker') lines.push(`  Console                    ${localUrl}/console`);
  lines.push(`  Health                     ${localUrl}/health/ready`, 'Stop with Ctrl-C.');
  if (firstAccount) lines.push(...firstAccountLines(firstAccount));
  process.stderr.write(`\n${lines.join('\n')}\n\n`);
}

/** Shown here and nowhere else: neither in the log nor at any later start. */
function firstAccountLines({ username, password }: FirstAccount): string[] {
  return [
    '',
    'There was no account yet, so one was made: a central admin. This is shown once only.',
    `  User name   ${username}`,
    `  Password    ${password}`,
    `Lost it? "kentongan user reset-password ${username}" makes a new one.`,
  ];
}

/** What went wrong, in words for whoever started it; a stack only for faults of ours. */
function explain(error: unknown): string {
  if (error instanceof SettingsError)
    return `Kentongan was not started; ${String(error.errors.length)} thing(s) to put right:\n${error.errors.map(formatConfigError).join('\n')}`;
  if (error instanceof CodedError) return `Kentongan was not started (${error.code}): ${error.message}`;
  return `Kentongan was not started: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown fault'}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
