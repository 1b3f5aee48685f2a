import { cleanText } from '../../channels/typed.js';
import type { AgencyView } from '../../dispatch/agency-view.js';
import { MAX_QUESTION_LENGTH } from '../../dispatch/citizen-questions.js';
import { MAX_WORDS } from '../../dispatch/dispatch-input.js';
import { RETURN_REASONS, type ReturnReason } from '../../dispatch/dispatch-rules.js';
import { MAX_RESPONSE_LENGTH } from '../../dispatch/response-records.js';
import type { TextParams } from '../../tenants/locales.js';
import type { Tenant } from '../../tenants/tenant.js';
import { assignable, type DutyAction } from './duty-rules.js';

const VALUE_NAMES = ['reason', 'to', 'words', 'question', 'text', 'unit', 'draft'] as const;
/** The forms' fields by their names in the HTML; texts as typed. */
export type DutyValues = Record<(typeof VALUE_NAMES)[number], string>;
export type DutyField = keyof DutyValues | 'before' | 'after' | 'form';

export interface DutyError {
  field: DutyField;
  /** Below `public` in the locale files. */
  key: string;
  params?: TextParams;
}

/** What is to be done, checked. Photos come beside it. */
export type DutyFacts =
  | { action: 'accept' }
  | { action: 'return'; reason: ReturnReason; to?: string; words?: string }
  | { action: 'ask'; question: string }
  | { action: 'respond'; text: string }
  | { action: 'assign'; unit: string }
  /** `draft`: the response's id, as posted. */
  | { action: 'drop'; draft: string };

export type DutyResult = { errors: DutyError[]; facts?: never } | { errors: readonly []; facts: DutyFacts };

export function readDutyValues(fields: Readonly<Record<string, string>>): DutyValues {
  return Object.fromEntries(VALUE_NAMES.map((name) => [name, cleanText(fields[name] ?? '')])) as DutyValues;
}

/** The whole decision on a form's texts. */
export function checkDuty(
  action: DutyAction,
  values: DutyValues,
  view: Pick<AgencyView, 'agency' | 'unit'>,
  tenant: Pick<Tenant, 'agencies'>,
): DutyResult {
  if (action === 'accept') return { errors: [], facts: { action } };
  if (action === 'drop') return { errors: [], facts: { action, draft: values.draft } };
  if (action === 'return') return checkReturn(values, view, tenant);
  if (action === 'assign') {
    const { unit } = values;
    // The one that has it already is no fault: the same form sent twice.
    const known = unit === view.unit || assignable(view, tenant).some(({ slug }) => slug === unit);
    return known && unit !== '' ? { errors: [], facts: { action, unit } } : refused('unit', 'duty.errors.unitMissing');
  }
  const [field, max] =
    action === 'ask' ? (['question', MAX_QUESTION_LENGTH] as const) : (['text', MAX_RESPONSE_LENGTH] as const);
  const words = values[field];
  if (!/[\p{L}\p{N}]/u.test(words)) return refused(field, `duty.errors.${field}Missing`);
  if (words.length > max) return refused(field, 'duty.errors.tooLong', { max, length: words.length });
  return { errors: [], facts: action === 'ask' ? { action, question: words } : { action, text: words } };
}

function checkReturn(
  values: DutyValues,
  view: Pick<AgencyView, 'agency'>,
  { agencies }: Pick<Tenant, 'agencies'>,
): DutyResult {
  const { to, words } = values;
  const reason = RETURN_REASONS.find((each) => each === values.reason);
  const errors: DutyError[] = [];
  if (!reason) errors.push({ field: 'reason', key: 'duty.errors.reasonMissing' });
  if (to !== '' && !agencies.some(({ slug }) => slug === to && slug !== view.agency))
    errors.push({ field: 'to', key: 'duty.errors.agencyUnknown' });
  if (words === '' && reason === 'other') errors.push({ field: 'words', key: 'duty.errors.wordsMissing' });
  if (words.length > MAX_WORDS)
    errors.push({ field: 'words', key: 'duty.errors.tooLong', params: { max: MAX_WORDS, length: words.length } });
  if (!reason || errors.length > 0) return { errors };
  return { errors: [], facts: { action: 'return', reason, ...(to && { to }), ...(words && { words }) } };
}

function refused(field: DutyField, key: string, params?: TextParams): DutyResult {
  return { errors: [{ field, key, ...(params && { params }) }] };
}
