import type { DecisionFact } from '../read/facts.js';
import { agencyText, byText, categoryText, listed, scoreText, type Speaking } from './ticket-words.js';

/** A decision as the page says it: what, how sure, why. */
export interface DecisionLine {
  what: string;
  /** 0 to 1 as text; null where there is nothing to be sure of. */
  score: string | null;
  why: string;
}

/** Another possibility that came next, and can be chosen at one click. */
export interface RunnerUp {
  slug: string;
  name: string;
  score: string;
}

/** Rules as the pipeline writes them (pipeline/*), and the text's key with what is filled in. */
const RULES: readonly [RegExp, string, readonly string[]][] = [
  [/^words: (.+)$/, 'words', ['words']],
  [/^danger: (.+)$/, 'danger', ['words']],
  [/^chosen by the citizen$/, 'chosen', []],
  [/^no rule holds$/, 'noRule', []],
  [/^not to (.+): the complaint is about it$/, 'aboutIt', ['agencies']],
  [/^same text within (\d+) hours$/, 'sameText', ['hours']],
  [/^alike words (\d+)%$/, 'alikeWords', ['percent']],
  [/^same place$/, 'samePlace', []],
  [/^near place$/, 'nearPlace', []],
  [/^other place$/, 'otherPlace', []],
  [/^same category$/, 'sameCategory', []],
  [/^within an hour$/, 'withinHour', []],
  [/^(\d+) hours apart$/, 'hoursApart', ['count']],
  [/^(\d+) days apart$/, 'daysApart', ['count']],
  [/^keyword (.+)$/, 'keyword', ['keyword']],
  [/^channel$/, 'channel', []],
  [/^handed$/, 'handed', []],
  [/^none$/, 'none', []],
  [/^number$/, 'number', []],
  [/^thanks$/, 'thanks', []],
  [/^answers our question$/, 'ourQuestion', []],
  [/^burst$/, 'burst', []],
  [/^(?:reply address of|answers) (\S+)$/, 'answers', ['number']],
  [/^quotes (\S+)$/, 'quotes', ['number']],
  [/^the same mail as (\S+)$/, 'sameMailAs', ['number']],
  [/^(?:names|quotes|answers|reply address of|the same mail as) (\S+), sender not proven$/, 'notProven', ['number']],
  [/^(?:names|quotes|answers|reply address of|the same mail as) (\S+), not the sender's$/, 'notTheirs', ['number']],
  [/^an officer's (\S+): answers the notice$/, 'officerAnswers', []],
  [/^an officer's (\S+): names the ticket$/, 'officerNames', []],
  [/^an officer's (\S+): the only one that is open$/, 'officerOnly', []],
  [/^thanks, and no ticket to note them on$/, 'thanksAlone', []],
  [/^button$/, 'button', []],
  [/^grammar$/, 'grammar', []],
  [/^answered today already$/, 'answeredToday', []],
  [/^cap of (\d+) automatic messages a day$/, 'capped', ['count']],
  [/^ticket-number$/, 'number', []],
  [/^the sender's ticket (.+)$/, 'sendersTicket', ['number']],
  [/^the same mail$/, 'sameMail', []],
  [/^(\d+) messages as a whole$/, 'together', ['count']],
  [/^a human decided; it was (.+)$/, 'wasBefore', ['before']],
  [/^a human decided$/, 'human', []],
];

/** One line of a decision. */
export function decisionLine(speaking: Speaking, decision: DecisionFact): DecisionLine {
  const { words } = speaking;
  const { decidedBy, by, score } = decision;
  const human = decidedBy === 'human';
  const reasons = (decision.rule ?? '').split('; ').filter((part) => part !== '');
  const joined = human ? [reasons.join('; ')] : reasons;
  const why = joined.map((reason) => reasonText(speaking, decision.step, reason)).filter((part) => part !== '');
  return {
    what: whatText(speaking, decision),
    score: human || score === null || score === 0 || score === 1 ? null : scoreText(words, score),
    why: [...(human && by !== null ? [words('ticket.decision.decidedBy', { who: byText(speaking, by) })] : []), ...why].join(' · '),
  };
} // prettier-ignore

/** What came next to the choice of a category: `lampu-jalan 0.23, sampah 0.11`. */
export function runnersUp(speaking: Speaking, { step, runnerUp }: DecisionFact): RunnerUp[] {
  if (step !== 'categorise' || runnerUp === null) return [];
  return runnerUp.split(', ').flatMap((part) => {
    const [, slug, score] = /^(\S+) (\d\.\d+)$/.exec(part) ?? [];
    const known = speaking.tenant.categories.find((each) => each.slug === slug);
    return known && score !== undefined
      ? [{ slug: known.slug, name: known.name, score: scoreText(speaking.words, Number(score)) }]
      : [];
  });
}

function whatText(speaking: Speaking, { step, outcome, decidedBy, rule }: DecisionFact): string {
  const { words, tenant } = speaking;
  if (step === 'identify') return tenant.slug === outcome ? tenant.name : outcome;
  if (step === 'word' || step === 'cancel') return listed(words, 'word', outcome);
  if (step === 'categorise') return outcome === 'danger' ? words('ticket.decision.danger') : categoryText(speaking, outcome);
  if (step === 'route') return outcome === 'triage' ? words('ticket.decision.triage') : agencyText(speaking, outcome);
  if (step === 'thread' && (outcome === 'new' || outcome === 'repeat')) return words(`ticket.decision.thread.${outcome}`);
  if (step === 'command') return commandText(speaking, outcome);
  if (step === 'dedupe' && outcome === 'by-itself') return words('ticket.decision.byItself');
  if (step === 'dedupe' && decidedBy === 'human') return words('ticket.decision.with', { number: outcome });
  if (step === 'dedupe' && rule?.startsWith('alike words')) return words('ticket.decision.like', { number: outcome });
  return outcome;
} // prettier-ignore

/** What was asked for, and whether it was answered. */
function commandText({ words }: Speaking, outcome: string): string {
  const asked = outcome.replace(/-unanswered$/, '');
  const text = listed(words, 'command', asked);
  return asked === outcome ? text : words('ticket.decision.unanswered', { command: text });
}

/** One reason in words; as it is where it is none that the pipeline writes. */
export function reasonText(speaking: Speaking, step: string, reason: string): string {
  const { words } = speaking;
  const [, number, state] = /^([A-Z]{2,4}-\d+), ([a-z-]+)$/.exec(reason) ?? [];
  if (number !== undefined && state !== undefined) return `${number}: ${listed(words, 'state', state)}`;
  for (const [pattern, key, names] of RULES) {
    const match = pattern.exec(reason);
    if (!match) continue;
    if (key === 'human') return '';
    if (key === 'words' && match[1] === 'none') return words('ticket.rule.noWords');
    const values = names.map((name, index) => [name, valueOf(speaking, step, name, match[index + 1] ?? '')] as const);
    return words(`ticket.rule.${key}`, Object.fromEntries(values));
  }
  return step === 'route' ? words('ticket.rule.rule', { rule: reason }) : reason;
}

function valueOf(speaking: Speaking, step: string, name: string, value: string): string {
  if (name === 'agencies') return value.split(', ').map((slug) => agencyText(speaking, slug)).join(', ');
  if (name !== 'before') return value;
  if (step === 'categorise') return categoryText(speaking, value);
  if (step === 'route') return value === 'triage' ? speaking.words('ticket.decision.triage') : agencyText(speaking, value);
  return value;
} // prettier-ignore
