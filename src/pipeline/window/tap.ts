import type { StepInput, StepOutput } from '../types.js';

/**
 * A tap on the button of our template asks to read the text behind it, which is on its way by then: no new ticket,
 * no further reply, whatever the button is called.
 */
export function tap({ known }: StepInput): StepOutput {
  if (!known.tapsTemplate) return {};
  return {
    decisions: [{ step: 'command', outcome: 'read-on', rule: 'button', score: 1 }],
    ending: { outcome: 'command', command: 'read-on' },
  };
}
