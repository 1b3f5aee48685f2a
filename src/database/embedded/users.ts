import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { type ProcessIdentity, identityOf, isRunning } from './process-identity.js';

/**
 * Who uses the server: a file for each. The last one to leave stops it; users that died without
 * leaving don't count, so that a server orphaned by `kill -9` is stopped by whoever took it over.
 * The caller holds the lock.
 */
export async function register(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { pid, startedAt } = identityOf(process.pid) as ProcessIdentity;
  const entry = join(folder, `${pid}_${startedAt}_${randomUUID()}`);
  await writeFile(entry, '');
  return entry;
}

/** Removes the entry, and those of the dead. @returns true if nobody is left. */
export async function unregister(folder: string, entry: string): Promise<boolean> {
  await rm(entry, { force: true });
  let left = 0;
  for (const name of await readdir(folder)) {
    const [pid, startedAt = ''] = name.split('_');
    if (isRunning({ pid: Number(pid), startedAt })) left++;
    else await rm(join(folder, name), { force: true });
  }
  return left === 0;
}
