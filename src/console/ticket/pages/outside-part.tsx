import type { VNode } from 'preact';
import { may } from '../../../accounts/console-user.js';
import type { Channel } from '../../../messaging/ports.js';
import { TASK_RESULTS, type ReplyTaskDetail } from '../../../manual/reply-tasks.js';
import { Csrf } from '../../frame/csrf-field.js';
import type { OpenTask } from '../read/facts.js';
import { Disclosure, TicketFormFrame } from './form-frame.js';
import { pathOf, typed, type TicketPageProps } from './page-props.js';

/** Calls, letters and copies that people still owe for this ticket. */
export function TasksPart(props: TicketPageProps & { opened?: ReplyTaskDetail | undefined }): VNode | null {
  const { words, view } = props;
  const { tasks } = view.facts;
  if (tasks.length === 0) return null;
  return (
    <section class="card" aria-labelledby="tugas-judul">
      <div class="card-body">
        <h2 id="tugas-judul">{words('ticket.tasks')}</h2>
        <ul class="ticket-items">
          {tasks.map((task) => (
            <Task key={task.id} task={task} {...props} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Task({ task, ...props }: TicketPageProps & { task: OpenTask; opened?: ReplyTaskDetail | undefined; key?: string }): VNode {
  const { words, user, csrf, opened } = props;
  const { id, method, attempts, at } = task;
  const works = may(user, 'tickets:answer') && may(user, 'identities:read');
  const shown = opened?.id === id ? opened : undefined;
  return (
    <li id={`tugas-${id}`}>
      <p>
        {words(`ticket.task.${method}.open`)} · {words.day(at)}
        {attempts > 0 && ` · ${words('ticket.taskAttempts', { attempts })}`}
      </p>
      {shown && (
        <>
          <dl class="ticket-facts">
            {Object.entries(shown.recipient).map(([field, value]) => (
              <div key={field}>
                <dt>{words(`ticket.recipient.${field}`)}</dt>
                <dd dir="auto">{value}</dd>
              </div>
            ))}
          </dl>
          <p class="said" dir="auto">
            {shown.text}
          </p>
        </>
      )}
      {works && !shown && (
        <form method="post" action={`${pathOf(props)}/tugas/${id}`} hx-post={`${pathOf(props)}/tugas/${id}`} hx-target={`#tugas-${id}`} hx-swap="outerHTML">
          <Csrf token={csrf} />
          <button class="btn btn-sm btn-outline-secondary">{words('ticket.taskShow')}</button>
          <span class="text-secondary"> {words('ticket.citizen.logged')}</span>
        </form>
      )}
      {works && (
        <TicketFormFrame page={props} form="task" own={{ tugas: id }} class="ticket-buttons">
          {TASK_RESULTS.map((result) => (
            <button key={result} class="btn btn-sm btn-outline-secondary" name="hasil" value={result}>
              {words(`ticket.taskResult.${result}`)}
            </button>
          ))}
        </TicketFormFrame>
      )}
    </li>
  );
} // prettier-ignore

/** One task again, with whom it is for: what htmx puts in its place. */
export function TaskFragment(props: TicketPageProps & { opened: ReplyTaskDetail }): VNode | null {
  const task = props.view.facts.tasks.find(({ id }) => id === props.opened.id);
  return task ? <Task task={task} {...props} /> : null;
}

/** What other systems call it; an answer has to be copied there. */
export function ReferencesPart(props: TicketPageProps & { systems: readonly Channel[] }): VNode | null {
  const { words, view, actions, systems, filled } = props;
  const { references } = view.facts;
  const gives = actions.allowed.has('reference') && systems.length > 0;
  if (references.length === 0 && !gives) return null;
  return (
    <section class="card" aria-labelledby="rujukan-judul">
      <div class="card-body">
        <h2 id="rujukan-judul">{words('ticket.reference.title')}</h2>
        {references.length === 0 && <p class="text-secondary">{words('ticket.reference.none')}</p>}
        <ul class="ticket-items">
          {references.map(({ system, reference }) => (
            <li key={`${system}${reference}`}>
              {systemName(systems, system)}: <bdi>{reference}</bdi>
            </li>
          ))}
        </ul>
        {gives && (
          <Disclosure id="rujukan" title={words('ticket.reference.add')} open={filled?.form === 'reference'}>
            <TicketFormFrame page={props} form="reference">
              <label class="form-label" for="rujukan-sistem">
                {words('ticket.reference.system')}
              </label>
              <select class="form-select" id="rujukan-sistem" name="sistem">
                {systems.map(({ id }) => (
                  <option key={id} value={id} selected={typed(props, 'reference', 'sistem') === id}>
                    {systemName(systems, id)}
                  </option>
                ))}
              </select>
              <label class="form-label" for="rujukan-nomor">
                {words('ticket.reference.number')}
              </label>
              <input class="form-control" id="rujukan-nomor" name="nomor" required maxLength={200} autocomplete="off" value={typed(props, 'reference', 'nomor')} />
              <button class="btn btn-outline-secondary">{words('ticket.reference.save')}</button>
            </TicketFormFrame>
          </Disclosure>
        )}
      </div>
    </section>
  );
} // prettier-ignore

function systemName(systems: readonly Channel[], id: string): string {
  return systems.find((each) => each.id === id)?.address ?? id;
}
