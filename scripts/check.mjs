import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** `npm run check`: every static check; all are run, and the failed ones are named at the end. */

const CHECKS = [
  ['lock file is complete', 'node', ['scripts/complete-lock.mjs', '--check']],
  ['formatting', 'npm', ['run', '--silent', 'format:check']],
  ['types, tests included', 'npm', ['run', '--silent', 'typecheck']],
  ['lint', 'npm', ['run', '--silent', 'lint']],
  ['layers', 'npm', ['run', '--silent', 'depcruise']],
  ['unused files, exports and packages', 'npm', ['run', '--silent', 'knip']],
  ['build', 'node', ['scripts/build.mjs', '--if-changed']],
  ['migrations match the entities', 'npm', ['run', '--silent', 'db:drift']],
  [
    'docker-compose.yml',
    'docker-compose',
    ['config', '--quiet'],
    { DATABASE_PASSWORD: 'check', KENTONGAN_PUBLIC_URL: 'https://example.org' },
  ],
];

const failed = [];
const left = [];
for (const [name, program, args, env] of CHECKS) {
  const started = performance.now();
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (error?.code === 'ENOENT') {
    left.push(`${name}: ${program} is not installed`);
    continue;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status !== 0) failed.push(name);
}
for (const line of left) console.log(`left out: ${line}`);
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
