import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second (USER_HZ). */
const MS_PER_TICK = 10;

/**
 * Processor time that a process and its descendants have used, in milliseconds: what a message costs, even
 * where other programs take the processors away. NaN where there is no /proc.
 * @param {number | undefined} pid
 */
export function cpuMs(pid) {
  if (pid === undefined) return Number.NaN;
  const all = processes();
  if (!all.has(pid)) return Number.NaN;
  let ticks = 0;
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    ticks += all.get(next)?.ticks ?? 0;
    for (const [child, { parent }] of all) if (parent === next) open.push(child);
  }
  return ticks * MS_PER_TICK;
}

/** @returns {Map<number, { parent: number, ticks: number }>} */
function processes() {
  const found = new Map();
  if (!existsSync('/proc/self/stat')) return found;
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // proc(5): behind the command's name in brackets come state, ppid, ...; utime, stime and those of ended children are 14 to 17.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
      found.set(Number(name), { parent: fields[1] ?? 0, ticks });
    } catch {
      // It ended while we were reading.
    }
  }
  return found;
}
