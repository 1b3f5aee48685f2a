import type { VNode } from 'preact';
import { may } from '../../../accounts/console-user.js';
import { Csrf } from '../../frame/csrf-field.js';
import { Icon } from '../../frame/icons.js';
import type { DeadlineFact } from '../read/facts.js';
import { timeLeft } from '../rules/time-left.js';
import { levelText, placeOfWork, stepText, timeLeftText } from '../words/ticket-words.js';
import type { TicketPageProps } from './page-props.js';

/** Where the ticket stands and how much time is left, in words; its steps one click away. */
export function StatePart(props: TicketPageProps): VNode {
  const { words, view } = props;
  const { head } = view;
  const breached = view.facts.deadlines.some(({ step, round, breachedAt }) => step === 'resolve' && round === head.round && breachedAt !== null);
  return (
    <section class="card" aria-labelledby="keadaan">
      <div class="card-body">
        <h2 id="keadaan" class="ticket-state">
          {words(`ticket.state.${head.state}`)}
        </h2>
        {head.urgency === 'danger' && (
          <p class="ticket-danger">
            <Icon name="alert-triangle" /> {words('ticket.danger')}
          </p>
        )}
        {head.urgency === 'high' && <p>{words('ticket.notFixedBefore')}</p>}
        {head.agency !== null && <p>{words('ticket.with', { agency: placeOfWork(props, head.agency, head.unit) })}</p>}
        <Assigned {...props} />
        {head.archiveReason !== null && <p>{words(`ticket.archiveReason.${head.archiveReason}`)}</p>}
        <p class={breached ? 'ticket-late' : undefined}>{deadlineText(props)}</p>
        <p class="text-secondary">
          {words('ticket.level', { level: levelText(props, head.level) })}
          {head.round > 0 && ` · ${words('ticket.round', { round: head.round + 1 })}`}
          {head.bounces > 0 && ` · ${words('ticket.bounces', { bounces: head.bounces })}`}
        </p>
        <Steps {...props} />
      </div>
    </section>
  );
} // prettier-ignore

/** Who of the office has taken it on, and the way to do so oneself. */
function Assigned({ words, view, user, csrf, names }: TicketPageProps): VNode | null {
  const { number, assignedTo } = view.head;
  const mine = assignedTo === user.id;
  const takes = may(user, 'tickets:assign');
  if (assignedTo === null && !takes) return null;
  return (
    <form class="ticket-buttons" method="post" action={`/console/aduan/${number}/petugas`}>
      <Csrf token={csrf} />
      <input type="hidden" name="tadi" value={assignedTo ?? ''} />
      <input type="hidden" name="kembali" value={`/console/aduan/${number}`} />
      <span>
        {assignedTo === null
          ? words('ticket.assigned.nobody')
          : mine
            ? words('ticket.assigned.me')
            : words('ticket.assigned.to', { name: names.get(`user:${assignedTo}`) ?? words('ticket.who.operator') })}
      </span>
      {takes && !mine && (
        <button class="btn btn-sm btn-outline-secondary" data-key="a">
          {words('ticket.assigned.take')} <kbd aria-hidden="true">a</kbd>
        </button>
      )}
      {takes && mine && (
        <button class="btn btn-sm btn-outline-secondary" name="petugas" value="nobody">
          {words('ticket.assigned.release')}
        </button>
      )}
    </form>
  );
}

const OVER = ['answered', 'closed', 'archived', 'merged'];

/** The whole's deadline: when, and what is left; a clock that stands still says so. */
function deadlineText({ words, view, calendar }: TicketPageProps): string {
  const { head, facts, now } = view;
  const whole = facts.deadlines.filter(({ step, round }) => step === 'resolve' && round === head.round).at(-1);
  const dueAt = whole?.dueAt ?? head.dueAt;
  const unit = whole?.budget?.unit ?? head.unitOfBudget;
  const due = words('ticket.due', { at: words.dateTime(dueAt) });
  if (whole?.metAt) return words(whole.breachedAt ? 'ticket.metLate' : 'ticket.met', { at: words.dateTime(whole.metAt) });
  if (OVER.includes(head.state)) return due;
  const pause = facts.pauses.find(({ until }) => until === null);
  const left = timeLeftText(words, timeLeft(dueAt, unit, pause?.from ?? now, calendar));
  return pause ? `${due}; ${words('ticket.paused', { since: words.dateTime(pause.from), left })}` : `${due} (${left})`;
} // prettier-ignore

/** The standard's steps of this round, and what stopped the clock. */
function Steps(props: TicketPageProps): VNode | null {
  const { words, view } = props;
  const { deadlines, pauses } = view.facts;
  const steps = deadlines.filter(({ round, step }) => round === view.head.round && step !== 'resolve');
  if (steps.length === 0 && pauses.length === 0) return null;
  return (
    <details class="ticket-more">
      <summary>{words('ticket.steps')}</summary>
      <ul class="ticket-steps">
        {steps.map((deadline) => (
          <li key={`${deadline.step}${String(deadline.run)}`}>
            <strong>{stepText(props, deadline.step)}</strong>: {stepState(props, deadline)}
          </li>
        ))}
        {pauses.map(({ from, until }) => (
          <li key={from.toISOString()}>
            {until
              ? words('ticket.pauseOver', { from: words.dateTime(from), until: words.dateTime(until) })
              : words('ticket.pauseNow', { from: words.dateTime(from) })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function stepState({ words, view, calendar }: TicketPageProps, deadline: DeadlineFact): string {
  const { dueAt, metAt, breachedAt, endedAt, budget } = deadline;
  if (metAt) return words(breachedAt ? 'ticket.metLate' : 'ticket.met', { at: words.dateTime(metAt) });
  if (endedAt) return words('ticket.stepEnded');
  if (!dueAt || !budget) return words('ticket.stepUntimed');
  const pause = view.facts.pauses.find(({ until }) => until === null);
  const left = timeLeftText(words, timeLeft(dueAt, budget.unit, pause?.from ?? view.now, calendar));
  return `${words('ticket.due', { at: words.dateTime(dueAt) })} (${left})`;
}
