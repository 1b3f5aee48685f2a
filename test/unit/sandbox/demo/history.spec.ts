import fc from 'fast-check';
import { Chance } from '../../../../src/sandbox/demo/chance.js';
import { inventHistory } from '../../../../src/sandbox/demo/history.js';
import { decideTransition, type TicketState } from '../../../../src/tickets/transitions.js';

const NOW = new Date('2026-06-30T04:00:00Z');
const PACE = { response: 20 * 3_600_000, returns: 0.1 };

describe('an invented history', () => {
  it('follows the table of transitions, in the order of time, and knows no future (property)', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 40 * 86_400_000 }),
        fc.boolean(),
        fc.boolean(),
        (seed, age, routed, similar) => {
          const openedAt = new Date(NOW.getTime() - age);
          const history = inventHistory(new Chance(seed), { openedAt, now: NOW, routed, similar, pace: PACE });
          let state: TicketState = routed ? 'received' : 'triage';
          let before: TicketState | null = null;
          let at = openedAt;
          for (const step of history.steps) {
            expect(step.at.getTime()).toBeGreaterThanOrEqual(at.getTime());
            expect(step.at.getTime()).toBeLessThanOrEqual(NOW.getTime());
            expect(step.from).toBe(state);
            at = step.at;
            if (step.action === 'announced' || step.action === 'rated') continue;
            const decision = decideTransition(state, step.action, step.actor, before);
            expect(decision).toMatchObject({ ok: true, to: step.to });
            if (step.action === 'ask' || step.action === 'merge') before = state;
            state = step.to;
          }
          expect(history.state).toBe(state);
          if (!similar) expect(history.state).not.toBe('merged');
        },
      ),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    const of = (seed: number) =>
      JSON.stringify(
        inventHistory(new Chance(seed), {
          openedAt: new Date(NOW.getTime() - 30 * 86_400_000),
          now: NOW,
          routed: true,
          similar: false,
          pace: PACE,
        }),
      );
    expect(of(7)).toBe(of(7));
    expect(new Set([1, 2, 3, 4, 5].map(of)).size).toBe(5);
  });
});

describe('repeatable chance', () => {
  it('waits as offices do: half below the median, few for very long', () => {
    const chance = new Chance(3);
    const waits = Array.from({ length: 4_000 }, () => chance.wait(3_600_000)).sort((a, b) => a - b);
    expect(waits[2_000] ?? 0).toBeGreaterThan(3_200_000);
    expect(waits[2_000] ?? 0).toBeLessThan(4_000_000);
    expect(waits[3_800] ?? 0).toBeGreaterThan(4 * 3_600_000);
  });

  it('weighs: what has no weight is never picked', () => {
    const chance = new Chance(5);
    const picked = Array.from({ length: 500 }, () => chance.weighted([['a', 1], ['b', 0], ['c', 3]] as const)); // prettier-ignore
    expect(new Set(picked)).toEqual(new Set(['a', 'c']));
    expect(picked.filter((each) => each === 'c').length).toBeGreaterThan(300);
  });
});
