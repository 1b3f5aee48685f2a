import { MARKS } from '../channels/web/web-report.js';
import { cleanText } from '../channels/typed.js';
import type { FormVerdict } from '../messaging/inbound-event.js';
import { SATISFACTION_ELEMENTS, type SatisfactionElement } from '../replies/satisfaction-elements.js';

/** Longest words about what is not fixed, and longest remark, in characters. */
export const MAX_VERDICT_WORDS = 2_000;

export interface VerdictInput {
  says: 'fixed' | 'not-fixed' | 'mark';
  mark?: FormVerdict['mark'];
  /** What is not fixed. */
  words: string;
  /** The round that the page spoke of. */
  round: number;
}

const SAYS: ReadonlyMap<string, VerdictInput['says']> = new Map([
  ['sudah', 'fixed'],
  ['belum', 'not-fixed'],
  ['nilai', 'mark'],
]);

/** Undefined for what no form of ours sends. */
export function readVerdict(body: unknown): VerdictInput | undefined {
  const fields = recordOf(body);
  const says = SAYS.get(textOf(fields['kabar']));
  const mark = markOf(fields['mark']);
  const round = Number(textOf(fields['round']) || 'NaN');
  if (says === undefined || !Number.isSafeInteger(round)) return undefined;
  return { says, ...(mark !== undefined && { mark }), words: cleanText(textOf(fields['words'])), round };
}

export interface SurveyInput {
  elements: Partial<Record<SatisfactionElement, number>>;
  comment: string;
}

export function readSurvey(body: unknown): SurveyInput {
  const fields = recordOf(body);
  const marked = SATISFACTION_ELEMENTS.map((element) => [element, markOf(fields[element])] as const);
  return {
    elements: Object.fromEntries(marked.filter(([, mark]) => mark !== undefined)),
    comment: cleanText(textOf(fields['comment'])),
  };
}

function markOf(value: unknown): FormVerdict['mark'] {
  return MARKS.find((mark) => String(mark) === value);
}

function recordOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
