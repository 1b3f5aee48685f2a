import type { DestinationStream } from 'pino';

const COLOURS: Readonly<Record<string, number>> = { fatal: 31, error: 31, warn: 33, info: 32 };

/** Turns pino's JSON lines into `12:00:01 info  message key=value` for a terminal. */
export function prettyStream(target: { write(text: string): unknown }): DestinationStream {
  return { write: (line: string) => void target.write(prettyLine(line)) };
}

export function prettyLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const { time, level, msg, err, ...fields } = entry;
  const name = String(level);
  const pairs = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const colour = COLOURS[name] ?? 90;
  const head = `${String(time).slice(11, 19)} \u001b[${colour}m${name.padEnd(5)}\u001b[39m ${typeof msg === 'string' ? msg : ''}`;
  return `${[head, ...pairs].join(' ')}\n${describe(err)}`;
}

function describe(err: unknown): string {
  if (typeof err !== 'object' || err === null) return '';
  const { code, message, stack } = err as { code?: string; message?: string; stack?: string };
  return `         ${code ?? 'error'}${message ? `: ${message}` : ''}\n${stack ? `${stack}\n` : ''}`;
}
