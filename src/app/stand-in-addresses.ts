import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../settings/settings.js';

/** Where a running sandbox left word of its stand-ins. */
function fileOf(dataDir: string): string {
  return join(dataDir, 'sandbox', 'stand-ins.json');
}

/**
 * Leaves word of where the stand-ins of this process listen, for commands of the same data directory: their ports are
 * others at each start. @returns how to take it back
 */
export function leaveStandInAddresses(dataDir: string, env: Environment): () => void {
  const file = fileOf(dataDir);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, env }), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** Empty where no sandbox runs on this data directory. */
export function readStandInAddresses(dataDir: string): Environment {
  try {
    const { pid, env } = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as { pid: number; env: Environment };
    process.kill(pid, 0);
    return env;
  } catch {
    return {};
  }
}
