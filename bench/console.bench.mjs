import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Browser } from './kit/browser.mjs';
import { percentile, round, table } from './kit/figures.mjs';
import { moreTickets } from './kit/more-tickets.mjs';
import { ROOT, stopAll } from './kit/processes.mjs';
import { query, Rig } from './kit/rig.mjs';
import { say } from './kit/run.mjs';

/**
 * bench:console: how long the console's pages take with very many tickets, from the request to the last byte of the answer.
 * docs/benchmarks.md says what is asked.
 */

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    /** Asks of each page. */
    requests: { type: 'string', default: '100' },
    /** A directory that keeps the seeded database for the next run. */
    reuse: { type: 'string' },
    /** Every ticket with its whole life, by `demo seed` alone: as it is in operation, and much slower. */
    full: { type: 'boolean', default: false },
  },
});
const TENANT = 'tanah-bumbu';
/** So many have their whole life; the others are copies for lists and searches. */
const WHOLE = 20_000;
const BAR_P95_MS = 200;
const DAY_MS = 86_400_000;
const PASSWORD = 'empat kata untuk ukuran';

if (!existsSync(join(ROOT, 'dist/main.js'))) {
  process.stderr.write('dist/ is not built: run "npm run build" first\n');
  process.exit(2);
}
const dir = options.reuse === undefined ? undefined : resolve(options.reuse);
if (dir !== undefined) mkdirSync(dir, { recursive: true });
const rig = await Rig.open('embedded', undefined, undefined, dir);
try {
  await measure();
} finally {
  await rig.close();
  await stopAll();
}

async function measure() {
  const tickets = Number(options.tickets);
  const seedSeconds = await seed(tickets);
  const browser = await signedIn();
  const asks = await asksOf(browser);
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(asks).map((name) => [name, []]));
  // Plans, buffers and the engine's compiler: the first answers are nobody's day.
  for (const paths of Object.values(asks)) for (const path of paths.slice(0, 5)) await browser.time(path);
  for (let turn = 0; turn < Number(options.requests); turn += 1)
    for (const [name, paths] of Object.entries(asks))
      times[name]?.push(await browser.time(/** @type {string} */ (paths[turn % paths.length])));
  const pages = Object.fromEntries(
    Object.entries(times).map(([name, each]) => [
      name,
      { p50Ms: round(percentile(each, 0.5), 1), p95Ms: round(percentile(each, 0.95), 1), p99Ms: round(percentile(each, 0.99), 1) },
    ]),
  ); // prettier-ignore
  const ok = Object.values(pages).every(({ p95Ms }) => p95Ms <= BAR_P95_MS);
  const rows = Object.entries(pages).map(([name, { p50Ms, p95Ms, p99Ms }]) => [name, p50Ms, p95Ms, p99Ms, BAR_P95_MS]);
  const line = { bench: 'console', tickets, seedSeconds, requests: Number(options.requests), pages, ok };
  process.stdout.write(
    `${table(['page', 'p50 ms', 'p95 ms', 'p99 ms', 'bar p95'], rows)}\n\n${JSON.stringify(line)}\n`,
  );
  process.exitCode = ok ? 0 : 1;
}

/** @param {number} tickets @returns {Promise<number>} seconds that it took; 0 where they were there */
async function seed(tickets) {
  const have = await count();
  if (have >= tickets) return 0;
  const started = performance.now();
  const whole = options.full ? tickets : Math.min(tickets, WHOLE);
  if (have < whole) {
    say(`${String(whole - have)} tickets by demo seed ...`);
    cli(['demo', 'seed', '--tenant', TENANT, '--tickets', String(whole - have), '--days', '1095'], true);
  }
  await moreTickets(rig.databaseUrl, TENANT, tickets);
  const seconds = round((performance.now() - started) / 1000, 1);
  say(`seeded in ${String(seconds)} s`);
  return seconds;
}

async function count() {
  const [table_] = await query(rig.databaseUrl, "SELECT to_regclass('ticket') AS name");
  if (table_.name === null) return 0;
  const [row] = await query(rig.databaseUrl, 'SELECT count(*)::int AS n FROM ticket');
  return row.n;
}

