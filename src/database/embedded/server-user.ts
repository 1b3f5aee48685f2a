import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '../../messaging/errors.js';

/** The user that the server's processes run as. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

const OWN_USER = 'kentongan';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * PostgreSQL refuses to run as root. As root the answer is the owner of the cluster, else
 * `postgres`, else a system user `kentongan`, which is created where there is none. As an ordinary
 * user it is undefined: the server runs as ourselves.
 * @throws CodedError `embedded-postgres-user`, `embedded-postgres-owner`.
 */
export function chooseServerUser(clusterDir: string): ServerUser | undefined {
  const owner = existsSync(clusterDir) ? statSync(clusterDir) : undefined;
  if (process.getuid?.() !== 0) {
    if (owner !== undefined && process.getuid !== undefined && owner.uid !== process.getuid()) {
      throw new CodedError(
        'embedded-postgres-owner',
        `${clusterDir} belongs to another user (uid ${owner.uid}): run as root or as that user, or choose another folder with KENTONGAN_DATA`,
        false,
      );
    }
    return undefined;
  }
  if (owner !== undefined && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  return lookUp('postgres') ?? lookUp(OWN_USER) ?? create();
}

function lookUp(name: string): ServerUser | undefined {
  try {
    const number = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe', env: { PATH: SYSTEM_PATH } }));
    return { name, uid: number('-u'), gid: number('-g') };
  } catch {
    return undefined;
  }
}

function create(): ServerUser {
  const ways: [string, string[]][] = [
    [
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/false', OWN_USER],
    ],
    // BusyBox
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', OWN_USER]],
  ];
  for (const [program, args] of ways) {
    try {
      execFileSync(program, args, { stdio: 'pipe', env: { PATH: SYSTEM_PATH } });
      const user = lookUp(OWN_USER);
      if (user !== undefined) return user;
    } catch {
      // the next way
    }
  }
  throw new CodedError(
    'embedded-postgres-user',
    'PostgreSQL does not run as root, there is no user "postgres", and none could be created: ' +
      'run the gateway as an ordinary user, create one ("useradd --system postgres"), or set DATABASE_URL',
    false,
  );
}

/**
 * Makes sure that the user can reach `path` through each folder above it. Folders that root owns
 * get search permission (to pass through, not to list), for the user's group alone where the
 * folder's group had no rights yet; anybody else's folders are left as they are.
 * @returns the folders that were changed.
 * @throws CodedError `embedded-postgres-unreachable`.
 */
export function makeReachable(path: string, user: ServerUser): string[] {
  const changed: string[] = [];
  for (const folder of foldersDownTo(realpathSync(path))) {
    const { mode, uid, gid } = statSync(folder);
    if (mode & 0o001 || (uid === user.uid && mode & 0o100) || (gid === user.gid && mode & 0o010)) continue;
    if (uid !== 0) {
      throw new CodedError(
        'embedded-postgres-unreachable',
        `the database server runs as ${user.name}, who may not pass through ${folder}: run "chmod o+x ${folder}", ` +
          'run the gateway as the owner of that folder instead of root, or choose another folder with KENTONGAN_DATA',
        false,
      );
    }
    if ((mode & 0o070) === 0) {
      chownSync(folder, uid, user.gid);
      chmodSync(folder, (mode & 0o7777) | 0o010);
    } else {
      chmodSync(folder, (mode & 0o7777) | 0o001);
    }
    changed.push(folder);
  }
  return changed;
}

/** `/a/b` → `/`, `/a`, `/a/b`. */
function foldersDownTo(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...foldersDownTo(parent), path];
}
