import type { Command } from 'commander';

interface InspectOptions {
  header: string[];
  url?: string;
  now?: string;
  verify: boolean;
}

/** Registers `kentongan inspect`: what the gateway would make of a provider's payload. */
export function register(program: Command): void {
  program
    .command('inspect')
    .description('show what the gateway makes of payloads, without storing anything or connecting to anything')
    .argument('<channelId>', 'a channel of config/gateway.yaml, switched on or not')
    .argument('<file...>', 'raw webhook bodies (the query string where the provider calls with GET), mails, or PDUs')
    .option(
      '--header <line>',
      "a header of the delivery, 'Name: value'; may be repeated",
      (line: string, lines: string[]) => [...lines, line],
      [],
    )
    .option('--url <url>', 'the public URL that the provider called (Twilio signs it)')
    .option('--now <time>', 'the time of the delivery in ISO 8601, for checks of staleness')
    .option('--no-verify', 'leave the signature or secret unchecked')
    .action(async (channelId: string, files: string[], options: InspectOptions) => {
      const [{ openChannel, InspectError }, { inspectFiles }] = await Promise.all([
        import('./inspect-channel.js'),
        import('./inspect-files.js'),
      ]);
      try {
        const channel = await openChannel(channelId);
        const clean = await inspectFiles(channel, files, options, (line) => process.stdout.write(`${line}\n`));
        if (!clean) process.exitCode = 1;
      } catch (error) {
        if (!(error instanceof InspectError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      }
    });
}
