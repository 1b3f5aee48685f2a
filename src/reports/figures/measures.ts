import { shortIndex } from '../satisfaction.js';
import type { Dimension, Measure, Unit, Value } from './figures.js';
import type { SpanFigures } from './gather.js';
import { satisfactionOf } from './satisfaction-table.js';
import { share, spreadOf } from './statistics.js';

const MINUTE_MS = 60_000;

interface Reading {
  id: string;
  unit: Unit;
  dimension?: Dimension;
  of: (figures: SpanFigures) => { value: Value; n?: number };
}

const count = (id: string, of: (figures: SpanFigures) => number): Reading => ({
  id,
  unit: 'count',
  of: (figures) => ({ value: of(figures) }),
});

/** Milliseconds to whole minutes, as they are shown. */
export function minutes(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / MINUTE_MS);
}

const READINGS = {
  unfinishedAtStart: count('unfinishedAtStart', ({ tickets }) => tickets.all.unfinishedAtStart),
  received: count('received', ({ tickets }) => tickets.all.received),
  backAgain: count('backAgain', ({ tickets }) => tickets.all.backAgain),
  finished: count('finished', ({ tickets }) => tickets.all.finished),
  unfinishedAtEnd: count('unfinishedAtEnd', ({ tickets }) => tickets.all.unfinishedAtEnd),
  danger: count('danger', ({ tickets }) => tickets.all.danger),
  answered: count('answered', ({ tickets }) => tickets.all.answered),
  closed: count('closed', ({ tickets }) => tickets.all.closed),
  archived: count('archived', ({ tickets }) => tickets.all.archived),
  cancelled: count('cancelled', ({ tickets }) => tickets.all.cancelled),
  merged: count('merged', ({ tickets }) => tickets.all.merged),
  notFixed: count('notFixed', ({ tickets }) => tickets.all.notFixed),
  reopened: count('reopened', ({ tickets }) => tickets.all.reopened),
  returned: count('returned', ({ tickets }) => tickets.all.returned),
  bounced: count('bounced', ({ tickets }) => tickets.all.bounced),
  asked: count('asked', ({ tickets }) => tickets.all.asked),
  answerMedian: {
    id: 'answerMedian',
    unit: 'minutes',
    of: ({ tickets }) => {
      const { n, median } = spreadOf(tickets.all.toAnswer);
      return { value: minutes(median), n };
    },
  },
  answerP90: {
    id: 'answerP90',
    unit: 'minutes',
    of: ({ tickets }) => {
      const { n, p90 } = spreadOf(tickets.all.toAnswer);
      return { value: minutes(p90), n };
    },
  },
  answerInAllMedian: {
    id: 'answerInAllMedian',
    unit: 'minutes',
    of: ({ tickets }) => {
      const { n, median } = spreadOf(tickets.all.toAnswerInAll);
      return { value: minutes(median), n };
    },
  },
  inTimeShare: {
    id: 'inTimeShare',
    unit: 'share',
    of: ({ due }) => {
      const { inTime, late, overdue } = due.find(({ step }) => step === 'resolve') ?? {
        inTime: 0,
        late: 0,
        overdue: 0,
      };
      const n = inTime + late + overdue;
      return { value: share(inTime, n), n };
    },
  },
  fixedShare: {
    id: 'fixedShare',
    unit: 'share',
    of: ({ feedback: { fixed, notFixed } }) => ({ value: share(fixed, fixed + notFixed), n: fixed + notFixed }),
  },
  markMean: {
    id: 'markMean',
    unit: 'mean',
    of: ({ feedback: { marks } }) => {
      const n = marks.reduce((sum, each) => sum + each, 0);
      return {
        value: share(
          marks.reduce((sum, each, index) => sum + each * (index + 1), 0),
          n,
        ),
        n,
      };
    },
  },
  markIndex: {
    id: 'markIndex',
    unit: 'index',
    of: ({ feedback: { marks } }) => {
      const all = marks.flatMap((n, index) => Array.from({ length: n }, () => index + 1));
      return { value: shortIndex(all)?.index ?? null, n: all.length };
    },
  },
  satisfaction: {
    id: 'satisfaction',
    unit: 'index',
    of: (figures) => {
      const { found, respondents } = satisfactionOf(figures);
      return { value: found?.index ?? null, n: respondents };
    },
  },
  satisfactionGrade: {
    id: 'satisfactionGrade',
    unit: 'code',
    dimension: 'grade',
    of: (figures) => ({ value: satisfactionOf(figures).found?.grade ?? null }),
  },
  satisfactionSample: count('satisfactionSample', (figures) => satisfactionOf(figures).needed),
} satisfies Record<string, Reading>;
export type MeasureId = keyof typeof READINGS;

/** Single figures in the given order, each with what it was before where there is a before. */
export function measuresOf(ids: readonly MeasureId[], now: SpanFigures, before?: SpanFigures): Measure[] {
  return ids.map((id) => {
    const { unit, dimension, of }: Reading = READINGS[id];
    return { id, unit, ...(dimension && { dimension }), ...of(now), ...(before && { before: of(before).value }) };
  });
}
