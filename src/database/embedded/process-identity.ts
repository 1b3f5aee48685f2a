import { readFileSync, readlinkSync, readdirSync } from 'node:fs';

/**
 * A process that can be told from a later one with the same number. `startedAt` is the kernel's
 * start time in clock ticks (proc(5), field 22); empty where there is no /proc.
 */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** The running process with that number; undefined if there is none, or only a zombie of one. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  if (!exists(pid)) return undefined;
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return { pid, startedAt: '' };
  // The second field is the command in brackets and may hold anything: count from its end.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, startedAt: rest[18] ?? '' };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Program and arguments; undefined where they can't be read. */
export function commandLineOf(pid: number): string[] | undefined {
  return read(`/proc/${pid}/cmdline`)?.split('\0');
}

/** Numbers of the processes that work in that directory, as far as we may see; empty where there is no /proc. */
export function processesIn(directory: string): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => worksIn(pid, directory) && identityOf(pid) !== undefined);
}

function worksIn(pid: number, directory: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory;
  } catch {
    return false;
  }
}

/** Whether the number is in use, if only by a zombie. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
