import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { Icon } from '../../frame/icons.js';
import { CHANNEL_ICONS, type RowView } from '../row-view.js';

/** What the reader may do from a row, and what its forms need. */
export interface RowRights {
  csrf: string;
  assign: boolean;
  dispatch: boolean;
  answer: boolean;
  /** For actions on several: the form that the boxes belong to. */
  bulk?: string;
}

interface RowProps {
  words: ConsoleWords;
  view: RowView;
  rights: RowRights;
  /** Of the list of what could not be said, where the ticket may stand beside its place in another list. */
  twin?: boolean;
  /** It stands in both lists of this page. */
  twice?: boolean;
  /** Goes along with its twin's new version, to where it is itself. */
  along?: boolean;
}

function rowId(part: 'aduan' | 'ambil', number: string, twin: boolean): string {
  return twin ? `${part}-${number}-balasan` : `${part}-${number}`;
}

export function ticketPath(number: string): string {
  return `/console/aduan/${number}`;
}

/** A list of tickets: one line each on a wide screen, a card on a phone. */
export function TicketList({
  views,
  twice,
  ...props
}: Pick<RowProps, 'words' | 'rights' | 'twin'> & {
  views: readonly RowView[];
  /** Numbers of those that stand in another list of the page, too. */
  twice?: ReadonlySet<string>;
}): VNode {
  return (
    <ul class="ticket-list">
      {views.map((view) => (
        <TicketRow key={view.row.id} view={view} twice={twice?.has(view.row.number) === true} {...props} />
      ))}
    </ul>
  );
}

/** The row that was acted on anew, and with it the other one of a ticket that stands in two lists. */
export function NewRows(props: Omit<RowProps, 'along'>): VNode {
  return (
    <>
      <TicketRow {...props} />
      {props.twice && <TicketRow {...props} twin={!props.twin} along />}
    </>
  );
}

/** One ticket of a list. What is said by colour is said in words, too. */
function TicketRow({ words, view, rights, twin = false, twice = false, along = false }: RowProps): VNode {
  const { row, place, category, agency } = view;
  const { number } = row;
  return (
    <li
      class={rights.bulk === undefined ? 'ticket-row' : 'ticket-row has-box'}
      id={rowId('aduan', number, twin)}
      data-number={number}
      hx-swap-oob={along ? 'true' : undefined}
    >
      {rights.bulk !== undefined && (
        <label class="row-box">
          <input type="checkbox" class="form-check-input" name="nomor[]" value={number} form={rights.bulk} />
          <span class="visually-hidden">{words('inbox.row.choose', { number })}</span>
        </label>
      )}
      <div class="row-head">
        <a class="row-number" href={ticketPath(number)}>
          {number}
        </a>
        <span class="row-channel">
          <Icon name={CHANNEL_ICONS[view.channel]} size={16} /> {words(`inbox.kind.${view.channel}`)}
        </span>
      </div>
      <div class="row-what">
        <p class="row-text" dir="auto">
          {firstLine(row.text) || words('inbox.noText')}
        </p>
        <p class="row-meta">
          <Marks words={words} view={view} />
          {place !== '' && <span>{place}</span>}
          <span>{category ?? words('inbox.row.noCategory')}</span>
          <span>{agency ?? words('inbox.row.noAgency')}</span>
        </p>
      </div>
      <div class="row-time">
        <Time words={words} view={view} />
        <span class="row-opened">{words('inbox.row.opened', { at: words.day(row.openedAt) })}</span>
      </div>
      <Person words={words} view={view} />
      <Actions words={words} view={view} rights={rights} twin={twin} twice={twice} />
    </li>
  );
} // prettier-ignore

