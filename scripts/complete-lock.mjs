import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Adds to package-lock.json the optional platform packages that npm left out because the registry in
 * use doesn't hold them; without them `npm ci` refuses the lock file. Run it after each `npm install`.
 * `--check` changes nothing and fails if something is missing.
 */

const LOCK = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const OSES = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const CPUS = ['ia32', 'x64', 'arm64', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32'];
const LIBCS = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/** Where Node would look for `name` from the package at `from`, nearest first. */
function placesOf(name, from) {
  const places = [];
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    places.push(`${base === '' ? '' : `${base}/`}node_modules/${name}`);
    if (base === '') return places;
  }
}

/** `@swc/core-linux-ppc64-gnu` → os, cpu and libc as the package itself declares them. */
function platformOf(name) {
  const words = name.split('/').pop().split(/[-.]/);
  const os = OSES.find((word) => words.includes(word));
  const cpu = CPUS.find((word) => words.includes(word));
  const libc = os === 'linux' ? LIBCS[words.find((word) => word in LIBCS)] : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

const text = readFileSync(LOCK, 'utf8');
const lock = JSON.parse(text);
const added = [];
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (placesOf(name, from).some((place) => lock.packages[place])) continue;
    const platform = platformOf(name);
    if (!platform.os && !platform.cpu)
      throw new Error(`${name}, optional for ${from}: not a platform package, install it`);
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(entry.dev && { dev: true }),
      optional: true,
      ...platform,
    };
    added.push(name);
  }
}

if (process.argv.includes('--check')) {
  for (const name of added) console.error(`package-lock.json lacks ${name}`);
  if (added.length > 0) {
    console.error('run "node scripts/complete-lock.mjs"');
    process.exitCode = 1;
  }
} else if (added.length > 0) {
  const root = lock.packages[''];
  delete lock.packages[''];
  const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  lock.packages = { '': root, ...sorted };
  writeFileSync(LOCK, `${JSON.stringify(lock, undefined, 2)}\n`);
  console.log(`added ${added.length} packages to package-lock.json`);
}
