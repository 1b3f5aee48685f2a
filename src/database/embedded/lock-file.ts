import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../../messaging/errors.js';
import { type ProcessIdentity, identityOf, isRunning } from './process-identity.js';

const POLL_MS = 25;
const PATIENCE_MS = 120_000;

/**
 * Runs `action` while this process alone holds the lock at `path`. A lock whose holder has died
 * is taken over. Not re-entrant.
 * @throws CodedError `embedded-postgres-locked` after two minutes of waiting.
 */
export async function withLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  const mine = `${path}.${process.pid}-${randomUUID()}`;
  // A link to a complete file: nobody ever reads a lock without its holder in it.
  await writeFile(mine, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    await acquire(path, mine);
    try {
      return await action();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function acquire(path: string, mine: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    if (await tryLink(mine, path)) return;
    const content = await readLock(path);
    const holder = content === undefined ? undefined : parse(content);
    if (content !== undefined && (holder === undefined || !isRunning(holder))) {
      await removeStale(path, mine, content);
      continue;
    }
    if (Date.now() > deadline) {
      throw new CodedError(
        'embedded-postgres-locked',
        `${path} has been held by process ${holder?.pid ?? 'unknown'} for two minutes: end that process, then start again`,
        false,
      );
    }
    await sleep(POLL_MS);
  }
}

/**
 * Two processes may find the same stale lock, and the slower one must not remove the new lock of
 * the quicker: what was taken away is looked at once more, and put back if it isn't the stale one.
 */
async function removeStale(path: string, mine: string, stale: string): Promise<void> {
  const taken = `${mine}.stale`;
  try {
    await rename(path, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readLock(taken)) !== stale) await tryLink(taken, path);
  await rm(taken, { force: true });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(content: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(content) as Partial<ProcessIdentity> | null;
    return typeof value?.pid === 'number' && typeof value.startedAt === 'string'
      ? { pid: value.pid, startedAt: value.startedAt }
      : undefined;
  } catch {
    return undefined;
  }
}
