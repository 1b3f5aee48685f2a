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
  /** `rated`: the mark. */
  mark?: number;
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
  { openedAt, now, routed, pace }: { openedAt: Date; now: Date; routed: boolean; pace: Pace },
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
        life.remark({ action: 'rated', actor: 'citizen', mark: chance.weighted(fixed ? HAPPY : ANGRY) });
      if (!fixed && life.round < 3) workOn(life, chance, pace, 2 * HOUR);
    } else {
      life.pass(10 * DAY);
      life.act('close', 'gateway');
    }
  }
  return life.history();
}

const HAPPY = [[4, 5], [3, 6], [2, 1]] as const; // prettier-ignore
const ANGRY = [
  [1, 5],
  [2, 3],
] as const;

/** From the office's desk to an answer. */
function workOn(life: Life, chance: Chance, pace: Pace, dispatch: number): void {
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
    if (action === 'ask') this.before = this.state;
    if (action === 'not-fixed') this.round += 1;
    this.steps.push({ action, actor, at: this.at, from: this.state, to: decision.to, round: this.round, ...more });
    this.state = decision.to;
  }

  remark(step: Pick<Step, 'action' | 'actor' | 'mark'>): void {
    if (this.over) return;
    this.steps.push({ ...step, at: this.at, from: this.state, to: this.state, round: this.round });
  }

  history(): History {
    const { steps, state, before, round } = this;
    return { steps, state, stateBefore: before, round };
  }
}
