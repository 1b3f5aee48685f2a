import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodedError } from '../../messaging/errors.js';
import type { Binaries } from './binaries.js';
import type { ServerUser } from './server-user.js';

/** The server's superuser; the gateway itself works as an ordinary owner of its own database. */
export const SUPERUSER = 'postgres';
/** Inside the cluster, so that it appears together with it: its presence says that the set-up was finished. */
const PASSWORD_FILE = 'kentongan.password';
/** The C library's words for ENOSPC, with LC_ALL=C. */
export const DISK_FULL = 'No space left on device';
const UNFINISHED = /^cluster\.new-/;

/**
 * Sets up a database cluster at `clusterDir`, unless there is one. It is made beside and renamed
 * when complete: a process killed half-way leaves rubbish that the next one clears, never half a cluster.
 * The caller holds the lock.
 * @returns true if a cluster was made.
 * @throws CodedError `embedded-postgres-initdb`, `embedded-postgres-incomplete`, `embedded-postgres-disk-full`.
 */
export async function ensureCluster(clusterDir: string, binaries: Binaries, user?: ServerUser): Promise<boolean> {
  const base = dirname(clusterDir);
  for (const name of await readdir(base)) {
    // An initdb outlives the process that was killed over it, and writes until it finds its folder gone.
    if (UNFINISHED.test(name)) await rm(join(base, name), { recursive: true, force: true, maxRetries: 20 });
  }
  if (existsSync(join(clusterDir, PASSWORD_FILE))) return false;
  if (existsSync(clusterDir)) await setAside(clusterDir);
  const fresh = join(base, `cluster.new-${randomUUID()}`);
  try {
    await initialise(fresh, binaries, user);
    await rename(fresh, clusterDir);
    await syncFolder(base);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw asDiskFull(error, base);
  }
  return true;
}

/** @throws CodedError `embedded-postgres-version`, `embedded-postgres-password`. */
export async function readPassword(clusterDir: string): Promise<string> {
  const path = join(clusterDir, PASSWORD_FILE);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new CodedError(
      'embedded-postgres-password',
      `cannot read ${path} (${(error as NodeJS.ErrnoException).code}): run as the user who runs the gateway`,
      false,
    );
  }
}

/** Major version that made the cluster, as text. */
export async function clusterVersion(clusterDir: string): Promise<string> {
  return (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim();
}

async function initialise(folder: string, binaries: Binaries, user?: ServerUser): Promise<void> {
  const own = async (path: string): Promise<void> => (user ? chown(path, user.uid, user.gid) : undefined);
  const passwordFile = `${folder}.password`;
  await mkdir(folder, { mode: 0o700 });
  await own(folder);
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  await own(passwordFile);
  try {
    await run(binaries.initdb, initdbArguments(folder, passwordFile), user);
    await rename(passwordFile, join(folder, PASSWORD_FILE));
    await syncFolder(folder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function initdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The built-in provider's order never changes under an index, whatever the system's libraries do.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
}

/**
 * A folder in the cluster's place that we did not finish. Without a control file no server ever ran
 * on it: it steps aside. With one it may hold somebody's data: that is for a human to decide.
 */
async function setAside(clusterDir: string): Promise<void> {
  if (existsSync(join(clusterDir, 'global', 'pg_control'))) {
    throw new CodedError(
      'embedded-postgres-incomplete',
      `${clusterDir} holds a database that was not set up completely (${PASSWORD_FILE} is missing) and may hold data. ` +
        `Nothing was changed. Restore it from a backup, or, if nothing in it is needed, move it away ("mv ${clusterDir} ${clusterDir}.old") and start again`,
      false,
    );
  }
  await rename(clusterDir, `${clusterDir}.incomplete-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
}

/** Runs a program to its end; its last lines of complaint become the error. */
async function run(program: string, args: string[], user?: ServerUser): Promise<void> {
  const child = spawn(program, args, {
    cwd: '/',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(user && { uid: user.uid, gid: user.gid }),
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  if (complaint.includes(DISK_FULL)) throw new Error(DISK_FULL);
  const hint = complaint.includes('could not look up effective user ID')
    ? ': this user id has no name on this system; add it to /etc/passwd, or set DATABASE_URL'
    : '';
  throw new CodedError(
    'embedded-postgres-initdb',
    `setting up the database failed (initdb ended with ${code})${hint}: ${lastLines(complaint)}`,
    false,
  );
}

export function lastLines(text: string, count = 3): string {
  return text.trim().split('\n').slice(-count).join(' | ');
}

/** A full disk is told apart, since only it is mended by making room. */
export function asDiskFull(error: unknown, place: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && !message.includes(DISK_FULL)) return error;
  return new CodedError(
    'embedded-postgres-disk-full',
    `the disk that holds ${place} is full: make room there, or choose another folder with KENTONGAN_DATA, then start again`,
    false,
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
