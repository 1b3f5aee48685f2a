#!/usr/bin/env node
import { Command } from 'commander';

interface CommandModule {
  register(program: Command): void;
}

/** The first word of each command, and the file that holds it: only the one that is called is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  config: () => import('./app/cli/config.command.js'),
  agency: () => import('./app/cli/agency.command.js'),
  apikey: () => import('./app/cli/apikey.command.js'),
  calendar: () => import('./app/cli/calendar.command.js'),
  channel: () => import('./app/cli/channel.command.js'),
  cost: () => import('./app/cli/cost.command.js'),
  officer: () => import('./app/cli/officer.command.js'),
  demo: () => import('./app/cli/demo.command.js'),
  inspect: () => import('./app/cli/inspect.command.js'),
  report: () => import('./app/cli/report.command.js'),
  task: () => import('./app/cli/task.command.js'),
  tenant: () => import('./app/cli/tenant.command.js'),
  ticket: () => import('./app/cli/ticket.command.js'),
  privacy: () => import('./app/cli/privacy.command.js'),
  user: () => import('./app/cli/user.command.js'),
  reconcile: () => import('./app/cli/reconcile.command.js'),
};

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('kentongan').description("one front door for citizens' complaints").showHelpAfterError();
  const wanted = COMMANDS[argv[2] ?? ''];
  const modules = wanted === undefined ? Object.values(COMMANDS) : [wanted];
  for (const load of modules) (await load()).register(program);
  await program.parseAsync([...argv]);
}

try {
  await main(process.argv);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The command failed.'}\n`);
  process.exitCode = 1;
}
