const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const LATEST_MS = 8.64e15;

/** A row's place in a list. Times are kept to the millisecond, as the gateway writes them. */
export interface Cursor {
  at: Date;
  id: string;
}

export function writeCursor({ at, id }: Cursor): string {
  return `${at.getTime().toString(36)}_${id}`;
}

/** Undefined for what no list wrote. */
export function readCursor(text: unknown): Cursor | undefined {
  const [, time = '', id = ''] = typeof text === 'string' ? (/^([\da-z]{1,11})_(.*)$/.exec(text) ?? []) : [];
  const ms = Number.parseInt(time, 36);
  return UUID.test(id) && ms <= LATEST_MS ? { at: new Date(ms), id } : undefined;
}
