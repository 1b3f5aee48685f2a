import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuMs } from './kit/cpu.mjs';
import { round, table } from './kit/figures.mjs';
import { ROOT } from './kit/processes.mjs';
import { say } from './kit/run.mjs';

/** bench:reports: how long each report of a year of many tickets takes, and how much memory its process has at most. */

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '100000' },
    days: { type: 'string', default: '365' },
    /** A data directory that was filled before; it is left as it is but for the reports. */
    data: { type: 'string', default: '' },
  },
});
const TENANT = 'tanah-bumbu';
/** Of one report: its process's largest resident set. How long it takes depends on what else runs; processor time says more. */
const BARS = { megabytes: 600 };
const OFFSET_MS = 8 * 3_600_000;

const day = (/** @type {number} */ ago) => new Date(Date.now() + OFFSET_MS - ago * 86_400_000).toISOString();
/** What ended yesterday or lately, and a year that is full of tickets: the register of all is the longest book there is. */
const REPORTS = [
  ['daily', day(1).slice(0, 10)],
  ['issues', day(1).slice(0, 10)],
  ['monthly', day(31).slice(0, 7)],
  ['evaluation', day(31).slice(0, 4)],
  ['annual', day(31).slice(0, 4)],
  ['register', day(31).slice(0, 7)],
  ['register', day(31).slice(0, 4)],
];

const own = values.data === '';
const data = own ? mkdtempSync(join(tmpdir(), 'kentongan-reports-')) : values.data;
try {
  if (own) {
    say(`${values.tickets} tickets over ${values.days} days`);
    const from = performance.now();
    await cli(['demo', 'seed', '--tickets', values.tickets, '--days', values.days, '--tenant', TENANT, '--json']);
    say(`filled in ${String(round((performance.now() - from) / 1000))} s`);
  }
  const idle = await cli(['report', 'list', '--json']);
  /** @type {Record<string, { seconds: number, cpuSeconds: number, megabytes: number, rows: number }>} */
  const reports = {};
  for (const [kind = '', period = ''] of REPORTS) {
    const { output, ...took } = await cli(['report', 'make', '--tenant', TENANT, '--kind', kind, '--period', period, '--json']); // prettier-ignore
    const { id } = /** @type {{ id: string }} */ (JSON.parse(output));
    const { output: figures } = await cli(['report', 'show', id]);
    const received = /** @type {{ measures: { id: string, value: number }[] }} */ (JSON.parse(figures)).measures.find((each) => each.id === 'received'); // prettier-ignore
    reports[`${kind} ${period}`] = { ...took, rows: received?.value ?? 0 };
    say(`${kind} ${period}: ${String(took.seconds)} s`);
  }
  const ok = Object.values(reports).every(({ megabytes }) => megabytes <= BARS.megabytes); // prettier-ignore
  const rows = Object.entries(reports).map(([name, { rows: tickets, seconds, cpuSeconds, megabytes }]) => [name, tickets, seconds, cpuSeconds, megabytes]); // prettier-ignore
  const line = { bench: 'reports', tickets: Number(values.tickets), start: { seconds: idle.seconds, cpuSeconds: idle.cpuSeconds, megabytes: idle.megabytes }, reports, bars: BARS, ok }; // prettier-ignore
  process.stdout.write(
    `${table(['report', 'received', 's', 'CPU s', 'MB at most'], [['(the command alone)', '', idle.seconds, idle.cpuSeconds, idle.megabytes], ...rows])}\n\n${JSON.stringify(line)}\n`,
  );
  process.exitCode = ok ? 0 : 1;
} finally {
  if (own) {
    // The embedded server ends with the last command that used it; one that was broken off may still hold it.
    spawnSync('sleep', ['1']);
    rmSync(data, { recursive: true, force: true });
  }
}

/**
 * One command in a process of its own.
 * @param {readonly string[]} args
 * @returns {Promise<{ output: string, seconds: number, cpuSeconds: number, megabytes: number }>}
 */
function cli(args) {
  const from = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], {
    cwd: ROOT,
    env: { ...process.env, KENTONGAN_DATA: data, KENTONGAN_SANDBOX: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => output.push(chunk));
  let megabytes = 0;
  let cpuSeconds = 0;
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes, peakOf(child.pid));
    const used = cpuMs(child.pid);
    if (!Number.isNaN(used)) cpuSeconds = Math.max(cpuSeconds, round(used / 1000, 1));
  }, 100);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      const seconds = round((performance.now() - from) / 1000, 1);
      if (code === 0) resolve({ output: Buffer.concat(output).toString('utf8'), seconds, cpuSeconds, megabytes });
      else reject(new Error(`kentongan ${args.join(' ')} ended with ${String(code)}`));
    });
  });
}

/** The largest resident set that a process has had, in megabytes; 0 where the system does not say (Linux does). @param {number | undefined} pid */
function peakOf(pid) {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
