import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, round, table } from './kit/figures.mjs';
import { ROOT } from './kit/processes.mjs';

/** bench:inspect: how long `kentongan inspect` takes for one mail and for a folder of them. */

const { values } = parseArgs({
  options: { mails: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '3' } },
});
const CHANNEL = 'email-bangli';
const FIXTURES = join(ROOT, 'test/fixtures/email');
/** What a folder and a single start may take, in milliseconds. */
const BARS = { folder: 20_000, single: 1_000 };

const directory = mkdtempSync(join(tmpdir(), 'kentongan-inspect-'));
try {
  const files = writeMails(join(directory, 'mails'), Number(values.mails));
  const rounds = Array.from({ length: Number(values.rounds) }, () => ({
    single: inspect(files.slice(0, 1)),
    folder: inspect(files),
  }));
  const singleMs = round(median(rounds.map(({ single }) => single)));
  const folderMs = round(median(rounds.map(({ folder }) => folder)));
  const failed = singleMs > BARS.single || folderMs > BARS.folder;
  const rows = [
    ['one mail', singleMs, BARS.single],
    [`${String(files.length)} mails`, folderMs, BARS.folder],
  ];
  const line = { bench: 'inspect', mails: files.length, rounds: rounds.length, singleMs, folderMs, ok: !failed };
  process.stdout.write(`${table(['inspect', 'ms', 'bar'], rows)}\n\n${JSON.stringify(line)}\n`);
  process.exitCode = failed ? 1 : 0;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** The fixtures again and again, each with a file of its own size. @param {string} folder @param {number} count */
function writeMails(folder, count) {
  mkdirSync(folder);
  const fixtures = readdirSync(FIXTURES).filter((name) => name.endsWith('.eml'));
  return Array.from({ length: count }, (_, index) => {
    const name = fixtures[index % fixtures.length] ?? '';
    const file = join(folder, `${String(index)}-${name}`);
    const filler = 'Jalan di depan SDN 1 berlubang.\r\n'.repeat((index % 50) * 20);
    writeFileSync(file, Buffer.concat([readFileSync(join(FIXTURES, name)), Buffer.from(`\r\n${filler}`)]));
    return file;
  });
}

/** @param {readonly string[]} files */
function inspect(files) {
  const from = performance.now();
  const { stdout } = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), 'inspect', CHANNEL, ...files], {
    cwd: ROOT,
    env: { ...process.env, KENTONGAN_SANDBOX: '1' },
    maxBuffer: 512 * 1024 * 1024,
    encoding: 'utf8',
  });
  const lines = stdout.trim().split('\n').length;
  if (lines !== files.length) throw new Error(`inspect wrote ${String(lines)} lines for ${String(files.length)} files`);
  return performance.now() - from;
}
