import type { Command } from 'commander';

import type { ConfigError } from '../../settings/config-error.js';

/** Registers `kentongan config check`. */
export function register(program: Command): void {
  program
    .command('config')
    .description('the configuration')
    .command('check')
    .description('check settings and configuration files without starting or connecting to anything')
    .option('--json', 'print one JSON document: {ok, errors: [{file, path, value, expected}], warnings}')
    .action(async (options: { json?: boolean }) => {
      const { errors, warnings } = await checkConfiguration();
      if (options.json === true)
        process.stdout.write(`${JSON.stringify({ ok: errors.length === 0, errors, warnings })}\n`);
      else process.stdout.write(table(errors) + notes(warnings));
      if (errors.length > 0) process.exitCode = 1;
    });
}

async function checkConfiguration(): Promise<{ errors: ConfigError[]; warnings: ConfigError[] }> {
  const { readSettings } = await import('../../settings/settings.js');
  const { loadConfig } = await import('../load-config.js');
  const { CHANNEL_PROVIDERS } = await import('../channel-providers.js');
  const { settings, errors } = readSettings();
  const { configDir, env, sandbox } = settings;
  const loaded = loadConfig({ configDir, env, sandbox, providers: CHANNEL_PROVIDERS });
  return { errors: [...errors, ...loaded.errors], warnings: loaded.warnings };
}

/** For people: one block an error, in the order of the files. */
function table(errors: readonly ConfigError[]): string {
  if (errors.length === 0) return 'The configuration is in order.\n';
  const blocks = errors.map(block);
  const count = errors.length === 1 ? 'One error' : `${String(errors.length)} errors`;
  return `${blocks.join('\n')}\n\n${count}; nothing was started.\n`;
}

/** What keeps nothing from starting. */
function notes(warnings: readonly ConfigError[]): string {
  if (warnings.length === 0) return '';
  return `\nTo be seen to, though it starts:\n\n${warnings.map(block).join('\n')}\n`;
}

function block(error: ConfigError): string {
  const place = error.line === undefined ? error.file : `${error.file}:${String(error.line)}`;
  const found = error.value === null ? 'nothing' : JSON.stringify(error.value);
  return [`${place}  ${error.path}`.trimEnd(), `  found     ${found}`, `  expected  ${error.expected}`].join('\n');
}
