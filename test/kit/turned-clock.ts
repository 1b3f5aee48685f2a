import type { Clock } from '../../src/observability/clock.js';

/**
 * A clock that the test turns; it goes on by itself in between. Begin in the past: what waits for a moment of
 * PostgreSQL's own clock (leases, doorbells) is due at once then.
 */
export class TurnedClock implements Clock {
  private offsetMs: number;

  /** @param start ISO 8601 with an offset */
  constructor(start: string) {
    this.offsetMs = Date.parse(start) - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** Turns it to a moment that is later than its own. */
  turnTo(moment: string | Date): void {
    const to = typeof moment === 'string' ? Date.parse(moment) : moment.getTime();
    if (!(to >= this.now().getTime())) throw new RangeError('the clock is not turned back');
    this.offsetMs = to - Date.now();
  }
}
