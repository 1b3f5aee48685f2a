import { cancel } from './cancel/cancel.js';
import { categorise } from './categorise/categorise.js';
import { command } from './command/command.js';
import { dedupe } from './dedupe/dedupe.js';
import { officer } from './officer/officer.js';
import { open } from './open/open.js';
import { route } from './route/route.js';
import { thread } from './thread/thread.js';
import { tap } from './window/tap.js';
import { word } from './word/word.js';
import type { DecisionDraft, Ending, Step, StepInput } from './types.js';

/** The steps behind `identify`, in order. The first ending ends the list; `open` ends whatever comes that far. */
export const STEPS: readonly Step[] = [tap, officer, word, cancel, thread, command, dedupe, categorise, route, open];

/** Runs the steps. Pure: the same input gives the same decisions. */
export function runPipeline(start: StepInput): { ending: Ending; decisions: DecisionDraft[] } {
  const decisions: DecisionDraft[] = [];
  let input = start;
  for (const step of STEPS) {
    const { decisions: made = [], ending, ...facts } = step(input);
    decisions.push(...made);
    if (ending) return { ending, decisions };
    input = { ...input, ...facts };
  }
  return { ending: { outcome: 'ignored', reason: 'no-step-decided' }, decisions };
}
