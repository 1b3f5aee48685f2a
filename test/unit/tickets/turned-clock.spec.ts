import { TurnedClock } from '../../kit/turned-clock.js';

describe('the clock that tests turn', () => {
  it('goes on from where it was turned to, and is not turned back', () => {
    const clock = new TurnedClock('2026-03-13T16:00:00+08:00');
    clock.turnTo('2026-03-16T09:00:00+08:00');
    const now = clock.now().getTime();
    expect(now).toBeGreaterThanOrEqual(Date.parse('2026-03-16T01:00:00Z'));
    expect(now).toBeLessThan(Date.parse('2026-03-16T01:01:00Z'));
    expect(() => clock.turnTo('2026-03-15T09:00:00+08:00')).toThrow(RangeError);
  });
});
