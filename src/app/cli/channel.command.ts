import type { Command } from 'commander';
import type { ChannelOverview } from '../../reports/channel-overview.js';

/** Registers `kentongan channel list` and `kentongan channel test`. */
export function register(program: Command): void {
  const channel = program.command('channel').description('channels: list, test');
  channel
    .command('list')
    .description('every channel: whether it is on and connected, when it was last heard, what waits and what failed')
    .option('--tenant <slug>', 'only those that serve this tenant')
    .option('--json', 'print one JSON document')
    .action(list);
  channel
    .command('test')
    .description(
      'connect to channels and log in, without sending anything, and say what is wrong; exit 1 where one fails',
    )
    .argument('[id...]', 'channels, switched on or not; all that are switched on where none is named')
    .option('--json', 'print one JSON document')
    .action(test);
}

async function test(ids: string[], options: { json?: boolean }): Promise<void> {
  const [{ tryChannels, trialLines, wantedChannels }, { openConfiguredChannels }] = await Promise.all([
    import('../../channels/channel-trial.js'),
    import('./configured-channels.js'),
  ]);
  const trials = await tryChannels(wantedChannels(await openConfiguredChannels(), ids));
  const ok = trials.every((trial) => trial.ok);
  const said = options.json ? `${JSON.stringify({ ok, channels: trials })}\n` : trialLines(trials);
  // What hangs still must not keep the command.
  process.stdout.write(said, () => process.exit(ok ? 0 : 1));
}

async function list(options: { tenant?: string; json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const { channelOverview } = await import('../../reports/channel-overview.js');
  const channels = await withCore(({ database, channels: registry, configuration }) => {
    if (options.tenant !== undefined && !configuration.tenants.bySlug(options.tenant)) {
      const known = configuration.tenants.all().map(({ slug }) => slug);
      throw new Error(`There is no tenant ${options.tenant}; there are ${known.join(', ')}.`);
    }
    const wanted = registry.all().filter(({ tenant }) => !options.tenant || !tenant || tenant === options.tenant);
    return channelOverview(database, wanted);
  });
  process.stdout.write(options.json ? `${JSON.stringify(channels)}\n` : table(channels));
}

/** For people; times are those of the machine that shows it. */
function table(channels: readonly ChannelOverview[]): string {
  const rows = [
    ['CHANNEL', 'PROVIDER', 'ADDRESS', 'STATE', 'LAST HEARD', 'WAITING', 'FAILED'],
    ...channels.map((channel) => [
      channel.id,
      channel.provider,
      channel.address ?? '-',
      stateOf(channel),
      channel.lastHeard === null ? '-' : localTime(channel.lastHeard),
      `${String(channel.waiting.in)}/${String(channel.waiting.out)}`,
      `${String(channel.failed.in)}/${String(channel.failed.out)}`,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const errors = channels.filter(({ enabled, lastError }) => enabled && lastError).map(errorLine);
  return `${[...lines, ...(errors.length > 0 ? ['', 'Last errors', ...errors] : []), '', 'WAITING and FAILED: messages in/out.'].join('\n')}\n`;
}

function stateOf({ enabled, paused, restsUntil, connection, connectionSince }: ChannelOverview): string {
  if (!enabled) return 'off';
  if (paused) return 'paused';
  if (restsUntil !== null) return `rests until ${localTime(restsUntil)}`;
  if (connection === null) return 'on';
  return connectionSince === null ? connection : `${connection} since ${localTime(connectionSince)}`;
}

function errorLine({ id, lastError, words, connection, failuresInRow }: ChannelOverview): string {
  const parts = [`  ${id}: ${lastError?.code ?? ''}`];
  if (lastError?.at) parts.push(localTime(lastError.at));
  if (failuresInRow > 0) parts.push(`${String(failuresInRow)} in a row`);
  if (words !== null && connection === 'failing') parts.push(words);
  return parts.join('; ');
}

/** `2026-11-20 14:05` */
function localTime(iso: string): string {
  const at = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
