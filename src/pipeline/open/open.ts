import type { StepInput, StepOutput } from '../types.js';

/** Step 6: what came this far is a new complaint. Number, deadline and acknowledgement are made when it is written. */
export function open({ identity, categorised, routed }: StepInput): StepOutput {
  const { tenant } = identity;
  if (!tenant || !categorised || !routed) return {};
  return { ending: { outcome: 'ticket', tenant, categorised, routed } };
}
