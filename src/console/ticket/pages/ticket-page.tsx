import type { VNode } from 'preact';
import type { Channel } from '../../../messaging/ports.js';
import type { ReplyTaskDetail } from '../../../manual/reply-tasks.js';
import { ErrorSummary } from '../../frame/form-parts.js';
import { Icon } from '../../frame/icons.js';
import { LiveBar } from '../../inbox/pages/live-bar.js';
import type { Reporter } from '../read/reporter.js';
import { categoryText } from '../words/ticket-words.js';
import { ActionsPart } from './actions-part.js';
import { CitizenPart } from './citizen-part.js';
import { ConversationPart, type ConversationProps } from './conversation-part.js';
import { DecisionsPart } from './decisions-part.js';
import { DispatchesPart } from './dispatches-part.js';
import { LinkedPart } from './linked-part.js';
import { ReferencesPart, TasksPart } from './outside-part.js';
import { pathOf, TICKET_FORMS } from './page-props.js';
import { PlacePart } from './place-part.js';
import { RepeatsPart } from './repeats-part.js';
import { PresencePart } from './presence-part.js';
import { StatePart } from './state-part.js';
import { TimelinePart } from './timeline-part.js';
import { TypedPart } from './typed-part.js';
import { WritePart, type WriteProps } from './write-part.js';

export interface WholePageProps extends WriteProps, ConversationProps {
  /** Other systems that give reports numbers. */
  systems: readonly Channel[];
  shownReporter?: Reporter | undefined;
  openedTask?: ReplyTaskDetail | undefined;
}

/** A ticket, whole: what was said on the left, where it stands and what comes next on the right. */
export function TicketPage(props: WholePageProps): VNode {
  const { words, view, filled } = props;
  const { head } = view;
  return (
    <div class="ticket" data-ticket={head.number}>
      <header class="ticket-head">
        <h1>
          {head.number} <span class="text-secondary">{categoryText(props, head.category)}</span>
        </h1>
        <p class="ticket-buttons">
          {words(`ticket.kind.${head.kind}`)} · {words('ticket.opened', { at: words.dateTime(head.openedAt) })}
          {head.confidential && <span class="badge">{words('ticket.confidential')}</span>}
          {head.anonymous && <span class="badge">{words('ticket.anonymous')}</span>}
          <a href={`${pathOf(props)}/cetak`}>
            <Icon name="printer" size={16} /> {words('ticket.print.link')}
          </a>
        </p>
        <PresencePart words={words} path={`${pathOf(props)}/hadir`} />
        <LiveBar words={words} path={pathOf(props)} number={head.number} />
        {filled && <ErrorSummary words={words} errors={filled.errors.map((text) => ({ text, field: TICKET_FORMS[filled.form] }))} />}
        <TypedPart {...props} />
      </header>
      <div class="ticket-now">
        <StatePart {...props} />
        <ActionsPart {...props} />
      </div>
      <div class="ticket-said">
        <ConversationPart {...props} />
        <WritePart {...props} />
      </div>
      <div class="ticket-rest">
        <TasksPart {...props} opened={props.openedTask} />
        <DispatchesPart {...props} />
        <DecisionsPart {...props} />
        <PlacePart {...props} />
        <CitizenPart {...props} shown={props.shownReporter} />
        <RepeatsPart {...props} />
        <LinkedPart {...props} />
        <ReferencesPart {...props} />
        <TimelinePart {...props} />
      </div>
    </div>
  );
} // prettier-ignore
