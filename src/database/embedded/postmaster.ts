import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../../messaging/errors.js';
import { DISK_FULL, asDiskFull, lastLines } from './cluster.js';
import { commandLineOf, exists, identityOf, isRunning, processesIn } from './process-identity.js';
import { type ServerOptions, asArguments } from './server-options.js';
import type { ServerUser } from './server-user.js';

export interface Postmaster {
  pid: number;
  port: number;
}

export interface LaunchSpec {
  program: string;
  clusterDir: string;
  logFile: string;
  /** Taken if it is free; else another one. */
  preferredPort?: number;
  options: ServerOptions;
  user?: ServerUser;
}

const POLL_MS = 20;
/** Crash recovery replays at most `max_wal_size`; two minutes are ample on a slow disk. */
const READY_MS = 120_000;
const SURVIVORS_MS = 15_000;
const STOP_MS = 60_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const ATTEMPTS = 5;

/**
 * The server that runs on this cluster, once it takes connections; undefined if there is none.
 * A server that is just stopping is waited for.
 */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const file = readPidFile(clusterDir);
  const process = file && identityOf(file.pid);
  if (file === undefined || process === undefined || !isPostmasterOf(file.pid, clusterDir)) return undefined;
  if (file.status === 'stopping') {
    await waitFor(() => !isRunning(process), STOP_MS);
    return undefined;
  }
  return await untilReady(clusterDir, file.pid);
}

/** Starts the server, detached: it outlives us, and whoever comes next takes it over. */
export async function launchPostmaster(spec: LaunchSpec): Promise<Postmaster> {
  await waitForSurvivors(spec.clusterDir);
  removeMisleadingPidFile(spec.clusterDir);
  rotate(spec.logFile);
  let port =
    spec.preferredPort !== undefined && (await isFree(spec.preferredPort)) ? spec.preferredPort : await freePort();
  for (let attempt = 1; ; attempt++) {
    const logStart = sizeOf(spec.logFile);
    const started = await launch(spec, port);
    if (started !== undefined) return started;
    const complaint = readFileSync(spec.logFile, 'utf8').slice(logStart);
    if (!/could not bind|could not create any TCP/i.test(complaint) || attempt === ATTEMPTS)
      throw startError(spec, complaint);
    port = await freePort();
  }
}

/** Fast shutdown: transactions are rolled back, data is written out. */
export async function stopPostmaster(clusterDir: string): Promise<void> {
  const pid = readPidFile(clusterDir)?.pid;
  const running = pid === undefined ? undefined : identityOf(pid);
  if (running === undefined || !isPostmasterOf(running.pid, clusterDir)) return;
  process.kill(running.pid, 'SIGINT');
  if (await waitFor(() => !isRunning(running), STOP_MS)) return;
  // Immediate shutdown; the next start recovers from the log.
  process.kill(running.pid, 'SIGQUIT');
  if (await waitFor(() => !isRunning(running), STOP_MS)) return;
  throw new CodedError('embedded-postgres-stop', `the database server (process ${running.pid}) does not stop`, false);
}

async function launch(spec: LaunchSpec, port: number): Promise<Postmaster | undefined> {
  const log = openSync(spec.logFile, 'a', 0o600);
  try {
    const child = spawn(spec.program, ['-D', spec.clusterDir, '-p', String(port), ...asArguments(spec.options)], {
      cwd: '/',
      detached: true,
      env: { LC_ALL: 'C' },
      stdio: ['ignore', log, log],
      ...(spec.user && { uid: spec.user.uid, gid: spec.user.gid }),
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid as number));
    });
    child.unref();
    return await untilReady(spec.clusterDir, pid);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError(
      'embedded-postgres-start',
      `${spec.program} cannot be run here (${(error as NodeJS.ErrnoException).code}; it needs glibc on Linux): set DATABASE_URL to a PostgreSQL server of your own`,
      false,
    );
  } finally {
    closeSync(log);
  }
}

/** Waits for the server's own word in `postmaster.pid`; undefined if it ended before. */
async function untilReady(clusterDir: string, pid: number): Promise<Postmaster | undefined> {
  const ready = (): Postmaster | undefined => {
    const file = readPidFile(clusterDir);
    return file?.pid === pid && file.status === 'ready' ? { pid, port: file.port } : undefined;
  };
  await waitFor(() => ready() !== undefined || identityOf(pid) === undefined, READY_MS);
  const found = ready();
  if (found === undefined && identityOf(pid) !== undefined) {
    throw new CodedError(
      'embedded-postgres-start',
      `the database server (process ${pid}) has not become ready in two minutes: see server.log beside ${clusterDir}`,
      true,
    );
  }
  return found;
}

interface PidFile extends Postmaster {
  /** `starting`, `ready`, `stopping`. */
  status: string;
}

/** Layout: PostgreSQL's src/include/utils/pidfile.h. */
function readPidFile(clusterDir: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? 'starting' };
  } catch {
    return undefined;
  }
}

/** The number in a stale file may be another program's by now. */
function isPostmasterOf(pid: number, clusterDir: string): boolean {
  const words = commandLineOf(pid);
  return words === undefined || (words.includes(clusterDir) && /postgres/.test(words[0] ?? ''));
}

/**
 * PostgreSQL clears a stale file by itself, after checks of its own, but refuses to start while the number is in
 * use: by another program, or by the old server's zombie where process 1 doesn't collect them (containers).
 */
function removeMisleadingPidFile(clusterDir: string): void {
  const pid = readPidFile(clusterDir)?.pid;
  if (pid !== undefined && exists(pid)) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

/** Server processes that outlived a killed postmaster notice within moments; two servers on one cluster would destroy it. */
async function waitForSurvivors(clusterDir: string): Promise<void> {
  if (await waitFor(() => processesIn(clusterDir).length === 0, SURVIVORS_MS)) return;
  throw new CodedError(
    'embedded-postgres-survivors',
    `processes of an earlier database server still work on ${clusterDir}: end ${processesIn(clusterDir).join(', ')}, then start again`,
    true,
  );
}

function startError(spec: LaunchSpec, complaint: string): unknown {
  if (complaint.includes(DISK_FULL)) return asDiskFull(new Error(DISK_FULL), spec.clusterDir);
  return new CodedError(
    'embedded-postgres-start',
    `the database server did not start: ${lastLines(complaint)} (all of it in ${spec.logFile})`,
    false,
  );
}

async function waitFor(condition: () => boolean, patienceMs: number): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; !condition(); await sleep(POLL_MS)) {
    if (Date.now() > deadline) return false;
  }
  return true;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function rotate(logFile: string): void {
  if (sizeOf(logFile) > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
}

async function freePort(): Promise<number> {
  return (await listenOnce(0)) ?? 0;
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

async function listenOnce(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}
