import fc from 'fast-check';
import { courseOf, RESOLVE, type CourseEvent, type Run } from '../../../src/deadlines/course.js';
import type { TimelineEvent } from '../../../src/tickets/timeline.js';
import {
  decideTransition,
  TRANSITIONS,
  type TicketAction,
  type TicketState,
} from '../../../src/tickets/transitions.js';
import { shippedTenant } from '../../kit/shipped.js';

const openedAt = new Date('2026-11-20T08:00:00+08:00');
/** Minutes after the opening. */
const at = (minutes: number): Date => new Date(openedAt.getTime() + minutes * 60_000);
const minutesOf = (date: Date | null): number | null =>
  date === null ? null : (date.getTime() - openedAt.getTime()) / 60_000;

function course(slug: string, ...events: [TimelineEvent, number][]) {
  const { steps, levels } = shippedTenant(slug).standard;
  const resolve = levels[0]?.resolve;
  if (!resolve) throw new Error('no level');
  return courseOf({ openedAt, resolve, steps, events: events.map(([type, minutes]) => ({ type, at: at(minutes) })) });
}
/** `step: begun-met`, `x` where it ended unmet, `..` where it is owed. */
const told = (runs: readonly Run[]): string[] =>
  runs.map(({ step, startedAt, metAt, endedAt }) => {
    const end = metAt ? String(minutesOf(metAt)) : endedAt ? `x${String(minutesOf(endedAt))}` : '..';
    return `${step} ${String(minutesOf(startedAt))}-${end}`;
  });

describe('the steps of Tanah Bumbu', () => {
  it('follow one another, each with its own time', () => {
    const { runs } = course('tanah-bumbu', ['announced', 2], ['dispatched', 60], ['accepted', 90], ['responded', 600], ['answered', 603], ['closed', 9000]); // prettier-ignore
    expect(told(runs)).toEqual([
      'resolve 0-603', 'catat 0-2', 'teruskan 2-60', 'terima 60-90', 'tanggapi 60-600', 'balas 600-603', 'arsip 603-9000',
    ]); // prettier-ignore
    expect(runs.map(({ step, budget }) => [step, budget?.amount ?? null, budget?.unit ?? null])).toEqual([
      [RESOLVE, 2890, 'minutes'], ['catat', 5, 'minutes'], ['teruskan', 1, 'days'], ['terima', null, null],
      ['tanggapi', 1, 'days'], ['balas', 5, 'minutes'], ['arsip', null, null],
    ]); // prettier-ignore
  });

  it('an agency that never confirms does not stop its own clock', () => {
    expect(told(course('tanah-bumbu', ['announced', 2], ['dispatched', 60]).runs)).toEqual([
      'resolve 0-..', 'catat 0-2', 'teruskan 2-60', 'terima 60-..', 'tanggapi 60-..',
    ]); // prettier-ignore
  });

  it('an answer at once ends what was owed, and nobody owes what it skipped', () => {
    expect(told(course('tanah-bumbu', ['answered', 3]).runs)).toEqual(['resolve 0-3', 'catat 0-3', 'arsip 3-..']);
  });

  it('what an agency hands back is owed once more, by the office and then by the next agency', () => {
    const { runs } = course('tanah-bumbu', ['announced', 1], ['dispatched', 10], ['returned', 30], ['dispatched', 50], ['responded', 70]); // prettier-ignore
    expect(told(runs)).toEqual([
      'resolve 0-..', 'catat 0-1', 'teruskan 1-10', 'terima 10-x30', 'tanggapi 10-x30', 'teruskan 30-50', 'terima 50-70',
      'tanggapi 50-70', 'balas 70-..',
    ]); // prettier-ignore
    expect(runs.filter(({ step }) => step === 'tanggapi').map(({ run }) => run)).toEqual([0, 1]);
  });

  it('a response that is sent back is owed once more, and so is one of an agency that is asked afterwards', () => {
    const asked = course('tanah-bumbu', ['dispatched', 10], ['responded', 30], ['asked-again', 40], ['responded', 55]);
    expect(told(asked.runs).slice(3)).toEqual(['tanggapi 10-30', 'balas 30-x40', 'tanggapi 40-55', 'balas 55-..'].map((text) => text)); // prettier-ignore
    const further = course('tanah-bumbu', ['dispatched', 10], ['responded', 30], ['dispatched', 35]);
    expect(told(further.runs).filter((text) => text.includes('..'))).toEqual(['resolve 0-..', 'terima 35-..', 'tanggapi 35-..']); // prettier-ignore
  });

  it('a second agency that is asked meanwhile changes nothing', () => {
    expect(course('tanah-bumbu', ['dispatched', 10], ['accepted', 12], ['dispatched', 20]).runs).toEqual(
      course('tanah-bumbu', ['dispatched', 10], ['accepted', 12]).runs,
    );
  });
});

