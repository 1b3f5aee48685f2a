import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Compiles src/ to dist/ and copies what isn't TypeScript. `--if-changed` builds only when a source or
 * the build's own configuration differs from the last build that succeeded.
 */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = join(ROOT, 'src');
const OUTPUT = join(ROOT, 'dist');
const STAMP = join(OUTPUT, '.build.json');
const CONFIGURATION = ['package-lock.json', 'tsconfig.json', 'nest-cli.json', 'scripts/build.mjs'];

const isAsset = (file) => !/\.tsx?$/.test(file);

function sourceFiles() {
  return readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Size and time of each file are enough to notice an edit, and cost milliseconds. */
function fingerprint(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...CONFIGURATION.map((name) => join(ROOT, name)), ...files]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`\n${file} ${size} ${mtimeMs}`);
  }
  return hash.digest('hex');
}

function lastBuild() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return { fingerprint: '', files: [] };
  }
}

/** @returns exit code; 0 also when there was nothing to do. */
export function build({ ifChanged }) {
  const files = sourceFiles();
  const current = fingerprint(files);
  const last = lastBuild();
  if (ifChanged && last.fingerprint === current) return 0;
  // What a removed source left behind would stay importable.
  if (last.files.some((file) => !existsSync(file)) || !existsSync(STAMP))
    rmSync(OUTPUT, { recursive: true, force: true });
  rmSync(STAMP, { force: true });
  process.stderr.write('building ...\n');
  const compiler = join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js');
  if (!existsSync(compiler)) {
    process.stderr.write('the build tools are not installed: run "npm ci" first\n');
    return 1;
  }
  const { status } = spawnSync(process.execPath, [compiler, 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) return status ?? 1;
  for (const file of files.filter(isAsset)) {
    const target = file.replace(SOURCES, OUTPUT);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
  // The lock file may have been touched meanwhile: what was read before the build is what was built.
  writeFileSync(STAMP, JSON.stringify({ fingerprint: current, files }));
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = build({ ifChanged: process.argv.includes('--if-changed') });
}
