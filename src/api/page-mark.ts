import { isOnDay } from '../tenants/day.js';
import { Problem } from './problem.js';

/** Where a page ended: its last row's time and id. */
export interface PageMark {
  at: Date;
  id: string;
}

/** As `next` of a page; opaque to the caller. */
export function writeMark({ at, id }: PageMark): string {
  return Buffer.from(`${at.toISOString()}|${id}`).toString('base64url');
}

/** @returns undefined where it is no mark of ours */
export function readMark(after: string): PageMark | undefined {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(after, 'base64url').toString('utf8'),
  );
  return match?.[1] && match[2] && isOnDay(match[1]) && !Number.isNaN(Date.parse(match[1]))
    ? { at: new Date(match[1]), id: match[2] }
    : undefined;
}

export function badMark(): Problem {
  return new Problem(422, { code: 'invalid', errors: [{ field: 'after', code: 'cursor' }] });
}
