import { SATISFACTION_ELEMENTS, type SatisfactionElement } from '../../replies/satisfaction-elements.js';
import { decideTransition, type Actor, type TicketAction, type TicketState } from '../../tickets/transitions.js';
import type { Chance } from './chance.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Something that happened to an invented ticket. */
export interface Step {
  action: TicketAction | 'announced' | 'rated';
  actor: Actor;
  at: Date;
  from: TicketState;
  to: TicketState;
  round: number;
  /** `rated`: the mark, and the form where they filled it in. */
  mark?: number;
  elements?: Partial<Record<SatisfactionElement, number>>;
  /** `return`: why. */
  reason?: 'not-ours' | 'no-authority' | 'incomplete';
  /** `archive`: why. */
  archive?: 'incomplete' | 'outside-authority' | 'duplicate' | 'already-answered';
}

export interface History {
  steps: Step[];
  state: TicketState;
  stateBefore: TicketState | null;
  round: number;
}

/** How an agency works: some are quick, some are not. */
export interface Pace {
  /** Milliseconds; half of its responses take less. */
  response: number;
  /** Share of tickets that it hands back. */
  returns: number;
}

/**
 * Invents what becomes of a ticket up to `now`, by the table of transitions: an impossible history can't be made.
 * Pure but for its chance.
 */
export function inventHistory(
  chance: Chance,
  { openedAt, now, routed, similar, pace }: {
    openedAt: Date; now: Date; routed: boolean; pace: Pace;
    /** There is a ticket about the same that it may be merged into. */
    similar: boolean;
  }, // prettier-ignore
): History {
  const life = new Life(openedAt, now, routed ? 'received' : 'triage');
  life.pass(chance.whole(20, 200) * 1_000);
  life.remark({ action: 'announced', actor: 'gateway' });
  if (chance.happens(0.05)) {
    life.wait(chance.wait(3 * HOUR));
    life.act('archive', 'operator', {
      archive: chance.pick(['incomplete', 'outside-authority', 'duplicate', 'already-answered'] as const),
    });
    return life.history();
  }
  if (similar && chance.happens(0.1)) {
    life.wait(chance.wait(2 * HOUR));
    life.act('merge', 'operator');
    // Now and then it turns out to be something else.
    if (!chance.happens(0.3)) return life.history();
    life.wait(chance.wait(5 * HOUR));
    life.act('unmerge', 'operator');
  }
  if (chance.happens(0.06)) {
    life.wait(chance.wait(HOUR));
    life.act('ask', 'operator');
    life.wait(chance.wait(9 * HOUR));
    if (chance.happens(0.7)) life.act('citizen-reply', 'citizen');
    else life.act('resume', 'gateway');
  }
  workOn(life, chance, pace, 4 * HOUR);
  while (life.state === 'answered' && !life.over) {
    if (chance.happens(0.45)) {
      life.wait(chance.wait(7 * HOUR));
      const fixed = chance.happens(0.86);
      life.act(fixed ? 'confirm-fixed' : 'not-fixed', 'citizen');
      if (fixed || chance.happens(0.3))
        life.remark({ action: 'rated', actor: 'citizen', ...rating(chance, fixed ? HAPPY : ANGRY) });
      if (!fixed && life.round < 3) workOn(life, chance, pace, 2 * HOUR);
    } else {
      life.pass(10 * DAY);
      life.act('close', 'gateway');
      if (!chance.happens(0.03)) continue;
      life.wait(chance.wait(3 * DAY));
      life.act('reopen', 'operator');
      workOn(life, chance, pace, 2 * HOUR);
    }
  }
  return life.history();
}

const HAPPY = [[4, 5], [3, 6], [2, 1]] as const; // prettier-ignore
const ANGRY = [
  [1, 5],
  [2, 3],
] as const;

/** A mark, and from one in five the form of nine elements, of which some are left out. */
function rating(chance: Chance, marks: typeof HAPPY | typeof ANGRY): Pick<Step, 'mark' | 'elements'> {
  const mark = chance.weighted<number>(marks);
  if (!chance.happens(0.2)) return { mark };
  const marked = SATISFACTION_ELEMENTS.filter(() => chance.happens(0.96));
  return { mark, elements: Object.fromEntries(marked.map((element) => [element, chance.weighted<number>(marks)])) };
}

/** From the office's desk to an answer. */
function workOn(life: Life, chance: Chance, pace: Pace, dispatch: number): void {
  if (chance.happens(0.05)) {
    // What the office knows by itself.
    life.wait(chance.wait(dispatch));
    life.act('answer', 'operator');
    return;
  }
  life.wait(chance.wait(dispatch));
  life.act('dispatch', 'operator');
  if (chance.happens(pace.returns)) {
    life.wait(chance.wait(5 * HOUR));
    life.act('return', 'officer', { reason: chance.pick(['not-ours', 'not-ours', 'no-authority', 'incomplete']) });
    life.wait(chance.wait(dispatch));
    life.act('dispatch', 'operator');
  }
  life.wait(chance.wait(2 * HOUR));
  life.act('accept', 'officer');
  life.wait(chance.wait(pace.response));
  life.act('respond', 'officer');
  if (chance.happens(0.07)) {
    life.wait(chance.wait(HOUR));
    life.act('ask-again', 'operator');
    life.wait(chance.wait(pace.response / 2));
    life.act('respond', 'officer');
  }
  life.wait(chance.wait(90 * MINUTE));
  life.act('answer', 'operator');
  if (!chance.happens(0.03)) return;
  life.wait(chance.wait(6 * HOUR));
  // A correction.
  life.act('answer', 'operator');
}

/** A ticket that is being lived; what would lie behind `now` has not happened. */
class Life {
  readonly steps: Step[] = [];
  round = 0;
  over = false;
  private at: Date;
  private before: TicketState | null = null;

  constructor(
    openedAt: Date,
    private readonly now: Date,
    public state: TicketState,
  ) {
    this.at = openedAt;
  }

  /** Time that goes by for machines too. */
  pass(ms: number): void {
    this.at = new Date(this.at.getTime() + ms);
    if (this.at > this.now) this.over = true;
  }

  /** People wait for the morning: what would fall into their night is done when they are back. */
  wait(ms: number): void {
    this.pass(ms);
    const hour = new Date(this.at.getTime() + 8 * HOUR).getUTCHours();
    if (hour < 7) this.pass((7 - hour) * HOUR);
    if (hour >= 22) this.pass((31 - hour) * HOUR);
  }

  act(action: TicketAction, actor: Actor, more: Partial<Step> = {}): void {
    if (this.over) return;
    const decision = decideTransition(this.state, action, actor, this.before);
    if (!decision.ok) throw new RangeError(decision.reason);
    if (action === 'ask' || action === 'merge') this.before = this.state;
    if (action === 'not-fixed' || action === 'reopen') this.round += 1;
    this.steps.push({ action, actor, at: this.at, from: this.state, to: decision.to, round: this.round, ...more });
    this.state = decision.to;
  }

  remark(step: Pick<Step, 'action' | 'actor' | 'mark' | 'elements'>): void {
    if (this.over) return;
    this.steps.push({ ...step, at: this.at, from: this.state, to: this.state, round: this.round });
  }

  history(): History {
    const { steps, state, before, round } = this;
    return { steps, state, stateBefore: before, round };
  }
}