function Marks({ words, view: { row } }: Omit<RowProps, 'rights'>): VNode {
  return (
    <>
      <span class="row-changed badge bg-blue-lt" hidden>
        {words('inbox.row.changed')}
      </span>
      {row.urgency === 'danger' && (
        <span class="badge bg-red text-white">
          <Icon name="alert-triangle" size={14} /> {words('inbox.row.danger')}
        </span>
      )}
      {row.urgency === 'high' && <span class="badge bg-orange-lt">{words('inbox.row.high')}</span>}
      <span class="badge bg-secondary-lt">{words(`inbox.state.${row.state}`)}</span>
      {row.undelivered && <span class="badge bg-red-lt">{words(`inbox.row.undelivered.${row.undelivered}`)}</span>}
    </>
  );
}

function Time({ words, view: { row, time } }: Omit<RowProps, 'rights'>): VNode | null {
  if (!time) return null;
  return (
    <span class={time.late ? 'row-left is-late' : 'row-left'} title={row.dueAt ? words.dateTime(row.dueAt) : undefined}>
      <Icon name={time.late ? 'alert-triangle' : 'clock'} size={16} /> {time.text}
    </span>
  );
} // prettier-ignore

function Person({ words, view: { person, mine, openBy } }: Omit<RowProps, 'rights'>): VNode {
  return (
    <div class="row-person">
      {person === undefined ? (
        <span class="visually-hidden">{words('inbox.row.nobody')}</span>
      ) : (
        <span>{mine ? words('inbox.row.mine') : words('inbox.row.heldBy', { name: person })}</span>
      )}
      {openBy.length > 0 && (
        <span class="row-present">
          <Icon name="eye" size={14} /> {words('inbox.row.openBy', { names: openBy.join(', ') })}
        </span>
      )}
    </div>
  );
}

function Actions(props: RowProps): VNode | null {
  const { words, view, rights } = props;
  const { number } = view.row;
  const { assign, dispatch, answer } = rights;
  if (!assign && !dispatch && !answer) return null;
  return (
    <div class="row-actions">
      {assign && !view.mine && <Take {...props} />}
      <details class="frame-menu row-more">
        <summary class="btn btn-icon btn-sm">
          <Icon name="dots" size={18} />
          <span class="visually-hidden">{words('inbox.row.more', { number })}</span>
        </summary>
        <ul class="dropdown-menu show">
          {dispatch && (
            <li>
              <a class="dropdown-item" data-act="dispatch" href={`${ticketPath(number)}#disposisi`}>
                {words('inbox.row.dispatch')}
              </a>
            </li>
          )}
          {answer && (
            <li>
              <a class="dropdown-item" data-act="answer" href={`${ticketPath(number)}#jawab`}>
                {words('inbox.row.answer')}
              </a>
            </li>
          )}
          {assign && view.mine && (
            <li>
              <Take {...props} />
            </li>
          )}
        </ul>
      </details>
    </div>
  );
}

/** Takes the ticket, or gives it up; htmx puts the row's new version in its place, and that of its twin in its own. */
function Take({ words, view, rights, twin = false, twice = false }: RowProps): VNode {
  const { number, assignedTo } = view.row;
  const path = `${ticketPath(number)}/petugas`;
  const label = view.mine ? 'release' : assignedTo === null ? 'take' : 'takeOver';
  return (
    <form method="post" action={path} hx-post={path} hx-target="closest .ticket-row" hx-swap="outerHTML">
      <Csrf token={rights.csrf} />
      <input type="hidden" name="petugas" value={view.mine ? 'nobody' : 'me'} />
      <input type="hidden" name="tadi" value={assignedTo ?? ''} />
      {rights.bulk !== undefined && <input type="hidden" name="kotak" value={rights.bulk} />}
      {twin && <input type="hidden" name="kembar" value="1" />}
      {twice && <input type="hidden" name="dua" value="1" />}
      <button class={view.mine ? 'dropdown-item' : 'btn btn-sm'} data-act="take" id={rowId('ambil', number, twin)}>
        {words(`inbox.row.${label}`)}
        <span class="visually-hidden"> {number}</span>
      </button>
    </form>
  );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}
