import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

/**
 * `npm run check`: every static check, as many at once as there are processors, three at most; all are run, what one says
 * is printed when it has ended, and the failed ones are named at the end.
 */

/** The longest first; the build before the check of the migrations, which the built program does. */
const BUILD = ['build', 'node', ['scripts/build.mjs', '--if-changed']];
const DRIFT = ['migrations match the entities', 'npm', ['run', '--silent', 'db:drift']];
const CHECKS = [
  ['lint', 'npm', ['run', '--silent', 'lint']],
  BUILD,
  ['formatting', 'npm', ['run', '--silent', 'format:check']],
  ['types, tests included', 'npm', ['run', '--silent', 'typecheck']],
  ['layers', 'npm', ['run', '--silent', 'depcruise']],
  ['unused files, exports and packages', 'npm', ['run', '--silent', 'knip']],
  DRIFT,
  ['lock file is complete', 'node', ['scripts/complete-lock.mjs', '--check']],
  [
    'docker-compose.yml',
    'docker-compose',
    ['config', '--quiet'],
    { DATABASE_PASSWORD: 'check', KENTONGAN_PUBLIC_URL: 'https://example.org' },
  ],
];
const MOST_AT_ONCE = 3;

const failed = [];
const left = [];

async function check([name, program, args, env]) {
  const started = performance.now();
  const { status, missing, output } = await ran(program, args, env);
  process.stdout.write(output);
  if (missing) return void left.push(`${name}: ${program} is not installed`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status !== 0) failed.push(name);
}

function ran(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => {
      if (error.code === 'ENOENT') resolve({ status: null, missing: true, output: Buffer.alloc(0) });
      else reject(error);
    });
    child.once('close', (status) => resolve({ status, missing: false, output: Buffer.concat(chunks) }));
  });
}

const waiting = [...CHECKS];
let built;
async function lane() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (next === DRIFT) await built;
    const done = check(next);
    if (next === BUILD) built = done;
    await done;
  }
}
await Promise.all(Array.from({ length: Math.min(availableParallelism(), MOST_AT_ONCE) }, lane));

for (const line of left) console.log(`left out: ${line}`);
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
