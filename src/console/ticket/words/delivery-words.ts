import type { ConsoleWords } from '../../frame/console-words.js';
import type { MessageOut } from '../read/conversation.js';

/** How far a message of ours has come. */
export interface Delivery {
  text: string;
  /** What can be done, or what happens by itself; empty where nothing needs doing. */
  next: string;
  tone: 'plain' | 'good' | 'bad' | 'unsure';
}

const TONES: Record<MessageOut['state'], Delivery['tone']> = {
  queued: 'plain',
  sending: 'plain',
  waiting: 'unsure',
  sent: 'plain',
  delivered: 'good',
  read: 'good',
  failed: 'bad',
  unknown: 'unsure',
  task: 'unsure',
};

/** A message's state in words, with the reason of a failure and what can be done about it. */
export function deliveryOf(words: ConsoleWords, message: MessageOut): Delivery {
  const { state, stateAt, reason, nextAttemptAt, attempts, task, parts, partsSent } = message;
  const tone = TONES[state];
  if (task) return { text: words(`ticket.task.${task.method}.${task.state}`), next: '', tone: task.state === 'done' ? 'good' : task.state === 'open' ? 'unsure' : 'bad' };
  const at = stateAt ? ` ${words.dateTime(stateAt)}` : '';
  const some = parts > 1 && partsSent < parts ? ` (${words('ticket.out.parts', { sent: partsSent, parts })})` : '';
  const text = `${words(`ticket.out.state.${state}`)}${at}${some}`;
  if (state === 'failed') return { text, next: words('ticket.out.next.failed', { reason: reasonText(words, message) }), tone };
  if (state === 'unknown') return { text, next: words('ticket.out.next.unknown'), tone };
  if (state === 'waiting') return { text, next: words('ticket.out.next.waiting'), tone };
  if (state === 'queued' && attempts > 0 && nextAttemptAt)
    return { text, next: words('ticket.out.next.retry', { reason: reason ?? '-', at: words.dateTime(nextAttemptAt) }), tone: 'unsure' };
  return { text, next: '', tone };
} // prettier-ignore

/** A provider's reason: some have words of ours, all have their code. */
function reasonText(words: ConsoleWords, { reason, errorCode }: Pick<MessageOut, 'reason' | 'errorCode'>): string {
  const known = reason !== null && words.has(`ticket.out.reason.${reason}`) ? words(`ticket.out.reason.${reason}`) : reason;
  const said = known ?? words('ticket.out.reason.none');
  return errorCode === null ? said : `${said} (${errorCode})`;
} // prettier-ignore