/** @param {string[]} args @param {boolean} sandbox */
function cli(args, sandbox) {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, ...rig.gatewayEnv({ role: 'web', port: 1 }), ...(sandbox && { KENTONGAN_SANDBOX: '1', NODE_ENV: 'development' }) }; // prettier-ignore
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`kentongan ${args.join(' ')} ended with ${String(status)}`);
  return stdout;
}

/** An operator's browser. */
async function signedIn() {
  const gateway = await rig.startGateway({ role: 'web' });
  const username = `ukuran-${String(process.pid)}`;
  const { password } = JSON.parse(cli(['user', 'add', '--role', 'operator', '--tenant', TENANT, '--name', 'Petugas Ukuran', '--username', username, '--json'], false)); // prettier-ignore
  const browser = new Browser(`http://127.0.0.1:${String(gateway.port)}`);
  await browser.post('/console/masuk', { nama: username, sandi: password });
  await browser.post('/console/akun/sandi', { 'sandi-lama': password, 'sandi-baru': PASSWORD });
  return browser;
}

/**
 * What is asked of each page: several of a kind, since one alone would be measured from a warm corner.
 * @param {Browser} browser @returns {Promise<Record<string, string[]>>}
 */
async function asksOf(browser) {
  const list = (/** @type {Record<string, string>} */ fields) =>
    `/console/aduan?${new URLSearchParams(fields).toString()}`;
  const sample = await query(rig.databaseUrl, `
    SELECT number, category, agency, district_code AS district, opened_at AS at, id, description FROM ticket
    WHERE tenant = '${TENANT}' AND split_from IS NULL AND agency IS NOT NULL ORDER BY md5(number) LIMIT 40`); // prettier-ignore
  const some = (/** @type {(row: any) => Record<string, string>} */ fields) => sample.map((row) => list(fields(row)));
  const now = performance.timeOrigin;
  const asks = {
    inbox: ['/console'],
    list: [list({})],
    group: ['danger', 'overdue', 'sorting', 'responses', 'undelivered', 'new'].map((kelompok) => list({ kelompok })),
    filtered: some(({ category, agency }) => ({ kategori: category, instansi: agency })),
    filteredOpen: some(({ district }) => ({ keadaan: 'open', kecamatan: district, urut: 'due' })),
    filteredSeldom: some(({ district }) => ({ kecamatan: district, urgensi: 'danger', keadaan: 'closed' })),
    deepPage: sample.map(({ at, id }) => list({ sesudah: `${new Date(at).getTime().toString(36)}_${id}` })),
    period: sample.map((_, index) => list({ dari: day(now - (index + 30) * 7 * DAY_MS), sampai: day(now - (index + 29) * 7 * DAY_MS) })),
    wordFrequent: ['jalan', 'dekat', 'warga', 'segera'].map((q) => list({ q })),
    wordSeldom: some(({ description }) => ({ q: seldom(description) })),
    wordsTogether: some(({ description }) => ({ q: description.split(' ').slice(0, 3).join(' ') })),
    wordUnknown: ['kucing', 'zebra', 'meteor'].map((q) => list({ q })),
    wordFiltered: some(({ agency }) => ({ q: 'jalan', instansi: agency, keadaan: 'open' })),
    number: some(({ number }) => ({ q: number })),
    contact: sample.map((_, index) => list({ q: `08110000${String(index * 37).padStart(4, '0')}` })),
  }; // prettier-ignore
  for (const [name, paths] of Object.entries(asks))
    for (const path of paths.slice(0, 1))
      if ((await browser.get(path)).status !== 200) throw new Error(`${name}: ${path} is not answered with 200`);
  const tickets = sample.map(({ number }) => `/console/aduan/${number}`);
  // Where the ticket's page is served.
  if ((await browser.get(tickets[0] ?? '')).status === 200) return { ...asks, ticket: tickets };
  say('ticket: left out, its page is not served');
  return asks;
}

/** @param {number} ms */
function day(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The longest word of a text: likely the name of a place. @param {string} text */
function seldom(text) {
  return text.split(/[^\p{L}]+/u).reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
