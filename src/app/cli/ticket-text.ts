import type { TicketDetail, TicketSummary } from '../../replies/ticket-queries.js';
import { fileLine } from './ticket-files.js';

/** A ticket in one line. */
export function ticketLine(ticket: TicketSummary): string {
  const { number, state, channelId, category, agency, openedAt, dueAt } = ticket;
  return [
    number.padEnd(12),
    state.padEnd(12),
    channelId.padEnd(16),
    (category ?? '-').padEnd(22),
    (agency ?? '-').padEnd(18),
    openedAt,
    `due ${dueAt}`,
  ].join(' ');
}

/** A ticket for whoever sits at a terminal. */
export function ticketText(ticket: TicketDetail): string {
  const sections: [string, string[]][] = [
    ['Decisions', ticket.decisions.map(decisionLine)],
    ['Timeline', ticket.events.map(eventLine)],
    ['Deadlines', ticket.deadlines.map(deadlineLine)],
    ['Merged into', ticket.mergedInto ? [`${ticket.mergedInto.number}  ${ticket.mergedInto.state}`] : []],
    ['Speaks for', ticket.merged.map(({ number, channelId }) => `${number}  ${channelId}`)],
    ['Split', ticket.split.map(({ number, how }) => `${number}  ${how}`)],
    ['Known elsewhere', ticket.references.map(({ system, reference }) => `${system}  ${reference}`)],
    ['Dispatched to', ticket.dispatches.map(dispatchLine)],
    ['Responses', ticket.responses.map(({ at, agency, state, via, text }) => `${at}  ${agency}  [${state}, by ${via}]  ${text}`)],
    ['Feedback', ticket.feedback.map(feedbackLine)],
    ['Attachments', ticket.attachments.map((file) => `${file.contentType}  ${String(file.size ?? '?')} bytes  ${file.state} ${file.reason ?? ''}`)],
    ['Conversation', conversation(ticket)],
  ]; // prettier-ignore
  const text = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`);
  return `${ticketLine(ticket)}\n\n${text.join('\n')}`;
}

function decisionLine(made: TicketDetail['decisions'][number]): string {
  const score = made.score === null ? '' : ` ${made.score.toFixed(2)}`;
  const next = made.runnerUp === null ? '' : `  (next: ${made.runnerUp})`;
  const standing = made.undone ? '  [taken back]' : made.overruled ? '  [overruled]' : '';
  return `${made.step.padEnd(12)} ${made.outcome}${score}  ${made.rule ?? ''}${next}${standing}`;
}

/** What happened, with the codes that say more of it; ids are for programs. */
function eventLine({ at, type, actor, by, data }: TicketDetail['events'][number]): string {
  const more = Object.entries(data)
    .filter(([name, value]) => !(name === 'by' || isId(value) || Array.isArray(value) && value.every(isId)))
    .map(([name, value]) => `${name}: ${wordOf(value)}`);
  return `${at}  ${type} by ${by ?? actor}${more.length > 0 ? `  (${more.join('; ')})` : ''}`;
} // prettier-ignore

function wordOf(value: unknown): string {
  if (value === null) return '-';
  if (Array.isArray(value)) return value.map(wordOf).join(', ');
  if (typeof value === 'object') return Object.values(value).map(wordOf).join(' / ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value);
}

function deadlineLine({ step, budget, dueAt, metAt, breachedAt, endedAt }: TicketDetail['deadlines'][number]): string {
  const time =
    budget && dueAt !== null ? `due ${dueAt} (${String(budget.amount)} ${budget.unit})` : 'no time of its own';
  const end = metAt !== null ? `, met ${metAt}` : endedAt !== null ? `, ended ${endedAt}` : '';
  return `${step.padEnd(14)} ${time}${breachedAt === null ? '' : `, BREACHED ${breachedAt}`}${end}`;
}

function dispatchLine({ agency, unit, lead, state, at, dueAt }: TicketDetail['dispatches'][number]): string {
  const due = dueAt === null ? '' : `, due ${dueAt}`;
  return `${at}  ${agency}${unit === null ? '' : `, ${unit}`}${lead ? ' (leads)' : ''}  [${state}${due}]`;
}

function feedbackLine({ at, round, fixed, mark }: TicketDetail['feedback'][number]): string {
  const word = fixed === null ? '' : fixed ? '  fixed' : '  not fixed';
  return `${at}  round ${String(round)}${word}${mark === null ? '' : `  mark ${String(mark)}`}`;
}

/** Messages of the ticket's own citizen are numbered: `ticket split --messages` names them so. */
function conversation({ messages }: TicketDetail): string[] {
  let place = 0;
  return messages.flatMap(({ direction, number, at, state, text, files = [] }) => {
    const own = direction === 'in' && number === undefined;
    if (own) place += 1;
    const who = direction === 'out' ? 'we     ' : own ? `citizen ${String(place)}` : `citizen of ${number ?? ''}`;
    const sent = files.map((file) => `  + ${fileLine(file)}${file.carried ? '' : '  (tracking page only)'}`);
    return [`${at}  ${who}  [${state}]  ${text}`, ...sent];
  });
}