describe('pauses and rounds', () => {
  it('waiting for the citizen is a pause, ended by whatever moves the ticket on', () => {
    const { pauses } = course('badung', ['asked', 10], ['citizen-replied', 30], ['asked', 40], ['answered', 45], ['not-fixed', 50], ['asked', 60]); // prettier-ignore
    expect(pauses.map(({ from, until }) => [minutesOf(from), minutesOf(until)])).toEqual([[10, 30], [40, 45], [60, null]]); // prettier-ignore
  });

  it('archived and merged owe nothing more; unmerged, the time has gone on', () => {
    expect(told(course('badung', ['dispatched', 5], ['archived', 9]).runs)).toEqual(['resolve 0-x9', 'disposisi 0-5', 'tindak-lanjut 5-x9']); // prettier-ignore
    const merged = course('badung', ['dispatched', 5], ['merged', 9], ['unmerged', 20]);
    expect(told(merged.runs)).toEqual(['resolve 0-..', 'disposisi 0-5', 'tindak-lanjut 5-..']);
  });

  it('what was handed back before a merge does not come back with it', () => {
    const { runs } = course(
      'badung',
      ['dispatched', 5],
      ['returned', 6],
      ['answered', 8],
      ['merged', 9],
      ['unmerged', 9],
    );
    expect(told(runs)).toEqual(['resolve 0-8', 'disposisi 0-5', 'tindak-lanjut 5-x6', 'disposisi 6-8', 'arsip 8-..']);
  });

  it('"not fixed" begins anew, and nobody owes the office the news', () => {
    const { runs, round } = course('tanah-bumbu', ['announced', 1], ['answered', 30], ['not-fixed', 100], ['dispatched', 130]); // prettier-ignore
    expect(round).toBe(1);
    expect(told(runs.filter(({ round: number }) => number === 1))).toEqual([
      'resolve 100-..', 'teruskan 100-130', 'terima 130-..', 'tanggapi 130-..',
    ]); // prettier-ignore
    // The first round's filing is owed no longer.
    expect(told(runs.filter(({ round: number }) => number === 0)).at(-1)).toBe('arsip 30-x100');
  });
});

describe('whatever happens to a ticket', () => {
  const ACTIONS = (Object.keys(TRANSITIONS) as TicketAction[]).filter((action) => !action.startsWith('open'));
  /** A course that the table of transitions allows. */
  const courses = fc.array(fc.tuple(fc.constantFrom(...ACTIONS, 'announce' as const), fc.integer({ min: 0, max: 5000 })), { maxLength: 25 }).map((choices) => {
    const events: CourseEvent[] = [];
    let [state, before, minutes]: [TicketState, TicketState | null, number] = ['received', null, 0];
    for (const [action, later] of choices) {
      minutes += later;
      if (action === 'announce') {
        events.push({ type: 'announced', at: at(minutes) });
        continue;
      }
      const decision = decideTransition(state, action, TRANSITIONS[action].who[0] ?? 'operator', before);
      if (!decision.ok) continue;
      if (action === 'ask' || action === 'merge') before = state === 'awaiting-citizen' ? before : state;
      state = decision.to;
      events.push({ type: decision.transition.event, at: at(minutes) });
    }
    return { events, state };
  }); // prettier-ignore
  const standards = fc.constantFrom('tanah-bumbu', 'badung', 'buleleng', 'bangli', 'kubu-raya').map((slug) => shippedTenant(slug).standard); // prettier-ignore
  const resolve = { amount: 3, unit: 'working-days' } as const;

  it('no step is owed twice at a time, none ends before it began, and each run has a key of its own', () => {
    fc.assert(
      fc.property(courses, standards, ({ events }, { steps }) => {
        const { runs } = courseOf({ openedAt, resolve, steps, events });
        const open = runs.filter(({ metAt, endedAt }) => !metAt && !endedAt).map(({ step }) => step);
        expect(new Set(open).size).toBe(open.length);
        for (const { startedAt, metAt, endedAt } of runs) {
          expect((metAt ?? endedAt ?? startedAt).getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
          expect(metAt && endedAt).toBeNull();
        }
        const keys = runs.map(({ step, round, run }) => `${step} ${String(round)} ${String(run)}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('the whole is owed exactly while nobody has answered', () => {
    const OVER: readonly TicketState[] = ['answered', 'closed', 'archived', 'merged'];
    fc.assert(
      fc.property(courses, standards, ({ events, state }, { steps }) => {
        const { runs, pauses } = courseOf({ openedAt, resolve, steps, events });
        const whole = runs.filter(({ step }) => step === RESOLVE).at(-1);
        const answeredBefore = whole?.metAt !== null;
        expect(whole?.metAt === null && whole.endedAt === null).toBe(!OVER.includes(state) && !answeredBefore);
        expect(pauses.some(({ until }) => until === null)).toBe(state === 'awaiting-citizen');
      }),
    );
  });

  it('what has happened stays, whatever happens next', () => {
    fc.assert(
      fc.property(courses, standards, fc.nat(25), ({ events }, { steps }, length) => {
        const before = courseOf({ openedAt, resolve, steps, events: events.slice(0, length) });
        const after = courseOf({ openedAt, resolve, steps, events });
        before.runs.forEach((run, index) => {
          const later = after.runs.find(({ step, round, run: n }) => step === run.step && round === run.round && n === run.run); // prettier-ignore
          expect([index, later?.startedAt]).toEqual([index, run.startedAt]);
          if (run.metAt) expect([index, later?.metAt]).toEqual([index, run.metAt]);
        });
      }),
    );
  });
});
