import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { writeCursor, type Cursor } from '../cursor.js';
import type { View } from '../saved-views.js';
import { listPath, type FilterFields } from '../ticket-filter.js';
import type { RowView } from '../row-view.js';
import { BulkBar, BULK_FORM, type BulkChoices } from './bulk-bar.js';
import { FilterForm, type FilterChoices } from './filter-form.js';
import { LiveBar } from './live-bar.js';
import { TicketList, type RowRights } from './ticket-row.js';
import { ViewsPart } from './views-part.js';

export interface ListProps {
  words: ConsoleWords;
  title: string;
  csrf: string;
  fields: FilterFields;
  /** What was typed. */
  text: string;
  choices: FilterChoices;
  views: readonly RowView[];
  before: Cursor | undefined;
  after: Cursor | undefined;
  lookedUpTo: Cursor | undefined;
  /** Said above the rows: how the search was understood, or why there is nothing. */
  note: string | undefined;
  empty: string;
  saved: readonly View[];
  rights: RowRights;
  /** Undefined: the reader may do nothing to several. */
  bulk: BulkChoices | undefined;
}

/** Every ticket of an office, by whatever one knows of it. */
export function ListPage(props: ListProps): VNode {
  const { words, csrf, fields, views, note, empty, rights, bulk } = props;
  const back = listPath(fields);
  return (
    <>
      <div class="inbox-head">
        <h1>{props.title}</h1>
        <LiveBar words={words} path={back} />
      </div>
      <ViewsPart words={words} csrf={csrf} saved={props.saved} fields={fields} />
      <FilterForm words={words} csrf={csrf} fields={fields} text={props.text} choices={props.choices} />
      {bulk && views.length > 0 && <BulkBar words={words} csrf={csrf} choices={bulk} back={back} />}
      <section aria-labelledby="hasil">
        <h2 id="hasil" class="visually-hidden">
          {words('inbox.list.found')}
        </h2>
        {note !== undefined && <p class="text-secondary">{note}</p>}
        {views.length === 0 ? (
          <p class="empty-note">{empty}</p>
        ) : (
          <TicketList words={words} views={views} rights={bulk ? { ...rights, bulk: BULK_FORM } : rights} />
        )}
      </section>
      <Pages {...props} />
    </>
  );
}

function Pages({ words, fields, before, after, lookedUpTo }: ListProps): VNode | null {
  if (!before && !after && !lookedUpTo) return null;
  return (
    <nav class="list-pages" aria-label={words('inbox.list.pages')}>
      {before && (
        <a class="btn" rel="prev" href={listPath(fields, { sebelum: writeCursor(before) })}>
          {words('inbox.list.newer')}
        </a>
      )}
      {lookedUpTo && (
        <span>
          {words('inbox.list.lookedUpTo', { at: words.date(lookedUpTo.at) })}{' '}
          <a class="btn" rel="next" href={listPath(fields, { sesudah: writeCursor(lookedUpTo) })}>
            {words('inbox.list.lookFurther')}
          </a>
        </span>
      )}
      {after && (
        <a class="btn" rel="next" href={listPath(fields, { sesudah: writeCursor(after) })}>
          {words('inbox.list.older')}
        </a>
      )}
    </nav>
  );
}
