import { mayAnswer } from '../may-answer.js';
import type { StepInput, StepOutput } from '../types.js';

/**
 * Step 3: the same words of the same sender within the tenant's window are one complaint: attached,
 * counted and shown, and the sender is told the number that it has.
 */
export function dedupe({ identity, known, compose, limits }: StepInput): StepOutput {
  const { tenant } = identity;
  if (!tenant || !known.sameText) return {};
  const answer = mayAnswer(known, limits, tenant);
  return {
    decisions: [
      {
        step: 'dedupe',
        outcome: known.sameText.number,
        rule: `same text within ${String(tenant.deduplication.windowHours)} hours`,
        score: 1,
      },
    ],
    ending: {
      outcome: 'duplicate',
      ticketId: known.sameText.id,
      ...(answer && { reply: { purpose: 'duplicate', text: compose.duplicate(known.sameText) } }),
    },
  };
}
