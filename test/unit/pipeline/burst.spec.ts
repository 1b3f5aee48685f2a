import fc from 'fast-check';
import { burstAfter, inBurst } from '../../../src/pipeline/burst/burst.js';
import { ticketRef } from '../../kit/messages.js';

const limits = { burstQuietSeconds: 60, burstMostSeconds: 300 };
const openedAt = new Date('2026-11-20T03:00:00Z');
const at = (seconds: number): Date => new Date(openedAt.getTime() + seconds * 1000);
const ticket = (overrides = {}) => ticketRef({ openedAt, state: 'received', ...overrides });

describe('a burst', () => {
  it.each([
    [0, true],
    [60, true],
    [61, false],
    [-1, false],
  ])('of a new ticket has it %i seconds later: %s', (seconds, expected) => {
    expect(inBurst(ticket(), at(seconds), limits)).toBe(expected);
  });

  it('goes on from its last message, and no further than it may', () => {
    expect(burstAfter(ticket(), at(30), limits)).toEqual({ from: openedAt, until: at(90), settles: true });
    const running = ticket({ burstFrom: openedAt, burstUntil: at(290) });
    expect(inBurst(running, at(290), limits)).toBe(true);
    expect(burstAfter(running, at(280), limits)).toEqual({ from: openedAt, until: at(300), settles: true });
  });

  it('begins anew with what comes by number or quote', () => {
    expect(burstAfter(ticket({ state: 'answered' }), at(5_000), limits)).toEqual({
      from: at(5_000),
      until: at(5_060),
      settles: false,
    });
  });

  it.each([
    ['received', 10, true],
    ['triage', 10, true],
    ['received', 5_000, false],
    ['triage', 5_000, true],
    ['dispatched', 10, false],
    ['answered', 10, false],
    ['closed', 10, false],
  ] as const)('of a ticket that is %s is sorted as a whole %i seconds later: %s', (state, seconds, settles) => {
    expect(burstAfter(ticket({ state }), at(seconds), limits).settles).toBe(settles);
  });

  it('never outlasts its longest time, however often it is fed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 50 }), (pauses) => {
        let state = ticket();
        let seconds = 0;
        for (const pause of pauses) {
          seconds += pause;
          if (!inBurst(state, at(seconds), limits)) break;
          const { from, until } = burstAfter(state, at(seconds), limits);
          expect(from).toEqual(openedAt);
          state = ticket({ burstFrom: from, burstUntil: until });
        }
        expect((state.burstUntil ?? openedAt).getTime()).toBeLessThanOrEqual(at(300).getTime());
      }),
    );
  });
});
