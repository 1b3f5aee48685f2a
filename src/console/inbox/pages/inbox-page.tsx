import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { MOST_COUNTED, type OwnerlessMessage } from '../inbox.queries.js';
import type { InboxGroup } from '../inbox-group.js';
import type { RowView } from '../row-view.js';
import { OWNERLESS_PATH } from './ownerless-page.js';
import { LiveBar } from './live-bar.js';
import { TicketList, type RowRights } from './ticket-row.js';

export interface GroupView {
  group: InboxGroup;
  count: number;
  views: readonly RowView[];
}

export interface OwnerlessView {
  count: number;
  messages: readonly (Omit<OwnerlessMessage, 'receivedAt'> & { at: string; channel: string })[];
}

interface InboxProps {
  words: ConsoleWords;
  groups: readonly GroupView[];
  /** For central admins. */
  ownerless: OwnerlessView | undefined;
  rights: RowRights;
}

/** "99+". */
export function capped(count: number): string {
  return count > MOST_COUNTED ? `${String(MOST_COUNTED)}+` : String(count);
}

/** What needs somebody, the most pressing first. */
export function InboxPage({ words, groups, ownerless, rights }: InboxProps): VNode {
  const filled = groups.filter(({ count }) => count > 0);
  const twice = standingTwice(filled);
  const nothing = filled.length === 0 && (ownerless?.count ?? 0) === 0;
  return (
    <>
      <div class="inbox-head">
        <h1>{words('inbox.title')}</h1>
        <LiveBar words={words} path="/console" />
      </div>
      <GroupLinks words={words} groups={groups} />
      {nothing && <p class="empty-note">{words('inbox.nothing')}</p>}
      {filled.map((group) => (
        <Group key={group.group} words={words} group={group} rights={rights} twice={twice} />
      ))}
      {ownerless && ownerless.count > 0 && <Ownerless words={words} ownerless={ownerless} />}
    </>
  );
}

/** One whose answer did not arrive stands with what is to be done next as well. */
function standingTwice(groups: readonly GroupView[]): ReadonlySet<string> {
  const numbers = groups.flatMap(({ views }) => views.map(({ row }) => row.number));
  return new Set(numbers.filter((number, index) => numbers.indexOf(number) !== index));
}

/** All groups with their counts, the empty ones too: that nothing is in danger is news. */
function GroupLinks({ words, groups }: Pick<InboxProps, 'words' | 'groups'>): VNode {
  return (
    <nav class="group-links" aria-label={words('inbox.groupList')}>
      <ul>
        {groups.map(({ group, count }) => (
          <li key={group} class={count > 0 ? `group-link is-${group}` : 'group-link'}>
            {count > 0 ? (
              <a href={`#${group}`}>
                {words(`inbox.group.${group}`)} <strong>{capped(count)}</strong>
              </a>
            ) : (
              <span title={words(`inbox.groupEmpty.${group}`)}>
                {words(`inbox.group.${group}`)} <span>0</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Group({ words, group: { group, count, views }, rights, twice }: { words: ConsoleWords; group: GroupView; rights: RowRights; twice: ReadonlySet<string> }): VNode {
  const more = count - views.length;
  return (
    <section class={`inbox-group is-${group}`} aria-labelledby={group}>
      <h2 id={group} tabIndex={-1}>
        {words(`inbox.group.${group}`)} <span class="group-count">{capped(count)}</span>
      </h2>
      <TicketList words={words} views={views} rights={rights} twin={group === 'undelivered'} twice={twice} />
      {more > 0 && (
        <p class="group-more">
          <a href={`/console/aduan?kelompok=${group}`}>
            {words('inbox.all')}
            <span class="visually-hidden">: {words(`inbox.group.${group}`)}</span>
          </a>
        </p>
      )}
    </section>
  );
} // prettier-ignore

function Ownerless({ words, ownerless }: { words: ConsoleWords; ownerless: OwnerlessView }): VNode {
  return (
    <section class="inbox-group" aria-labelledby="tanpa-instansi">
      <h2 id="tanpa-instansi">
        {words('inbox.ownerless')} <span class="group-count">{capped(ownerless.count)}</span>
      </h2>
      <p class="text-secondary">{words('inbox.ownerlessHint')}</p>
      <ul class="ticket-list">
        {ownerless.messages.map(({ id, text, at, channel }) => (
          <li key={id} class="ticket-row is-message">
            <p class="row-text" dir="auto">
              {text || words('inbox.noText')}
            </p>
            <p class="row-meta">
              <span>
                {words('inbox.by')} {channel}
              </span>
              <span>{words('inbox.received', { at })}</span>
              <a
                href={`${OWNERLESS_PATH}/${id}`}
                aria-label={`${words('ownerless.sort')}: ${text.slice(0, 60) || words('inbox.noText')}`}
              >
                {words('ownerless.sort')}
              </a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
