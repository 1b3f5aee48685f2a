import { SATISFACTION_ELEMENTS, type SatisfactionElement } from '../replies/satisfaction-elements.js';

/** Answers to the full form: 1 to 4 for each element; one that was left out is absent. */
export type ElementMarks = Partial<Record<SatisfactionElement, number>>;

/** Service quality by PermenPANRB 14/2017, annex: A very good, B good, C less good, D not good. */
export type Grade = 'A' | 'B' | 'C' | 'D';

export interface Satisfaction {
  /** Forms that count. */
  n: number;
  /** How many marked each element. */
  marked: Record<SatisfactionElement, number>;
  /** Mean of each element (NRR), 1 to 4; null where nobody marked it. */
  elements: Record<SatisfactionElement, number | null>;
  /** 25 to 100, two decimals. */
  index: number;
  grade: Grade;
}

export interface ShortIndex {
  n: number;
  /** 25 to 100, two decimals: the mean of the single marks, times 25. */
  index: number;
  grade: Grade;
}

/** Below so many forms or marks nothing is published: it would speak of persons, and mean nothing. */
export const SMALLEST_SAMPLE = 5;

/** Lowest index of each grade, at two decimals. */
const GRADES: readonly [number, Grade][] = [
  [88.31, 'A'],
  [76.61, 'B'],
  [65, 'C'],
];

/** @param index rounded to two decimals, as the regulation's classes are written, so that none lies between two */
export function gradeOf(index: number): Grade {
  return GRADES.find(([lowest]) => index >= lowest)?.[1] ?? 'D';
}

/**
 * The index of public satisfaction (IKM, PermenPANRB 14/2017): the mean of each element, weighted 1/9 each, summed, times
 * 25. An element that nobody marked is left out and the others share its weight. Only the index is rounded.
 * @returns undefined below `SMALLEST_SAMPLE`
 */
export function satisfactionIndex(
  forms: readonly ElementMarks[],
  smallest = SMALLEST_SAMPLE,
): Satisfaction | undefined {
  const filled = forms.filter(isForm);
  if (filled.length < smallest || filled.length === 0) return undefined;
  const marks = SATISFACTION_ELEMENTS.map((element) => filled.map((form) => form[element]).filter(isMark));
  const means = marks.map(mean);
  const known = means.filter((each) => each !== null);
  const index = indexOfMean(known.reduce((sum, each) => sum + each / known.length, 0));
  const byElement = <T>(of: (place: number) => T): Record<SatisfactionElement, T> =>
    Object.fromEntries(SATISFACTION_ELEMENTS.map((element, place) => [element, of(place)])) as Record<
      SatisfactionElement,
      T
    >;
  return {
    n: filled.length,
    marked: byElement((place) => marks[place]?.length ?? 0),
    elements: byElement((place) => means[place] ?? null),
    index,
    grade: gradeOf(index),
  };
}

/** A mean of 1 to 4 as an index of 25 to 100, two decimals. */
export function indexOfMean(value: number): number {
  return round(value * 25, 2);
}

/**
 * How many respondents the regulation asks for: the table of Krejcie and Morgan (1970), which its annex names, by its
 * formula (chi-square 3.841, half and half, 5 %).
 * @param population everybody who was served
 */
export function sampleNeeded(population: number): number {
  const spread = 3.841 * 0.25;
  return population <= 0 ? 0 : Math.round((spread * population) / (0.0025 * (population - 1) + spread));
}

/** Whether anything was marked. */
export function isForm(form: ElementMarks): boolean {
  return SATISFACTION_ELEMENTS.some((element) => isMark(form[element]));
}

/** The channels' single mark as an index of its own: it is no IKM, and is never mixed with one. */
export function shortIndex(marks: readonly number[], smallest = SMALLEST_SAMPLE): ShortIndex | undefined {
  const good = marks.filter(isMark);
  const found = good.length < smallest ? null : mean(good);
  if (found === null) return undefined;
  const index = indexOfMean(found);
  return { n: good.length, index, grade: gradeOf(index) };
}

function isMark(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 4;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Half goes up, also where binary fractions fall just short of it (76.605 is 76.61). */
function round(value: number, decimals: number): number {
  return Number(`${Math.round(Number(`${value.toPrecision(12)}e${String(decimals)}`))}e-${String(decimals)}`);
}
