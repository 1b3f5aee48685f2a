import type { Reader } from '../settings/reader.js';
import { STAFF_ROLES, type StaffRole } from './staff-role.js';
import type { EscalationStep } from './tenant.js';

/** Those at work first; then whom they answer to; then whoever answers for the office. */
const DEFAULT_ESCALATION: readonly { percent: number; to: readonly StaffRole[] }[] = [
  { percent: 75, to: ['officer', 'admin'] },
  { percent: 100, to: ['officer', 'agency-head', 'admin', 'head'] },
  { percent: 150, to: ['agency-head', 'head', 'leadership'] },
];
const DEFAULT_DIGEST = '07.30';
const HIGHEST_PERCENT = 1000;

/** Reads `escalation:` of a tenant: whom a deadline's passing is told, by per cent of its budget. */
export function readEscalation(root: Reader): EscalationStep[] {
  if (!root.has('escalation')) return DEFAULT_ESCALATION.map(({ percent, to }) => ({ percent, to: [...to] }));
  let before = 0;
  const steps = root.list('escalation', (value, path) => {
    const step = root.below(value, path, ['percent', 'to']);
    const percent = step.number('percent', { min: 1, max: HIGHEST_PERCENT });
    if (percent <= before && step.has('percent')) step.error('percent', `more than ${String(before)}, the one before`);
    before = Math.max(before, percent);
    const roles = step.texts('to', { notEmpty: true });
    const to = roles.flatMap((role, index) => {
      const known = STAFF_ROLES.find((name) => name === role);
      if (!known) root.source.error([...step.at('to'), index], role, `one of ${STAFF_ROLES.join(', ')}`);
      return known ?? [];
    });
    return { percent, to };
  });
  if (steps.length === 0 && Array.isArray(root.raw('escalation'))) root.error('escalation', 'at least one item');
  return steps;
}

/** Reads `digestAt:`, a time of day. @returns minutes after midnight */
export function readDigestAt(root: Reader): number {
  const rule = { pattern: /^([01]\d|2[0-3])[.:][0-5]\d$/, expected: 'a time of day such as "07.30", in quotes' };
  const [hours = 0, minutes = 0] = (root.optionalText('digestAt', rule) ?? DEFAULT_DIGEST).split(/[.:]/).map(Number);
  return hours * 60 + minutes;
}
