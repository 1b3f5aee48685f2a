import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ROOT, stopAll } from './processes.mjs';

/** @typedef {import('./rig.mjs').Engine} Engine */

/**
 * Reads the options, runs the engines one after the other, prints `{...head, engines}` as the last line.
 * @param {object} program
 * @param {Record<string, { type: 'string', default: string }>} program.options beside --engine
 * @param {(engine: Engine, options: Record<string, string>) => Promise<object>} program.measure
 * @param {(engines: Record<string, any>) => { table: string, line: object, ok: boolean }} program.conclude
 */
export async function run({ options, measure, conclude }) {
  const { values } = parseArgs({ options: { engine: { type: 'string', default: 'both' }, ...options } });
  if (!['both', 'embedded', 'redis'].includes(values.engine)) {
    process.stderr.write(`--engine ${values.engine}: there are embedded, redis and both\n`);
    process.exit(2);
  }
  if (!existsSync(join(ROOT, 'dist/main.js'))) {
    process.stderr.write('dist/ is not built: run "npm run build" first\n');
    process.exit(2);
  }
  const { closeRigs, missing } = await import('./rig.mjs');
  const breakOff = async () => {
    await closeRigs();
    await stopAll();
    process.exit(130);
  };
  process.once('SIGINT', () => void breakOff());
  process.once('SIGTERM', () => void breakOff());
  /** @type {Record<string, object>} */
  const engines = {};
  say(`Node ${process.versions.node}, ${String(cpus().length)} processors (${cpus()[0]?.model.trim() ?? 'unknown'})`);
  for (const engine of /** @type {const} */ (['embedded', 'redis'])) {
    if (values.engine !== 'both' && values.engine !== engine) continue;
    const why = missing(engine);
    if (why !== undefined) {
      say(`${engine}: left out, ${why}`);
      engines[engine] = { leftOut: why };
      continue;
    }
    engines[engine] = await measure(engine, /** @type {Record<string, string>} */ (values));
  }
  await stopAll();
  const measured = Object.fromEntries(Object.entries(engines).filter(([, value]) => !('leftOut' in value)));
  const { table, line, ok } = conclude(measured);
  process.stdout.write(`\n${table}\n\n${JSON.stringify({ ...line, engines })}\n`);
  process.exit(ok ? 0 : 1);
}

/** Progress, for whoever waits; standard output is the result's. @param {string} words */
export function say(words) {
  process.stderr.write(`${words}\n`);
}
