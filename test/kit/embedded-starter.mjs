import { register } from 'node:module';

/**
 * A process that uses the embedded server as the gateway does: `node embedded-starter.mjs start|connect DIR`.
 * Prints one JSON line, leaves the server on a line on standard input, and says so.
 */
register('./ts-loader.mjs', import.meta.url);
const { startEmbedded, connectEmbedded } = await import('../../src/database/embedded/embedded-postgres.ts');

const [how, dataDir] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const lines = [];
  const server = await (how === 'connect' ? connectEmbedded : startEmbedded)({
    dataDir,
    log: (line) => lines.push(line),
  });
  say({ url: server.url, startedByUs: server.startedByUs, lines });
  process.stdin.once('data', async () => {
    await server.stop();
    say({ stopped: true });
    process.exit(0);
  });
} catch (error) {
  say({ error: { code: error.code, message: error.message } });
}
