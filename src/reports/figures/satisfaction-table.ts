import { SATISFACTION_ELEMENTS, type SatisfactionElement } from '../../replies/satisfaction-elements.js';
import { gradeOf, indexOfMean, sampleNeeded, satisfactionIndex, SMALLEST_SAMPLE } from '../satisfaction.js';
import type { FigureTable, Value } from './figures.js';
import type { SpanFigures } from './gather.js';

/** The index of a span with who could have said something: everybody who was answered. */
export function satisfactionOf({ feedback, tickets }: SpanFigures): {
  found: ReturnType<typeof satisfactionIndex>;
  respondents: number;
  needed: number;
} {
  return {
    found: satisfactionIndex(feedback.forms),
    respondents: feedback.forms.length,
    needed: sampleNeeded(tickets.all.answered),
  };
}

/** The nine elements; without rows where too few filled in the form. */
export function satisfactionTable(now: SpanFigures, before?: SpanFigures): FigureTable {
  const { found, respondents, needed } = satisfactionOf(now);
  const past = before && satisfactionOf(before).found;
  return {
    id: 'satisfaction',
    dimension: 'element',
    columns: [
      { id: 'respondents', unit: 'count' },
      { id: 'elementMean', unit: 'mean' },
      { id: 'elementIndex', unit: 'index' },
      { id: 'grade', unit: 'code', dimension: 'grade' },
    ],
    rows: found
      ? SATISFACTION_ELEMENTS.map((key) => ({
          key,
          values: valuesOf(found, key),
          ...(before && { before: valuesOf(past, key) }),
        }))
      : [],
    ...(respondents > 0 && {
      total: { respondents, ...(found && { elementIndex: found.index, grade: found.grade }) },
    }),
    notes: [
      'satisfaction',
      ...(respondents > 0 && respondents < SMALLEST_SAMPLE ? ['satisfaction-few'] : []),
      ...(found && respondents < needed ? ['satisfaction-sample'] : []),
    ],
  };
}

function valuesOf(found: ReturnType<typeof satisfactionIndex>, element: SatisfactionElement): Record<string, Value> {
  const mean = found?.elements[element] ?? null;
  const index = mean === null ? null : indexOfMean(mean);
  return {
    respondents: found?.marked[element] ?? 0,
    elementMean: mean,
    elementIndex: index,
    grade: index === null ? null : gradeOf(index),
  };
}
